"""A manuscript as PDF: A4, tagged, bookmarked, its fonts embedded (PDF/UA-1).

Nothing of the machine or the moment goes into it, so the same manuscript gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.utils import translation

from selaras.foundation.documents import faces, pdf
from selaras.foundation.documents.cells import cell_text, runs_of, text_of
from selaras.foundation.documents.imprint import Imprint, captions, imprint
from selaras.foundation.documents.manuscript import (
    Amount,
    Block,
    Bullets,
    Cell,
    Chart,
    Contents,
    Cover,
    Facts,
    Grid,
    Head,
    Heading,
    KeyFigure,
    Level,
    Manuscript,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Signature,
    Text,
)
from selaras.foundation.documents.widths import broken, fitted_widths, is_long

CONTENT_TYPE = pdf.CONTENT_TYPE
SOURCE: Final = Path(__file__).parent / "typst" / "manuscript.typ"
_ROWS: Final[Mapping[type, str]] = {KeyFigure: "figures", Signature: "signatures"}
"""Blocks that stand beside each other where they follow each other."""
_END: Final = "end"
"""What follows the last block: the imprint, never alone on a page."""
_SIZE: Final = re.compile(r'\bwidth="([\d.]+)" height="([\d.]+)"')
_Plain = dict[str, Any]


def content(manuscript: Manuscript) -> bytes:
    """The PDF. Raises SettingError where the typesetter refuses it."""
    return pdf.content(
        SOURCE,
        faces.printable_all(data_of(manuscript)),
        fonts=(faces.FOLDER,),
        standards=pdf.ACCESSIBLE,
        written=manuscript.as_of,
    )


def data_of(manuscript: Manuscript) -> _Plain:
    """The manuscript as the Typst source reads it."""
    told = imprint(manuscript)
    written = manuscript.as_of.astimezone(UTC)
    with translation.override(manuscript.language):
        blocks = _blocks(manuscript)
    return {
        "title": manuscript.title,
        "subject": manuscript.subject,
        "issuer": manuscript.issuer,
        "language": manuscript.language.split("-")[0],
        "keywords": [*manuscript.keywords, f"sha256:{manuscript.fingerprint}"],
        "written": [*written.timetuple()[:6]],
        "instrument": manuscript.instrument,
        "imprint": _imprint(told),
        "words": dict(told.words),
        "draft": manuscript.draft,
        "cover": _cover(manuscript.cover),
        "head": _head(manuscript.head),
        "blocks": blocks,
    }


def _imprint(told: Imprint) -> _Plain:
    return {"data_time": told.data_time, "short": told.short, "whole": told.whole}


def _cover(cover: Cover | None) -> _Plain | None:
    if cover is None:
        return None
    return {
        "lines": [*cover.lines],
        "title": cover.title,
        "subtitle": cover.subtitle,
        "year": cover.year,
        "crest": _crest(cover.crest),
    }


def _head(head: Head | None) -> _Plain | None:
    return None if head is None else {"lines": [*head.lines], "crest": _crest(head.crest)}


def _crest(picture: Picture | None) -> _Plain | None:
    """A picture travels as numbers: the typesetter reads no other form of bytes from JSON."""
    if picture is None:
        return None
    return {
        "bytes": [*picture.content],
        "format": {"image/png": "png", "image/jpeg": "jpg"}[picture.content_type],
        "description": picture.description,
    }


def _blocks(manuscript: Manuscript) -> list[_Plain]:
    """Every block; figures that follow each other stand in one row, and so do signatures."""
    named = captions(manuscript)
    told: list[_Plain] = []
    for kind, run in groupby(manuscript.blocks, key=type):
        members = tuple(run)
        plain = [_block(one, named) for one in members]
        if kind in _ROWS:
            told.append({"kind": _ROWS[kind], "items": plain})
        else:
            told += plain
    kinds = [block["kind"] for block in told]
    for block, after in zip(told, [*kinds[1:], _END], strict=True):
        # A table that runs over pages cannot stand beside what follows: it would begin a new one.
        holds = block["kind"] not in ("page-break", "grid")
        # Figures say what follows comes to: at the foot of a page they would stand alone.
        leads = block["kind"] == "figures" and after != "page-break"
        block["sticky"] = leads or (after in ("signatures", _END) and holds)
    return told


def _block(block: Block, named: Mapping[int, str]) -> _Plain:
    match block:
        case Grid():
            return {"kind": "grid", **_grid(block, named.get(id(block), ""))}
        case Chart():
            return _chart(block, named[id(block)])
        case KeyFigure():
            value = block.value.text if isinstance(block.value, Amount) else block.value
            return {"label": block.label, "value": value, "note": block.note}
        case Signature():
            return asdict(block)
        case Contents():
            return {"kind": "contents"}
        case PageBreak():
            return {"kind": "page-break", "always": block.always}
        case _:
            return _words(block)


def _words(block: Heading | Paragraph | Quotation | Bullets | Facts) -> _Plain:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "depth": block.depth}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.text)}
        case Quotation():
            return {"kind": "quotation", "text": broken(block.text), "source": block.source}
        case Bullets():
            items = [_runs(one) for one in block.items]
            return {"kind": "bullets", "items": items, "ordered": block.ordered}
        case Facts():
            rows = [{"name": name, "value": _runs(value)} for name, value in block.rows]
            return {"kind": "facts", "rows": rows}


def _runs(text: Text, longest: int = 60) -> list[_Plain]:
    return [
        {"text": broken(run.text, longest), "bold": run.bold, "italic": run.italic}
        for run in runs_of(text)
    ]


def _chart(chart: Chart, caption: str) -> _Plain:
    return {
        "kind": "chart",
        "caption": caption,
        "description": chart.description,
        "svg": faces.drawable(chart.svg),
        "width": chart.width,
        "twin": _grid(chart.twin, "") if chart.shows_twin or not chart.svg else None,
    }


def _grid(grid: Grid, caption: str) -> _Plain:
    widths = fitted_widths(grid)
    return {
        "caption": caption,
        "note": grid.note,
        "columns": [
            {
                "heading": broken(column.heading, width.letters),
                "align": column.align,
                "width": width.share,
            }
            for column, width in zip(grid.columns, widths, strict=True)
        ],
        "rows": [_row(row, [width.letters for width in widths]) for row in grid.rows],
    }


def _row(row: Row, letters: Sequence[int]) -> _Plain:
    words = [text_of(cell_text(cell)) for cell in row.cells]
    return {
        "kind": row.kind,
        "indent": row.indent,
        "lead": next((k for k, cell in enumerate(row.cells) if isinstance(cell, (str, tuple))), 0),
        "breaks": is_long(words, letters),
        "cells": [_cell(cell, room) for cell, room in zip(row.cells, letters, strict=False)],
    }


def _cell(cell: Cell, letters: int) -> _Plain:
    drawn = faces.drawable(cell.svg) if isinstance(cell, Level) else ""
    return {"runs": _runs(cell_text(cell), letters), "svg": drawn, "ratio": _ratio(drawn)}


def _ratio(svg: str) -> float:
    """How many times as wide as high a drawing is."""
    found = _SIZE.search(svg)
    return float(found[1]) / float(found[2]) if found else 1.0
