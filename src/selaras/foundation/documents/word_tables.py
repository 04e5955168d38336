"""Tables of a manuscript in WordprocessingML: grids, facts, large figures, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from selaras.foundation.documents.cells import cell_text, runs_of, text_of
from selaras.foundation.documents.manuscript import (
    Amount,
    Cell,
    Facts,
    Grid,
    KeyFigure,
    Level,
    Row,
    Run,
    Signature,
    Text,
)
from selaras.foundation.documents.widths import Width, broken, fitted_widths, is_long
from selaras.foundation.documents.word_pictures import Pictures
from selaras.foundation.documents.word_xml import (
    ACCENT,
    INK,
    LINE,
    TEXT_WIDTH,
    WASH,
    Table,
    TableCell,
    TableRow,
    edge,
    paragraph,
    run,
    runs,
)

HELD: Final = 3
"""Last rows of a table that stay with a signature below it."""
ABREAST: Final = 4
"""Large figures in a row."""
_PLAIN_LOOK: Final = '<w:tblLook w:val="0000"/>'
_SPACE_FOR_SIGNING: Final = 1000
_QUIET: Final = '<w:color w:val="5F6772"/>'


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the cells of one grid share."""

    grid: Grid
    widths: Sequence[Width]
    lengths: Sequence[int]
    pictures: Pictures


def grid(it: Grid, empty: str, pictures: Pictures, *, holds: bool) -> str:
    """A grid: headings repeated on every page, rows whole, group rows kept with what they head.

    ``holds`` keeps its end on the page of what follows.
    """
    widths = fitted_widths(it)
    lengths = [round(width.share * TEXT_WIDTH) for width in widths]
    shared = _Setting(it, widths, lengths, pictures)
    rows = [_headings(shared)]
    for place, row in enumerate(it.rows):
        after = it.rows[place + 1] if place + 1 < len(it.rows) else None
        kept = (
            row.kind == "group"
            or (after is not None and after.kind == "total")
            or (holds and place >= len(it.rows) - HELD)
        )
        rows.append(_row(shared, row, holds=kept, ends=after is None))
    if not it.rows:
        cell = TableCell(
            paragraph(run(empty, _QUIET), "Table", holds=holds),
            sum(lengths),
            span=len(lengths),
            edges=edge("bottom", 6, INK),
        )
        rows.append(TableRow([cell]))
    return Table(lengths, rows, it.caption, padding=60).xml()


def _headings(shared: _Setting) -> TableRow:
    edges = edge("top", 6, INK) + edge("bottom", 4, INK)
    return TableRow(
        [
            TableCell(
                paragraph(
                    run(broken(column.heading, width.letters), '<w:b/><w:sz w:val="16"/>'),
                    "Table",
                    align=column.align,
                    holds=True,
                ),
                length,
                edges=edges,
                align="bottom",
            )
            for column, width, length in zip(
                shared.grid.columns, shared.widths, shared.lengths, strict=True
            )
        ],
        repeats=True,
    )


def _row(shared: _Setting, row: Row, *, holds: bool, ends: bool) -> TableRow:
    below = edge("bottom", 6, INK) if ends else edge("bottom", 4, LINE)
    edges = (edge("top", 6, INK) if row.kind == "total" else "") + below
    fill = WASH if row.kind == "group" else ""
    if row.kind == "group" and len(row.cells) == 1:
        content = _cell(shared, row, 0, "left", holds=holds)
        spanned = TableCell(content, sum(shared.lengths), len(shared.lengths), edges, fill)
        return TableRow([spanned])
    words = [text_of(cell_text(cell)) for cell in row.cells]
    return TableRow(
        [
            TableCell(_cell(shared, row, place, column.align, holds=holds), length, 1, edges, fill)
            for place, (column, length) in enumerate(
                zip(shared.grid.columns, shared.lengths, strict=True)
            )
        ],
        splits=is_long(words, [width.letters for width in shared.widths]),
    )


def _cell(shared: _Setting, row: Row, place: int, align: str, *, holds: bool) -> str:
    cell: Cell = row.cells[place] if place < len(row.cells) else ""
    lead = next((k for k, one in enumerate(row.cells) if isinstance(one, (str, tuple))), 0)
    shift = f'<w:ind w:left="{180 * row.indent}"/>' if row.indent and place == lead else ""
    content = runs(_shown(cell, row.kind != "plain", shared.widths[place].letters))
    if isinstance(cell, Level) and cell.svg:
        content = shared.pictures.ladder(cell) + run("  ") + content
    return paragraph(content, "Table", align=align, holds=holds, more=shift)


