"""Plotting and progress as files: exactly what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.assessments.models import Assessment
from selaras.assessments.queries.board import Board, Filters, board_of
from selaras.assessments.queries.progress import Progress
from selaras.assessments.queries.sheet import sheet_of
from selaras.foundation import clock
from selaras.foundation.documents.table import Cell, Table
from selaras.pure.numbers import exact
from selaras.web.assessments.plotting.board import asked_filters
from selaras.web.assessments.plotting.opening import inside
from selaras.web.assessments.plotting.progress import Row, asked, rows_of
from selaras.web.download import download

Response = HttpResponse | StreamingHttpResponse


@require_safe
def plotting(request: HttpRequest, pk: int, suffix: str) -> Response:
    """The plotting as filtered, one row for each indicator."""
    assessment = inside(request, pk)
    board, filters = board_of(assessment), asked_filters(request)
    headings = [
        _("Nomor"),
        _("Indikator"),
        _("Domain"),
        _("Aspek"),
        _("Bobot (%)"),
        _("Unit utama"),
        _("Unit lain"),
        _("Tenggat"),
        _("Anggota tim"),
    ]
    rows = _plot_rows(board, filters)
    table = Table(_("Pembagian indikator"), headings, rows)
    return download(table, suffix, _stem(assessment, "pembagian"))


def _plot_rows(board: Board, filters: Filters) -> Iterator[list[Cell]]:
    for line in board.lines:
        if not filters.keeps(line):
            continue
        units = line.plotted.units
        days = sorted(share.due_on for share in units if share.due_on)
        yield [
            line.number,
            line.indicator.name,
            "" if line.domain.pseudo else line.domain.name,
            line.aspect.name,
            _exactly(line.indicator.weight),
            board.units[units[0].unit].name if units else None,
            "; ".join(board.units[share.unit].name for share in units[1:]),
            days[0] if days else None,
            "; ".join(board.members[key].name for key in line.plotted.members),
        ]


@require_safe
def progress(request: HttpRequest, pk: int, suffix: str) -> Response:
    """The list of the progress page as filtered."""
    assessment = inside(request, pk)
    found = Progress(sheet_of(assessment), clock.today())
    rows = rows_of(found, asked(request))
    headings = [
        _("Nomor"),
        _("Indikator"),
        pgettext("plural", "Unit"),
        _("Anggota tim"),
        _("Keadaan"),
        _("Tenggat"),
        _("Sisa hari"),
        _("Bukti diterima"),
        _("Bukti dikembalikan"),
        _("Nilai mandiri"),
    ]
    table = Table(_("Kemajuan"), headings, (_progress_row(row) for row in rows))
    return download(table, suffix, _stem(assessment, "kemajuan"))


def _progress_row(row: Row) -> list[Cell]:
    line = row.line
    return [
        line.number,
        line.indicator.name,
        "; ".join(share.unit.name for share in line.units),
        "; ".join(cared.member.name for cared in line.members),
        str(row.mark.label),
        row.due,
        row.left,
        line.evidence.accepted,
        line.evidence.returned,
        None if line.own is None else _exactly(line.own),
    ]


def _stem(assessment: Assessment, what: str) -> str:
    return f"{what}-{assessment.institution.slug}-{assessment.cycle.year}"


def _exactly(figure: Fraction) -> Cell:
    text = exact(figure)
    return text if "/" in text else Decimal(text)
