"""What the last approval of a self-assessment decided to carry past its late answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from selaras.assessments.events import ASSESSMENT_MOVED
from selaras.assessments.models import Assessment
from selaras.assessments.states import Step
from selaras.foundation.trail.models import Event


@dataclass(frozen=True, slots=True)
class Override:
    """An approval that went ahead although answers were late, and why.

    ``filled`` are the values recorded for indicators that had none, exact, by number.
    """

    reason: str
    late: tuple[str, ...]
    filled: Mapping[str, str]
    actor: str
    at: datetime


def override_of(assessment: Assessment) -> Override | None:
    """The override the approval in force rests on, if it needed one; one query."""
    moves = Event.objects.about(assessment).filter(kind=ASSESSMENT_MOVED.code)
    event = moves.filter(new__langkah=Step.APPROVE.value).first()
    if event is None or "terlambat" not in event.new:
        return None
    return Override(
        reason=event.new["alasan"],
        late=tuple(event.new["terlambat"]),
        filled=event.new["diisi"],
        actor=event.actor_label,
        at=event.at,
    )
