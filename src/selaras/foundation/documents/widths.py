"""How wide the columns of a table become on paper, and where words too long for them may break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from selaras.foundation.documents.cells import cell_text, text_of
from selaras.foundation.documents.faces import BREAK
from selaras.foundation.documents.manuscript import Grid

ROOM: Final = 106
"""Letters of a table's size in the whole width of the text, padding left out."""
PADDING: Final = 2
"""Letters a cell's padding takes."""
LONGEST_KEPT: Final = 18
"""Letters of a word a column is widened for; longer ones may break."""
ROWS_OF_A_PAGE: Final = 38
"""Lines beyond which a row may be torn in two, because no page could hold it."""
_SEAM: Final = re.compile(r"(?<=[/_.,;:&=?\-@])(?=\w)")


@dataclass(frozen=True, slots=True)
class Width:
    """A column's share of the whole (0 to 1) and how many letters of a line fit it."""

    share: float
    letters: int


def fitted_widths(grid: Grid) -> tuple[Width, ...]:
    """The shares the author gave, moved as little as lets every column hold its longest word."""
    needs = [need / ROOM for need in _needs(grid)]
    whole = sum(column.width for column in grid.columns) or 1.0
    shares = [column.width / whole for column in grid.columns]
    for _round in range(len(shares)):
        short = [max(0.0, need - share) for need, share in zip(needs, shares, strict=True)]
        spare = [max(0.0, share - need) for need, share in zip(needs, shares, strict=True)]
        if sum(short) < 0.001 or sum(spare) < 0.001:
            break
        moved = min(1.0, sum(short) / sum(spare))
        given = min(1.0, sum(spare) / sum(short))
        shares = [
            share + lack * given - rest * moved
            for share, lack, rest in zip(shares, short, spare, strict=True)
        ]
    return tuple(Width(share, max(4, round(share * ROOM) - PADDING)) for share in shares)


def _needs(grid: Grid) -> list[int]:
    """Letters the longest word of each column takes, those that may break counted up to a limit."""
    found = [_longest_word(column.heading) for column in grid.columns]
    for row in grid.rows:
        if row.kind == "group" and len(row.cells) == 1:
            continue
        for place, cell in enumerate(row.cells[: len(found)]):
            extra = LADDER if getattr(cell, "svg", "") else 0
            found[place] = max(found[place], _longest_word(text_of(cell_text(cell))) + extra)
    return [need + PADDING for need in found]


LADDER: Final = 11
"""Letters a tiny ladder beside its figure takes."""


@lru_cache(maxsize=4096)
def _longest_word(text: str) -> int:
    return min(LONGEST_KEPT, max(map(len, text.split(" ")), default=0))


def broken(text: str, letters: int = 60) -> str:
    """The text with places to break inside words that no line of so many letters could hold."""
    if all(len(word) <= letters for word in text.split()):
        return text
    return re.sub(rf"\S{{{letters + 1},}}", lambda found: _opened(found[0], letters), text)


def _opened(word: str, letters: int) -> str:
    """Places to break after punctuation, and within what is still too long."""
    step = max(4, letters // 2)
    return BREAK.join(
        BREAK.join(part[start : start + step] for start in range(0, len(part), step))
        for part in _SEAM.split(word)
    )


def is_long(cells: Sequence[str], letters: Sequence[int]) -> bool:
    """Whether a row of these cells needs more lines than a page has."""
    return any(
        sum(1 + len(line) // room for line in text.split("\n")) > ROWS_OF_A_PAGE
        for text, room in zip(cells, letters, strict=False)
    )
