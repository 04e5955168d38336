"""A manuscript: a document before it has a form: what it says, in order, as plain blocks.

Whoever composes a report writes these; the writers ``pdf_document``, ``docx`` and ``workbook``
turn the same blocks into PDF, an editable text and a workbook, so that all three say the same. A
block holds words ready to be read (names, figures in the reader's notation); an ``Amount`` keeps
the exact figure beside its words, for the writers that calculate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from selaras.pure.fingerprint import fingerprint as fingerprint_of
from selaras.pure.numbers import exact

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Text = str | tuple[Run, ...]
"""Plain text, or stretches of it in several styles."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure: exact for workbooks, as words for readers. ``places`` are the digits shown."""

    value: Fraction
    text: str
    places: int = 2


@dataclass(frozen=True, slots=True)
class Level:
    """A maturity level of a table cell, drawn as a tiny ladder where a writer draws.

    ``svg`` is the drawing; ``text`` what it says ("3").
    """

    value: Fraction | None
    text: str
    svg: str = ""


Cell = Text | int | Decimal | date | Amount | Level | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of depth 1 to 3; it becomes a bookmark and an entry of the contents."""

    text: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a person wrote, word for word, with its line breaks; ``source`` says who or what."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``ordered`` ones are numbered from 1."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid. ``width`` is its share of the width beside the others' shares."""

    heading: str
    align: Align = "left"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid.

    "group" rows head those below them, "total" rows sum up; ``indent`` shifts the first text cell.
    A "group" row of one cell spans all columns.
    """

    cells: tuple[Cell, ...]
    kind: Literal["plain", "group", "total"] = "plain"
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a caption; its headings stand on every page. ``sheet`` names it in a workbook.

    An empty ``sheet`` takes the caption. ``note`` stands below.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    sheet: str = ""
    caption_shown: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (SVG of ``foundation.drawing``) and the table of the same figures.

    ``title`` stands above it, ``description`` is read to those who do not see it. ``width`` is the
    share of the text's width it takes (0 to 1]. ``twin`` follows it in print where ``shows_twin``,
    and stands for it in workbooks always. The drawing names its own lines.
    """

    title: str
    description: str
    svg: str
    twin: Grid
    width: float = 1.0
    shows_twin: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure large enough to be seen first: "2,49", with what it is and what it means."""

    label: str
    value: Amount | str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one a line."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block; every line may be empty. ``note`` stands in the place of the signature."""

    place_and_day: str
    position: str
    name: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """Here stands the table of contents."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page.

    Unless ``always``, it may stand on a page of which most is still empty: a chapter whose last
    lines ran over would otherwise leave a page with nothing but them.
    """

    always: bool = True


Block = (
    Heading
    | Paragraph
    | Quotation
    | Bullets
    | Grid
    | Chart
    | KeyFigure
    | Facts
    | Signature
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG, such as a crest, with the words for those who do not see it."""

    content: bytes
    content_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Cover:
    """A title page of its own."""

    lines: tuple[str, ...]
    """Above the title: who issues it."""
    title: str
    subtitle: str = ""
    year: str = ""
    crest: Picture | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The official head of the first page (kop surat), where there is no cover."""

    lines: tuple[str, ...]
    crest: Picture | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole manuscript (naskah).

    ``as_of`` is when the newest of its figures was written, never the moment of printing: the same
    data give the same document. ``instrument`` (its name, code and version) and ``as_of`` stand in
    the foot of every page beside the fingerprint, and so does ``draft`` ("KONSEP") across it.
    """

    title: str
    subject: str
    issuer: str
    language: str
    as_of: datetime
    instrument: str
    blocks: tuple[Block, ...]
    cover: Cover | None = None
    head: Head | None = None
    draft: str = ""
    keywords: tuple[str, ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything it says and shows, as 64 hexadecimal digits."""
        return fingerprint_of(_plain(self))

    def grids(self) -> Iterator[Grid]:
        """Every table, those of charts included, in order."""
        for block in self.blocks:
            if isinstance(block, Grid):
                yield block
            elif isinstance(block, Chart):
                yield block.twin


def _plain(value: Any) -> Any:
    """The value as plain data of ``pure.fingerprint``; every kind of block by its name."""
    if is_dataclass(value) and not isinstance(value, type):
        content = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return {"": type(value).__name__, **content}
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, (Decimal, float)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return None if value is None else value if isinstance(value, int) else str(value)
