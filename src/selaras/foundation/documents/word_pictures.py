"""The pictures of an editable text: charts, ladders and crests, all drawn at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docx.document import Document as Doc

from selaras.foundation.documents import faces, pdf, word_xml
from selaras.foundation.documents.manuscript import Chart, Grid, Level, Manuscript, Picture

DOTS: Final = 200
"""Dots per inch of drawings; EMU are 914 400 to the inch."""
INCH: Final = 914_400
POINT: Final = 12_700
LADDER: Final = 9 * POINT
"""Height of a ladder in a line of a table."""
SOURCE: Final = Path(__file__).parent / "typst" / "pictures.typ"
_NAME: Final = re.compile(r'aria-label="([^"]*)"')


class Pictures:
    """Puts pictures into a document. Drawings are set in one process, each different one once."""

    def __init__(self, document: Doc, manuscript: Manuscript) -> None:
        self._document = document
        self._number = 0
        drawings = list(dict.fromkeys(filter(None, _drawings(manuscript))))
        pages = (
            pdf.pictures(SOURCE, [*map(faces.drawable, drawings)], fonts=(faces.FOLDER,), dots=DOTS)
            if drawings
            else []
        )
        self._pages = dict(zip(drawings, pages, strict=True))

    def chart(self, chart: Chart) -> str:
        """The run of a chart's drawing, as wide as it was drawn."""
        return self._inline(self._pages[chart.svg], chart.description)

    def ladder(self, level: Level) -> str:
        """The run of a level's tiny ladder; what it says aloud is in its own name."""
        named = _NAME.search(level.svg)
        return self._inline(
            self._pages[level.svg], named[1] if named else level.text, height=LADDER
        )

    def crest(self, picture: Picture, millimetres: float) -> str:
        """The run of a crest of this height."""
        return self._inline(picture.content, picture.description, height=millimetres * 36_000)

    def _inline(self, content: bytes, description: str, height: float = 0) -> str:
        relation, image = self._document.part.get_or_add_image(io.BytesIO(content))
        wide, tall = int(image.px_width), int(image.px_height)
        scale = height / tall if height else INCH / DOTS
        self._number += 1
        return word_xml.picture(
            relation, self._number, description, round(wide * scale), round(tall * scale)
        )


def _drawings(manuscript: Manuscript) -> Iterator[str]:
    for block in manuscript.blocks:
        if isinstance(block, Chart):
            yield block.svg
        grid = block.twin if isinstance(block, Chart) and block.shows_twin else block
        if isinstance(grid, Grid):
            for row in grid.rows:
                yield from (cell.svg for cell in row.cells if isinstance(cell, Level))
