"""The official form of an action plan: actions with their stages on a grid of months, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from selaras.improvement.models import Action, ActionPlan, ActionTarget, ActionUnit
from selaras.improvement.queries.endorsements import EndorsementView, endorsements_of
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.months import months_between

# The form is Indonesian in every language; its short months are those offices write.
SHORT_MONTHS = ("JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES")
FORM = "resmi"
"""The name addresses use for it."""


@dataclass(frozen=True, slots=True)
class FormStep:
    """A stage and the months it takes, None before they are set."""

    title: str
    first_month: date | None = None
    last_month: date | None = None

    def takes(self, month: date) -> bool:
        """Whether the stage is worked on in that month."""
        if self.first_month is None or self.last_month is None:
            return False
        return self.first_month <= month <= self.last_month


@dataclass(frozen=True, slots=True)
class FormAction:
    """An action as the form shows it; ``code`` finds it again when the form comes back."""

    code: str
    number: int
    indicators: str
    """Numbers of the indicators it raises."""
    names: str
    title: str
    steps: Sequence[FormStep]
    note: str


@dataclass(frozen=True, slots=True)
class FormSection:
    """The part of one unit, which its head signs; without a unit, what nobody is in charge of."""

    unit: Unit | None
    actions: Sequence[FormAction]
    endorsement: EndorsementView | None


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form of a plan, of all units or of one."""

    plan: ActionPlan
    months: Sequence[date]
    sections: Sequence[FormSection]


def plan_form(plan: ActionPlan, unit: Unit | None = None) -> PlanForm:
    """The form; about a dozen queries. With a unit, what it leads or supports.

    Without one, every action stands once, in the part of the unit in charge.
    """
    rows = Action.objects.filter(plan=plan, cancelled_at__isnull=True)
    if unit is not None:
        rows = rows.filter(Q(unit_rows__unit=unit)).distinct()
    rows = rows.order_by("position", "pk").prefetch_related(
        Prefetch("unit_rows", ActionUnit.objects.select_related("unit")),
        Prefetch("targets", ActionTarget.objects.select_related("indicator")),
        "steps",
    )
    signed = endorsements_of(plan)
    names = {one.number: one.name for one in definition(plan.instrument).indicators()}
    parts: dict[int, list[FormAction]] = {}
    units: dict[int, Unit] = {}
    for action in rows:
        held = unit or _lead(action.unit_rows.all())
        key = held.pk if held else 0
        if held is not None:
            units[key] = held
        parts.setdefault(key, []).append(_action(action, names))
    ordered = sorted(parts, key=lambda key: (key == 0, units[key].name if key else ""))
    sections = [FormSection(units.get(key), parts[key], signed.get(key)) for key in ordered]
    if unit is not None and not sections:
        sections = [FormSection(unit, (), signed.get(unit.pk))]
    first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 1)
    return PlanForm(plan, tuple(months_between(first, last)), sections)


def code_of(action: Action) -> str:
    """How a form names an action: its key and the version the form shows."""
    return f"A{action.pk}.{action.version}"


def units_in(plan: ActionPlan) -> list[Unit]:
    """Units that lead or support an action of the plan, by name; one query."""
    held = ActionUnit.objects.filter(action__plan=plan, action__cancelled_at__isnull=True)
    return list(Unit.objects.filter(pk__in=held.values("unit")).order_by("name", "pk"))


def _lead(rows: Iterable[ActionUnit]) -> Unit | None:
    return next((row.unit for row in rows if row.is_lead), None)


def _action(action: Action, names: dict[str, str]) -> FormAction:
    numbers = list(dict.fromkeys(aim.indicator.number for aim in action.targets.all()))
    steps = [FormStep(s.title, s.first_month, s.last_month) for s in action.steps.all()]
    return FormAction(
        code=code_of(action),
        number=action.position,
        indicators=", ".join(numbers),
        names="; ".join(names.get(number, "") for number in numbers),
        title=action.title,
        steps=steps or [FormStep("")],
        note=action.note,
    )
