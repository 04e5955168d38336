"""Text that a spreadsheet would take for something else when it opens a CSV file, kept as text.

A spreadsheet guesses: "10/3" becomes the tenth of March, "2.491" becomes 2491 where a point groups
thousands, "007" loses its noughts, "=1+1" is run. Quotes around it or a blank before it change
nothing; an apostrophe before it does, in Excel and LibreOffice alike. It stays visible there, which
is honest, and our own reader takes it off again. ``guarded`` and ``unguarded`` are each other's
inverse: a text that has an apostrophe before such a word already gets another one.
"""

from __future__ import annotations

import re

MARK = "'"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SAFE_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
"""Whole numbers come out of a spreadsheet as they went in."""
_MONTH = (
    "(?:jan(?:uar[iy])?|feb(?:ruar[iy])?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    "|agu(?:stus)?|ags|agt|aug(?:ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|no[vp](?:ember)?"
    "|de[sc](?:ember)?)"
)
_BETWEEN = r"[\s\-/.,]*"
_FIGURES = re.compile(
    r"(?:rp|idr|[$€£¥(])?[\s.,]*[0-9][0-9\s.,:/%()+\-]*(?:e[+\-]?[0-9]+|am|pm)?[\s%)]*"
    rf"|(?:[0-9]{{1,4}}{_BETWEEN})?{_MONTH}\.?(?:{_BETWEEN}[0-9]{{1,4}}){{0,2}}",
    re.IGNORECASE,
)
"""Numbers, ratios, percentages, sums of money, times, and days with months in figures or words."""
_LONGEST = 255
"""Characters of the longest text that a spreadsheet takes for a number."""
_TRUTHS = frozenset({"true", "false", "benar", "salah"})


def guarded(text: str) -> str:
    """The text as a CSV file carries it so that a spreadsheet keeps it."""
    return MARK + text if _is_taken(text.lstrip(MARK)) else text


def unguarded(text: str) -> str:
    """The text without the mark ``guarded`` gave it."""
    marked = text.startswith(MARK) and _is_taken(text.lstrip(MARK))
    return text[len(MARK) :] if marked else text


def _is_taken(text: str) -> bool:
    """Whether a spreadsheet would take the text for a number, a date, a truth or a formula."""
    bare = text.strip()
    if text.lstrip(" ").startswith(_FORMULA_STARTS) or bare.lower() in _TRUTHS:
        return True
    if len(bare) > _LONGEST or _SAFE_NUMBER.fullmatch(bare):
        return False
    return _FIGURES.fullmatch(bare) is not None
