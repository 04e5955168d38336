"""Event kinds: declared data, not free text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise


class UndeclaredKindError(LookupError):
    """An event was written whose kind no app declared."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """What happened, as a code and a sentence with %(subject)s in it.

    ``masked`` names the keys of old and new values whose content must never be stored.
    """

    code: str
    sentence: str | Promise
    masked: frozenset[str] = field(default_factory=frozenset)


_kinds: dict[str, EventKind] = {}


def declare(
    code: str, sentence: str | Promise, *, masked: frozenset[str] = frozenset()
) -> EventKind:
    """Declare an event kind. Raises ValueError when the code is taken."""
    if code in _kinds:
        raise ValueError(f"event kind declared twice: {code}")
    kind = EventKind(code, sentence, masked)
    _kinds[code] = kind
    return kind


def kind(code: str) -> EventKind:
    """The declared kind of that code. Raises UndeclaredKindError."""
    try:
        return _kinds[code]
    except KeyError:
        raise UndeclaredKindError(code) from None


def declared_kinds() -> Iterator[EventKind]:
    """All declared kinds, by code."""
    yield from (_kinds[code] for code in sorted(_kinds))
