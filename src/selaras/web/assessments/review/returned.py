"""What was returned and why: for units, who mend it, and for the team."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import (
    READ_REVIEW,
    may_read_review,
    may_review,
    works_in,
)
from selaras.assessments.queries.returned import ReturnedRow, by_unit, returned_rows
from selaras.assessments.queries.review import Plot, plot_of
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.people.roles import Role
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import opened
from selaras.web.assessments.review.asking import without_cursor
from selaras.web.download import download
from selaras.web.ui.lists import changed

EVERYTHING = "semua"


@require_safe
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """What was returned, under each unit that owes it; at first only what is not mended."""
    assessment = _asked(request, pk)
    plot = plot_of(assessment)
    units = _units(request, assessment, plot)
    everything = request.GET.get("tampil") == EVERYTHING
    rows = returned_rows(assessment, actor_of(request), plot, units=units)
    still_open = [row for row in rows if row.is_open]
    shown = rows if everything else still_open
    actor = actor_of(request)
    context = {
        "assessment": assessment,
        "groups": by_unit(shown, units),
        "any": bool(rows),
        "everything": everything,
        "tabs": [
            (
                _("Belum diperbaiki"),
                changed(request.GET, tampil=None),
                not everything,
                len(still_open),
            ),
            (_("Semua"), changed(request.GET, tampil=EVERYTHING), everything, len(rows)),
        ],
        "unit_choices": [(unit.pk, unit.name) for unit in plot.all_units()],
        "unit": request.GET.get("unit", "")[:20],
        "narrow": _own_units(request, assessment) is not None,
        "whole": without_cursor(request),
        "reads_review": may_read_review(actor, assessment),
        "may_review": may_review(actor, assessment),
    }
    return render(request, "review/returned.html", context)


@require_safe
def export(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Exactly the list of the same address as a file."""
    assessment = _asked(request, pk)
    plot = plot_of(assessment)
    rows = returned_rows(
        assessment,
        actor_of(request),
        plot,
        units=_units(request, assessment, plot),
        only_open=request.GET.get("tampil") != EVERYTHING,
    )
    headings = [
        _("Unit"),
        _("Indikator"),
        _("Nama indikator"),
        _("Kriteria tingkat"),
        _("Dokumen"),
        _("Alasan"),
        _("Catatan"),
        _("Oleh"),
        _("Pada"),
        _("Keadaan"),
        _("Langkah berikutnya"),
    ]
    table = Table(_("Dikembalikan"), headings, _export_rows(rows))
    return download(table, suffix, f"dikembalikan-{pk}")


def _export_rows(rows: Iterable[ReturnedRow]) -> Iterable[list[Cell]]:
    for row in rows:
        yield [
            "; ".join(unit.name for unit in row.units),
            row.number,
            row.name,
            row.level,
            row.subject,
            str(row.kind_label),
            row.note,
            row.who,
            row.at.date(),
            str(row.status),
            str(row.next_step),
        ]


def _asked(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for somebody who works in its institution. Raises Http404, DeniedError."""
    assessment = opened(request, pk)
    demand(works_in(actor_of(request), assessment), READ_REVIEW)
    return assessment


def _own_units(request: HttpRequest, assessment: Assessment) -> frozenset[int] | None:
    """The units an operator is confined to; None for everyone who sees them all."""
    actor = actor_of(request)
    standing = standing_of(actor)
    operates = assessment.institution_id in standing.institutions(Role.UNIT_OPERATOR)
    if may_read_review(actor, assessment) or not operates:
        return None
    return standing.units()


def _units(request: HttpRequest, assessment: Assessment, plot: Plot) -> frozenset[int] | None:
    """The units shown: the own ones of an operator, else what the address asks for, else all."""
    own = _own_units(request, assessment)
    if own is not None:
        return own
    known = {str(unit.pk): unit.pk for unit in plot.all_units()}
    wanted = known.get(request.GET.get("unit", ""))
    return None if wanted is None else frozenset({wanted})
