"""One change, or one move, for many recommendations."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Recommendation
from selaras.improvement.services.recommendations import facts_of, withdraw_recommendation
from selaras.improvement.services.recommendations_bulk import (
    MOST,
    BulkChange,
    RecommendationsChangedError,
    UnitMode,
    change_many,
    move_many,
)
from selaras.improvement.states import Move, RecommendationState
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp, make_recommendation
from tests.people_fixtures import SYSTEM


def seen(follow_up: FollowUp) -> dict[int, int]:
    return {row.pk: 0 for row in follow_up.recommendations}


def test_what_is_left_empty_stays(follow_up: FollowUp) -> None:
    world, rows = follow_up.world, follow_up.recommendations
    change = BulkChange(units=(world.division.pk,), due_on=date(2025, 12, 31), level=4)
    changed = change_many(world.city, seen(follow_up), change, actor=world.person(Role.RESPONSIBLE))
    assert set(changed) == {row.pk for row in rows}
    for number, row in enumerate(rows, 1):
        row.refresh_from_db()
        facts = facts_of(row)
        assert facts.units == (world.division.pk,)
        assert facts.targets == ((str(number), 4),)
        assert (facts.due_on, facts.note, row.version) == (date(2025, 12, 31), "", 1)
    told = Event.objects.filter(kind="recommendation.changed")
    assert told.count() == 3
    assert told.latest("sequence").new == {
        "indikator": ["3 → 4"],
        "unit": ["Bidang Aplikasi"],
        "tenggat": "2025-12-31",
    }


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (UnitMode.ADD, ["Dinas Kominfo", "Bidang Aplikasi"]),
        (UnitMode.REPLACE, ["Bidang Aplikasi"]),
        (UnitMode.REMOVE, ["Dinas Kominfo"]),
    ],
)
def test_units_are_added_replaced_or_taken_away(
    follow_up: FollowUp, mode: UnitMode, expected: list[str]
) -> None:
    world = follow_up.world
    change = BulkChange(units=(world.division.pk,), unit_mode=mode, note="Ya.")
    change_many(world.city, seen(follow_up), change, actor=SYSTEM)
    rows = follow_up.recommendation.unit_rows.select_related("unit")
    assert [row.unit.name for row in rows] == expected


def test_only_those_that_differ_are_written(follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    Recommendation.objects.filter(pk=row.pk).update(note="Segera.")
    changed = change_many(
        follow_up.world.city, seen(follow_up), BulkChange(note="Segera."), actor=SYSTEM
    )
    assert row.pk not in changed
    assert len(changed) == 2


def test_one_changed_meanwhile_stops_all(follow_up: FollowUp) -> None:
    Recommendation.objects.filter(pk=follow_up.recommendations[1].pk).update(version=4)
    with pytest.raises(RecommendationsChangedError) as error:
        change_many(follow_up.world.city, seen(follow_up), BulkChange(note="Segera."), actor=SYSTEM)
    assert error.value.keys == {follow_up.recommendations[1].pk}
    assert not Recommendation.objects.exclude(note="").exists()


def test_one_withdrawn_meanwhile_stops_all(follow_up: FollowUp) -> None:
    row = follow_up.recommendations[2]
    withdraw_recommendation(row, reason="Ganda.", version=0, actor=SYSTEM)
    with pytest.raises(RecommendationsChangedError) as error:
        change_many(follow_up.world.city, seen(follow_up), BulkChange(note="Segera."), actor=SYSTEM)
    assert error.value.keys == {row.pk}


def test_a_refusal_stops_all(follow_up: FollowUp) -> None:
    world = follow_up.world
    Unit.objects.filter(pk=world.division.pk).update(valid_to=date(2024, 1, 1))
    with pytest.raises(RefusedError, match="Bidang Aplikasi"):
        change_many(
            world.city,
            seen(follow_up),
            BulkChange(units=(world.division.pk,), note="Segera."),
            actor=SYSTEM,
        )
    assert not Recommendation.objects.exclude(version=0).exists()
    with pytest.raises(RefusedError, match="antara 1 dan 5"):
        change_many(world.city, seen(follow_up), BulkChange(level=9), actor=SYSTEM)


def test_asking_for_nothing_or_for_nobody_is_refused(follow_up: FollowUp) -> None:
    city, other = follow_up.world.city, follow_up.world.other_city
    with pytest.raises(RefusedError, match="Pilih unit"):
        change_many(city, seen(follow_up), BulkChange(note="  "), actor=SYSTEM)
    with pytest.raises(RefusedError, match="paling sedikit satu"):
        change_many(city, {}, BulkChange(note="x"), actor=SYSTEM)
    with pytest.raises(RefusedError, match="paling banyak"):
        change_many(city, dict.fromkeys(range(MOST + 1), 0), BulkChange(note="x"), actor=SYSTEM)
    # Those of another institution are nobody's here.
    with pytest.raises(RefusedError, match="paling sedikit satu"):
        change_many(other, seen(follow_up), BulkChange(note="x"), actor=SYSTEM)


def test_who_may_not_write_changes_nothing(follow_up: FollowUp) -> None:
    with pytest.raises(DeniedError):
        change_many(
            follow_up.world.city,
            seen(follow_up),
            BulkChange(note="x"),
            actor=follow_up.world.person(Role.UNIT_OPERATOR),
        )


def test_a_move_takes_those_it_fits_and_tells_the_others_why(follow_up: FollowUp) -> None:
    first, second, third = follow_up.recommendations
    moved = move_many(
        follow_up.world.city,
        seen(follow_up),
        Move.WORK,
        actor=follow_up.world.person(Role.ENTRY),
    )
    assert moved.moved == (second,)
    reasons = {left.recommendation: left.reason for left in moved.left}
    assert reasons.keys() == {first, third}
    assert "dikerjakan" in reasons[first]
    assert "terbuka" in reasons[third]
    second.refresh_from_db()
    assert (second.state, second.version) == (RecommendationState.WORKING, 1)


def test_right_and_version_are_asked_row_by_row(follow_up: FollowUp) -> None:
    world = follow_up.world
    rows = follow_up.recommendations
    Recommendation.objects.all().update(state=RecommendationState.RETURNED)
    rows[0].unit_rows.update(unit=world.division)
    follow_up.action.unit_rows.update(unit=world.division)
    Recommendation.objects.filter(pk=rows[1].pk).update(version=7)
    moved = move_many(
        world.city, seen(follow_up), Move.WORK, actor=world.person(Role.UNIT_OPERATOR)
    )
    assert moved.moved == (rows[2],)
    assert {left.recommendation: left.reason for left in moved.left} == {
        rows[0]: "Bukan bagian Anda.",
        rows[1]: "Baru saja diubah orang lain.",
    }


def test_a_move_that_needs_a_reason_moves_nobody_without(follow_up: FollowUp) -> None:
    Recommendation.objects.all().update(state=RecommendationState.EVIDENCE)
    with pytest.raises(RefusedError, match="alasannya"):
        move_many(follow_up.world.city, seen(follow_up), Move.RETURN, actor=SYSTEM)
    moved = move_many(
        follow_up.world.city, seen(follow_up), Move.RETURN, note="Buram.", actor=SYSTEM
    )
    assert len(moved.moved) == 3
    assert set(Recommendation.objects.values_list("state_note", flat=True)) == {"Buram."}


def test_a_move_nobody_knows_is_refused(follow_up: FollowUp) -> None:
    with pytest.raises(RefusedError, match="Pilih langkah"):
        move_many(follow_up.world.city, seen(follow_up), "loncat", actor=SYSTEM)


def test_more_rows_cost_one_statement_each(follow_up: FollowUp) -> None:
    def asked(some: dict[int, int], note: str) -> int:
        with CaptureQueriesContext(connection) as context:
            change: Any = BulkChange(note=note, units=(follow_up.world.division.pk,))
            change_many(follow_up.world.city, some, change, actor=SYSTEM)
        return len(context)

    one = asked({follow_up.recommendation.pk: 0}, "Satu.")
    many = [
        make_recommendation(follow_up.world, follow_up.instrument, str(number), "Isi.")
        for number in range(4, 14)
    ]
    assert asked({row.pk: 0 for row in many}, "Dua.") <= one + 9
