"""Exactly this view as a file: what the address filters and sorts is what the table holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.assessments.queries.compare import Column, Row
from selaras.assessments.queries.overview import cycles_for, every_result, exact_index
from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.documents.table import Cell, Table
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import Rounding
from selaras.pure.numbers import display, exact
from selaras.web.access import actor_of
from selaras.web.assessments.compare import asked_comparison
from selaras.web.assessments.overview import asked_cycle, asked_filters
from selaras.web.assessments.result import asked_result, asked_selection
from selaras.web.download import download

Response = HttpResponse | StreamingHttpResponse


@require_safe
def result(request: HttpRequest, slug: str, year: int, suffix: str) -> Response:
    """The indicator table of a result, as filtered and sorted."""
    found = asked_result(request, slug, year)
    lines = asked_selection(request).apply(found.lines)
    headings = [
        _("Nomor"),
        _("Indikator"),
        _("Aspek"),
        _("Bobot (%)"),
        _("Nilai %(year)s") % {"year": year},
        _("Nilai sebelumnya"),
        _("Perubahan"),
        _("Sumbangan ke indeks"),
        _("Dampak perubahan"),
    ]
    table = Table(pgettext("plural", "Indikator"), headings, _indicator_rows(lines))
    return download(table, suffix, f"hasil-{slug}-{found.year}")


def _indicator_rows(lines: list[IndicatorLine]) -> Iterator[list[Cell]]:
    for line in lines:
        figures = (line.value, line.previous, line.change, line.contribution, line.effect)
        yield [
            line.number,
            line.indicator.name,
            line.aspect.name,
            _exactly(line.indicator.weight),
            *(_exactly(figure) for figure in figures),
        ]


@require_safe
def overview(request: HttpRequest, suffix: str) -> Response:
    """The overview of a cycle, as filtered and sorted, all pages."""
    actor = actor_of(request)
    cycle = asked_cycle(request, cycles_for(actor))
    if cycle is None:
        raise Http404
    rounding = definition(cycle.instrument).rounding
    headings = [_("Instansi"), _("Kategori"), _("Indeks"), _("Indeks tepat"), _("Predikat")]
    rows = (
        [
            row.assessment.institution.name,
            str(row.assessment.institution.get_category_display()),
            _shown(exact_index(row), rounding),
            _exactly(exact_index(row)),
            row.predicate,
        ]
        for row in every_result(actor, cycle, asked_filters(request)).iterator(chunk_size=1000)
    )
    return download(
        Table(pgettext("plural", "Hasil"), headings, rows), suffix, f"hasil-{cycle.year}"
    )


@require_safe
def comparison(request: HttpRequest, suffix: str) -> Response:
    """The comparison: index, domains, aspects, indicators down; institutions and years across."""
    found = asked_comparison(request)
    if not found.columns:
        raise Http404
    headings = [_("Kode"), _("Uraian"), *(_heading(column) for column in found.columns)]
    index = Row("", _("Indeks"), "indeks", tuple(column.score.index for column in found.columns))
    rows = (
        [row.code, row.name, *(_exactly(cell) for cell in row.cells)]
        for row in (index, *found.nodes, *found.indicators)
    )
    return download(Table(_("Perbandingan"), headings, rows), suffix, "perbandingan")


def _heading(column: Column) -> str:
    return f"{column.assessment.institution.name} {column.choice.year}"


def _exactly(figure: Fraction | None) -> Cell:
    """A number where it ends, the ratio as text where it does not: an export loses nothing."""
    if figure is None:
        return None
    text = exact(figure)
    return text if "/" in text else Decimal(text)


def _shown(figure: Fraction | None, rounding: Rounding) -> Cell:
    return None if figure is None else Decimal(display(figure, rounding))
