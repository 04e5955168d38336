"""Addresses of a list: sorting keeps the filters and starts again at the first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from django.http import QueryDict

SORT: Final = "urut"
CURSOR: Final = "setelah"
"""Parameter names every list shares: ``?urut=-nilai&setelah=…``."""


@dataclass(frozen=True, slots=True)
class SortState:
    """Where a header leads, and how the list is sorted by its column now (empty: it is not)."""

    url: str
    aria: Literal["ascending", "descending", ""]


def sort_state(query: QueryDict, key: str, *, falling: bool = False) -> SortState:
    """First click sorts upwards, the second downwards; the other way round for ``falling`` ones.

    Figures fall first: whoever sorts by an index asks who has most.
    """
    now = query.get(SORT, "")
    aria: Literal["ascending", "descending", ""] = ""
    if now.removeprefix("-") == key:
        aria = "descending" if now.startswith("-") else "ascending"
    turn = aria != "descending" if falling else aria == "ascending"
    return SortState(changed(query, **{SORT: f"-{key}" if turn else key}), aria)


def changed(query: QueryDict, **values: str | None) -> str:
    """The address of this list with some parameters changed; None removes one; the cursor goes."""
    fresh = query.copy()
    fresh.pop(CURSOR, None)
    for name, value in values.items():
        if value is None:
            fresh.pop(name, None)
        else:
            fresh[name] = value
    return f"?{fresh.urlencode()}"
