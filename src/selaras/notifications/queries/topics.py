"""Which events each topic of a webhook holds: data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from selaras.foundation.trail.kinds import declared_kinds
from selaras.notifications.models import Topic

FAMILIES: Final[Mapping[Topic, frozenset[str]]] = {
    Topic.ASSESSMENT: frozenset({"assessment", "claim", "plotting", "meeting"}),
    Topic.ANSWERS: frozenset({"answer", "discussion"}),
    Topic.EVIDENCE: frozenset({"evidence", "document"}),
    Topic.RESULTS: frozenset({"results"}),
    Topic.FOLLOW_UP: frozenset({"recommendation", "plan", "action", "scenario", "follow_up"}),
    Topic.PEOPLE: frozenset({"people"}),
}
"""The first words of the kinds of events; what stands nowhere is told to nobody outside."""


@lru_cache
def _kinds() -> Mapping[Topic, frozenset[str]]:
    codes = [kind.code for kind in declared_kinds()]
    return {
        topic: frozenset(code for code in codes if code.partition(".")[0] in families)
        for topic, families in FAMILIES.items()
    }


def kinds_of(topics: Iterable[str]) -> frozenset[str]:
    """The codes of every kind of event in these topics; unknown topics hold nothing."""
    known = [Topic(topic) for topic in topics if topic in Topic.values]
    return frozenset().union(*(_kinds()[topic] for topic in known))
