"""Recording, changing and withdrawing recommendations."""

from datetime import date
from fractions import Fraction

import pytest

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.permissions import EDITORS
from selaras.improvement.services.recommendations import (
    RecommendationFacts,
    add_recommendation,
    add_recommendations,
    change_recommendation,
    facts_of,
    withdraw_recommendation,
)
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM


def facts(follow_up: FollowUp, **given: object) -> RecommendationFacts:
    return RecommendationFacts(
        text=" Menetapkan kebijakan pusat data. ",
        year=2024,
        source=Source.OWN,
        targets=(("5", 3), ("7", None)),
        units=(follow_up.world.division.pk, follow_up.world.office.pk),
    ).replace(**given)


def last_event() -> Event:
    return Event.objects.latest("sequence")


def test_what_is_said_of_it_is_kept_in_order(follow_up: FollowUp) -> None:
    made = add_recommendation(
        follow_up.world.city,
        follow_up.instrument,
        facts(follow_up, number="12", stated_final=Fraction("2.49"), due_on=date(2025, 12, 31)),
        actor=follow_up.world.person(Role.ENTRY),
    )
    made.refresh_from_db()
    assert (made.text, made.number, made.state) == (
        "Menetapkan kebijakan pusat data.",
        "12",
        "terbuka",
    )
    assert (made.stated_final, made.final) == (24_900, Fraction("2.49"))
    assert [(row.indicator.number, row.level) for row in made.targets.all()] == [
        ("5", 3),
        ("7", None),
    ]
    assert [row.unit for row in made.unit_rows.all()] == [
        follow_up.world.division,
        follow_up.world.office,
    ]
    event = last_event()
    assert (event.kind, event.scope) == ("recommendation.added", follow_up.world.city.scope)
    assert event.new["indikator"] == ["5 → 3", "7"]
    assert event.new["unit"] == ["Bidang Aplikasi", "Dinas Kominfo"]


def test_each_takes_the_next_place_of_its_year_and_source(follow_up: FollowUp) -> None:
    made = add_recommendations(
        follow_up.world.city,
        follow_up.instrument,
        [
            facts(follow_up, source=Source.REPORT),
            facts(follow_up),
            facts(follow_up, source=Source.REPORT),
            facts(follow_up, position=9),
            facts(follow_up),
        ],
        actor=SYSTEM,
    )
    assert [row.position for row in made] == [4, 10, 5, 9, 11]


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_recommendations(follow_up: FollowUp, role: Role) -> None:
    actor = follow_up.world.person(role)

    def add() -> None:
        add_recommendation(
            follow_up.world.city, follow_up.instrument, facts(follow_up), actor=actor
        )

    if role in {*EDITORS, Role.SYSTEM_ADMIN}:
        add()
        assert Recommendation.objects.count() == 4
    else:
        with pytest.raises(DeniedError):
            add()
        assert Recommendation.objects.count() == 3