def _shown(cell: Cell, strong: bool, letters: int) -> Text:
    return tuple(
        Run(broken(one.text, letters), one.bold or strong, one.italic)
        for one in runs_of(cell_text(cell))
    )


def facts(it: Facts, *, holds: bool) -> str:
    """Names and values without lines."""
    name, value = round(TEXT_WIDTH * 0.33), TEXT_WIDTH - round(TEXT_WIDTH * 0.33)
    rows = [
        TableRow(
            [
                TableCell(paragraph(run(label, _QUIET), holds=holds, more=_TIGHT), name),
                TableCell(paragraph(runs(text), holds=holds, more=_TIGHT), value),
            ]
        )
        for label, text in it.rows
    ]
    return Table([name, value], rows, look=_PLAIN_LOOK, padding=0).xml()


_TIGHT: Final = '<w:spacing w:after="40"/>'


def key_figures(figures: Sequence[KeyFigure], *, holds: bool) -> str:
    """Large figures beside each other, at most four in a row."""
    abreast = min(len(figures), ABREAST)
    gap = 240
    width = (TEXT_WIDTH - gap * (abreast - 1)) // abreast
    widths = [width if k % 2 == 0 else gap for k in range(2 * abreast - 1)]
    rows = [
        TableRow(_figure_cells(figures[start : start + abreast], widths, holds=holds))
        for start in range(0, len(figures), abreast)
    ]
    return Table(widths, rows, look=_PLAIN_LOOK, padding=0).xml()


def _figure_cells(
    figures: Sequence[KeyFigure], widths: Sequence[int], *, holds: bool
) -> list[TableCell]:
    empty = paragraph("", "Table")
    cells = [TableCell(empty, width) for width in widths]
    for place, one in enumerate(figures):
        value = one.value.text if isinstance(one.value, Amount) else one.value
        size = "" if len(value) <= 7 else '<w:sz w:val="30"/>'
        content = (
            paragraph(run(one.label, _QUIET), "Table", holds=True)
            + paragraph(run(value, size), "KeyFigure", holds=bool(one.note) or holds)
            + (paragraph(run(one.note, _QUIET), "Table", holds=holds) if one.note else "")
        )
        cells[2 * place] = TableCell(content, widths[2 * place], edges=edge("top", 12, ACCENT))
    return cells


def signatures(blocks: Sequence[Signature]) -> str:
    """Signature blocks: one at the right, several two by two; none is torn in two."""
    if len(blocks) == 1:
        widths = [TEXT_WIDTH - 4300, 4300]
        row = TableRow([TableCell(paragraph(""), widths[0]), _signature(blocks[0], 4300)])
        return Table(widths, [row], look=_PLAIN_LOOK, padding=0).xml()
    widths = [4437, 480, 4437]
    rows: list[TableRow] = []
    for start in range(0, len(blocks), 2):
        pair = blocks[start : start + 2]
        cells = [_signature(one, widths[0]) for one in pair]
        cells += [TableCell(paragraph(""), widths[0])] * (2 - len(pair))
        rows.append(TableRow([cells[0], TableCell(paragraph(""), widths[1]), cells[1]]))
    return Table(widths, rows, look=_PLAIN_LOOK, padding=0).xml()


def _signature(it: Signature, width: int) -> TableCell:
    parts = [
        paragraph(run(line), holds=True, more=_TIGHT)
        for line in (it.place_and_day, it.position)
        if line
    ]
    room = f'<w:spacing w:before="{_SPACE_FOR_SIGNING // 2}" w:after="{_SPACE_FOR_SIGNING // 2}"/>'
    parts.append(paragraph(run(it.note, f"<w:i/>{_QUIET}"), "Table", holds=True, more=room))
    parts.append(paragraph(run(it.name, "<w:b/>"), holds=bool(it.number), more=_TIGHT))
    if it.number:
        parts.append(paragraph(run(it.number), more=_TIGHT))
    return TableCell("".join(parts), width)
