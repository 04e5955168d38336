"""The real results of Kota Serang, and helpers that read what a report says."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from selaras.assessments.models import Assessment, CycleKind
from selaras.assessments.services.imports.plan import Options
from selaras.foundation.documents.manuscript import (
    Bullets,
    Chart,
    Facts,
    Grid,
    Heading,
    KeyFigure,
    Manuscript,
    Paragraph,
    Quotation,
)
from selaras.people.models import User
from selaras.reporting.reports.registry import REPORTS
from tests.assessments.conftest import (  # noqa: F401
    SYSTEM,
    admin,
    documents,
    instruments,
    own_files,
    person,
    places,
    serang,
    spbe2020,
)
from tests.assessments.test_real_tables import bring_in


@pytest.fixture
def serang_2022(spbe2020, serang) -> Assessment:  # noqa: F811
    """Kota Serang as published: 2021 and 2022, and the national averages."""
    bring_in("serang-2022.csv", Options(spbe2020, serang, kind=CycleKind.MONITORING))
    options = Options(spbe2020, year=2022)
    bring_in("nasional-2022.csv", options, kind="group-averages")
    Assessment.objects.filter(institution=serang).update(is_published=True)
    return Assessment.objects.get(institution=serang, cycle__year=2022)


def make(
    actor: User, assessment: Assessment, stage: str = "", report="laporan-hasil"
) -> Manuscript:
    """The manuscript of the assessment."""
    given = {"penilaian": str(assessment.pk)} | ({"tahap": stage} if stage else {})
    return REPORTS[report].compose(actor, given, lambda _percent, _said: None)


def said(manuscript: Manuscript) -> str:
    """Every sentence of the running text, headings and notes included."""
    parts = []
    for block in manuscript.blocks:
        if isinstance(block, (Paragraph, Heading, Quotation)):
            parts.append(plain(block.text))
        elif isinstance(block, Bullets):
            parts += map(plain, block.items)
        elif isinstance(block, Facts):
            parts += [f"{name}: {plain(value)}" for name, value in block.rows]
        elif isinstance(block, KeyFigure):
            parts.append(f"{block.label}: {getattr(block.value, 'text', block.value)} {block.note}")
        elif isinstance(block, (Grid, Chart)):
            grid = block if isinstance(block, Grid) else block.twin
            parts += [grid.caption, grid.note]
    return "\n".join(part for part in parts if part)


def plain(text) -> str:
    """Text without its styles."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def pages_of(content: bytes) -> list[str]:
    """The text of every page, blanks made single."""
    document = pypdfium2.PdfDocument(content)
    pages = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    document.close()
    return [re.sub(r"[\s\u00a0\u2060]+", " ", page) for page in pages]


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    """The cells of every sheet by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
