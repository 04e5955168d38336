"""What the comparison page shows: a difference with addresses and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selaras.foundation import notation
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.wording import changes, fact_label
from selaras.instruments.wording import shown as shown_value
from selaras.pure import numbers
from selaras.pure.instrument.diff import Difference, NodeChange
from selaras.pure.instrument.model import Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.web.instruments.pages import indicator_address, query_of


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of the whole that differs, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A domain or aspect on both sides; an empty name where it is not there."""

    before_name: str
    before_weight: Fraction | None
    after_name: str
    after_weight: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """How much heavier it became; None when it is new or gone."""
        if self.before_weight is None or self.after_weight is None:
            return None
        return self.after_weight - self.before_weight

    @property
    def change_text(self) -> str:
        """The change, signed, without loss; a weight is neither good nor bad, so no colour."""
        change = self.change or Fraction(0)
        return ("+" if change > 0 else "") + notation.localised(numbers.exact(change))


@dataclass(frozen=True, slots=True)
class Link:
    """An indicator of one side."""

    number: str
    name: str
    weight: Fraction
    address: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """An indicator both have, with what differs in words."""

    link: Link
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """A later indicator and the earlier ones whose evidence serves it."""

    after: Link
    before: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the page shows."""

    found: Difference
    facts: tuple[Fact, ...]
    domains: tuple[NodeRow, ...]
    aspects: tuple[NodeRow, ...]
    removed: tuple[Link, ...]
    added: tuple[Link, ...]
    changed: tuple[ChangedRow, ...]
    related: tuple[RelatedRow, ...]


def picked(text: str, known: Sequence[InstrumentVersion]) -> InstrumentVersion | None:
    """The version a word means: "SPBE-2020" is the current one, "SPBE-2020@1" that number."""
    code, _at, number = text.partition("@")
    for version in known:
        if version.code == code and (
            str(version.version) == number if number else version.is_current
        ):
            return version
    return None


def shown(found: Difference, before: InstrumentVersion, after: InstrumentVersion) -> Comparison:
    """The difference of two versions, ready for the page."""
    old = _Side(found.before, before)
    new = _Side(found.after, after)
    return Comparison(
        found=found,
        facts=tuple(
            Fact(fact_label(f), shown_value(f.before), shown_value(f.after)) for f in found.facts
        ),
        domains=_nodes(found.domains),
        aspects=_nodes(found.aspects),
        removed=tuple(map(old.link, found.removed)),
        added=tuple(map(new.link, found.added)),
        changed=tuple(
            ChangedRow(new.link(change.after), tuple(changes(change))) for change in found.changed
        ),
        related=tuple(
            RelatedRow(new.link(r.after), tuple(map(old.link, r.before))) for r in found.related
        ),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two instruments, able to link its indicators."""

    instrument: Instrument
    version: InstrumentVersion

    def link(self, indicator: Indicator) -> Link:
        return Link(
            indicator.number,
            short_names(self.instrument)[indicator.number],
            indicator.weight,
            indicator_address(self.instrument.code, indicator.number, query_of(self.version)),
        )


def _nodes(changes: Iterable[NodeChange]) -> tuple[NodeRow, ...]:
    return tuple(
        NodeRow(
            change.before.name if change.before else "",
            change.before.weight if change.before else None,
            change.after.name if change.after else "",
            change.after.weight if change.after else None,
        )
        for change in changes
    )
