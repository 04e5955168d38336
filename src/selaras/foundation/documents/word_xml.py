"""The words of WordprocessingML that documents are written in: runs, paragraphs, tables.

Everything here returns XML as text; every text that comes from outside goes through ``words``.
Lengths are twentieths of a point (``dxa``), pictures in English Metric Units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, Literal

from docx.oxml.ns import nsdecls

from selaras.foundation.documents.cells import legal, runs_of
from selaras.foundation.documents.manuscript import Text

SPACES: Final = nsdecls("w", "r", "wp", "a", "pic")
TEXT_WIDTH: Final = 9354
"""Of an A4 page with margins of 25 and 20 mm."""
LINE, INK, ACCENT, WASH = "C0BEB5", "1A2532", "006065", "EEF3F3"


def words(text: str) -> str:
    """Text made safe for an element or an attribute."""
    return escape(legal(text))


def run(text: str, properties: str = "") -> str:
    """A stretch of text; line breaks and tabs in it are kept."""
    parts = [
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{words(piece)}</w:t>' for piece in line.split("\t")
        )
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{'<w:br/>'.join(parts)}</w:r>"


def runs(text: Text, properties: str = "") -> str:
    """Text in its styles."""
    return "".join(
        run(
            one.text,
            ("<w:b/>" if one.bold else "") + ("<w:i/>" if one.italic else "") + properties,
        )
        for one in runs_of(text)
    )


def field_of(instruction: str, shown: str) -> str:
    """A field: what the word processor works out, and what stands there until it has."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {words(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(
    content: str,
    style: str = "Normal",
    *,
    align: str = "",
    holds: bool = False,
    more: str = "",
) -> str:
    """A paragraph of runs. ``holds`` keeps it on the page of what follows."""
    kept = "<w:keepNext/>" if holds else ""
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{more}{side}</w:pPr>{content}</w:p>'


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: paragraphs, its width, how many columns it spans, lines and colour."""

    content: str
    width: int
    span: int = 1
    edges: str = ""
    fill: str = ""
    align: Literal["top", "center", "bottom"] = "top"

    def xml(self) -> str:
        """The element."""
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        edges = f"<w:tcBorders>{self.edges}</w:tcBorders>" if self.edges else ""
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.fill}"/>' if self.fill else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/>{span}{edges}{fill}'
            f'<w:vAlign w:val="{self.align}"/></w:tcPr>{self.content}</w:tc>'
        )


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; ``repeats`` on every page, ``splits`` between two."""

    cells: Sequence[TableCell]
    repeats: bool = False
    splits: bool = False

    def xml(self) -> str:
        """The element."""
        kept = "" if self.splits else "<w:cantSplit/>"
        head = "<w:tblHeader/>" if self.repeats else ""
        cells = "".join(cell.xml() for cell in self.cells)
        return f"<w:tr><w:trPr>{kept}{head}</w:trPr>{cells}</w:tr>"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of fixed column widths; ``caption`` and ``description`` are read aloud."""

    widths: Sequence[int]
    rows: Iterable[TableRow]
    caption: str = ""
    padding: int = 80
    edges: str = ""
    look: str = field(
        default='<w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
    )

    def xml(self) -> str:
        """The element."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        caption = f'<w:tblCaption w:val="{words(self.caption)}"/>' if self.caption else ""
        edges = f"<w:tblBorders>{self.edges}</w:tblBorders>" if self.edges else ""
        return (
            f'<w:tbl {SPACES}><w:tblPr><w:tblStyle w:val="TableNormal"/>'
            f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>{edges}'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
            f'<w:top w:w="30" w:type="dxa"/><w:left w:w="{self.padding}" w:type="dxa"/>'
            f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{self.padding}" w:type="dxa"/>'
            f"</w:tblCellMar>{self.look}{caption}</w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(row.xml() for row in self.rows)}</w:tbl>"
        )


def edge(side: str, size: int, colour: str) -> str:
    """A line of a cell; ``size`` in eighths of a point."""
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'


def picture(relation: str, number: int, description: str, width: int, height: int) -> str:
    """A picture in a line of text. ``width`` and ``height`` in EMU."""
    told = words(description)
    name = f'id="{number}" name="{number}" descr="{told}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {name}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
        "</wp:cNvGraphicFramePr><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )
