"""What moved the bodies that moved most: indicator by indicator, or aspect by aspect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import explain_change
from selaras.pure.standings import Moved, Movers
from selaras.reporting.queries.digest_rows import ResultRow, Values, values_of

MOST_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """An indicator (or, where ratings are not known, an aspect) that moved an index.

    ``effect`` is in points of the index, with its sign.
    """

    code: str
    name: str
    is_indicator: bool
    before: Fraction
    after: Fraction
    effect: Fraction


def causes_of(
    moved: Movers[int],
    now: Sequence[ResultRow],
    earlier: Sequence[ResultRow],
    nodes: Mapping[int, Mapping[str, str]],
    instrument: Instrument,
) -> dict[int, tuple[Cause, ...]]:
    """By institution, the causes that went the way it went, the largest first; one query."""
    after = {row.body.key: row.assessment for row in now}
    before = {row.body.key: row.assessment for row in earlier}
    every = (*moved.risen, *moved.fallen)
    values = values_of(
        assessment for one in every for assessment in (before[one.key], after[one.key])
    )
    found = {}
    for one in every:
        then, since = before[one.key], after[one.key]
        causes = _by_indicator(instrument, values.get(then, {}), values.get(since, {}))
        if not causes:
            causes = _by_aspect(instrument, nodes.get(then, {}), nodes.get(since, {}))
        found[one.key] = _largest(causes, one)
    return found


def _largest(causes: Sequence[Cause], one: Moved[int]) -> tuple[Cause, ...]:
    same_way = [cause for cause in causes if (cause.effect > 0) == (one.change > 0)]
    return tuple(sorted(same_way, key=lambda cause: -abs(cause.effect))[:MOST_CAUSES])


def _by_indicator(instrument: Instrument, before: Values, after: Values) -> list[Cause]:
    """Empty unless every rating of both years is known."""
    names = short_names(instrument)
    if before.keys() != names.keys() or after.keys() != names.keys():
        return []
    return [
        Cause(part.number, names[part.number], True, part.before, part.after, part.effect)
        for part in explain_change(instrument, before, after).parts
    ]


def _by_aspect(
    instrument: Instrument, before: Mapping[str, str], after: Mapping[str, str]
) -> list[Cause]:
    """An aspect moves the index by its change times its share of the weights."""
    total = sum((domain.weight for domain in instrument.domains), Fraction(0))
    causes = []
    for aspect in instrument.aspects():
        if aspect.code in before and aspect.code in after:
            then, since = Fraction(before[aspect.code]), Fraction(after[aspect.code])
            if then != since:
                effect = (since - then) * aspect.weight / total
                causes.append(Cause(aspect.code, aspect.name, False, then, since, effect))
    return causes
