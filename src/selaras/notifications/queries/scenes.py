"""What rules are made of: an event with everything about it, and what it gives to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import may_open_work
from selaras.foundation.trail.models import Event
from selaras.improvement.permissions import may_open_improvement
from selaras.notifications.queries.audience import Audience, Listener
from selaras.notifications.queries.matters import FollowUp, Matter


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence for some people about one assessment, or about a part of a follow-up.

    ``numbers`` are indicators; of a follow-up, the keys of the actions one sentence may gather.
    """

    kind: str
    people: frozenset[int]
    assessment: Assessment | None
    numbers: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    follow_up: FollowUp | None = None
    is_own: bool = False
    """Whether it goes to the person in whose name it was done, of whatever they own."""

    @property
    def place(self) -> tuple[object, ...]:
        """What the sentence is about, so that sentences of one act about the same become one."""
        if self.follow_up is None:
            return (self.assessment and self.assessment.pk,)
        told = self.follow_up
        one = None if self.numbers else told.action and told.action.pk
        return (told.plan and told.plan.pk, one, told.recommendation and told.recommendation.pk)


@dataclass(frozen=True, slots=True)
class Scene:
    """An event with what it is about and everybody there is to tell."""

    event: Event
    matter: Matter
    audience: Audience
    concerned: tuple[Assessment, ...]
    """The assessments it touches: one, all of a cycle, or none where it is about a follow-up."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The indicators it speaks of."""
        return self.matter.numbers

    def note(self, *names: str) -> dict[str, str]:
        """The words somebody wrote, found under the first of these names."""
        text = next((str(self.event.new[name]) for name in names if self.event.new.get(name)), "")
        return {"note": text} if text else {}


Rule = Callable[[Scene], Iterator[Telling]]


def may_hear(listener: Listener, telling: Telling) -> bool:
    """Whether the person may open what the sentence is about."""
    if telling.is_own:
        return True
    if telling.follow_up is not None:
        return may_open_improvement(listener, telling.follow_up.institution_id)
    return telling.assessment is not None and may_open_work(listener, telling.assessment)
