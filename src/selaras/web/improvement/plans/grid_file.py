"""The grid of a plan as a file: exactly the actions the same address shows, on all its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.foundation import clock
from selaras.foundation.documents.table import Cell, Table
from selaras.improvement.queries.grid import GridLine, grid_of
from selaras.web.download import download
from selaras.web.improvement.plans.grid_page import asked_filter
from selaras.web.improvement.plans.plans import opened_plan
from selaras.web.improvement.plans.strips import stage_sentences


@require_safe
def grid_file(request: HttpRequest, slug: str, pk: int, suffix: str) -> HttpResponseBase:
    """Rows in the order of the view; numbers and days stay numbers and days."""
    _institution, plan, _actor = opened_plan(request, slug, pk)
    headings = [
        _("No."),
        _("Rencana aksi"),
        _("Rekomendasi"),
        _("Indikator"),
        _("Nama indikator"),
        _("Menuju tingkat"),
        _("Aspek"),
        _("Penanggung jawab"),
        _("Unit pendukung"),
        _("Jadwal"),
        _("Target selesai"),
        _("Biaya (rupiah)"),
        _("Sumber dana"),
        _("Tahapan"),
        _("Tahapan selesai"),
        _("Data dukung"),
        _("Data dukung ada"),
        _("Data dukung diterima"),
        _("Keadaan"),
        _("Kemajuan (%)"),
        _("Keterangan"),
        _("Alasan dibatalkan"),
    ]
    found = grid_of(plan, asked_filter(request), today=clock.today())
    table = Table(_("Rencana aksi"), headings, _rows(found.shown))
    return download(table, suffix, f"rencana-aksi-{slug}-{plan.pk}")


def _rows(lines: Sequence[GridLine]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [*_said(line), *_measured(line)]


def _said(line: GridLine) -> list[Cell]:
    """What people wrote; what the source says stands where nobody chose units or a day here."""
    action, levels = line.action, [aim.level for aim in line.targets]
    return [
        line.place,
        action.title,
        ", ".join(one.number for one in line.recommendations),
        ", ".join(aim.number for aim in line.targets),
        "; ".join(aim.name for aim in line.targets),
        # One level for all of them is a number; several stand in the order of the indicators.
        levels[0] if len(set(levels)) == 1 else ", ".join(map(str, levels)),
        line.aspect.name if line.aspect else "",
        line.lead.unit.name if line.lead else action.units_label,
        "; ".join(row.unit.name for row in line.supporting),
        "; ".join(stage_sentences(line)),
        action.target_on or action.target_label,
        action.cost,
        str(action.get_funding_display()) if action.funding else "",
    ]


def _measured(line: GridLine) -> list[Cell]:
    """What follows from stages, documents and the calendar."""
    progress = line.progress
    return [
        progress.steps,
        progress.steps_done,
        progress.evidence,
        progress.evidence_attached,
        progress.evidence_accepted,
        str(progress.status.label),
        _percent(progress.share),
        line.action.note,
        line.action.cancel_reason,
    ]


def _percent(share: Fraction | None) -> Cell:
    return None if share is None else round(Decimal(share.numerator * 100) / share.denominator, 2)
