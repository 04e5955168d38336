"""How the cells of a worksheet look, and how high a row must be for its texts.

A cell that may be filled is known by its colour, its frame and, on the first sheet, by the legend;
colour alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import ceil
from typing import Any, Final

INK, FAINT, LINE, FRAME = "#1A2532", "#5F6772", "#DFDED8", "#89867C"
ACCENT, ON_ACCENT, SUNKEN = "#006065", "#FFFFFF", "#F4F3EE"
FILL: Final = "#FFF8DC"
"""Where something may be filled in."""
GOOD, WARN, BAD, INFO = "#E1F7E7", "#FEEDC9", "#FFEBE8", "#E7F1FC"
DARK_WARN, DARK_BAD, DARK_INFO = "#694413", "#9E2D26", "#214F7C"

A4: Final = 9
LARGEST_HEIGHT = 409.0
_LINE_HEIGHT = 13.2
_FITS = 1.12
"""Letters of running text at ten points that go into one unit of a column's width."""

_BASE = {"font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True, "align": "left"}
_LINED = {**_BASE, "bottom": 1, "bottom_color": LINE}
_FIELD = {**_BASE, "bg_color": FILL, "border": 1, "border_color": FRAME, "locked": False}
_SHUT = {**_BASE, "bg_color": SUNKEN, "border": 1, "border_color": LINE}
_HEADING = {**_BASE, "bold": True, "bg_color": ACCENT, "font_color": ON_ACCENT}

_LOOKS: Final[dict[str, dict[str, object]]] = {
    "title": {"font_size": 16, "bold": True, "font_color": INK},
    "subtitle": {"font_size": 11, "font_color": FAINT},
    "text": _BASE,
    "lined": _LINED,
    "strong": {**_BASE, "bold": True},
    "faint": {**_BASE, "font_color": FAINT},
    "note": {**_LINED, "font_color": FAINT, "font_size": 9},
    "number": {**_LINED, "font_color": FAINT, "font_size": 9},
    "label": {**_LINED, "bold": True},
    "heading": _HEADING,
    "heading right": {**_HEADING, "align": "right"},
    "block": {**_BASE, "bold": True, "font_size": 11, "bg_color": "#DEF3F4", "top": 2,
              "top_color": ACCENT},
    "block note": {**_BASE, "bg_color": "#DEF3F4", "top": 2, "top_color": ACCENT,
                   "font_size": 9},
    "field": _FIELD,
    "field shown": {**_FIELD, "locked": True},
    "field literal": {**_FIELD, "quote_prefix": True},
    "field figure": {**_FIELD, "bold": True, "font_size": 12},
    "shut": _SHUT,
    "shut figure": {**_SHUT, "bold": True, "font_size": 12},
    "figure": {**_LINED, "align": "left"},
    "mark": {**_LINED, "bold": True, "font_size": 9},
    "link": {**_LINED, "font_color": ACCENT, "underline": 1},
    "plain link": {"font_size": 10, "font_color": ACCENT, "underline": 1},
    "sign": {**_LINED, "indent": 1},
    "group sign": {**_LINED, "bold": True, "bg_color": SUNKEN, "indent": 1},
    "heading sign": {**_HEADING, "indent": 1},
    "right": {**_LINED, "align": "right"},
    "right faint": {**_LINED, "align": "right", "font_color": FAINT},
    "whole": {**_LINED, "align": "right", "num_format": "#,##0"},
    "fact label": {"font_size": 11, "font_color": INK, "valign": "vcenter"},
    "fact figure": {"font_size": 16, "bold": True, "font_color": ACCENT, "align": "right"},
    "fact text": {"font_size": 11, "bold": True, "font_color": INK, "align": "right"},
    "group": {**_LINED, "bold": True, "bg_color": SUNKEN},
    "group link": {**_LINED, "bold": True, "bg_color": SUNKEN, "font_color": ACCENT,
                   "underline": 1},
    "group right": {**_LINED, "bold": True, "bg_color": SUNKEN, "align": "right"},
    "section": {"font_size": 12, "bold": True, "font_color": ACCENT, "bottom": 1,
                "bottom_color": ACCENT},
    "step": {**_BASE, "font_size": 11},
    "good": {"bg_color": GOOD, "valign": "top", "font_size": 10},
    "missing": {"bg_color": WARN, "font_color": DARK_WARN, "valign": "top", "font_size": 10},
    "low": {"bg_color": BAD, "font_color": DARK_BAD, "valign": "top", "font_size": 10},
    "differs": {"bg_color": INFO, "font_color": DARK_INFO, "valign": "top", "font_size": 10},
}  # fmt: skip


class Looks:
    """The formats of one workbook, made when first asked for; ``figure`` shows that many places."""

    def __init__(self, book: Any, places: int) -> None:
        self._book = book
        self._places = places
        self._made: dict[tuple[str, bool], Any] = {}

    def __call__(self, name: str, *, rounded: bool = False) -> Any:
        """The format of that name; a ``rounded`` one shows the instrument's decimal places."""
        if (name, rounded) not in self._made:
            extra = {"num_format": f"0.{'0' * self._places}" if self._places else "0"}
            look = {**_LOOKS[name], **(extra if rounded else {})}
            self._made[name, rounded] = self._book.add_format(look)
        return self._made[name, rounded]


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Points a row needs for texts in columns of these widths, each (text, width)."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(lines * _LINE_HEIGHT + 4, LARGEST_HEIGHT)


@cache
def _lines(text: str, width: float) -> int:
    fits = width * _FITS
    return sum(max(ceil(len(part) / fits), 1) for part in text.split("\n"))
