"""The pen the chapters are written with: figures, names and columns of one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from selaras.assessments.models import CycleKind
from selaras.assessments.queries.result import IndicatorLine, NodeLine, Result
from selaras.foundation import notation
from selaras.foundation.documents.manuscript import Amount, Cell, Column, Level
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.paper import ladder_cell
from selaras.pure.instrument.model import Instrument, Rounding
from selaras.pure.language import prose
from selaras.pure.numbers import display_gap, exact
from selaras.reporting.queries.outcome import Outcome
from selaras.reporting.reports.of_assessment import index_name, language

POINTS: Final = Rounding(3, notation.HALF)
"""How effects on the index are shown."""

Subject = TypeVar("Subject")
Part = tuple[Column, Callable[[Subject], Cell]]
"""A column and what stands in it."""


def report_name(kind: str) -> str:
    """What the report of a cycle of this kind is called."""
    if kind == CycleKind.MONITORING:
        return _("Laporan Hasil Pemantauan")
    return _("Laporan Hasil Evaluasi")


def columns_of(parts: Sequence[Part[Subject]]) -> tuple[Column, ...]:
    """The columns alone."""
    return tuple(column for column, _cell in parts)


def cells_of(parts: Sequence[Part[Subject]], subject: Subject) -> tuple[Cell, ...]:
    """One row's cells."""
    return tuple(cell(subject) for _column, cell in parts)


@dataclass(frozen=True)
class Pen:
    """Writes the figures of one outcome in the language in force."""

    outcome: Outcome

    @property
    def result(self) -> Result:
        """The figures."""
        return self.outcome.result

    @property
    def instrument(self) -> Instrument:
        """What was rated with."""
        return self.outcome.result.instrument

    @property
    def rounding(self) -> Rounding:
        """How the instrument shows figures."""
        return self.instrument.rounding

    @cached_property
    def index_name(self) -> str:
        """What people call the index: "Indeks SPBE"."""
        return index_name(self.instrument)

    @property
    def kind(self) -> str:
        """The kind of cycle inside a sentence: "pemantauan" or "evaluasi"."""
        return str(self.result.assessment.cycle.get_kind_display()).lower()

    @property
    def status(self) -> str:
        """What the figures are: announced, or not yet."""
        return _("resmi") if self.result.is_official else _("menunggu")

    @property
    def group(self) -> str:
        """The institution's group, inside a sentence."""
        label = str(self.result.averages.group.label)
        return label if label.isupper() else label.lower()

    def figure(self, value: Fraction) -> str:
        """A figure as it is announced: "2,49"."""
        return notation.figure(value, self.rounding)

    def gap(self, value: Fraction) -> str:
        """A distance, rounded up so that going as far as it says is enough."""
        return notation.localised(display_gap(value, self.rounding))

    def distance(self, value: Fraction) -> str:
        """How far two figures lie apart, without a sign."""
        return self.figure(abs(value))

    def amount(self, value: Fraction | None) -> Amount | None:
        """The figure as a cell."""
        if value is None:
            return None
        return Amount(value, self.figure(value), self.rounding.places)

    def difference(self, value: Fraction | None) -> Amount | None:
        """A change as a cell, with its sign."""
        if value is None:
            return None
        return Amount(value, notation.signed(value, self.rounding), self.rounding.places)

    def points(self, value: Fraction) -> str:
        """An effect on the index, "+0,027"."""
        return notation.signed(value, POINTS)

    def effect(self, value: Fraction | None) -> Amount | None:
        """An effect on the index as a cell."""
        return None if value is None else Amount(value, self.points(value), POINTS.places)

    def exact(self, value: Fraction | None) -> Amount | None:
        """A figure without loss as a cell: "3,9", or "202/75 (≈ 2,69)" where no decimal ends."""
        if value is None:
            return None
        text = exact(value)
        if "/" in text:
            return Amount(value, f"{text} (≈ {self.figure(value)})", 4)
        return Amount(value, notation.localised(text), len(text.partition(".")[2]))

    def weight(self, value: Fraction) -> Amount:
        """A weight as a cell of a column of percentages: "16,5"."""
        return Amount(value, notation.percent(value).removesuffix(notation.PERCENT), 2)

    def rating(self, value: Fraction | None) -> Amount | None:
        """An indicator's value as a cell: "3", "1,26"."""
        if value is None:
            return None
        places = 0 if self.instrument.scale.whole else self.rounding.places
        return Amount(value, self.shown(value), places)

    def shown(self, value: Fraction) -> str:
        """An indicator's value in a sentence: "3", or "2,60" where parts of levels are rated."""
        return level_text(value) if self.instrument.scale.whole else self.figure(value)

    def ladder(self, line: IndicatorLine) -> Level:
        """An indicator's value as a cell that draws its ladder."""
        return ladder_cell(
            line.value,
            self.instrument.scale,
            last=line.previous,
            target=line.target,
            text="" if line.value is None else self.shown(line.value),
        )

    def listed(self, items: Sequence[str], most: int | None = None, *, apart: bool = False) -> str:
        """Items inside a sentence; ``apart`` where they are lists themselves."""
        return prose.listed(items, language(), most=most, apart=apart)

    def named(self, names: Sequence[str], most: int | None = None) -> str:
        """Names inside a sentence, an opening they share said once."""
        return prose.named(names, language(), most=most)

    def count(self, number: int) -> str:
        """A count inside a sentence."""
        return prose.counted(number, language())

    def leading(self, number: int) -> str:
        """A count at the beginning of a sentence."""
        return prose.leading(number, language())

    def beside(self, value: Fraction, averages: Iterable[tuple[Fraction | None, str]]) -> list[str]:
        """How far the figure lies from each known average, as parts of a sentence."""
        said = {
            "up": _("%(distance)s di atas rata-rata %(whom)s (%(average)s)"),
            "down": _("%(distance)s di bawah rata-rata %(whom)s (%(average)s)"),
            "same": _("sama dengan rata-rata %(whom)s (%(average)s)"),
        }
        return [
            said[prose.way(average, value)]
            % {
                "distance": self.distance(value - average),
                "whom": whom,
                "average": self.figure(average),
            }
            for average, whom in averages
            if average is not None
        ]

    @cached_property
    def nodes(self) -> tuple[NodeLine, ...]:
        """Every domain with all of its aspects; shells around aspects are left out."""
        domains = {node.code: node for node in self.result.nodes if node.is_domain}
        aspects = {node.code: node for node in self.result.aspects}
        found: list[NodeLine] = []
        for domain in self.instrument.domains:
            if domain.code in domains:
                found.append(domains[domain.code])
            found += [aspects[aspect.code] for aspect in domain.aspects]
        return tuple(found)

    def node_name(self, node: NodeLine) -> str:
        """As "Domain Kebijakan SPBE"; aspects by their name alone."""
        return _("Domain %(name)s") % {"name": node.name} if node.is_domain else node.name