def test_a_stranger_records_nothing(follow_up: FollowUp) -> None:
    with pytest.raises(DeniedError):
        add_recommendation(
            follow_up.world.city,
            follow_up.instrument,
            facts(follow_up),
            actor=follow_up.world.stranger,
        )


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"text": "  "}, "text", "Tulis isi"),
        ({"year": 1999}, "year", "2015"),
        ({"source": "lain"}, "source", ""),
        ({"number": "x" * 17}, "number", ""),
        ({"targets": (("99", 3),)}, "targets", "99"),
        ({"targets": (("5", 6),)}, "targets", "antara 1 dan 5"),
        ({"targets": (("5", 0),)}, "targets", "antara 1 dan 5"),
        ({"targets": (("5", 3), ("5", 4))}, "targets", "satu kali"),
        ({"units": (0,)}, "units", "bukan unit instansi ini"),
        ({"stated_self": Fraction(1, 3)}, "stated_self", "empat angka"),
        ({"stated_final": Fraction(-1)}, "stated_final", ""),
    ],
)
def test_what_cannot_be_true_is_refused(
    follow_up: FollowUp, wrong: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(RefusedError) as error:
        add_recommendation(
            follow_up.world.city, follow_up.instrument, facts(follow_up, **wrong), actor=SYSTEM
        )
    assert {problem.field for problem in error.value.problems} == {field}
    assert words in str(error.value)
    assert Recommendation.objects.count() == 3


def test_units_of_others_and_ended_ones_are_refused(follow_up: FollowUp) -> None:
    world = follow_up.world
    with pytest.raises(RefusedError, match="bukan unit instansi ini"):
        add_recommendation(
            world.city,
            follow_up.instrument,
            facts(follow_up, units=(world.other_office.pk,)),
            actor=SYSTEM,
        )
    Unit.objects.filter(pk=world.division.pk).update(valid_to=date(2024, 1, 1))
    with pytest.raises(RefusedError, match="Bidang Aplikasi"):
        add_recommendation(world.city, follow_up.instrument, facts(follow_up), actor=SYSTEM)


def test_a_unit_that_ended_stays_where_it_stood(follow_up: FollowUp) -> None:
    world, row = follow_up.world, follow_up.recommendation
    Unit.objects.filter(pk=world.office.pk).update(valid_to=date(2024, 1, 1))
    change_recommendation(row, facts_of(row).replace(note="Segera."), version=0, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.note, row.version) == ("Segera.", 1)
    assert [unit.pk for unit in row.units.all()] == [world.office.pk]


def test_a_change_tells_only_what_differs(follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    wanted = facts_of(row).replace(
        due_on=date(2025, 6, 30),
        targets=(("1", 4), ("2", None)),
        units=(follow_up.world.division.pk,),
    )
    change_recommendation(row, wanted, version=0, actor=follow_up.world.person(Role.TEAM_MEMBER))
    event = last_event()
    assert event.old == {"indikator": ["1 → 3"], "unit": ["Dinas Kominfo"], "tenggat": ""}
    assert event.new == {
        "indikator": ["1 → 4", "2"],
        "unit": ["Bidang Aplikasi"],
        "tenggat": "2025-06-30",
    }
    row.refresh_from_db()
    assert facts_of(row) == wanted


def test_the_same_facts_change_nothing(follow_up: FollowUp) -> None:
    row, events = follow_up.recommendation, Event.objects.count()
    change_recommendation(row, facts_of(row).replace(text=f" {row.text} "), version=0, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.version, Event.objects.count()) == (0, events)


def test_other_units_take_the_words_of_the_source_away(follow_up: FollowUp) -> None:
    row, world = follow_up.recommendation, follow_up.world
    labelled = facts_of(row).replace(units_label="Dinas Kominfo, dll")
    change_recommendation(row, labelled, version=0, actor=SYSTEM)
    change_recommendation(row, labelled.replace(note="Ya."), version=1, actor=SYSTEM)
    row.refresh_from_db()
    assert row.units_label == "Dinas Kominfo, dll"
    change_recommendation(
        row, facts_of(row).replace(units=(world.division.pk,)), version=2, actor=SYSTEM
    )
    row.refresh_from_db()
    assert row.units_label == ""


def test_who_comes_second_writes_nothing(follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    first, second = facts_of(row).replace(note="Satu."), facts_of(row).replace(note="Dua.")
    change_recommendation(row, first, version=0, actor=SYSTEM)
    with pytest.raises(ChangedMeanwhileError):
        change_recommendation(row, second, version=0, actor=SYSTEM)
    with pytest.raises(ChangedMeanwhileError):
        withdraw_recommendation(row, reason="Ganda.", version=0, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.note, row.withdrawn_at) == ("Satu.", None)


def test_withdrawing_needs_a_reason_and_ends_every_change(follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    with pytest.raises(RefusedError, match="mengapa"):
        withdraw_recommendation(row, reason=" ", version=0, actor=SYSTEM)
    with pytest.raises(DeniedError):
        withdraw_recommendation(
            row, reason="Ganda.", version=0, actor=follow_up.world.person(Role.UNIT_OPERATOR)
        )
    withdraw_recommendation(row, reason="Ganda.", version=0, actor=SYSTEM)
    assert last_event().new == {"alasan": "Ganda."}
    assert row not in Recommendation.objects.standing()
    with pytest.raises(RefusedError, match="sudah ditarik"):
        withdraw_recommendation(row, reason="Lagi.", version=1, actor=SYSTEM)
    with pytest.raises(RefusedError, match="sudah ditarik"):
        change_recommendation(row, facts_of(row).replace(note="x"), version=1, actor=SYSTEM)
