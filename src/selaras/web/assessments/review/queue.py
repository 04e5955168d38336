"""The review queue: the list, its export, and bulk verdicts with a preview."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Assessment, EvidenceItem
from selaras.assessments.permissions import REVIEW, may_review
from selaras.assessments.queries.review import (
    EVERY,
    MINE,
    NOBODY,
    Plot,
    QueueFilter,
    aspects_of,
    items_for,
    items_in,
    plot_of,
    queue_of,
    rows_of,
    waiting_answers,
)
from selaras.assessments.services.verdicts import accept, approve_many
from selaras.assessments.states import ItemState, ReturnKind
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.refusal import RefusedError
from selaras.people.models import User
from selaras.web.access import actor_of
from selaras.web.assessments.review.asking import (
    ANSWERS,
    asked_filter,
    asked_review,
    queue_query,
    ticked_answers,
    ticked_items,
    without_cursor,
)
from selaras.web.download import download
from selaras.web.people.lists import neighbours
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import CURSOR, changed


@require_safe
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence and answers that wait for a verdict."""
    assessment, actor = asked_review(request, pk), actor_of(request)
    wanted = asked_filter(request)
    plot = plot_of(assessment)
    answers = waiting_answers(assessment, actor, wanted, plot)
    shows_answers = request.GET.get("jenis") == ANSWERS
    found = queue_of(assessment, actor, wanted, plot, cursor=request.GET.get(CURSOR, ""))
    context = {
        "assessment": assessment,
        "wanted": wanted,
        "found": found,
        "answers": answers,
        "shows_answers": shows_answers,
        "may_review": may_review(actor, assessment),
        "neighbours": neighbours(request, found.page.previous, found.page.next),
        "query": queue_query(request),
        "whole": without_cursor(request),
        "saved_views": SavedViews(request, "review:queue"),
        "tabs": _tabs(request, shows_answers, found.counts[ItemState.PROPOSED], len(answers)),
        **_choices(assessment, plot),
    }
    return render(request, "review/queue.html", context)


def _tabs(
    request: HttpRequest, shows_answers: bool, items: int, answers: int
) -> list[tuple[str, str, bool, int]]:
    return [
        (_("Bukti"), changed(request.GET, jenis=None), not shows_answers, items),
        (_("Jawaban"), changed(request.GET, jenis=ANSWERS), shows_answers, answers),
    ]


def _choices(assessment: Assessment, plot: Plot) -> dict[str, Any]:
    """What the filters offer."""
    units = [(unit.pk, unit.name) for unit in plot.all_units()]
    members = [(person.pk, person.name) for person in plot.all_members()]
    return {
        "states": [*ItemState.choices, (EVERY, _("Semua keadaan"))],
        "kinds": ReturnKind.choices,
        "units": [*units, (NOBODY, _("(kosong) tanpa unit"))],
        "members": [(MINE, _("Milik saya")), *members, (NOBODY, _("(kosong) tanpa anggota"))],
        "aspects": [(aspect.code, aspect.name) for aspect in aspects_of(assessment)],
    }


@require_safe
def export(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Exactly the evidence list of the same address, whole, as a file."""
    assessment, actor = asked_review(request, pk), actor_of(request)
    headings = [
        _("Indikator"),
        _("Nama indikator"),
        _("Kriteria tingkat"),
        _("Dokumen"),
        _("Halaman"),
        _("Bagian"),
        _("Apa yang dibuktikan"),
        _("Unit"),
        _("Tenggat"),
        _("Keadaan"),
        _("Alasan dikembalikan"),
        _("Catatan"),
        _("Diperiksa oleh"),
    ]
    rows = _export_rows(assessment, actor, asked_filter(request))
    return download(Table(_("Pemeriksaan"), headings, rows), suffix, f"pemeriksaan-{pk}")


def _export_rows(assessment: Assessment, actor: User, wanted: QueueFilter) -> Iterable[list[Cell]]:
    plot = plot_of(assessment)
    items = list(items_for(assessment, actor, wanted))
    for row in rows_of(assessment, items, plot):
        item = row.item
        yield [
            row.indicator.number,
            row.name,
            item.level,
            item.document.title if item.document else "",
            item.page,
            item.pointer,
            item.claim,
            "; ".join(unit.name for unit in row.units),
            row.due_on,
            str(item.get_state_display()),
            str(item.get_return_kind_display()) if item.return_kind else "",
            item.note,
            item.reviewer.name if item.reviewer else "",
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def accept_many(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be accepted, and accepting it all once confirmed."""
    assessment, actor = asked_review(request, pk), actor_of(request)
    demand(may_review(actor, assessment), REVIEW)
    back = reverse("review:queue", args=[pk]) + queue_query(request)
    ticked = ticked_items(request.POST if request.method == "POST" else request.GET)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            done = accept(assessment, ticked, actor=actor)
        except EvidenceItem.DoesNotExist:
            raise Http404 from None
        except RefusedError as error:
            errors = [("", str(problem.message)) for problem in error.problems]
        else:
            text = ngettext("%(count)d bukti diterima.", "%(count)d bukti diterima.", len(done))
            messages.success(request, text % {"count": len(done)})
            return redirect(back)
    items = items_in(assessment, [key for key, _revision in ticked])
    context = {
        "assessment": assessment,
        "rows": rows_of(assessment, items, plot_of(assessment)),
        "errors": errors,
        "back": back,
        "query": queue_query(request),
    }
    return render(request, "review/accept_many.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def approve_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Which answers would be approved with which value, and approving them once confirmed."""
    assessment, actor = asked_review(request, pk), actor_of(request)
    demand(may_review(actor, assessment), REVIEW)
    back = f"{reverse('review:queue', args=[pk])}?jenis={ANSWERS}"
    wanted = ticked_answers(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        done = approve_many(assessment, wanted, actor=actor)
        if done.approved:
            text = ngettext(
                "%(count)d jawaban disetujui.", "%(count)d jawaban disetujui.", len(done.approved)
            )
            messages.success(request, text % {"count": len(done.approved)})
        for left in done.left:
            text = _("Indikator %(number)s tidak disetujui: %(reason)s")
            messages.warning(request, text % {"number": left.number, "reason": left.reason})
        return redirect(back)
    numbers = {number for number, _version in wanted}
    waiting = waiting_answers(assessment, actor, QueueFilter(), plot_of(assessment))
    context = {
        "assessment": assessment,
        "answers": [row for row in waiting if row.indicator.number in numbers],
        "back": back,
    }
    return render(request, "review/approve_many.html", context)
