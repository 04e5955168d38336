"""The action plan into which a table's follow-ups go: one that is there, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from selaras.assessments.services.imports.cells import FIRST_YEAR, LAST_YEAR
from selaras.assessments.services.imports.plan import Findings, Options
from selaras.foundation.access import Actor
from selaras.improvement.models import MOST_YEARS, ActionPlan
from selaras.improvement.services.plans import PlanFacts, hold_open_plan, make_plan
from selaras.improvement.states import PlanState

PLAN, NAME, FIRST, LAST = "plan", "plan_name", "first_year", "last_year"
"""Where the person's choice stands in the options of a job."""


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """The plan; ``row`` is None for one that is to be made."""

    row: ActionPlan | None
    name: str
    first_year: int
    last_year: int


def target_plan(
    options: Options, days: list[date], findings: Findings, *, is_needed: bool
) -> TargetPlan | None:
    """The plan the person chose, or the one proposed; None with a fault, or where none is needed.

    The proposal is a new plan named after the year, over the years the table's targets lie in.
    """
    institution, more = options.institution, options.more
    if not is_needed or institution is None or options.year is None:
        return None
    if more.get(PLAN):
        row = ActionPlan.objects.filter(
            pk=more[PLAN], institution=institution, instrument=options.instrument
        ).first()
        if row is None or row.state == PlanState.CLOSED:
            findings.fault(0, -1, "plan_gone")
            return None
        findings.notice("plan_used", value=row.name)
        return TargetPlan(row, row.name, row.first_year, row.last_year)
    name = " ".join(str(more.get(NAME) or proposed_name(options.year)).split())
    row = ActionPlan.objects.filter(institution=institution, name=name).first()
    if row is not None:
        return _standing(row, options, findings)
    first, last = _years(more, days, options.year)
    if not (FIRST_YEAR <= first <= last < first + MOST_YEARS and last <= LAST_YEAR):
        findings.fault(0, -1, "plan_years")
        return None
    findings.notice("plan_new", value=name, first=first, last=last)
    return TargetPlan(None, name, first, last)


def proposed_name(year: int) -> str:
    """What a plan that follows the evaluation of a year is called unless said."""
    return _("Tindak lanjut hasil %(year)d") % {"year": year}


def held_plan(target: TargetPlan, options: Options, *, actor: Actor) -> ActionPlan:
    """The plan itself, made where it is new, held until the transaction ends."""
    if target.row is not None:
        return hold_open_plan(target.row, actor=actor)
    if options.institution is None:
        raise ValueError("a plan without faults has an institution")
    facts = PlanFacts(target.name, target.first_year, target.last_year)
    return make_plan(options.institution, options.instrument, facts, actor=actor)


def _standing(row: ActionPlan, options: Options, findings: Findings) -> TargetPlan | None:
    if row.state == PlanState.CLOSED:
        findings.fault(0, -1, "plan_closed", value=row.name)
        return None
    if row.instrument_id != options.instrument.pk:
        findings.fault(0, -1, "plan_other_instrument", value=row.name)
        return None
    findings.notice("plan_used", value=row.name)
    return TargetPlan(row, row.name, row.first_year, row.last_year)


def _years(more: Mapping[str, Any], days: list[date], year: int) -> tuple[int, int]:
    said = [day.year for day in days] or [year + 1]
    first = more.get(FIRST) or min(said)
    last = more.get(LAST) or max(*said, first)
    return int(first), int(last)
