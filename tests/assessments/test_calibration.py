"""Blind double rating: nobody learns the other's value before both are done."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from selaras.assessments.models import BlindRating, Calibration, Dispute
from selaras.assessments.queries.calibration import assessors_of, calibration_view
from selaras.assessments.services.calibration import (
    Draw,
    draw,
    open_dispute,
    rate_blind,
    reveal,
    settle_dispute,
)
from selaras.assessments.services.external import Rating
from selaras.assessments.states import State
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.pure.agreement import sample
from tests.people_fixtures import World, make_person
from tests.work_fixtures import Work, make_work, rate_all

TWO, THREE, FOUR = Fraction(2), Fraction(3), Fraction(4)
SECRET = "alasan yang belum boleh dibaca"


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    made = make_work(world, spbe2020)
    rate_all(made)
    made.move(State.DOCUMENT)
    return made


@pytest.fixture
def first(world: World) -> User:
    return world.person(Role.ASSESSOR)


@pytest.fixture
def second(world: World) -> User:
    person = make_person("Asesor Kedua", None)
    Appointment.objects.create(
        user=person, role=Role.ASSESSOR, institution=world.city, valid_from=date(2020, 1, 1)
    )
    return person


@pytest.fixture
def pair(work, first, second) -> Calibration:
    return draw(work.assessment, first, second, Draw(numbers=["1", "2"]), actor=first)


def both(pair: Calibration, first: User, second: User) -> None:
    rate_blind(pair, {"1": Rating(FOUR, SECRET), "2": Rating(TWO)}, actor=first)
    rate_blind(pair, {"1": Rating(TWO), "2": Rating(TWO)}, actor=second)


def test_a_lot_can_be_drawn_again(work, first, second):
    made = draw(work.assessment, first, second, Draw(size=5), actor=first)
    numbers = list(work.assessment.cycle.instrument.indicators.values_list("number", flat=True))
    drawn = tuple(made.indicators.order_by("position").values_list("number", flat=True))
    assert len(drawn) == 5
    assert drawn == sample(numbers, 5, made.seed)


def test_two_different_assessors_of_this_institution_are_needed(work, world, first, second):
    for one, other in ((first, first), (first, world.person(Role.RESPONSIBLE))):
        with pytest.raises(RefusedError):
            draw(work.assessment, one, other, Draw(size=3), actor=first)
    for wanted in (Draw(), Draw(size=1000), Draw(numbers=["999"])):
        with pytest.raises(RefusedError):
            draw(work.assessment, first, second, wanted, actor=first)
    with pytest.raises(DeniedError):
        draw(work.assessment, first, second, Draw(size=3), actor=world.person(Role.RESPONSIBLE))
    assert set(assessors_of(work.assessment)) == {first, second}


def test_nobody_reads_the_others_value_before_the_opening(world, pair, first, second):
    rate_blind(pair, {"1": Rating(FOUR, SECRET), "2": Rating(TWO)}, actor=first)
    for person in (second, world.person(Role.SYSTEM_ADMIN)):
        view = calibration_view(person, pair)
        assert [(x.own, x.first, x.second, x.gap) for x in view.lines] == [(None,) * 4] * 2
        assert (view.first_count, view.agreement) == (2, None)
    assert calibration_view(first, pair).lines[0].own is not None
    event = Event.objects.get(kind="calibration.rated")
    assert SECRET not in json.dumps(event.new)
    assert event.new["nilai"] == "•••"
    with pytest.raises(RefusedError, match="kurang 2"):
        reveal(pair, actor=first)


def test_the_opening_shows_both_and_fixes_them(pair, first, second):
    both(pair, first, second)
    rate_blind(pair, {"2": Rating(THREE)}, actor=second)
    assert BlindRating.objects.count() == 4
    reveal(pair, actor=second)
    pair.refresh_from_db()
    view = calibration_view(first, pair)
    assert [line.gap for line in view.lines] == [TWO, -1]
    assert view.agreement is not None
    assert (view.agreement.same, view.agreement.near) == (0, 1)
    with pytest.raises(RefusedError, match="sudah dibuka"):
        rate_blind(pair, {"1": Rating(TWO)}, actor=first)
    with pytest.raises(ChangedMeanwhileError):
        reveal(pair, actor=first)


def test_only_the_two_rate(world, pair, first):
    third = make_person("Asesor Ketiga", None)
    Appointment.objects.create(
        user=third, role=Role.ASSESSOR, institution=world.city, valid_from=date(2020, 1, 1)
    )
    for person in (third, world.person(Role.SYSTEM_ADMIN), world.person(Role.COORDINATOR)):
        with pytest.raises(DeniedError):
            rate_blind(pair, {"1": Rating(TWO)}, actor=person)
    for number, value in (("9", TWO), ("1", Fraction(6)), ("1", Fraction(5, 2))):
        with pytest.raises(RefusedError):
            rate_blind(pair, {number: Rating(value)}, actor=first)


def test_a_difference_is_logged_and_settled_once(pair, first, second):
    with pytest.raises(RefusedError):
        open_dispute(pair, "1", reason="Cakupan", actor=first)
    both(pair, first, second)
    reveal(pair, actor=first)
    with pytest.raises(RefusedError):
        open_dispute(pair, "2", reason="Sama", actor=first)
    with pytest.raises(RefusedError):
        open_dispute(pair, "1", reason=" ", actor=first)
    dispute = open_dispute(pair, "1", reason="Apakah lampiran termasuk.", actor=first)
    with pytest.raises(ChangedMeanwhileError):
        open_dispute(pair, "1", reason="Lagi", actor=second)
    with pytest.raises(RefusedError):
        settle_dispute(dispute, Rating(THREE), actor=second)
    settle_dispute(dispute, Rating(THREE, "Lampiran ditetapkan bersama."), actor=second)
    with pytest.raises(ChangedMeanwhileError):
        settle_dispute(dispute, Rating(TWO, "Lain"), actor=first)
    settled = Dispute.objects.get()
    assert (settled.amount, settled.settled_by) == (30_000, second)
