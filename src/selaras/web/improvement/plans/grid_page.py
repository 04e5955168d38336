"""What the grid of a plan shows: the view asked for, rows with their months, forms, tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.foundation import clock
from selaras.improvement.models import Action, ActionPlan, Funding
from selaras.improvement.permissions import may_change_plan, may_write_plan
from selaras.improvement.queries.grid import EMPTY, PAGE, Grid, GridFilter, GridLine, grid_of
from selaras.improvement.queries.plans import Guard, Standing, guards_of, moves_of
from selaras.improvement.queries.progress import ActionStatus
from selaras.improvement.services.actions import ActionFacts, StepFacts, facts_of
from selaras.improvement.services.drafts import answering
from selaras.improvement.states import PLANS, PlanMove
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.web.access import actor_of
from selaras.web.assessments.result_page import Link, fields_but
from selaras.web.improvement.plans.forms import BulkForm, QuickForm, RowForm
from selaras.web.improvement.plans.plans import chosen_recommendations
from selaras.web.improvement.plans.strips import Frame, Strip
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR, changed

PASSING = ("edit", "baris", "dari")
"""Parts of the address that are no view: they go with the next step."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing two people said differently at once."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its months, and its form when it is being edited."""

    line: GridLine
    strip: Strip
    form: RowForm | None = None
    contests: Sequence[Contest] | None = None
    """What stands now beside what was typed; None when nobody came between."""


@dataclass(slots=True)
class State:
    """What a refused form brings back to the page."""

    editing: int | None = None
    form: RowForm | None = None
    contests: Sequence[Contest] | None = None
    quick: QuickForm | None = None
    errors: Sequence[str] = ()
    note: str = ""
    status: int = 200
    units: Sequence[Unit] = ()
    """Units that may get work, when they were read already."""


def asked_filter(request: HttpRequest) -> GridFilter:
    """What the address asks for."""
    asked = request.GET
    return GridFilter(
        unit=asked.get("unit", "")[:20],
        lead=asked.get("pj", "")[:20],
        aspect=asked.get("aspek", "")[:20],
        funding=asked.get("dana", "")[:20],
        status=asked.get("status", "")[:20],
        quarter=asked.get("triwulan", "")[:10],
        year=asked.get("tahun", "")[:4],
        lacks=asked.get("kurang", "")[:10],
        text=asked.get("cari", "")[:80],
        order=asked.get("urut", "")[:20],
        group=asked.get("kelompok", "")[:10],
    )


def view_query(request: HttpRequest, *besides: str) -> str:
    """The view of the address, ready to be added to it; nothing for the plain one."""
    query = request.GET.copy()
    for name in (*PASSING, *besides):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


def standing_units(plan: ActionPlan) -> list[Unit]:
    """Units that may get work today, by name."""
    standing = Unit.objects.filter(institution=plan.institution_id).standing_on(clock.today())
    return list(standing.order_by("name", "pk"))


def grid_page(request: HttpRequest, plan: ActionPlan, state: State) -> HttpResponse:
    """The whole page; ``state`` is what a refused form brings back."""
    today, wanted = clock.today(), asked_filter(request)
    found = grid_of(plan, wanted, today=today)
    frame = Frame(plan, today)
    start = _start(request, found)
    units = standing_units(plan) if may_change_plan(request.user, plan) else []
    state.units = units
    lines = found.shown[start : start + PAGE]
    groups = [
        (group, [row_of(line, frame, plan, state) for line in group.lines])
        for group in found.groups(lines)
    ]
    context = {
        **row_context(request, plan),
        **_tools(request, found),
        "grid": found,
        "groups": groups,
        "frame": frame,
        "state": state,
        "bulk": BulkForm(units=units, gone=_gone(found, units)) if units else None,
        "quick": state.quick or quick_form(plan, units, None) if units else None,
        "moves": _moves(plan, found) if may_write_plan(request.user, plan.institution_id) else [],
        "drafts": _drafts(request, found),
        "pages": _pages(request, found, start),
        "whole": view_query(request, CURSOR),
    }
    return render(request, "plans/grid.html", context, status=state.status)


def row_context(request: HttpRequest, plan: ActionPlan) -> dict[str, Any]:
    """What a row asks of the page, alone or among others."""
    return {
        "plan": plan,
        "institution": plan.institution,
        "instrument": definition(plan.instrument),
        "may_write": may_change_plan(request.user, plan),
        "view": view_query(request),
        "in_words": request.GET.get("jadwal") == "teks",
        "today": clock.today(),
    }


def _tools(request: HttpRequest, found: Grid) -> dict[str, Any]:
    """Filters and chips."""
    return {
        "chips": _chips(request, found),
        "units": [(str(unit.pk), unit.name) for unit in found.units()]
        + [(EMPTY, _("(belum ada penanggung jawab)"))],
        "aspects": [(a.code, a.name) for a in definition(found.plan.instrument).aspects()]
        + [(EMPTY, _("(tanpa indikator)"))],
        "fundings": [*Funding.choices, (EMPTY, _("(kosong)"))],
        "quarters": [
            (f"{year}-{quarter}", _("TW %(quarter)s %(year)d") % {"quarter": name, "year": year})
            for year in found.plan.years
            for quarter, name in enumerate(("I", "II", "III", "IV"), 1)
        ]
        + [(EMPTY, _("(tanpa target)"))],
        "groupings": [("aspek", _("per aspek")), ("unit", _("per penanggung jawab"))],
        "kept": fields_but(
            request, "unit", "aspek", "dana", "triwulan", "kelompok", "cari", CURSOR, *PASSING
        ),
        "saved_views": SavedViews(request, "plans:grid"),
        "words_url": changed(request.GET, jadwal="teks", edit=None, baris=None),
        "bars_url": changed(request.GET, jadwal=None, edit=None, baris=None),
    }


def _chips(request: HttpRequest, found: Grid) -> list[Link]:
    """Quick filters with their counts; each replaces the one before."""
    counts, wanted = found.statuses(), found.filter
    cleared: dict[str, str | None] = {"status": None, "kurang": None, "edit": None, "baris": None}
    plain = not (wanted.status or wanted.lacks)
    uncosted = sum(line.action.cost is None for line in found.standing)
    chips: list[Link] = [(_("Semua"), changed(request.GET, **cleared), plain, len(found.standing))]
    for status in ActionStatus:
        url = changed(request.GET, **{**cleared, "status": str(status)})
        if counts[status] or wanted.status == status:
            chips.append((str(status.label), url, wanted.status == status, counts[status]))
    url = changed(request.GET, **{**cleared, "kurang": "biaya"})
    chips.append((_("Tanpa biaya"), url, wanted.lacks == "biaya", uncosted))
    return chips


def row_of(line: GridLine, frame: Frame, plan: ActionPlan, state: State) -> Row:
    """A line as a row, with its form when it is the one being edited."""
    strip = frame.strip(line)
    if state.editing != line.action.pk or line.is_cancelled:
        return Row(line, strip)
    form = state.form or _opened(line, plan, state.units or standing_units(plan))
    return Row(line, strip, form, state.contests)


def _opened(line: GridLine, plan: ActionPlan, standing: Sequence[Unit]) -> RowForm:
    """The form of a row that was just opened, from what the line shows."""
    action = line.action
    facts = ActionFacts(
        title=action.title,
        target_on=action.target_on,
        units=tuple(row.unit_id for row in line.units),
        cost=action.cost,
        funding=action.funding,
        note=action.note,
        steps=tuple(
            StepFacts(title=step.title, first_month=step.first_month, last_month=step.last_month)
            for step in line.steps
        ),
    )
    known = {unit.pk for unit in standing}
    units = [*standing, *(row.unit for row in line.units if row.unit_id not in known)]
    return RowForm(plan=plan, facts=facts, units=units, version=action.version)


def row_form(action: Action, plan: ActionPlan, data: Any) -> RowForm:
    """The form of a row; its own units stay to be chosen though they may have ended."""
    facts = facts_of(action)
    units = standing_units(plan)
    known = {unit.pk for unit in units}
    units += Unit.objects.filter(pk__in=set(facts.units) - known)
    return RowForm(data, plan=plan, facts=facts, units=units, version=action.version)


def quick_form(plan: ActionPlan, units: Sequence[Unit], data: Any) -> QuickForm:
    """The form of a new row, for this plan's instrument."""
    instrument = definition(plan.instrument)
    scale = instrument.scale
    return QuickForm(
        data,
        units=units,
        indicators=[(i.number, f"{i.number}. {i.name}") for i in instrument.indicators()],
        levels=range(int(scale.minimum), int(scale.maximum) + 1),
    )


