"""Reading an instrument's YAML: exact, with the line of everything, and wary of what it is given.

Only the plain part of YAML is read: mappings, lists, text, whole numbers, decimals, true, false.
Decimals stay the text they were written as, so that 1.3 is thirteen tenths. Anchors, aliases and
tags are refused: an instrument needs none, and they are how small files become huge ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events as ev

from selaras.instruments import faults as say
from selaras.instruments.faults import FileFault
from selaras.pure.instrument.faults import Path

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 24
_PARSER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_NOTHING = {"", "~", "null", "Null", "NULL"}
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class UnreadableError(Exception):
    """The file is not readable YAML of our kind; ``fault`` says where and why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: the document, the line of every path (from 1), and keys written twice."""

    document: Any
    lines: dict[Path, int]
    twice: tuple[FileFault, ...]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def read(content: bytes) -> Reading:
    """Read a file's bytes. Raises UnreadableError with a fault that names the line."""
    if len(content) > MOST_BYTES:
        raise UnreadableError(FileFault(1, say.TOO_BIG, {"limit": MOST_BYTES // 1024 // 1024}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(FileFault(line, say.NOT_UTF8)) from None
    if not text.strip():
        raise UnreadableError(FileFault(1, say.EMPTY))
    builder = _Builder()
    try:
        document = builder.build(iter(yaml.parse(text, Loader=_PARSER)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(
            FileFault(mark.line + 1 if mark else 1, say.yaml_problem(error.problem or ""))
        ) from None
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        line = text.count("\n", 0, position) + 1
        raise UnreadableError(FileFault(line, say.CONTROL_CHARACTER)) from None
    return Reading(document, builder.lines, tuple(builder.twice))


@dataclass(slots=True)
class _Builder:
    """Builds values from YAML events and remembers where each began."""

    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[FileFault] = field(default_factory=list)

    def build(self, events: Iterator[ev.Event]) -> Any:
        """The one document of the stream."""
        document: Any = None
        seen = False
        for event in events:
            if isinstance(event, ev.DocumentStartEvent):
                if seen:
                    raise UnreadableError(FileFault(_line(event), say.SECOND_DOCUMENT))
                seen = True
            elif isinstance(event, ev.NodeEvent):
                document = self._value(event, events, ())
        if document is None:
            raise UnreadableError(FileFault(1, say.EMPTY))
        return document

    def _value(self, event: ev.Event, events: Iterator[ev.Event], path: Path) -> Any:
        _refuse(event, len(path))
        self.lines.setdefault(path, _line(event))
        if isinstance(event, ev.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, ev.SequenceStartEvent):
            return self._list(events, path)
        if isinstance(event, ev.ScalarEvent):
            return _scalar(event)
        raise TypeError(event)

    def _list(self, events: Iterator[ev.Event], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, ev.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[ev.Event], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, ev.MappingEndEvent):
                break
            _refuse(event, len(path))
            if not isinstance(event, ev.ScalarEvent) or not event.value:
                raise UnreadableError(FileFault(_line(event), say.BAD_KEY))
            key = str(_scalar(event))
            line = _line(event)
            if key in found:
                before = self.lines[(*path, key)]
                self.twice.append(FileFault(line, say.KEY_TWICE, {"key": key, "line": before}))
            self.lines[(*path, key)] = line
            found[key] = self._value(next(events), events, (*path, key))
        return found


def _refuse(event: ev.Event, depth: int) -> None:
    if isinstance(event, ev.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise UnreadableError(FileFault(_line(event), say.ALIAS))
    if getattr(event, "tag", None) is not None:
        raise UnreadableError(FileFault(_line(event), say.TAG))
    if depth > DEEPEST:
        raise UnreadableError(FileFault(_line(event), say.TOO_DEEP))


def _scalar(event: ev.ScalarEvent) -> Any:
    """Text, unless it is written plainly and looks like a whole number, true, false or nothing."""
    text: str = event.value
    if "\x00" in text:
        raise UnreadableError(FileFault(_line(event), say.CONTROL_CHARACTER))
    if event.style:
        return text
    if text in _NOTHING:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _line(event: ev.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
