"""The overview of a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.assessments.models import Cycle, Stage, StageResult
from selaras.assessments.permissions import may_import_results
from selaras.assessments.queries.overview import (
    EMPTY,
    Filters,
    Overview,
    cycles_for,
    exact_index,
    newest_final,
    overview_of,
)
from selaras.instruments.queries import definition
from selaras.people.models import Category, Institution, User
from selaras.pure.instrument.model import Instrument
from selaras.web.access import actor_of
from selaras.web.assessments.result_page import Link, fields_but
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR, changed


@dataclass(frozen=True, slots=True)
class Row:
    """One institution in the list."""

    institution: Institution
    url: str
    index: Fraction | None
    predicate: str
    missing: int
    official: bool


def asked_filters(request: HttpRequest) -> Filters:
    """Stage, filters and order out of the address; unknown words count as not given."""
    stage = request.GET.get("tahap", "")
    return Filters(
        stage=Stage(stage) if stage in Stage.values else Stage.FINAL,
        category=request.GET.get("kategori", ""),
        predicate=request.GET.get("predikat", "")[:40],
        text=request.GET.get("cari", "")[:80],
        order=request.GET.get("urut", "-indeks"),
    )


def asked_cycle(request: HttpRequest, cycles: list[Cycle]) -> Cycle | None:
    """The cycle the address names by "year" or "year:instrument"; else the newest final one."""
    wanted, _sep, code = request.GET.get("siklus", "").partition(":")
    matching = [
        cycle
        for cycle in cycles
        if str(cycle.year) == wanted and (not code or cycle.instrument.code == code)
    ]
    if matching or not cycles:
        return next(iter(matching), None)
    final = newest_final(actor_of(request))
    return next((cycle for cycle in cycles if cycle.pk == final), cycles[0])


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All results of a cycle the person may see: list, filters, spread over predicates."""
    actor = actor_of(request)
    cycles = cycles_for(actor)
    cycle = asked_cycle(request, cycles)
    context: dict[str, object] = {
        "cycles": cycles,
        "cycle": cycle,
        "may_import": may_import_results(actor),
    }
    if cycle is not None:
        context |= _list(request, actor, cycle)
    return render(request, "assessments/overview.html", context)


def _list(request: HttpRequest, actor: User, cycle: Cycle) -> dict[str, object]:
    """What the list of a cycle shows."""
    filters = asked_filters(request)
    found = overview_of(actor, cycle, filters, cursor=request.GET.get(CURSOR, ""))
    instrument = definition(cycle.instrument)
    page = found.page
    return {
        "filters": filters,
        "saved_views": SavedViews(request, "assessments:overview"),
        "overview": found,
        "instrument": instrument,
        "rows": [_row(result, cycle) for result in page.rows],
        "spread": _spread(request, found, instrument),
        "previous_url": page.previous and changed(request.GET, **{CURSOR: page.previous}),
        "next_url": page.next and changed(request.GET, **{CURSOR: page.next}),
        "categories": Category.choices,
        "stages": Stage.choices,
        "predicates": [(band.name, band.name) for band in reversed(instrument.bands)]
        + [(EMPTY, _("(kosong)"))],
        "kept": fields_but(request, "kategori", "predikat", "tahap", "cari", CURSOR),
    }


def _row(result: StageResult, cycle: Cycle) -> Row:
    institution = result.assessment.institution
    address = reverse("assessments:result", args=[institution.slug, cycle.year])
    return Row(
        institution=institution,
        url=f"{address}?instrumen={cycle.instrument.code}&tahap={result.stage}",
        index=exact_index(result),
        predicate=result.predicate,
        missing=result.missing,
        official=result.stage == Stage.FINAL and result.assessment.is_published,
    )


def _spread(request: HttpRequest, found: Overview, instrument: Instrument) -> list[Link]:
    """Predicates, lowest first, with their number of institutions; each is a filter."""
    now = request.GET.get("predikat", "")
    named = [(band.name, band.name) for band in instrument.bands] + [(EMPTY, _("belum lengkap"))]
    chips: list[Link] = []
    for word, label in named:
        held = found.spread.get("" if word == EMPTY else word, 0)
        if held or word == now:
            address = changed(request.GET, predikat=None if word == now else word)
            chips.append((label, address, word == now, held))
    return chips
