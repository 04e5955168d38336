"""Exact figures from what a document holds."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_FIGURE = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?|[+-]?\d{1,12}/[1-9]\d{0,11}", re.ASCII)


def exact(value: object) -> Fraction:
    """The exact figure a document means: 1.3 is 13/10, "10/3" is ten thirds.

    Takes whole numbers, decimals, floats (by their shortest text, which is what was written) and
    text. Raises ValueError for everything else, also for true and false.
    """
    readable = isinstance(value, int | float | Decimal | str) and not isinstance(value, bool)
    text = str(value).strip()
    if not readable or not _FIGURE.fullmatch(text):
        raise ValueError(value)
    return Fraction(text)


def is_exact(value: object) -> bool:
    """Whether ``exact`` can read the value."""
    try:
        exact(value)
    except ValueError:
        return False
    return True
