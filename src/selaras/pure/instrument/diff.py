"""What differs between two versions of an instrument, or between two instruments.

Versions of one instrument are matched by code and number. Two instruments reuse numbers with
other meanings, so there nodes are matched by name and alias, indicators by the counterparts they
declare, and only then by a name that both use once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selaras.pure.instrument.model import Aspect, Domain, Indicator, Instrument, plain_name
from selaras.pure.instrument.naming import short_names

Fact = Literal[
    "name", "status", "scale", "whole", "rounding", "target_index", "target_value", "level_names"
]
Node = Domain | Aspect
Value = str | bool | Fraction | None


@dataclass(frozen=True, slots=True)
class FactChange:
    """A property of the whole instrument that differs."""

    fact: Fact
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class BandChange:
    """A predicate whose lower bound differs; None where the instrument has no such predicate."""

    name: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A domain or aspect that was added (no before), removed (no after) or changed."""

    before: Node | None
    after: Node | None

    @property
    def renamed(self) -> bool:
        """Whether both are there under different names."""
        both = self.before is not None and self.after is not None
        return both and _name(self.before) != _name(self.after)

    @property
    def reweighted(self) -> bool:
        """Whether both are there with different weights."""
        return bool(self.before and self.after and self.before.weight != self.after.weight)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator that both have, and how it differs."""

    before: Indicator
    after: Indicator
    renamed: bool
    reweighted: bool
    moved: bool
    """Whether it stands in an aspect of another name."""
    renumbered: bool
    levels: tuple[int, ...]
    """Levels whose criterion differs, ascending."""
    evidence: bool
    """Whether the evidence that is usually asked for differs."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An indicator of the later instrument and those of the earlier whose evidence serves it."""

    after: Indicator
    before: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs; ``same`` counts indicators without any difference."""

    before: Instrument
    after: Instrument
    facts: tuple[FactChange, ...]
    bands: tuple[BandChange, ...]
    domains: tuple[NodeChange, ...]
    aspects: tuple[NodeChange, ...]
    removed: tuple[Indicator, ...]
    added: tuple[Indicator, ...]
    changed: tuple[IndicatorChange, ...]
    related: tuple[Relation, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        whole = (self.facts, self.bands, self.domains, self.aspects)
        return not any((*whole, self.removed, self.added, self.changed, self.related))


def difference(before: Instrument, after: Instrument) -> Difference:
    """Compare two instruments; ``before`` is the earlier one."""
    related = _relations(before, after)
    pairs = _pairs(before, after, related)
    changes = [_indicator_change(before, after, one, other) for one, other in pairs]
    changed = tuple(change for change in changes if _differs(change))
    taken_before = {one.number for one, _ in pairs} | {i.number for r in related for i in r.before}
    taken_after = {other.number for _, other in pairs} | {r.after.number for r in related}
    return Difference(
        before=before,
        after=after,
        facts=tuple(_facts(before, after)),
        bands=tuple(_bands(before, after)),
        domains=tuple(_nodes(before, after, before.real_domains(), after.real_domains())),
        aspects=tuple(_nodes(before, after, tuple(before.aspects()), tuple(after.aspects()))),
        removed=tuple(i for i in before.indicators() if i.number not in taken_before),
        added=tuple(i for i in after.indicators() if i.number not in taken_after),
        changed=changed,
        related=related,
        same=len(changes) - len(changed),
    )


def _facts(before: Instrument, after: Instrument) -> Iterator[FactChange]:
    for fact, of in _FACTS.items():
        one, other = of(before), of(after)
        if one != other:
            yield FactChange(fact, one, other)


def _scale(instrument: Instrument) -> str:
    scale = instrument.scale
    return f"{scale.minimum}–{scale.maximum}"


def _rounding(instrument: Instrument) -> str:
    return f"{instrument.rounding.places}, {instrument.rounding.rule}"


def _level_names(instrument: Instrument) -> str:
    return "; ".join(
        f"{name}: {', '.join(levels.values())}"
        for name, levels in sorted(instrument.level_names.items())
    )


_FACTS: Mapping[Fact, Callable[[Instrument], Value]] = {
    "name": lambda instrument: instrument.name,
    "status": lambda instrument: instrument.status,
    "scale": _scale,
    "whole": lambda instrument: instrument.scale.whole,
    "rounding": _rounding,
    "target_index": lambda instrument: instrument.target_index,
    "target_value": lambda instrument: instrument.target_value,
    "level_names": _level_names,
}


def _bands(before: Instrument, after: Instrument) -> Iterator[BandChange]:
    """Predicates by name, in the order of the later instrument, then those that are gone."""
    lower = {band.name: band.lower for band in before.bands}
    for band in after.bands:
        known = lower.pop(band.name, None)
        if known != band.lower:
            yield BandChange(band.name, known, band.lower)
    for name, bound in lower.items():
        yield BandChange(name, bound, None)


def _nodes(
    before: Instrument, after: Instrument, ones: tuple[Node, ...], others: tuple[Node, ...]
) -> Iterator[NodeChange]:
    by_code = {node.code: node for node in others}
    met: set[str] = set()
    for one in ones:
        other = by_code.get(_same_node(before, after, one, others) or "")
        if other is None or other.code in met:
            yield NodeChange(one, None)
            continue
        met.add(other.code)
        if (one.name, one.weight) != (other.name, other.weight):
            yield NodeChange(one, other)
    for other in others:
        if other.code not in met:
            yield NodeChange(None, other)


def _same_node(
    before: Instrument, after: Instrument, one: Node, others: tuple[Node, ...]
) -> str | None:
    if before.code == after.code:
        return one.code
    names = {plain_name(n) for n in (one.name, *before.aliases.get(one.code, ()))}
    for other in others:
        theirs = {plain_name(n) for n in (other.name, *after.aliases.get(other.code, ()))}
        if plain_name(one.name) in theirs or plain_name(other.name) in names:
            return other.code
    return None


def _relations(before: Instrument, after: Instrument) -> tuple[Relation, ...]:
    """What either instrument declares about the other."""
    if before.code == after.code:
        return ()
    links: dict[str, set[str]] = {}
    for other in after.indicators():
        for twin in other.counterparts:
            if twin.instrument == before.code:
                links.setdefault(other.number, set()).add(twin.number)
    for one in before.indicators():
        for twin in one.counterparts:
            if twin.instrument == after.code:
                links.setdefault(twin.number, set()).add(one.number)
    found = []
    for other in after.indicators():
        numbers = links.get(other.number, set())
        partners = tuple(i for i in before.indicators() if i.number in numbers)
        if partners:
            found.append(Relation(other, partners))
    return tuple(found)


def _pairs(
    before: Instrument, after: Instrument, related: tuple[Relation, ...]
) -> list[tuple[Indicator, Indicator]]:
    if before.code == after.code:
        theirs = {i.number: i for i in after.indicators()}
        return [(i, theirs[i.number]) for i in before.indicators() if i.number in theirs]
    if related:
        return []
    theirs = _by_unique_name(after)
    ours = _by_unique_name(before)
    return [(one, theirs[name]) for name, one in ours.items() if name in theirs]


def _by_unique_name(instrument: Instrument) -> dict[str, Indicator]:
    short = short_names(instrument)
    named = [(plain_name(short[i.number]), i) for i in instrument.indicators()]
    times = Counter(name for name, _ in named)
    return {name: indicator for name, indicator in named if times[name] == 1}


def _indicator_change(
    before: Instrument, after: Instrument, one: Indicator, other: Indicator
) -> IndicatorChange:
    return IndicatorChange(
        before=one,
        after=other,
        renamed=plain_name(one.name) != plain_name(other.name),
        reweighted=one.weight != other.weight,
        moved=before.place(one.number)[1].name != after.place(other.number)[1].name,
        renumbered=one.number != other.number,
        levels=tuple(_changed_levels(one, other)),
        evidence=_evidence(one) != _evidence(other),
    )


def _differs(change: IndicatorChange) -> bool:
    return any(
        (
            change.renamed,
            change.reweighted,
            change.moved,
            change.renumbered,
            change.levels,
            change.evidence,
        )
    )


def _changed_levels(one: Indicator, other: Indicator) -> Iterator[int]:
    ours = {criterion.level: criterion.text for criterion in one.criteria}
    theirs = {criterion.level: criterion.text for criterion in other.criteria}
    yield from sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))


def _evidence(indicator: Indicator) -> Iterable[object]:
    return (indicator.evidence, *((c.level, c.evidence) for c in indicator.criteria if c.evidence))


def _name(node: Node | None) -> str:
    return node.name if node else ""
