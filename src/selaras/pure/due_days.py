"""The day a table means by its target time: "2019", "Desember 2019", "TW III 2019"."""

from __future__ import annotations

import re
from datetime import date

from selaras.pure.months import last_day

_MONTHS = {
    **dict.fromkeys(("jan", "januari"), 1),
    **dict.fromkeys(("feb", "peb", "februari", "pebruari"), 2),
    **dict.fromkeys(("mar", "maret"), 3),
    **dict.fromkeys(("apr", "april"), 4),
    "mei": 5,
    **dict.fromkeys(("jun", "juni"), 6),
    **dict.fromkeys(("jul", "juli"), 7),
    **dict.fromkeys(("agu", "agt", "ags", "agus", "agust", "agustus"), 8),
    **dict.fromkeys(("sep", "sept", "september"), 9),
    **dict.fromkeys(("okt", "oktober"), 10),
    **dict.fromkeys(("nov", "nop", "november", "nopember"), 11),
    **dict.fromkeys(("des", "desember"), 12),
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(r"(?:tahun\s+)?(\d{4})")
_YEARS = re.compile(r"(?:tahun\s+)?\d{4}\s*(?:[-–—/]|s\.?d\.?|sampai)\s*(\d{4})")
_MONTH_YEAR = re.compile(r"([a-z]+)\.?\s+(\d{4})")
_PART_YEAR = re.compile(
    r"(tw|triwulan|kuartal|semester|smt)\.?\s*(iv|i{1,3}|[1-4])(?:\s+tahun)?[\s/]+(\d{4})"
)
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DAY_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:t00:00:00)?")


def month_named(word: str) -> int | None:
    """The number of the month a word names, 1 to 12; None for any other word."""
    return _MONTHS.get(word.strip().strip(".").casefold())


def due_day(text: str) -> date | None:
    """The last day of what the text names; None for a text that names no time.

    A year alone means the 31st of December.
    """
    plain = " ".join(text.casefold().split())
    try:
        return _due_day(plain)
    except ValueError:
        return None  # the 31st of February, the thirteenth month


def _due_day(plain: str) -> date | None:
    if found := _YEAR.fullmatch(plain) or _YEARS.fullmatch(plain):
        return date(int(found[1]), 12, 31)
    if found := _PART_YEAR.fullmatch(plain):
        return _part(found[1], _ROMAN.get(found[2]) or int(found[2]), int(found[3]))
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(plain):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _DAY_WORDS.fullmatch(plain):
        month = month_named(found[2])
        return date(int(found[3]), month, int(found[1])) if month else None
    if found := _MONTH_YEAR.fullmatch(plain):
        month = month_named(found[1])
        return last_day(date(int(found[2]), month, 1)) if month else None
    return None


def _part(kind: str, place: int, year: int) -> date | None:
    months = 6 if kind in {"semester", "smt"} else 3
    month = place * months
    return last_day(date(year, month, 1)) if month <= 12 else None
