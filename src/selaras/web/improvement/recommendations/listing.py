"""The list of an institution's recommendations, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.foundation import clock
from selaras.foundation.documents.table import Cell, Table
from selaras.improvement.permissions import (
    may_import_follow_up,
    may_move_recommendation,
    may_write_recommendation,
)
from selaras.improvement.queries.recommendations import (
    RecommendationLine,
    choices_of,
    counts,
    every_line,
    recommendations,
)
from selaras.improvement.states import Move
from selaras.people.models import Institution, User
from selaras.people.standing import standing_of
from selaras.web.download import download
from selaras.web.improvement.opening import opened, own_place
from selaras.web.improvement.recommendations.asking import (
    asked_filter,
    filter_choices,
    is_narrowed,
    state_chips,
)
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR

CHANGE = "ubah"
"""The bulk step that is no move."""


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The way to the own institution's list."""
    return own_place(request, "recommendations:list")


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The list: filters, counts per state, and the bar that changes or moves many."""
    institution, actor = opened(request, slug)
    today = clock.today()
    wanted, choices = asked_filter(request.GET), choices_of(institution, today)
    context: dict[str, Any] = {
        "institution": institution,
        "may_write": may_write_recommendation(actor, institution.pk),
        "may_import": may_import_follow_up(actor, institution.pk),
        "is_empty": choices.is_empty,
    }
    if choices.is_empty:
        return render(request, "recommendations/list.html", context)
    page = recommendations(institution, wanted, choices, today, cursor=request.GET.get(CURSOR, ""))
    found = counts(institution, wanted, choices, today)
    kept = request.GET.copy()
    kept.pop(CURSOR, None)
    context |= {
        **filter_choices(choices, today),
        "rows": page.rows,
        "wanted": wanted,
        "counts": found,
        "chips": state_chips(request.GET, wanted, found),
        "narrowed": is_narrowed(request.GET),
        "neighbours": neighbours(request, page.previous, page.next),
        "whole": f"?{kept.urlencode()}" if kept else "",
        "query": request.GET.urlencode(),
        "bulk_steps": bulk_steps(actor, institution),
        "saved_views": SavedViews(request, "recommendations:list"),
    }
    return render(request, "recommendations/list.html", context)


@require_safe
def export(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """Exactly the list of the same address, whole."""
    institution, _actor = opened(request, slug)
    headings = [
        _("Tahun"),
        _("Sumber"),
        _("Nomor"),
        _("Rekomendasi"),
        _("Indikator"),
        _("Nama indikator"),
        _("Tingkat"),
        _("Nilai mandiri"),
        _("Nilai asesor"),
        _("Nilai akhir"),
        _("Unit"),
        _("Tenggat"),
        _("Hari lewat tenggat"),
        _("Keadaan"),
        _("Alasan"),
        _("Aksi"),
        _("Catatan"),
    ]
    title = pgettext("plural", "Rekomendasi")
    table = Table(title, headings, _cells(request, institution))
    return download(table, suffix, f"rekomendasi-{institution.slug}")


def bulk_steps(actor: User, institution: Institution) -> list[tuple[str, str]]:
    """What the actor may do with many at once: change them, and the moves of their roles.

    An operator is offered the moves of operators; row by row it is asked whose the answer is.
    """
    units = standing_of(actor).units()
    steps = [(CHANGE, _("Ubah unit, tenggat, tingkat, atau catatan"))]
    moves = [
        (move.value, str(move.label))
        for move in Move
        if may_move_recommendation(actor, institution.pk, move, units)
    ]
    return [*(steps if may_write_recommendation(actor, institution.pk) else ()), *moves]


def _cells(request: HttpRequest, institution: Institution) -> Iterator[list[Cell]]:
    today = clock.today()
    choices = choices_of(institution, today)
    for line in every_line(institution, asked_filter(request.GET), choices, today):
        yield _row(line)


def _row(line: RecommendationLine) -> list[Cell]:
    row = line.row
    levels = [target.level for target in line.targets]
    return [
        row.year,
        str(row.get_source_display()),
        row.number,
        row.text,
        ", ".join(target.number for target in line.targets),
        "; ".join(target.name for target in line.targets),
        # One level for all of them is a number; several stand in the order of the indicators.
        levels[0]
        if len(set(levels)) == 1
        else ", ".join("–" if level is None else str(level) for level in levels),
        *(_figure(value) for value in line.stated),
        row.units_label or "; ".join(unit.name for unit in line.units),
        row.due_on,
        line.days_late if line.is_overdue else None,
        _("Ditarik") if row.withdrawn_at else str(row.get_state_display()),
        row.state_note,
        line.actions,
        row.note,
    ]


def _figure(value: Fraction | None) -> Cell:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
