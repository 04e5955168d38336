"""What somebody says of an action, and an action as it stands said in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import prefetch_related_objects

from selaras.improvement.models import Action


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFacts:
    """A tahapan kegiatan and its months, first days of months, both included."""

    title: str
    first_month: date | None = None
    last_month: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceFacts:
    """A required document. ``document`` is one of the library; None leaves what hangs there."""

    text: str
    number: str = ""
    level: int | None = None
    document: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFacts:
    """An action whole. Units, recommendations, prerequisites and documents are keys.

    The first unit is in charge. ``targets`` are indicator numbers with levels, ``cost`` is in whole
    rupiah, ``effort`` in points, ``confidence`` in percent.
    """

    title: str
    starts_on: date | None = None
    target_on: date | None = None
    target_label: str = ""
    units: tuple[int, ...] = ()
    units_label: str = ""
    cost: int | None = None
    effort: int | None = None
    funding: str = ""
    confidence: int = 80
    note: str = ""
    targets: tuple[tuple[str, int], ...] = ()
    recommendations: tuple[int, ...] = ()
    prerequisites: tuple[int, ...] = ()
    steps: tuple[StepFacts, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()


def led_by(units: Sequence[int], lead: int | None) -> tuple[int, ...]:
    """The units once ``lead`` is in charge; None leaves nobody in charge, so nobody at all.

    A supporting unit that comes in charge changes places with the one before it; a unit from
    outside takes the place of the one in charge, and the supporting ones stay.
    """
    if lead is None:
        return ()
    rest = units if lead in units else units[1:]
    return (lead, *(pk for pk in rest if pk != lead))


def facts_of(action: Action) -> ActionFacts:
    """The action as it stands, to change parts of with ``dataclasses.replace``; six queries."""
    return facts_of_all([action])[action.pk]


def facts_of_all(actions: Sequence[Action]) -> dict[int, ActionFacts]:
    """The same of many, by key; six queries however many there are."""
    prefetch_related_objects(
        actions,
        "unit_rows",
        "targets__indicator",
        "recommendations",
        "prerequisites",
        "steps",
        "evidence__indicator",
    )
    return {action.pk: _facts(action) for action in actions}


def _facts(action: Action) -> ActionFacts:
    return ActionFacts(
        title=action.title,
        starts_on=action.starts_on,
        target_on=action.target_on,
        target_label=action.target_label,
        units=tuple(row.unit_id for row in action.unit_rows.all()),
        units_label=action.units_label,
        cost=action.cost,
        effort=action.effort,
        funding=action.funding,
        confidence=action.confidence,
        note=action.note,
        targets=tuple((row.indicator.number, row.level) for row in action.targets.all()),
        recommendations=_keys(action.recommendations.all()),
        prerequisites=_keys(action.prerequisites.all()),
        steps=tuple(
            StepFacts(title=row.title, first_month=row.first_month, last_month=row.last_month)
            for row in action.steps.all()
        ),
        evidence=tuple(
            EvidenceFacts(
                text=row.text,
                number=row.indicator.number if row.indicator else "",
                level=row.level,
                document=row.document_id,
            )
            for row in action.evidence.all()
        ),
    )


def _keys(rows: Iterable[models.Model]) -> tuple[int, ...]:
    return tuple(row.pk for row in rows)


__all__ = ["ActionFacts", "EvidenceFacts", "StepFacts", "facts_of", "facts_of_all", "led_by"]
