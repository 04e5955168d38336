"""Three-way merge of one text or figure: as it was handed out, as it stands now, as it came back.

A paper that goes round is older than what it meets when it returns. Who changed what follows from
the text both sides began with; nothing that somebody has changed meanwhile, and nothing that the
paper merely left empty, gives way without a choice. See docs/algorithms/worksheet-merge.md.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Outcome(Enum):
    """How one part of a returned paper stands to what is stored."""

    UNCHANGED = "tetap"
    """Nobody changed it, or the paper says nothing of it."""
    TAKEN = "diambil"
    """Only the paper changed it."""
    KEPT = "dipertahankan"
    """Only the stored side changed since."""
    SAME = "sama"
    """Both say the same by now."""
    CONFLICT = "berbeda"
    """Both changed it, differently: somebody has to choose."""
    CLEARED = "dikosongkan"
    """Only the paper changed it, by leaving it empty: somebody has to say that this is meant."""
    UNUSABLE = "tidak terbaca"
    """What the paper says cannot be read."""


class Side(Enum):
    """Whose word stands where both have one."""

    FILE = "berkas"
    STORED = "selaras"


class Unreadable(Enum):
    """The mark of a part that is there and cannot be used."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE

Returned = str | Unreadable | None
"""What a paper says of one part; None where the part is not on it (any more)."""

ASKING: Final = frozenset({Outcome.CONFLICT, Outcome.CLEARED})
"""Outcomes that wait for a choice; until there is one the stored side stands."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One part merged: how it stands, what is stored, and what the paper says ("" for nothing)."""

    outcome: Outcome
    current: str
    returned: str

    @property
    def asks(self) -> bool:
        """Whether somebody has to choose."""
        return self.outcome in ASKING

    def result(self, choice: Side | None = None) -> str:
        """What stands afterwards; a choice counts only where one is asked for."""
        chosen = self.asks and choice is Side.FILE
        return self.returned if chosen or self.outcome is Outcome.TAKEN else self.current


def merge(base: str, current: str, returned: Returned) -> Merge:
    """Merge one part: ``base`` as it was handed out, ``current`` as stored now."""
    said = returned if isinstance(returned, str) else ""
    return Merge(_outcome(base, current, returned), current, said)


def _outcome(base: str, current: str, returned: Returned) -> Outcome:
    if isinstance(returned, Unreadable):
        return Outcome.UNUSABLE
    if returned is None or returned == base:
        return Outcome.UNCHANGED if current == base else Outcome.KEPT
    if returned == current:
        return Outcome.SAME
    if current != base:
        return Outcome.CONFLICT
    return Outcome.TAKEN if returned else Outcome.CLEARED


def reads_alike(one: str, other: str) -> bool:
    """Whether two texts differ at most in what programs change on their own.

    That is how lines end, blanks at the end of a line, empty lines around the text, and how an
    accented letter is encoded.
    """
    return one == other or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in lines.split("\n")).strip()
