"""The arithmetic of an index as formulas of a spreadsheet that shows the digits Selaras prints.

A spreadsheet reckons in binary floats, which hold neither 1.3 percent nor 1.085 exactly; rounding
such a figure gives the wrong digit just where a rule about halves matters. So every formula here
works on whole numbers of fourteen digits at most, which floats hold exactly: ratings in
ten-thousandths, weights over one common denominator. Only the last step, which shows the figure,
divides.

Ratings that are missing, or no ratings on the scale, leave every figure above them empty and are
counted. See docs/algorithms/worksheet-formulas.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final, Literal

from selaras.pure.instrument.model import INDEX, Instrument, Rounding, Scale
from selaras.pure.numbers import display
from selaras.pure.scoring.bands import band_of
from selaras.pure.scoring.weights import Value, Weights, weights_of

UNIT: Final = 10_000
"""Ratings are taken in ten-thousandths."""
LARGEST: Final = 10**14
"""Whole numbers below this one are exact in a spreadsheet, and so is cutting their quotients down:
programs take a quotient that differs from a whole number in the sixteenth digit only for whole."""

Kind = Literal["indeks", "domain", "aspek", "indikator"]
Result = int | Fraction | str
"""What a formula shows: a whole number, a rounded figure, a text, or "" for nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A formula in English notation, "=INT(G5*100/H5)", and what it shows of the given ratings."""

    formula: str
    result: Result


@dataclass(frozen=True, slots=True)
class Columns:
    """The letters of the columns the arithmetic stands in."""

    amount: str = "E"
    missing: str = "F"
    products: str = "G"
    divisor: str = "H"
    whole: str = "I"
    rest: str = "J"
    shown: str = "K"
    predicate: str = "L"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the arithmetic.

    ``row`` counts from 1, as in a cell's name. ``weight`` is a whole number over the instrument's
    common denominator. An indicator has an ``amount`` only beside ``missing`` and ``products``; the
    whole index has a ``predicate`` besides.
    """

    kind: Kind
    code: str
    row: int
    weight: int
    missing: Cell
    products: Cell
    amount: Cell | None = None
    divisor: int = 0
    whole: Cell | None = None
    rest: Cell | None = None
    shown: Cell | None = None
    predicate: Cell | None = None


def arithmetic(
    instrument: Instrument,
    places: Mapping[str, str],
    values: Mapping[str, Value],
    *,
    first: int = 1,
    columns: Columns | None = None,
) -> tuple[Line, ...]:
    """The rows of the arithmetic: the index, then each domain, its aspects and their indicators.

    ``places`` says by indicator number where the rating stands ("'A1 Kebijakan'!$C$9"), ``values``
    what stands there now, so that the results may be written beside the formulas; ``first`` is the
    row the index comes to stand in. A shell around an instrument without domains has no row.

    Raises InconsistentWeightsError, KeyError for a number without place, and ValueError where
    whole numbers would grow beyond what a spreadsheet holds, or the scale below nothing.
    """
    _demand_exact(instrument, weights_of(instrument))
    return tuple(_Writer(instrument, places, values, first, columns or Columns()).lines())


def _demand_exact(instrument: Instrument, weights: Weights) -> None:
    scale = instrument.scale
    if scale.minimum < 0:
        raise ValueError("ratings below nothing are not rounded by these formulas")
    most = ceil(scale.maximum * UNIT) * weights.total * 10**instrument.rounding.places
    if 2 * most >= LARGEST:
        raise ValueError("the weights have too many digits for a spreadsheet")


