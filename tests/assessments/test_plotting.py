"""Dividing indicators: changes, conflicts, and last year's plotting carried over."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import (
    Assessment,
    Cycle,
    CycleKind,
    MemberAssignment,
    UnitAssignment,
    Window,
)
from selaras.assessments.queries.last_plotting import Loss, Lost, carrying
from selaras.assessments.queries.plotting import NOBODY, Plotted, Share, plotted_of, settled
from selaras.assessments.services.plotting import (
    Change,
    Mode,
    PlottingConflictError,
    assign_members,
    assign_units,
    carry_over,
    change_plotting,
)
from selaras.assessments.states import Phase, State
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, Institution, Succession, Unit
from selaras.people.roles import Role
from tests.people_fixtures import LONG_NAME, START, SYSTEM, World, make_person
from tests.work_fixtures import YEAR, Work, make_work

DUE = date(2025, 6, 1)
ENDED = date(2021, 1, 1)


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def head(world: World):
    return world.person(Role.RESPONSIBLE)


def numbers_of(work: Work, count: int = 47) -> list[str]:
    return list(plotted_of(work.assessment))[:count]


def events() -> list[Event]:
    return list(Event.objects.filter(kind__startswith="plotting.").order_by("sequence"))


def test_each_unit_once_and_one_lead_first() -> None:
    assert settled([]) == ()
    assert settled([Share(2), Share(1)]) == (Share(2, True), Share(1))
    assert settled([Share(3), Share(2, True), Share(1, True)]) == (
        Share(2, True),
        Share(1),
        Share(3),
    )
    assert settled([Share(1, due_on=DUE), Share(1)]) == (Share(1, True, DUE),)


def test_units_with_their_lead(work: Work, head) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    plan = {"1": [Share(division, due_on=DUE), Share(office, True)], "4": [Share(division)]}
    assert assign_units(work.assessment, plan, actor=head) == ("1", "4")
    now = plotted_of(work.assessment)
    assert now["1"].units == (Share(office, True), Share(division, False, DUE))
    assert now["4"].units == (Share(division, True),)
    assert now["1"].members, "members stay as they were"
    told = events()[-1]
    assert told.kind == "plotting.changed"
    assert told.old["1"][0] == "Dinas Kominfo"
    assert told.new["1"][:2] == ["Dinas Kominfo", "Bidang Aplikasi (2025-06-01)"]
    assert told.old["4"] == []
    assert told.scope == work.world.city.scope


def test_the_same_again_changes_nothing(work: Work, head) -> None:
    plan = {"1": [Share(work.world.office.pk)]}
    assert assign_units(work.assessment, plan, actor=head) == ()
    assert assign_members(work.assessment, {"9": []}, actor=head) == ()
    assert not events()


def test_members_of_the_team_only(work: Work, head) -> None:
    entry, operator = (work.world.people[r.value].pk for r in (Role.ENTRY, Role.UNIT_OPERATOR))
    assign_members(work.assessment, {"5": [entry, entry]}, actor=head)
    assert plotted_of(work.assessment)["5"].members == (entry,)
    with pytest.raises(RefusedError, match="tim asesor internal"):
        assign_members(work.assessment, {"5": [operator]}, actor=head)
    assert plotted_of(work.assessment)["5"].members == (entry,)


@pytest.mark.parametrize("mode", list(Mode))
def test_many_at_once(work: Work, head, mode: Mode) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    entry = work.world.people[Role.ENTRY.value].pk
    member = work.world.people[Role.TEAM_MEMBER.value].pk
    assign_units(work.assessment, {"1": [Share(office), Share(division)]}, actor=head)
    assign_members(work.assessment, {"1": [entry]}, actor=head)
    change = Change(mode, units=(division,), members=(entry,))
    change_plotting(work.assessment, ["1", "2"], change, actor=head)
    now = plotted_of(work.assessment)
    people = tuple(sorted((member, entry)))
    assert {
        Mode.ADD: (
            Plotted((Share(office, True), Share(division)), (entry,)),
            Plotted((Share(office, True), Share(division)), people),
        ),
        Mode.REPLACE: (Plotted((Share(division, True),), (entry,)),) * 2,
        Mode.REMOVE: (
            Plotted((Share(office, True),), ()),
            Plotted((Share(office, True),), (member,)),
        ),
    }[mode] == (now["1"], now["2"])


def test_the_lead_moves_and_last_days_are_set(work: Work, head) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    add = Change(Mode.ADD, units=(division,), lead=division, due_on=DUE)
    change_plotting(work.assessment, ["1"], add, actor=head)
    assert plotted_of(work.assessment)["1"].units == (Share(division, True, DUE), Share(office))
    later = Change(Mode.ADD, due_on=date(2025, 7, 1))
    change_plotting(work.assessment, ["1"], later, actor=head)
    assert {s.due_on for s in plotted_of(work.assessment)["1"].units} == {date(2025, 7, 1)}


def test_taking_the_lead_away_leaves_another(work: Work, head) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    assign_units(work.assessment, {"1": [Share(office), Share(division)]}, actor=head)
    change_plotting(work.assessment, ["1"], Change(Mode.REMOVE, units=(office,)), actor=head)
    assert plotted_of(work.assessment)["1"].units == (Share(division, True),)


def test_what_cannot_be_taken_is_refused(work: Work, head) -> None:
    foreign = work.world.other_office.pk
    for plan, said in (({"1": [Share(foreign)]}, "bukan unit"), ({"99": [Share(1)]}, "indikator")):
        with pytest.raises(RefusedError, match=said):
            assign_units(work.assessment, plan, actor=head)
    with pytest.raises(RefusedError, match="Pilih"):
        change_plotting(work.assessment, ["1"], Change(Mode.ADD), actor=head)
    with pytest.raises(RefusedError, match="Pilih"):
        change_plotting(work.assessment, [], Change(Mode.ADD, units=(1,)), actor=head)
    Unit.objects.filter(pk=work.world.division.pk).update(valid_to=ENDED)
    with pytest.raises(RefusedError, match="tidak lagi berlaku"):
        assign_units(work.assessment, {"1": [Share(work.world.division.pk)]}, actor=head)
    Window.objects.create(
        cycle=work.assessment.cycle, phase=Phase.FILLING, opens_on=START, closes_on=DUE
    )
    with pytest.raises(RefusedError, match="ditutup"):
        change_plotting(
            work.assessment, ["1"], Change(Mode.ADD, due_on=date(2025, 6, 2)), actor=head
        )


def test_a_unit_that_ended_keeps_what_it_had(work: Work, head) -> None:
    Unit.objects.filter(pk=work.world.office.pk).update(valid_to=ENDED)
    add = Change(Mode.ADD, units=(work.world.division.pk,))
    assert change_plotting(work.assessment, ["1"], add, actor=head) == ("1",)


def test_two_at_once(work: Work, head) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    seen = {n: plotted.fingerprint for n, plotted in plotted_of(work.assessment).items()}
    one = {"1": seen["1"], "2": seen["2"]}
    add = Change(Mode.ADD, units=(division,))
    assert change_plotting(work.assessment, ["1"], add, actor=head, seen=one) == ("1",)
    replacing = Change(Mode.REPLACE, units=(office,), due_on=DUE)
    with pytest.raises(PlottingConflictError) as caught:
        change_plotting(work.assessment, ["1", "2"], replacing, actor=head, seen=one)
    assert caught.value.numbers == ("1",)
    assert plotted_of(work.assessment)["2"].units == (Share(office, True),)


WRITERS = {Role.SYSTEM_ADMIN, Role.RESPONSIBLE, Role.INSTITUTION_ADMIN}
OPEN = {State.PREPARED, State.FILLING, State.CHECKING}


def test_who_divides_and_when(work: Work) -> None:
    add = Change(Mode.ADD, units=(work.world.division.pk,))
    for state in State:
        work.move(state)
        for role in Role:
            actor = work.world.person(role)
            MemberAssignment.objects.all().delete()
            UnitAssignment.objects.all().delete()
            allowed = state in OPEN and role in WRITERS
            for verb in (
                lambda actor=actor: change_plotting(work.assessment, ["1"], add, actor=actor),
                lambda actor=actor: carry_over(work.assessment, actor=actor),
            ):
                if allowed:
                    verb()
                else:
                    with pytest.raises(DeniedError):
                        verb()
    with pytest.raises(DeniedError):
        change_plotting(work.assessment, ["1"], add, actor=work.world.stranger)


def counted(call) -> int:
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def test_queries_do_not_grow_with_the_plan(work: Work, head) -> None:
    division = work.world.division.pk
    actor = head
    add = Change(Mode.ADD, units=(division,))
    change_plotting(work.assessment, ["9"], add, actor=actor)
    few = counted(lambda: change_plotting(work.assessment, ["1"], add, actor=actor))
    many = numbers_of(work)
    assert counted(lambda: change_plotting(work.assessment, many, add, actor=actor)) <= few


# --- carrying over ---


def this_year(work: Work, version=None) -> Assessment:
    """The institution's next assessment, prepared, nothing plotted."""
    cycle = Cycle.objects.create(
        year=YEAR + 1,
        kind=CycleKind.EVALUATION,
        instrument=version or work.assessment.cycle.instrument,
    )
    return Assessment.objects.create(cycle=cycle, institution=work.world.city, state=State.PREPARED)