def _gone(found: Grid, standing: Sequence[Unit]) -> list[Unit]:
    known = {unit.pk for unit in standing}
    return [unit for unit in found.units() if unit.pk not in known]


def _moves(plan: ActionPlan, found: Grid) -> list[tuple[PlanMove, bool, Sequence[Guard]]]:
    """Each move with whether it asks why, and what stands in its way or beside it."""
    lines = found.standing
    asked = Standing(
        actions=len(lines),
        unitless=sum(line.lead is None for line in lines),
        dayless=sum(line.action.target_on is None for line in lines),
        aimless=sum(not line.targets and not line.recommendations for line in lines),
        unfinished=sum(any(step.done_on is None for step in line.steps) for line in lines),
    )
    return [(move, PLANS[move].reasoned, guards_of(plan, move, asked)) for move in moves_of(plan)]


def _drafts(request: HttpRequest, found: Grid) -> list[dict[str, Any]]:
    """The chosen recommendations, with whether the plan answers them already."""
    keys = chosen_recommendations(request)
    if not keys or not may_change_plan(actor_of(request), found.plan):
        return []
    taken = {one.pk for line in found.standing for one in line.recommendations}
    return [
        {"recommendation": one, "is_answered": one.pk in taken}
        for one in answering(found.plan, keys)
    ]


def _start(request: HttpRequest, found: Grid) -> int:
    given = request.GET.get(CURSOR, "")
    start = int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0
    return start if start < len(found.shown) else 0


def _pages(request: HttpRequest, found: Grid, start: int) -> dict[str, str]:
    """Neighbouring pages of a plan too long for one."""
    whole = len(found.shown)
    if whole <= PAGE:
        return {}

    def to(place: int) -> str:
        query = request.GET.copy()
        for name in (*PASSING, CURSOR):
            query.pop(name, None)
        if place:
            query[CURSOR] = str(place)
        return f"?{query.urlencode()}"

    return {
        "previous": to(max(start - PAGE, 0)) if start else "",
        "next": to(start + PAGE) if start + PAGE < whole else "",
        "text": _("%(first)d–%(last)d dari %(whole)d")
        % {"first": start + 1, "last": min(start + PAGE, whole), "whole": whole},
    }
