"""Results everybody may read: the list, and the page of one institution and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from selaras.assessments.models import StageResult
from selaras.assessments.queries.openness import Wanted, open_list, open_result_of
from selaras.assessments.queries.overview import exact_index
from selaras.assessments.queries.result import Result
from selaras.instruments.queries import definitions
from selaras.people.models import Category
from selaras.pure.instrument.model import Instrument
from selaras.web.assessments import charts, result_page
from selaras.web.people.lists import neighbours
from selaras.web.reporting.open_data.frame import shown
from selaras.web.ui.lists import CURSOR


@dataclass(frozen=True, slots=True)
class Row:
    """One open result in the list."""

    result: StageResult
    url: str
    index: Fraction | None
    instrument: Instrument


def _wanted(request: HttpRequest) -> Wanted:
    year = request.GET.get("tahun", "")
    return Wanted(
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        category=request.GET.get("kategori", ""),
        text=request.GET.get("cari", "").strip()[:80],
        order=request.GET.get("urut", "-indeks"),
    )


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Every open result: searched, filtered, sorted, a page at a time."""
    wanted = _wanted(request)
    found = open_list(wanted, cursor=request.GET.get(CURSOR, ""))
    context = {
        "found": found,
        "wanted": wanted,
        "rows": _rows(found.page.rows),
        "years": [(year, str(year)) for year in found.years],
        "categories": Category.choices,
        "neighbours": neighbours(request, found.page.previous, found.page.next),
        "is_narrowed": bool(wanted.year or wanted.category or wanted.text),
    }
    return shown(request, "open_data/results.html", context, section="hasil")


def _rows(found: Sequence[StageResult]) -> list[Row]:
    known = definitions({row.assessment.cycle.instrument for row in found})
    return [
        Row(row, _address(row), exact_index(row), known[row.assessment.cycle.instrument_id])
        for row in found
    ]


def _address(row: StageResult) -> str:
    cycle = row.assessment.cycle
    page = reverse("open_data:result", args=[row.assessment.institution.slug, cycle.year])
    return f"{page}?instrumen={cycle.instrument.code}"


@login_not_required
@require_safe
def result(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One open result for citizens: figures, drawing, indicators, and what they mean."""
    found = open_result_of(slug, year, instrument_code=request.GET.get("instrumen", ""))
    if found is None:
        raise Http404
    gap = found.distance.gap if found.distance else None
    context = {
        "result": found,
        "gap": gap and result_page.gap_text(gap, found.instrument.rounding),
        "marks": charts.scale_marks(found),
        "radar": charts.radar_of(found),
        "legend": [mark for mark in result_page.legend(found, {}) if mark[0] != "claimed"],
        "meanings": _meanings(found),
        "is_public": True,
    }
    return shown(request, "open_data/result.html", context, section="hasil")


def _meanings(found: Result) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """What the levels mean, by capability, in the instrument's own words."""
    instrument = found.instrument
    return [
        (
            kind.replace("_", " ").capitalize(),
            [
                (level, name, instrument.level_meanings.get(kind, {}).get(level, ""))
                for level, name in sorted(names.items())
            ],
        )
        for kind, names in instrument.level_names.items()
    ]
