"""Changing many rows of the grid: a preview of old and new, then the same once more to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.foundation import notation
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.improvement.models import Action, ActionPlan, ActionUnit, Funding
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.services.bulk import (
    BulkConflictError,
    BulkLine,
    change_many,
    preview_bulk,
)
from selaras.improvement.states import PlanState
from selaras.people.models import Unit, User
from selaras.web.improvement.plans.forms import BulkForm
from selaras.web.improvement.plans.grid_page import standing_units, view_query
from selaras.web.improvement.plans.plans import opened_plan
from selaras.web.improvement.plans.words import period
from selaras.web.people.forms import seen_version

MOST = 500
"""More rows than this nobody reads in a preview."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the preview."""

    line: BulkLine
    differences: Sequence[Difference]
    is_contested: bool


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The preview of a change of many rows, and its confirmation; opened alone it leads back."""
    _institution, plan, actor = opened_plan(request, slug, pk)
    demand(may_write_plan(actor, plan.institution_id), WRITE_PLAN)
    back = f"{reverse('plans:grid', args=[slug, pk])}{view_query(request)}"
    if request.method != "POST" or "ubah" in request.POST:
        return redirect(back)
    form = _form(request, plan)
    seen = _seen(request, plan)
    problem = _unfit(plan, seen)
    if problem or not form.is_valid():
        return _page(request, plan, form, [], seen, problem=problem, status=422)
    change = form.change()
    if request.POST.get("langkah") == "simpan":
        try:
            count = change_many(plan, change, seen, actor=actor)
        except BulkConflictError as error:
            return _again(request, plan, form, error, actor)
        except RefusedError as error:
            problem = "; ".join(str(one.message) for one in error.problems)
            lines = preview_bulk(plan, change, seen, actor=actor)
            return _page(request, plan, form, lines, seen, problem=problem, status=422)
        _tell(request, count)
        return redirect(back)
    lines = preview_bulk(plan, change, seen, actor=actor)
    return _page(request, plan, form, lines, seen)


def _again(
    request: HttpRequest, plan: ActionPlan, form: BulkForm, error: BulkConflictError, actor: User
) -> HttpResponse:
    """The preview from what stands now, with the rows somebody came before at marked."""
    keys = _seen(request, plan)
    fresh = dict(Action.objects.filter(plan=plan, pk__in=keys).values_list("pk", "version"))
    lines = preview_bulk(plan, form.change(), fresh, actor=actor)
    problem = str(error.problems[0].message)
    return _page(
        request, plan, form, lines, fresh, problem=problem, contested=error.keys, status=409
    )


def _form(request: HttpRequest, plan: ActionPlan) -> BulkForm:
    units = standing_units(plan)
    gone = Unit.objects.filter(
        pk__in=ActionUnit.objects.filter(action__plan=plan).values("unit")
    ).exclude(pk__in=[unit.pk for unit in units])
    return BulkForm(request.POST, units=units, gone=list(gone.order_by("name")))


def _seen(request: HttpRequest, plan: ActionPlan) -> dict[int, int]:
    """Chosen actions of this plan with the versions the page showed."""
    keys = [seen_version(text) for text in request.POST.getlist("aksi")[: MOST + 1]]
    known = set(Action.objects.filter(plan=plan, pk__in=keys).values_list("pk", flat=True))
    return {key: seen_version(request.POST.get(f"lihat_{key}", "")) for key in keys if key in known}


def _unfit(plan: ActionPlan, seen: Mapping[int, int]) -> str:
    if plan.state == PlanState.CLOSED:
        return _("Rencana aksi ini sudah ditutup dan tidak dapat diubah lagi.")
    if not seen:
        return _("Pilih paling sedikit satu aksi.")
    if len(seen) > MOST:
        return _("Pilih paling banyak %(most)d aksi sekaligus.") % {"most": MOST}
    return ""


def _page(
    request: HttpRequest,
    plan: ActionPlan,
    form: BulkForm,
    lines: Sequence[BulkLine],
    seen: Mapping[int, int],
    *,
    problem: str = "",
    contested: frozenset[int] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    shown = [
        Line(line, [_worded(*one) for one in line.differences], line.action.pk in contested)
        for line in lines
    ]
    forbidden = sum(bool(line.problems) for line in lines)
    context: dict[str, Any] = {
        "plan": plan,
        "institution": plan.institution,
        "form": form,
        "lines": shown,
        "seen": seen.items(),
        "problem": problem,
        "changing": sum(line.changes for line in lines),
        "forbidden": forbidden,
        "may_save": bool(lines) and not forbidden and any(line.changes for line in lines),
        "view": view_query(request),
    }
    return render(request, "plans/bulk.html", context, status=status)


def _worded(name: str, old: object, new: object) -> Difference:
    if name == "keadaan":
        return Difference(_("Keadaan"), _("berlaku"), _("dibatalkan"))
    labels = {
        "mulai": _("Mulai"),
        "target selesai": _("Target selesai"),
        "target waktu pada sumber": _("Target waktu pada sumber"),
        "unit": _("Unit"),
        "unit pada sumber": _("Unit pada sumber"),
        "biaya": _("Biaya"),
        "sumber dana": _("Sumber dana"),
        "keyakinan": _("Keyakinan"),
        "tahapan": _("Tahapan"),
    }
    return Difference(labels.get(name, name), _said(name, old), _said(name, new))


def _said(name: str, value: object) -> str:
    """A value of the trail as people read it."""
    if value in (None, "", []):
        return "–"
    if name == "biaya" and isinstance(value, int):
        return notation.rupiah(value)
    if name == "keyakinan":
        return f"{value}{notation.PERCENT}"
    if name == "sumber dana":
        return str(Funding(str(value)).label)
    if name in {"mulai", "target selesai"}:
        return formats.date_format(date.fromisoformat(str(value)), "j F Y")
    if name == "tahapan" and isinstance(value, list):
        return "; ".join(_stage(stage) for stage in value)
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return str(value)


def _stage(stage: Sequence[Any]) -> str:
    title, first, last = stage
    if not first:
        return str(title)
    return f"{title} ({period(_month(first), _month(last))})"


def _month(text: str) -> date:
    """A month as the trail keeps it, "2025-03"."""
    return date.fromisoformat(f"{text}-01")


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Tidak ada yang berubah: semua aksi sudah seperti itu."))
        return
    text = ngettext("%(count)d aksi sudah diubah.", "%(count)d aksi sudah diubah.", count)
    messages.success(request, text % {"count": count})
