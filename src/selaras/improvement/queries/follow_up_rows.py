"""Rows of follow-up tables as they are printed and compared: a recommendation and its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Prefetch, Q

from selaras.assessments.models.value import UNIT as PARTS
from selaras.improvement.models import (
    Action,
    ActionPlan,
    ActionUnit,
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
    Source,
)
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.people.models import Institution, Unit
from selaras.pure.numbers import exact

NUMBER, INDICATOR, TEXT, VALUE, FOLLOW_UP, DUE, UNITS, EVIDENCE, NOTE = (
    "nomor",
    "indikator",
    "rekomendasi",
    "nilai",
    "tindak_lanjut",
    "target",
    "unit",
    "data_dukung",
    "keterangan",
)
"""What a column of a follow-up table holds."""
SELF, ASSESSOR, FINAL = "mandiri", "asesor", "akhir"
"""Whose value a value column holds."""
BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One recommendation with the uncancelled actions that answer it, in their order."""

    recommendation: Recommendation
    actions: Sequence[Action]
    indicator: str
    """Names of the indicators, for a recommendation whose source names none."""

    def cell(self, role: str, target: str = "", year: int | None = None) -> str:
        """What stands in a column. ``year`` keeps to the actions due in that year."""
        row = self.recommendation
        answers = [a for a in self.actions if year is None or year_of(a) == year]
        match role:
            case "nomor":
                return row.number or str(row.position)
            case "indikator":
                return row.indicator_label or self.indicator
            case "rekomendasi":
                return row.text
            case "nilai":
                return _value(row, target)
            case "tindak_lanjut":
                return listed([action.title for action in answers])
            case "target":
                return BETWEEN.join(dict.fromkeys(filter(None, map(due_label, answers))))
            case "unit":
                return self._units()
            case "data_dukung":
                return listed([one.text for a in answers for one in a.evidence.all()])
            case "keterangan":
                return row.note
        raise KeyError(role)

    def _units(self) -> str:
        """The source's own words while they hold, else the names."""
        own = _names(self.recommendation.units_label, self.recommendation.unit_rows.all())
        answers = [_names(a.units_label, a.unit_rows.all()) for a in self.actions]
        return BETWEEN.join(dict.fromkeys(filter(None, answers))) or own


def follow_up_rows(
    institution: Institution,
    instrument: InstrumentVersion,
    *,
    year: int | None = None,
    plan: ActionPlan | None = None,
    unit: Unit | None = None,
) -> list[FollowUpRow]:
    """The rows of a year's report, or of what a plan answers; ten queries however many rows.

    With a unit only the rows it answers for, itself or through an action.
    """
    actions = Action.objects.filter(cancelled_at__isnull=True).select_related("plan")
    rows = Recommendation.objects.standing().filter(institution=institution, instrument=instrument)
    if year is not None:
        rows = rows.filter(year=year, source=Source.REPORT)
    if plan is not None:
        actions = actions.filter(plan=plan)
        rows = rows.filter(pk__in=actions.values("recommendations"))
    if unit is not None:
        theirs = actions.filter(unit_rows__unit=unit)
        rows = rows.filter(
            Q(unit_rows__unit=unit) | Q(pk__in=theirs.values("recommendations"))
        ).distinct()
    return _rows(rows.order_by("year", "source", "position", "pk"), actions, instrument)


def _rows(
    rows: Iterable[Recommendation], actions: Iterable[Action], instrument: InstrumentVersion
) -> list[FollowUpRow]:
    answers = actions.order_by("plan", "position", "pk").prefetch_related(  # type: ignore[attr-defined]
        Prefetch("unit_rows", ActionUnit.objects.select_related("unit")), "evidence"
    )
    found = rows.prefetch_related(  # type: ignore[attr-defined]
        Prefetch("actions", answers, to_attr="answers"),
        Prefetch("targets", RecommendationTarget.objects.select_related("indicator")),
        Prefetch("unit_rows", RecommendationUnit.objects.select_related("unit")),
    )
    names = {one.number: one.name for one in definition(instrument).indicators()}
    return [
        FollowUpRow(
            row,
            row.answers,
            BETWEEN.join(names.get(aim.indicator.number, "") for aim in row.targets.all()),
        )
        for row in found
    ]


def year_of(action: Action) -> int | None:
    """The year an action is due in."""
    return action.target_on.year if action.target_on else None


def due_label(action: Action) -> str:
    """The target time in the source's words while they hold; the end of a year is the year."""
    if action.target_label or action.target_on is None:
        return action.target_label
    return day_label(action.target_on)


def day_label(day: date) -> str:
    """A day as tables write it: the 31st of December is the year."""
    return str(day.year) if (day.month, day.day) == (12, 31) else f"{day:%d-%m-%Y}"


def listed(texts: Sequence[str]) -> str:
    """Several texts in one cell, numbered; a single one stands alone."""
    if len(texts) < 2:
        return "".join(texts)
    return "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1))


def _names(label: str, rows: Iterable[ActionUnit] | Iterable[RecommendationUnit]) -> str:
    return label or BETWEEN.join(row.unit.name for row in rows)


def _value(row: Recommendation, target: str) -> str:
    amount = {
        SELF: row.stated_self,
        ASSESSOR: row.stated_assessor,
        FINAL: row.stated_final,
    }[target]
    return "" if amount is None else exact(Fraction(amount, PARTS))
