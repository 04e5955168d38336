"""Paging by cursor: a page costs the same whether it is the first or the thousandth.

The ordering must end in a unique field. Its fields are numbers or text, of the model, of a row it
points to, or annotations, and must never be null.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import CharField, IntegerField, Model, Q, QuerySet, TextField

from selaras.foundation.text import is_storable

_LONGEST = 1500
"""Characters of the longest cursor that is read; a name of 200 letters takes up to 1100."""
_LARGEST = 2**63 - 1
"""The largest whole number a database keeps."""

Row = TypeVar("Row", bound=Model)
Row_co = TypeVar("Row_co", bound=Model, covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row_co]):
    """One page of rows with the cursors of its neighbours; an empty cursor means there is none."""

    rows: Sequence[Row_co]
    previous: str
    next: str


def page_of(
    queryset: QuerySet[Row], order: tuple[str, ...], *, size: int, cursor: str = ""
) -> Page[Row]:
    """The page at ``cursor``, or the first one when it is empty or not ours. One query."""
    backwards, position = _decode(cursor)
    if position is not None and not _fits(queryset, order, position):
        backwards, position = False, None
    direction = tuple(_flip(name) for name in order) if backwards else order
    rows_of = queryset.order_by(*direction)
    if position is not None:
        rows_of = rows_of.filter(_after(direction, position))
    rows = list(rows_of[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([], "", "")
    has_previous = more if backwards else position is not None
    has_next = True if backwards else more
    return Page(
        rows,
        previous=_encode("b", order, rows[0]) if has_previous else "",
        next=_encode("f", order, rows[-1]) if has_next else "",
    )


def fits(queryset: QuerySet[Row], order: tuple[str, ...], cursor: str) -> bool:
    """Whether the cursor names a place in this ordering; ``page_of`` reads any other as none."""
    _backwards, position = _decode(cursor)
    return position is not None and _fits(queryset, order, position)


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: tuple[str, ...], position: list[Any]) -> Q:
    """Rows that come after a position in an ordering of several fields."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, position, strict=True):
        field = name.removeprefix("-")
        beyond = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{beyond}": value})
        equal &= Q(**{field: value})
    return condition


def _encode(direction: str, order: tuple[str, ...], row: Model) -> str:
    values: list[Any] = []
    for name in order:
        value: Any = row
        for part in name.removeprefix("-").split("__"):
            value = getattr(value, part)
        values.append(value)
    raw = json.dumps([direction, *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[bool, list[Any] | None]:
    """Direction and position; a cursor that is not one of ours reads as the first page."""
    if not cursor or len(cursor) > _LONGEST:
        return False, None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return False, None
    if not isinstance(content, list) or not content:
        return False, None
    direction, *position = content
    if not isinstance(direction, str) or direction not in {"b", "f"}:
        return False, None
    return direction == "b", position


def _fits(queryset: QuerySet[Any], order: tuple[str, ...], position: list[Any]) -> bool:
    """Whether the position could be one in this ordering, so that a database can look it up."""
    return len(position) == len(order) and all(
        _is_value(_field(queryset, name.removeprefix("-")), value)
        for name, value in zip(order, position, strict=True)
    )


def _field(queryset: QuerySet[Any], name: str) -> Any:
    """The field a name of the ordering stands for."""
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    model: Any = queryset.model
    *path, last = name.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)


def _is_value(field: Any, value: object) -> bool:
    if isinstance(field, IntegerField):
        # A JSON truth value is a whole number to Python.
        return type(value) is int and -_LARGEST - 1 <= value <= _LARGEST
    if isinstance(field, (CharField, TextField)):
        return isinstance(value, str) and is_storable(value)
    raise TypeError(field)
