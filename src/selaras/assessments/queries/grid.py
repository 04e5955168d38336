"""Choosing and ordering the lines of a sheet, as the grid of a team asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from selaras.assessments.queries.sheet import Sheet, SheetLine
from selaras.assessments.states import AnswerState
from selaras.people.models import User

EMPTY = "(kosong)"
"""The filter word for "nobody", "nothing"."""


@dataclass(frozen=True, slots=True)
class GridFilter:
    """What the address asks for; empty words ask for nothing, unknown ones too."""

    aspect: str = ""
    state: str = ""
    """A state of answers, or EMPTY for indicators nobody has begun."""
    unit: str = ""
    """A unit's key, or EMPTY."""
    member: str = ""
    """A member's key, or EMPTY."""
    mine: bool = False
    value: str = ""
    """EMPTY for indicators the team has not rated, "beda" where it differs from the claim."""
    text: str = ""
    order: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != GridFilter(order=self.order)

    def apply(self, lines: Iterable[SheetLine], person: User) -> list[SheetLine]:
        """The lines that fit, in the order asked for; the instrument's order breaks ties."""
        found = [line for line in lines if self._fits(line, person)]
        key = _ORDERS.get(self.order.removeprefix("-"))
        if key is None:
            return found
        # What has no figure comes last, whichever way round.
        known = [line for line in found if key(line) is not None]
        known.sort(key=key, reverse=self.order.startswith("-"))
        return known + [line for line in found if key(line) is None]

    def _fits(self, line: SheetLine, person: User) -> bool:
        return (
            (not self.aspect or line.aspect.code == self.aspect)
            and _fits_state(line, self.state)
            and _fits_key(self.unit, [each.unit_id for each in line.units])
            and _fits_key(self.member, [each.member_id for each in line.members])
            and (not self.mine or any(each.member_id == person.pk for each in line.members))
            and _fits_value(line, self.value)
            and self.text.casefold()
            in f"{line.number} {line.name} {line.indicator.name}".casefold()
        )


def counts_of(sheet: Sheet, person: User) -> dict[str, int]:
    """How many lines each quick filter would keep, by its word."""
    return {
        "saya": sum(1 for x in sheet.lines if any(m.member_id == person.pk for m in x.members)),
        EMPTY: sum(1 for x in sheet.lines if not x.is_begun),
        "nilai": sum(1 for x in sheet.lines if x.own is None),
        "beda": sum(1 for x in sheet.lines if _fits_value(x, "beda")),
        **{str(state): count for state, count in sheet.counts.items()},
    }


def _fits_state(line: SheetLine, wanted: str) -> bool:
    if wanted == EMPTY:
        return not line.is_begun
    return wanted not in AnswerState.values or line.state == wanted


def _fits_key(wanted: str, keys: list[int]) -> bool:
    if wanted == EMPTY:
        return not keys
    return not wanted.isdecimal() or wanted in {str(key) for key in keys}


def _fits_value(line: SheetLine, wanted: str) -> bool:
    if wanted == EMPTY:
        return line.own is None
    if wanted == "beda":
        return line.own is not None and line.claim is not None and line.own != line.claim
    return True


def _changed(line: SheetLine) -> Any:
    return line.answer.changed_at if line.answer else None


def _due(line: SheetLine) -> date | None:
    return line.due_on


_STATES = {state: place for place, state in enumerate(AnswerState)}
_ORDERS: dict[str, Callable[[SheetLine], Any]] = {
    "keadaan": lambda line: _STATES[line.state],
    "klaim": lambda line: line.claim,
    "nilai": lambda line: line.own,
    "kesiapan": lambda line: line.ready,
    "bukti": lambda line: line.evidence.total,
    "tenggat": _due,
    "sebelumnya": lambda line: line.previous,
    "diubah": _changed,
    "nama": lambda line: line.name.casefold(),
}