def end(unit: Unit, *successors: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(valid_to=ENDED)
    for successor in successors:
        Succession.objects.create(predecessor=unit, successor=successor)


def new_unit(place: Institution, name: str) -> Unit:
    return Unit.objects.create(institution=place, name=name, valid_from=START)


def test_nothing_to_carry(work: Work, head) -> None:
    carried = carry_over(work.assessment, actor=head)
    assert carried.source is None
    assert not carried.plan
    assert not events()


def test_last_year_is_carried_once(work: Work, head) -> None:
    UnitAssignment.objects.filter(indicator__number="1").update(due_on=DUE)
    fresh = this_year(work)
    carried = carry_over(fresh, actor=head)
    assert carried.source == work.assessment
    assert set(carried.plan) == {"1", "2", "3"}
    now = plotted_of(fresh)
    assert now["1"].units == (Share(work.world.office.pk, True),), "last days are not carried"
    assert now["1"].members == (work.world.people[Role.TEAM_MEMBER.value].pk,)
    assert now["4"] == NOBODY
    assert len(carried.unmatched) == len(now) - 3
    told = events()
    assert [event.kind for event in told] == ["plotting.carried"]
    assert told[0].new["sumber"] == "Evaluasi 2025"
    again = carry_over(fresh, actor=head)
    assert not again.plan
    assert again.kept == ("1", "2", "3")
    assert len(events()) == 1


def test_what_is_divided_already_stays(work: Work, head) -> None:
    fresh = this_year(work)
    assign_units(fresh, {"1": [Share(work.world.division.pk)]}, actor=head)
    carry_over(fresh, actor=head)
    now = plotted_of(fresh)
    assert now["1"].units == (Share(work.world.division.pk, True),)
    assert now["1"].members, "the part nobody had taken is filled"


def test_ended_units_follow_their_successors(work: Work, head) -> None:
    city, office = work.world.city, work.world.office
    middle, left, right = (new_unit(city, name) for name in ("Antara", "Dinas A", "Dinas B"))
    end(office, middle)
    end(middle, right, left)
    fresh = this_year(work)
    carried = carry_over(fresh, actor=head)
    assert plotted_of(fresh)["1"].units == (
        Share(left.pk, True, predecessor=office.pk),
        Share(right.pk, False, predecessor=office.pk),
    )
    (followed,) = carried.followed
    assert followed.unit == office.name
    assert followed.successors == ("Dinas A", "Dinas B")
    assert followed.numbers == ("1", "2", "3")
    assert not carried.lost


def test_a_merger_gives_the_indicator_once(work: Work, head) -> None:
    city, office, division = work.world.city, work.world.office, work.world.division
    assign_units(work.assessment, {"1": [Share(office.pk), Share(division.pk)]}, actor=head)
    merged = new_unit(city, "Dinas Gabungan")
    end(office, merged)
    end(division, merged)
    fresh = this_year(work)
    carry_over(fresh, actor=head)
    assert plotted_of(fresh)["1"].units == (Share(merged.pk, True, predecessor=office.pk),)


def test_units_end_before_the_opening_day(work: Work, head) -> None:
    fresh = this_year(work)
    opening = date(2099, 3, 1)
    Window.objects.create(
        cycle=fresh.cycle, phase=Phase.FILLING, opens_on=opening, closes_on=opening
    )
    heir = new_unit(work.world.city, "Dinas Baru")
    Unit.objects.filter(pk=work.world.office.pk).update(valid_to=opening)
    Succession.objects.create(predecessor=work.world.office, successor=heir)
    carry_over(fresh, actor=head)
    assert plotted_of(fresh)["1"].units[0].unit == heir.pk


def test_what_is_lost_is_told(work: Work, head) -> None:
    end(work.world.office)
    Appointment.objects.filter(role=Role.TEAM_MEMBER).update(valid_to=ENDED)
    fresh = this_year(work)
    carried = carry_over(fresh, actor=head)
    assert not carried.plan
    assert set(carried.lost) == {
        *(Lost(Loss.UNIT_ENDED, number, "Dinas Kominfo") for number in "123"),
        *(Lost(Loss.MEMBER_GONE, n, "Anggota tim asesor internal") for n in "123"),
    }


def test_another_instrument_is_reached_by_counterparts(work: Work, head, instruments) -> None:
    office, division = work.world.office.pk, work.world.division.pk
    pemdi = instruments["PEMDI-2026"]
    every = {number: [Share(office)] for number in numbers_of(work)}
    assign_units(work.assessment, {**every, "1": [Share(division)]}, actor=head)
    fresh = this_year(work, pemdi)
    carried = carry_over(fresh, actor=head)
    now = plotted_of(fresh)
    first = next(iter(now))
    assert now[first].units == (Share(division, True), Share(office)), "counterparts 1 and 11"
    gone = {lost.number for lost in carried.lost if lost.kind == Loss.INDICATOR_GONE}
    assert gone, "indicators without a counterpart are told"
    assert set(carried.plan) | set(carried.unmatched) == set(now)


def test_the_preview_is_what_is_confirmed(work: Work, head) -> None:
    fresh = this_year(work)
    preview = carrying(fresh)
    end(work.world.office, new_unit(work.world.city, "Dinas Baru"))
    with pytest.raises(ChangedMeanwhileError):
        carry_over(fresh, actor=head, seen=preview.fingerprint)
    assert plotted_of(fresh)["1"] == NOBODY
    carry_over(fresh, actor=head, seen=carrying(fresh).fingerprint)
    assert plotted_of(fresh)["1"].units


def test_carrying_asks_the_same_however_much_there_is(work: Work, head) -> None:
    few = counted(lambda: carrying(this_year(work)))
    Assessment.objects.filter(cycle__year=YEAR + 1).delete()
    Cycle.objects.filter(year=YEAR + 1).delete()
    every = {number: [Share(work.world.division.pk)] for number in numbers_of(work)}
    assign_units(work.assessment, every, actor=SYSTEM)
    for place in range(5):
        make_person(f"Orang {place}", work.world.city)
        end(new_unit(work.world.city, f"Unit {place}"), Unit.objects.get(name=LONG_NAME))
    assert counted(lambda: carrying(this_year(work))) == few
