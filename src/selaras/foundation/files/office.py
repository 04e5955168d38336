"""The text of office files (DOCX, XLSX, PPTX, ODT, ODS, ODP), read straight from their XML.

What the programs noted as the page breaks of their last drawing become our pages; sheets and slides
are pages of their own. A document type definition is never followed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from xml.parsers import expat

from selaras.foundation.files.types import DOCX, ODP, ODS, ODT, PPTX, XLSX

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PIECE = 256 * 1024
_STRETCH = 6_000
"""Characters after which text without pages is broken at the end of a line."""
_NUMBERED = re.compile(r"(\d+)\.xml$")


class ForbiddenError(ValueError):
    """The file has a document type definition, which no office program writes."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something the parser met: an element's start or end (``tag``), or characters (``text``)."""

    kind: Literal["start", "end", "text"]
    tag: str = ""
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def pages(path: Path, kind: str) -> Iterator[str]:
    """The text page by page. Raises what ``zipfile`` and the XML parser raise for broken files."""
    readers = {
        DOCX: _word,
        PPTX: _slides,
        XLSX: _sheets,
    }
    starts = {
        ODT: f"{_TEXT}soft-page-break",
        ODS: f"{_TABLE}table",
        ODP: f"{_DRAW}page",
    }
    with zipfile.ZipFile(path) as package:
        if kind in readers:
            yield from readers[kind](package)
        else:
            yield from _open_document(package, starts[kind])


def stretches(lines: Iterable[str]) -> Iterator[str]:
    """Lines gathered into stretches of a page's length."""
    held: list[str] = []
    length = 0
    for line in lines:
        for start in range(0, max(len(line), 1), _STRETCH):
            part = line[start : start + _STRETCH]
            held.append(part)
            length += len(part)
            if length >= _STRETCH:
                yield "".join(held)
                held, length = [], 0
    if held:
        yield "".join(held)


def _events(part: IO[bytes]) -> Iterator[Event]:
    """What a part holds, in order, without keeping it. Raises ForbiddenError, expat's errors."""
    met: list[Event] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_definition
    parser.StartElementHandler = lambda tag, given: met.append(Event("start", tag, "", given))
    parser.EndElementHandler = lambda tag: met.append(Event("end", tag))
    parser.CharacterDataHandler = lambda text: met.append(Event("text", text=text))
    while piece := part.read(_PIECE):
        parser.Parse(piece)
        yield from met
        met.clear()
    parser.Parse(b"", True)
    yield from met


def _refuse_definition(*_facts: object) -> None:
    raise ForbiddenError


def _word(package: zipfile.ZipFile) -> Iterator[str]:
    with package.open("word/document.xml") as part:
        yield from _broken_into_pages(_word_pieces(_events(part)))


def _word_pieces(events: Iterator[Event]) -> Iterator[str | None]:
    """Text as it comes; None stands for a page break."""
    inside = False
    for event in events:
        if event.tag == f"{_W}t":
            inside = event.kind == "start"
        elif event.kind == "text" and inside:
            yield event.text
        elif event.kind == "start" and _is_page_break(event):
            yield None
        elif event.kind == "end" and event.tag in {f"{_W}p", f"{_W}br"}:
            yield "\n"
        elif event.kind == "end" and event.tag == f"{_W}tab":
            yield "\t"


def _is_page_break(event: Event) -> bool:
    hard = event.tag == f"{_W}br" and event.attributes.get(f"{_W}type") == "page"
    return hard or event.tag == f"{_W}lastRenderedPageBreak"


def _broken_into_pages(pieces: Iterator[str | None]) -> Iterator[str]:
    held: list[str] = []
    for piece in pieces:
        if piece is not None:
            held.append(piece)
        elif "".join(held).strip():
            # A hard break is followed by the drawn one; two in a row are one.
            yield "".join(held)
            held = []
    yield "".join(held)


def _slides(package: zipfile.ZipFile) -> Iterator[str]:
    for name in _in_order(package, "ppt/slides/slide"):
        with package.open(name) as part:
            yield "".join(_runs(_events(part), f"{_A}t", {f"{_A}p", f"{_A}br"}))


def _runs(events: Iterator[Event], run: str, ends: Collection[str]) -> Iterator[str]:
    inside = False
    for event in events:
        if event.tag == run:
            inside = event.kind == "start"
        elif event.kind == "text" and inside:
            yield event.text
        elif event.kind == "end" and event.tag in ends:
            yield "\n"


def _in_order(package: zipfile.ZipFile, prefix: str) -> list[str]:
    found = [
        (int(match[1]), name)
        for name in package.namelist()
        if name.startswith(prefix) and (match := _NUMBERED.search(name))
    ]
    return [name for _, name in sorted(found)]


def _sheets(package: zipfile.ZipFile) -> Iterator[str]:
    shared = _shared(package)
    for name in _in_order(package, "xl/worksheets/sheet"):
        with package.open(name) as part:
            yield "".join(_cells(_events(part), shared))


def _shared(package: zipfile.ZipFile) -> list[str]:
    """The texts that cells of a workbook point to."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    texts: list[str] = []
    held: list[str] = []
    inside = False
    with package.open("xl/sharedStrings.xml") as part:
        for event in _events(part):
            if event.tag == f"{_S}t":
                inside = event.kind == "start"
            elif event.kind == "text" and inside:
                held.append(event.text)
            elif event.kind == "end" and event.tag == f"{_S}si":
                texts.append("".join(held))
                held = []
    return texts


def _cells(events: Iterator[Event], shared: list[str]) -> Iterator[str]:
    kind, value, inside = "", "", False
    for event in events:
        if event.kind == "start" and event.tag == f"{_S}c":
            kind, value = event.attributes.get("t", ""), ""
        elif event.tag in {f"{_S}v", f"{_S}t"}:
            inside = event.kind == "start"
        elif event.kind == "text" and inside:
            value += event.text
        elif event.kind == "end" and event.tag == f"{_S}c" and value:
            known = kind == "s" and value.isdigit() and int(value) < len(shared)
            yield (shared[int(value)] if known else value) + "\t"
        elif event.kind == "end" and event.tag == f"{_S}row":
            yield "\n"


def _open_document(package: zipfile.ZipFile, page_start: str) -> Iterator[str]:
    with package.open("content.xml") as part:
        yield from _broken_into_pages(_open_pieces(_events(part), page_start))


def _open_pieces(events: Iterator[Event], page_start: str) -> Iterator[str | None]:
    """Paragraphs and headings with all that stands in them; None stands for a page break."""
    depth = 0
    for event in events:
        if event.kind == "start" and event.tag == page_start:
            yield None
        elif event.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            depth += 1 if event.kind == "start" else -1
            yield "" if depth else "\n"
        elif event.kind == "text" and depth:
            yield event.text
        elif event.kind == "end" and event.tag in {f"{_TEXT}tab", f"{_TEXT}s"}:
            yield " "
