"""Figures in the reader's notation: decimal comma in Indonesian, point in English."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.pure import numbers
from selaras.pure.instrument.model import Rounding, RoundingRule
from selaras.pure.spelling import spelled

HALF: Final[RoundingRule] = "setengah-genap"
MINUS: Final = "−"
PERCENT: Final = "\N{NO-BREAK SPACE}%"
_WEIGHT: Final = Rounding(2, HALF)


def localised(text: str) -> str:
    """A figure written with a point, in the notation of the active language."""
    return numbers.localise(text, comma=get_language() != "en").replace("-", MINUS)


def figure(value: Fraction | int, rounding: Rounding) -> str:
    """The rounded figure, "2,49"."""
    return localised(numbers.display(value, rounding))


def signed(value: Fraction, rounding: Rounding) -> str:
    """The rounded figure with its sign, "+0,03"; a figure that rounds to nothing has none."""
    text = numbers.display(value, rounding)
    grows = value > 0 and numbers.parse(text) != 0
    return ("+" if grows else "") + localised(text)


def percent(value: Fraction) -> str:
    """A percentage with as many places as it needs, two at most: "13 %", "2,75 %", "3,33 %"."""
    text = numbers.display(value, _WEIGHT)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return localised(text) + PERCENT


def count(value: int) -> str:
    """A whole number with its thousands parted: "12.345", in English "12,345"."""
    digits = f"{abs(value):,}"
    text = digits if get_language() == "en" else digits.replace(",", ".")
    return f"{MINUS if value < 0 else ''}{text}"


def rupiah(value: int) -> str:
    """Whole rupiah with dots between the thousands, as money is written: "Rp 50.000.000"."""
    digits = f"{abs(value):,}".replace(",", ".")
    return f"{MINUS if value < 0 else ''}Rp\N{NO-BREAK SPACE}{digits}"


def day_in_words(at: datetime) -> str:
    """A day as minutes open with it: "Senin tanggal dua puluh satu bulan November tahun ..."."""
    return _("%(weekday)s tanggal %(day)s bulan %(month)s tahun %(year)s") % {
        "weekday": date_format(at, "l"),
        "day": spelled(at.day),
        "month": date_format(at, "F"),
        "year": spelled(at.year),
    }
