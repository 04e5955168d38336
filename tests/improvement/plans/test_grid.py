"""The grid: what it shows of a plan, and that it stays quick."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.improvement.models import Action, ActionStep, ActionUnit
from selaras.improvement.queries.grid import EMPTY, GridFilter, grid_of, quarter_of
from selaras.improvement.services.actions import (
    ActionFacts,
    EvidenceFacts,
    StepFacts,
    add_actions,
    cancel_action,
)
from tests.improvement_fixtures import make_action

TODAY = date(2025, 5, 17)


def shown(plan, **wanted) -> list[str]:
    return [line.action.title for line in grid_of(plan, GridFilter(**wanted), today=TODAY).shown]


FIRST, SECOND = "Menetapkan peraturan arsitektur", "Menyusun peta rencana"
THIRD = "Aksi tanpa apa-apa"


@pytest.fixture
def plan(follow_up, world):
    """Two actions, a third that says nothing, and a cancelled one."""
    make_action(follow_up.plan, 3, THIRD, None, target_on=None, starts_on=None)
    gone = make_action(follow_up.plan, 4, "Batal", world.office, cost=9)
    Action.objects.filter(pk=gone.pk).update(cancelled_at=follow_up.plan.made_at)
    Action.objects.filter(pk=follow_up.action.pk).update(funding="apbd")
    ActionUnit.objects.create(action=follow_up.action, unit=world.division, position=1)
    return follow_up.plan


def test_a_line_says_everything_of_its_action(plan, world, follow_up):
    line = grid_of(plan, GridFilter(), today=TODAY).shown[0]
    assert (line.place, line.lead.unit, [row.unit for row in line.supporting]) == (
        1,
        world.office,
        [world.division],
    )
    assert [(aim.number, aim.level) for aim in line.targets] == [("1", 3)]
    assert [one.number for one in line.recommendations] == ["1"]
    assert (line.progress.steps_done, line.progress.evidence_missing) == (1, 2)
    assert line.aspect.name


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({}, [FIRST, SECOND, THIRD]),
        ({"unit": EMPTY}, [THIRD]),
        ({"aspect": EMPTY}, [THIRD]),
        ({"aspect": "tidak ada"}, []),
        ({"funding": "apbd"}, [FIRST]),
        ({"funding": EMPTY}, [SECOND, THIRD]),
        ({"quarter": "2025-4"}, [FIRST, SECOND]),
        ({"quarter": "2025-3"}, []),
        ({"quarter": EMPTY}, [THIRD]),
        ({"status": "dibatalkan"}, ["Batal"]),
        ({"status": "selesai"}, []),
        ({"status": "berjalan"}, [FIRST]),
        ({"lacks": "biaya"}, [SECOND, THIRD]),
        ({"lacks": "unit"}, [THIRD]),
        ({"lacks": "target"}, [THIRD]),
        ({"lacks": "sasaran"}, [THIRD]),
        ({"lacks": "akal"}, []),
        ({"text": "RENCANA menyusun"}, [SECOND]),
        ({"text": "kominfo"}, [FIRST]),
        ({"order": "aksi"}, [THIRD, FIRST, SECOND]),
        ({"order": "-biaya"}, [FIRST, SECOND, THIRD]),
        ({"order": "biaya"}, [SECOND, THIRD, FIRST]),
        ({"group": "unit"}, [SECOND, FIRST, THIRD]),
        ({"group": "unit", "order": "-aksi"}, [SECOND, FIRST, THIRD]),
        ({"order": "omong kosong"}, [FIRST, SECOND, THIRD]),
    ],
)
def test_what_a_filter_shows(plan, wanted, titles):
    assert shown(plan, **wanted) == titles


def test_a_filter_by_unit_finds_supporting_ones_too(plan, world):
    assert shown(plan, unit=str(world.division.pk)) == [FIRST, SECOND]
    assert shown(plan, unit=str(world.office.pk)) == [FIRST]


def test_totals_are_of_exactly_the_view(plan, world):
    grid = grid_of(plan, GridFilter(), today=TODAY)
    assert (grid.total.actions, grid.total.cost, grid.total.uncosted) == (3, 50_000_000, 2)
    assert [(t.label, t.actions, t.cost) for t in grid.by_year()] == [
        ("2025", 2, 50_000_000),
        ("", 1, 0),
    ]
    assert [(t.label, t.cost, t.uncosted) for t in grid.by_unit()] == [
        ("Dinas Kominfo", 50_000_000, 0),
        ("Bidang Aplikasi", 0, 1),
        ("", 0, 1),
    ]
    narrow = grid_of(plan, GridFilter(unit=EMPTY), today=TODAY)
    assert (narrow.total.actions, narrow.total.cost) == (1, 0)
    cancelled = grid_of(plan, GridFilter(status="dibatalkan"), today=TODAY)
    assert (cancelled.total.actions, cancelled.total.cost, cancelled.total.uncosted) == (1, 0, 0)


def test_groups_carry_the_total_of_the_group_even_when_the_page_shows_less(plan):
    grid = grid_of(plan, GridFilter(group="unit"), today=TODAY)
    (group,) = grid.groups(grid.shown[1:2])
    assert (group.name, len(group.lines), group.total.cost) == ("Dinas Kominfo", 1, 50_000_000)


def test_a_day_belongs_to_its_quarter():
    assert [quarter_of(date(2025, month, 1)) for month in (1, 3, 4, 12)] == [
        "2025-1",
        "2025-1",
        "2025-2",
        "2025-4",
    ]
    assert quarter_of(None) == ""


def test_two_hundred_actions_cost_the_queries_of_five(follow_up, world, keeper):
    def full(count: int) -> int:
        add_actions(
            follow_up.plan,
            [
                ActionFacts(
                    title=f"Aksi {place}",
                    units=(world.office.pk, world.division.pk),
                    targets=(("3", 3),),
                    recommendations=(follow_up.recommendation.pk,),
                    steps=(
                        StepFacts(
                            title="Rapat",
                            first_month=date(2025, 1, 1),
                            last_month=date(2025, 2, 1),
                        ),
                    ),
                    evidence=(EvidenceFacts(text="Laporan", number="3", level=3),),
                )
                for place in range(count)
            ],
            actor=keeper,
        )
        with CaptureQueriesContext(connection) as told:
            grid = grid_of(follow_up.plan, GridFilter(text="Aksi"), today=TODAY)
            for line in grid.shown:
                assert line.lead.unit.name
                assert line.recommendations
                assert [step.title for step in line.steps]
            grid.by_unit(), grid.by_year(), grid.units()
        return len(told)

    few, many = full(3), full(195)
    assert Action.objects.filter(plan=follow_up.plan).count() == 200
    assert ActionStep.objects.count() == 200
    assert few == many <= 8


def test_numbers_stay_when_an_action_is_cancelled(follow_up, keeper):
    cancel_action(follow_up.action, reason="Digabung", version=0, actor=keeper)
    grid = grid_of(follow_up.plan, GridFilter(), today=TODAY)
    assert [line.place for line in grid.shown] == [2]
