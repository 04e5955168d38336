"""The monitoring board, its timeline, and the board as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.foundation.documents.table import Cell, Table
from selaras.improvement.models import Blocker
from selaras.improvement.permissions import may_write_plan
from selaras.improvement.queries.monev import Entry
from selaras.improvement.queries.monev_board import STATUSES, Board, Group, View, board_of
from selaras.improvement.queries.progress import ActionStatus
from selaras.web.download import download
from selaras.web.improvement.monev import links
from selaras.web.improvement.monev.asked import Asked, asked_of, keeping
from selaras.web.improvement.monev.schedule import schedule_of
from selaras.web.improvement.opening import opened, own_place
from selaras.web.ui.lists import changed

ATTENTION = 10
"""Late actions and open blockers named under the board; the rest is in the grid."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count with the list behind it."""

    status: ActionStatus
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board with its addresses."""

    group: Group
    url: str
    cells: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """An open blocker with the action it holds up."""

    blocker: Blocker
    entry: Entry
    days: int
    url: str


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lead to the board of the person's institution."""
    return own_place(request, "monev:board")


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the plan stands: by unit, by aspect, by quarter."""
    institution, actor = opened(request, slug)
    asked = asked_of(request, institution)
    if asked is None:
        context = {"institution": institution, "may_write": may_write_plan(actor, institution.pk)}
        return render(request, "monev/nothing.html", context)
    entries = asked.entries()
    found = board_of(entries, _view(request), asked.instrument, asked.today)
    keep = keeping(request)
    context = {
        **_frame(request, asked),
        "board": found,
        "rows": [_row(asked, found.view, group, keep) for group in found.groups],
        "whole": _row(asked, found.view, found.whole, keep),
        "statuses": STATUSES,
        "tabs": [
            (view.label, changed(request.GET, lihat=view.value), view == found.view, None)
            for view in View
        ],
        "late": _late(asked, entries),
        "held": _held(asked, entries),
        "late_url": links.grid(asked.plan, status=ActionStatus.LATE, year=asked.year),
    }
    return render(request, "monev/board.html", context)


def _view(request: HttpRequest) -> View:
    wanted = request.GET.get("lihat", "")
    return View(wanted) if wanted in View.values else View.UNIT


def _frame(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What every page of a plan's monitoring says above."""
    return {
        "institution": asked.institution,
        "asked": asked,
        "plan": asked.plan,
        "today": asked.today,
        "keep": keeping(request),
        "grid_url": links.grid(asked.plan, year=asked.year),
    }


def _row(asked: Asked, view: View, group: Group, keep: str) -> Row:
    """Addresses narrow the grid to what the line counts; a unit has a page of its own."""
    cells = tuple(
        Count(
            status, count, links.grid(asked.plan, view, group.key, status=status, year=asked.year)
        )
        for status, count in group.by_status
    )
    is_unit = view == View.UNIT and group.key.isdigit()
    url = (
        reverse("monev:unit", args=[asked.institution.slug, int(group.key)]) + keep
        if is_unit
        else links.grid(asked.plan, view, group.key, year=asked.year)
    )
    return Row(group, url, cells)


def _late(asked: Asked, entries: list[Entry]) -> list[tuple[Entry, str]]:
    """What is late, the longest first."""
    late = [entry for entry in entries if entry.progress.status == ActionStatus.LATE]
    late.sort(key=lambda entry: -entry.progress.days_late)
    return [(entry, links.action(asked.plan, entry.action.pk)) for entry in late[:ATTENTION]]


def _held(asked: Asked, entries: list[Entry]) -> list[Held]:
    """Open blockers, the oldest first."""
    held = [
        Held(
            blocker,
            entry,
            (asked.today - timezone.localdate(blocker.raised_at)).days,
            links.action(asked.plan, entry.action.pk),
        )
        for entry in entries
        for blocker in entry.parts.blockers
    ]
    return sorted(held, key=lambda one: one.blocker.raised_at)[:ATTENTION]


@require_safe
def export(request: HttpRequest, slug: str, suffix: str) -> HttpResponse | StreamingHttpResponse:
    """The board as it is shown."""
    institution, _actor = opened(request, slug)
    asked = asked_of(request, institution)
    if asked is None:
        raise Http404
    found = board_of(asked.entries(), _view(request), asked.instrument, asked.today)
    headings = [
        _heading(found.view),
        pgettext("plural", "Aksi"),
        *(str(status.label) for status in STATUSES),
        _("Capaian (%)"),
        _("Menurut jadwal (%)"),
        _("Bukti belum ada"),
        _("Bukti ada"),
        _("Bukti diterima"),
        _("Kendala terbuka"),
        _("Terlambat paling lama (hari)"),
        _("Laporan terakhir (hari lalu)"),
        _("Biaya (rupiah)"),
        _("Aksi tanpa biaya"),
    ]
    return download(Table(_("MONEV"), headings, _lines(found)), suffix, f"monev-{slug}")


def _heading(view: View) -> str:
    return {
        View.UNIT: _("Unit penanggung jawab"),
        View.ASPECT: _("Aspek"),
        View.QUARTER: _("Triwulan"),
    }[view]


def _lines(board: Board) -> Iterator[list[Cell]]:
    for group in (*board.groups, board.whole):
        yield [
            group.label,
            group.actions,
            *(count for _status, count in group.by_status),
            _percent(group.tally.share),
            _percent(group.tally.planned),
            group.evidence_missing,
            group.evidence_attached,
            group.evidence_accepted,
            group.blockers,
            group.oldest,
            group.silent,
            group.cost,
            group.uncosted,
        ]


def _percent(share: Fraction | None) -> Cell:
    """Rounded to two places; the exact share is in the counts beside it."""
    return None if share is None else round(Decimal(share.numerator * 100) / share.denominator, 2)


@require_safe
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan over its months."""
    institution, actor = opened(request, slug)
    asked = asked_of(request, institution)
    if asked is None:
        context = {"institution": institution, "may_write": may_write_plan(actor, institution.pk)}
        return render(request, "monev/nothing.html", context)
    bare = request.GET.get("tahapan") == "tidak"
    entries = asked.entries()
    context = {
        **_frame(request, asked),
        "rows": schedule_of(asked.plan, entries, asked.today, with_steps=not bare),
        "count": len(entries),
        "chips": [
            (_("Aksi dan tahapan"), changed(request.GET, tahapan=None), not bare, None),
            (_("Aksi saja"), changed(request.GET, tahapan="tidak"), bare, None),
        ],
    }
    return render(request, "monev/timeline.html", context)
