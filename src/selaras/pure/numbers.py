"""Exact figures as text and back. The only place where a figure is rounded, and only to be shown.

Figures are ``Fraction`` from the stored value to the last step; see docs/algorithms.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

from selaras.pure.instrument.model import Rounding

LONGEST = 80
"""Characters a written figure may have: more is a mistake or an attack, never a rating."""

_DECIMAL = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?", re.ASCII)
_RATIO = re.compile(r"([+-]?\d+)/(\d+)", re.ASCII)


def display(value: Fraction | int, rounding: Rounding) -> str:
    """The figure as published: "2.49" for 2.491 at two places. Never compute with the result."""
    scale = 10**rounding.places
    units = _rounded(Fraction(value) * scale, rounding)
    whole, part = divmod(abs(units), scale)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{rounding.places}d}" if rounding.places else f"{sign}{whole}"


def display_gap(gap: Fraction, rounding: Rounding) -> str:
    """A distance (>= 0) rounded up, so that going as far as it says is enough: "0.11" for 0.109."""
    unit = Fraction(1, 10**rounding.places)
    return display(ceil(gap / unit) * unit, rounding)


def _rounded(value: Fraction, rounding: Rounding) -> int:
    """The nearest whole number; the rule decides an exact half."""
    below, rest = divmod(value.numerator, value.denominator)
    twice = 2 * rest
    if twice != value.denominator:
        return below + (twice > value.denominator)
    if rounding.rule == "setengah-genap":
        return below + below % 2
    away_is_up = value > 0
    goes_away = rounding.rule == "setengah-atas"
    return below + (goes_away == away_is_up)


def exact(value: Fraction | int) -> str:
    """The figure without loss: a terminating decimal ("2.491") or else a ratio ("202/75")."""
    value = Fraction(value)
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    if places == 0:
        return str(value.numerator)
    digits = abs(value.numerator) * 10**places // value.denominator
    whole, part = divmod(digits, 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def _places(denominator: int) -> int | None:
    """Decimal places a reduced fraction over ``denominator`` needs; None when it never ends."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def parse(text: str) -> Fraction:
    """Read "3", "1.26", "1,26" or what ``exact`` wrote ("202/75"), with blanks around it.

    Raises ValueError for anything else: thousands separators, exponents, words, nothing.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueError("figure too long")
    if found := _DECIMAL.fullmatch(text):
        sign, whole, part = found[1], found[2], found[3] or ""
        value = Fraction(int(whole + part), 10 ** len(part))
        return -value if sign == "-" else value
    if (found := _RATIO.fullmatch(text)) and int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    raise ValueError(f"not a figure: {text!r}")


def localise(text: str, comma: bool = True) -> str:
    """The figure with the decimal comma of Indonesian ("2,49"), or with the point as it came."""
    return text.replace(".", ",") if comma else text