class _Writer:
    def __init__(
        self,
        instrument: Instrument,
        places: Mapping[str, str],
        values: Mapping[str, Value],
        first: int,
        columns: Columns,
    ) -> None:
        self._instrument = instrument
        self._places = places
        self._first = first
        self._columns = columns
        self._amounts = {number: _amount(instrument.scale, v) for number, v in values.items()}

    def lines(self) -> Iterator[Line]:
        weights = weights_of(self._instrument)
        row = self._first + 1
        below: list[Line] = []
        aspects: list[int] = []
        for domain, real in zip(weights.domains, self._instrument.domains, strict=True):
            top = row
            row += not real.pseudo
            inside: list[int] = []
            spread: tuple[str, ...]
            lines: list[Line] = []
            for aspect in domain.aspects:
                inside.append(row)
                items = [
                    self._indicator(number, weight, row + place)
                    for place, (number, weight) in enumerate(aspect.items, start=1)
                ]
                spread = (f"{row + 1}:{row + len(items)}",)
                lines.append(self._node("aspek", aspect.code, aspect.total, row, spread))
                lines += items
                row += 1 + len(items)
            if not real.pseudo:
                spread = tuple(map(str, inside))
                below.append(self._node("domain", domain.code, domain.total, top, spread))
            below += lines
            aspects += inside
        yield self._node("indeks", INDEX, weights.total, self._first, tuple(map(str, aspects)))
        yield from below

    def _indicator(self, number: str, weight: int, row: int) -> Line:
        columns, amount = self._columns, self._amounts.get(number)
        cell = f"{columns.amount}{row}"
        return Line(
            "indikator",
            number,
            row,
            weight,
            amount=Cell(
                amount_formula(self._places[number], self._instrument.scale),
                "" if amount is None else amount,
            ),
            missing=Cell(f'=IF({cell}="",1,0)', int(amount is None)),
            products=Cell(f'=IF({cell}="","",{weight}*{cell})', _times(weight, amount)),
        )

    def _node(self, kind: Kind, code: str, weight: int, row: int, spread: Sequence[str]) -> Line:
        """A node above the rows of ``spread``, each "7" or "7:12"."""
        columns, places = self._columns, self._instrument.rounding.places
        missing, total = self._sums(code)
        products, gaps = f"{columns.products}{row}", f"{columns.missing}{row}"
        whole, rest = f"{columns.whole}{row}", f"{columns.rest}{row}"
        divisor = weight * UNIT
        parts = (None, None) if total is None else divmod(total * 10**places, divisor)
        return Line(
            kind,
            code,
            row,
            weight,
            missing=Cell(f"=SUM({_across(columns.missing, spread)})", missing),
            products=Cell(
                f'=IF({gaps}=0,SUM({_across(columns.products, spread)}),"")',
                "" if total is None else total,
            ),
            divisor=divisor,
            whole=Cell(
                f'=IF({products}="","",INT({products}*{10**places}/{divisor}))', _known(parts[0])
            ),
            rest=Cell(
                f'=IF({products}="","",{products}*{10**places}-{whole}*{divisor})',
                _known(parts[1]),
            ),
            shown=Cell(
                shown_formula(products, whole, rest, divisor, self._instrument.rounding),
                self._figure(total, divisor),
            ),
            predicate=self._predicate(products, total) if kind == "indeks" else None,
        )

    def _sums(self, code: str) -> tuple[int, int | None]:
        """How many ratings are missing under a node, and the products' sum where none is."""
        items = [
            item
            for domain in weights_of(self._instrument).domains
            for aspect in domain.aspects
            if code in {INDEX, domain.code, aspect.code}
            for item in aspect.items
        ]
        known = [
            weight * amount
            for number, weight in items
            if (amount := self._amounts.get(number)) is not None
        ]
        missing = len(items) - len(known)
        return missing, None if missing else sum(known)

    def _figure(self, total: int | None, divisor: int) -> Result:
        if total is None:
            return ""
        return Fraction(display(Fraction(total, divisor), self._instrument.rounding))

    def _predicate(self, products: str, total: int | None) -> Cell:
        weight = weights_of(self._instrument).total
        name = (
            "" if total is None else band_of(self._instrument, Fraction(total, weight * UNIT)).name
        )
        return Cell(predicate_formula(products, self._instrument), name)


def amount_formula(place: str, scale: Scale) -> str:
    """The rating in ten-thousandths; "" unless a rating on the scale stands there."""
    low, high = _plain(scale.minimum), _plain(scale.maximum)
    scaled = f"{place}*{UNIT}"
    fits = f"INT({place})={place}" if scale.whole else f"ABS({scaled}-ROUND({scaled},0))<0.000001"
    inside = f"AND({place}>={low},{place}<={high},{fits})"
    figure = f"AND(ISNUMBER({place}),NOT(ISLOGICAL({place})))"
    return f'=IF({figure},IF({inside},ROUND({scaled},0),""),"")'


def shown_formula(products: str, whole: str, rest: str, divisor: int, rounding: Rounding) -> str:
    """The figure as printed: the whole units, and one more as the rest and the rule decide."""
    at_half = {"setengah-genap": f"MOD({whole},2)", "setengah-atas": "1", "setengah-bawah": "0"}
    more = f"IF(2*{rest}>{divisor},1,IF(2*{rest}={divisor},{at_half[rounding.rule]},0))"
    return f'=IF({products}="","",({whole}+{more})/{10**rounding.places})'


def predicate_formula(products: str, instrument: Instrument) -> str:
    """The predicate of the unrounded index, by whole bounds; "" while ratings are missing."""
    divisor = weights_of(instrument).total * UNIT
    chosen = _quoted(instrument.bands[0].name)
    for band in instrument.bands[1:]:
        bound = ceil(band.lower * divisor)
        chosen = f"IF({products}>={bound},{_quoted(band.name)},{chosen})"
    return f'=IF({products}="","",{chosen})'


def _across(column: str, spread: Sequence[str]) -> str:
    """The rows in that column, as a formula lists them: "G3:G12" or "G2,G14"."""
    ranges = []
    for rows in spread:
        start, _, end = rows.partition(":")
        ranges.append(f"{column}{start}:{column}{end}" if end else f"{column}{start}")
    return ",".join(ranges)


def _amount(scale: Scale, value: Value) -> int | None:
    """What ``amount_formula`` makes of a value."""
    amount = Fraction(value) * UNIT
    step = UNIT if scale.whole else 1
    fits = amount.denominator == 1 and amount.numerator % step == 0
    return amount.numerator if fits and scale.minimum <= value <= scale.maximum else None


def _times(weight: int, amount: int | None) -> Result:
    return "" if amount is None else weight * amount


def _known(figure: int | None) -> Result:
    return "" if figure is None else figure


def _plain(bound: Fraction) -> str:
    """A bound of the scale as a formula writes it."""
    return str(bound.numerator) if bound.denominator == 1 else f"({bound})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
