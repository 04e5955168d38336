"""How far the units of one institution are: their indicators, what came back, what they follow up.

One reading of the sheet, of what was returned and of the running plan, whatever the units' number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from selaras.assessments.models import Assessment, UnitAssignment
from selaras.assessments.queries.progress import Mark, Progress, Tally, stretch
from selaras.assessments.queries.returned import ReturnedRow, returned_rows
from selaras.assessments.queries.review import plot_of
from selaras.assessments.queries.sheet import SheetLine, sheet_of
from selaras.assessments.states import State
from selaras.foundation.trail.models import Event
from selaras.improvement.models import ActionPlan, ActionUnit
from selaras.improvement.queries.monev import plans_of
from selaras.improvement.queries.monev_unit import UnitStatus, unit_statuses
from selaras.improvement.states import PlanState
from selaras.instruments.queries import definition
from selaras.people.models import Unit, User
from selaras.pure.readiness import lacking
from selaras.reporting.permissions import may_follow_units, units_followed

COUNTED = ("assessments.", "evidence.", "improvement.")
"""Apps whose events change what this report says."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An indicator a unit owes. ``left`` are days until the last day, negative when past."""

    line: SheetLine
    mark: Mark
    is_lead: bool
    due_on: date | None
    left: int | None
    lacking: tuple[int, ...]
    """Levels without accepted evidence, up to the claim, or to the next level without one."""


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One unit: what it owes, counted and line by line, what came back, and its follow-up."""

    unit: Unit
    tally: Tally
    lines: tuple[Owed, ...]
    returned: tuple[ReturnedRow, ...]
    status: UnitStatus | None


@dataclass(frozen=True)
class UnitProgress:
    """The units of one assessment on a day. ``undivided`` counts indicators no unit owes."""

    assessment: Assessment
    progress: Progress
    plan: ActionPlan | None
    parts: tuple[UnitPart, ...]
    undivided: int
    written_at: datetime | None
    """When the newest change in this work was written; None where the trail knows of none."""


def followed_assessment(actor: User, key: str) -> Assessment | None:
    """The assessment of that key, where the actor follows units in it; two queries at most."""
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    found = (
        Assessment.objects.filter(pk=int(key))
        .select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
        .first()
    )
    return found if found is not None and may_follow_units(actor, found) else None


def followed_assessments(actor: User) -> list[Assessment]:
    """Assessments in which the actor follows units, the newest first; two queries at most."""
    rows = (
        Assessment.objects.visible_to(actor)
        .exclude(state=State.RECORDED)
        .select_related("cycle__instrument", "institution")
        .defer("cycle__instrument__document")
        .order_by("-cycle__year", "institution__name", "-pk")
    )
    return [one for one in rows if may_follow_units(actor, one)]


def units_open_to(actor: User, assessment: Assessment) -> list[Unit]:
    """Units that owe something here and that the actor may follow, by name; two queries at most."""
    owing = Q(pk__in=UnitAssignment.objects.filter(assessment=assessment).values("unit"))
    acting = Q(
        pk__in=ActionUnit.objects.filter(
            action__plan__institution=assessment.institution_id,
            action__plan__state=PlanState.RUNNING,
            action__cancelled_at__isnull=True,
        ).values("unit")
    )
    units = Unit.objects.filter(owing | acting, institution=assessment.institution_id)
    allowed = units_followed(actor, assessment.institution_id)
    if allowed is not None:
        units = units.filter(pk__in=allowed)
    return list(units.order_by("name"))


def unit_progress(
    actor: User, assessment: Assessment, units: Sequence[Unit], *, today: date
) -> UnitProgress:
    """The units' progress on that day; 26 queries at most, however many units and indicators."""
    progress = Progress(sheet_of(assessment), today)
    returned = _returned(actor, assessment, [unit.pk for unit in units])
    plan = _plan(assessment)
    statuses = _statuses(plan, units, today)
    return UnitProgress(
        assessment=assessment,
        progress=progress,
        plan=plan,
        parts=tuple(
            _part(progress, unit, returned[unit.pk], statuses.get(unit.pk)) for unit in units
        ),
        undivided=sum(not line.units for line in progress.sheet.lines),
        written_at=_written_at(assessment),
    )


def _part(
    progress: Progress, unit: Unit, returned: Sequence[ReturnedRow], status: UnitStatus | None
) -> UnitPart:
    lines = progress.sheet.owed_by(frozenset({unit.pk}))
    return UnitPart(
        unit=unit,
        tally=progress.tally(unit.pk, unit.name, lines, unit.pk),
        lines=tuple(_owed(progress, line, unit) for line in lines),
        returned=tuple(returned),
        status=status,
    )


def _owed(progress: Progress, line: SheetLine, unit: Unit) -> Owed:
    goal = line.claimed if line.claimed is not None else (line.ready or 0) + 1
    return Owed(
        line=line,
        mark=stretch(line),
        is_lead=any(share.unit_id == unit.pk and share.is_lead for share in line.units),
        due_on=progress.due_of(line, unit.pk),
        left=progress.left_of(line, unit.pk),
        lacking=lacking(line.levels, line.evidence.covered, int(goal)),
    )


def _returned(
    actor: User, assessment: Assessment, units: Collection[int]
) -> Mapping[int, list[ReturnedRow]]:
    """What came back, by unit; open ones first, the newest first."""
    found: dict[int, list[ReturnedRow]] = {unit: [] for unit in units}
    for row in returned_rows(assessment, actor, plot_of(assessment), units=units):
        for unit in row.units:
            if unit.pk in found:
                found[unit.pk].append(row)
    return found


def _plan(assessment: Assessment) -> ActionPlan | None:
    """The running plan of the institution with this instrument, or with any other."""
    running = [one for one in plans_of(assessment.institution) if one.state == PlanState.RUNNING]
    code = assessment.cycle.instrument.code
    return next(iter(sorted(running, key=lambda one: one.instrument.code != code)), None)


def _statuses(
    plan: ActionPlan | None, units: Sequence[Unit], today: date
) -> Mapping[int, UnitStatus]:
    if plan is None or not units:
        return {}
    found = unit_statuses(units, plan, definition(plan.instrument), today=today)
    return {one.unit.pk: one for one in found}


def _written_at(assessment: Assessment) -> datetime | None:
    """When anything of the institution's work was last written, told by the trail; one query."""
    counted = Q()
    for app in COUNTED:
        counted |= Q(subject_type__startswith=app)
    rows = Event.objects.filter(counted, scope=assessment.institution.scope)
    newest: datetime | None = rows.aggregate(at=Max("at"))["at"]
    return newest
