"""Calendars: plain entries in, the bytes of an iCalendar file out (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
WIDTH = 75
"""Octets of the longest line, its end left out (RFC 5545, 3.1)."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a calendar: whole days, the last one included, or two aware moments.

    ``uid`` stays the same for the same thing, ``revision`` grows when it is changed.
    """

    uid: str
    title: str
    begins: date | datetime
    ends: date | datetime
    place: str = ""
    details: str = ""
    address: str = ""
    revision: int = 0
    is_cancelled: bool = False


def content(name: str, entries: Iterable[Entry], *, made_at: datetime) -> bytes:
    """The calendar of that name. ``made_at`` is the moment its content was true."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Selaras//Selaras//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for entry in entries:
        lines += _event(entry, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """The line with its end, broken after at most 75 octets and never inside a character."""
    parts: list[bytes] = []
    part = b""
    for letter in line:
        octets = letter.encode()
        # What follows a break begins with a space, which counts.
        if len(part) + len(octets) > WIDTH - bool(parts):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"


def _event(entry: Entry, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_moment(made_at)}"
    if isinstance(entry.begins, datetime) and isinstance(entry.ends, datetime):
        yield f"DTSTART:{_moment(entry.begins)}"
        yield f"DTEND:{_moment(entry.ends)}"
    else:
        # The end of whole days is the first day after them.
        yield f"DTSTART;VALUE=DATE:{entry.begins:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.ends + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_text(entry.title)}"
    for name, text in (("LOCATION", entry.place), ("DESCRIPTION", entry.details)):
        if text:
            yield f"{name}:{_text(text)}"
    if entry.address:
        yield f"URL:{entry.address}"
    yield f"SEQUENCE:{entry.revision}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Text as a value: escaped, without the control characters a calendar must not hold."""
    kept = "".join(letter for letter in text if letter in "\n\t" or letter.isprintable())
    return kept.translate(_ESCAPES)
