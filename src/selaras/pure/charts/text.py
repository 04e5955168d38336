"""How much room words take, estimated: drawings are laid out before any browser measures them."""

from __future__ import annotations

import re
from typing import Final

ADVANCE: Final = 0.58
"""Width of an average character in ems; system faces lie between 0.5 and 0.6."""
BOLD: Final = 1.08
"""How much wider bold words are."""
LINE: Final = 1.25
"""Height of a line in ems."""

_BLANK: Final = re.compile(r"[ \t\r\n]+")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Room the words need in a row at this letter size."""
    return len(text) * size * ADVANCE * (BOLD if bold else 1)


def wrapped(text: str, room: float, size: float) -> tuple[str, ...]:
    """The words in lines that fit the room; a single longer word stands alone and sticks out.

    Words joined by a no-break space stay together.
    """
    lines: list[str] = []
    for word in filter(None, _BLANK.split(text)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)
