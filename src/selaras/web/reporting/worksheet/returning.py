"""A filled worksheet coming back: hand it in, look at what it would change, decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment, ReturnState, WorksheetReturn
from selaras.assessments.permissions import RETURN_WORKSHEET, may_return_worksheets
from selaras.assessments.queries.worksheet_difference import LABELS, ReturnPreview
from selaras.assessments.queries.worksheet_return import OPEN_STATES, preview_of
from selaras.assessments.queries.worksheet_returns import (
    offered_worksheets,
    opened_return,
    returns_page,
)
from selaras.assessments.services.worksheets_returning import apply_return, cancel_return, choose
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.tables import MAX_UPLOAD
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.instrument.naming import short_names
from selaras.pure.merging import Side
from selaras.reporting.services.worksheets_returning import take_in
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_work
from selaras.web.people.forms import seen_version
from selaras.web.ui.lists import CURSOR

MOST_FILES = 40
"""Files taken at once: more than an institution has units that answer on one day."""
ACCEPT = ".xlsx,.xls,.ods,.csv"
INVALID, CONFLICT = 422, 409
CHOICE = re.compile(r"pilih-([^/]{1,20}/[a-z]{1,20})")
"""The field of a choice, by indicator and part."""
APPLY, CHOOSE, ALL_FILE, ALL_STORED, CANCEL = (
    "terapkan",
    "pilih",
    "semua-berkas",
    "semua-selaras",
    "batal",
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be taken, and why."""

    name: str
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for filled worksheets, one or many, and what came back before."""
    work = _asked(request, pk)
    if request.method != "POST":
        return _upload_page(request, work)
    actor = actor_of(request)
    files = request.FILES.getlist("berkas")
    problem = _counted(files)
    if problem:
        return _upload_page(request, work, error=problem)
    taken, refused = _taken(work, files, request.POST.get("lembar", "")[:24], actor)
    if refused:
        return _upload_page(request, work, taken=taken, refused=refused)
    if len(taken) == 1:
        return redirect("worksheet:returned", pk, taken[0].pk)
    text = ngettext(
        "%(count)d lembar diterima. Periksa, lalu terapkan.",
        "%(count)d lembar diterima. Periksa satu per satu, lalu terapkan.",
        len(taken),
    )
    messages.success(request, text % {"count": len(taken)})
    return redirect("worksheet:return", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def returned(request: HttpRequest, pk: int, ret: int) -> HttpResponse:
    """One worksheet that came back: what it would change, or what it has changed."""
    work = _asked(request, pk)
    actor = actor_of(request)
    row = opened_return(actor, work, ret)
    if row is None:
        raise Http404
    if request.method == "POST" and row.state == ReturnState.UPLOADED:
        return _decided(request, work, row, actor)
    if row.state != ReturnState.UPLOADED:
        if request.method == "POST":
            return redirect("worksheet:returned", pk, ret)
        return _report_page(request, work, row)
    return _preview_page(request, work, preview_of(row, actor))


def _asked(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for somebody who hands worksheets in."""
    work = asked_work(request, pk)
    demand(may_return_worksheets(actor_of(request), work), RETURN_WORKSHEET)
    return work


def _counted(files: list[UploadedFile[bytes]]) -> str:
    if not files:
        return _("Pilih paling sedikit satu berkas.")
    if len(files) > MOST_FILES:
        return _("Pilih paling banyak %(most)d berkas sekaligus.") % {"most": MOST_FILES}
    return ""


def _taken(
    work: Assessment, files: Iterable[UploadedFile[bytes]], code: str, actor: User
) -> tuple[list[WorksheetReturn], list[Refused]]:
    """What was taken back, and the files that were not."""
    taken: dict[int, WorksheetReturn] = {}
    refused: list[Refused] = []
    for file in files:
        name = file.name or _("berkas")
        try:
            rows = take_in(work, _content(file), name, actor=actor, code=code)
        except RefusedError as error:
            refused.append(Refused(name, " ".join(str(one.message) for one in error.problems)))
        else:
            taken |= {row.pk: row for row in rows}
    return list(taken.values()), refused


def _content(file: UploadedFile[bytes]) -> bytes:
    """The bytes, one more than allowed at most: the reader then says that it is too large."""
    data: bytes = file.read(MAX_UPLOAD + 1)
    return data


def _upload_page(
    request: HttpRequest,
    work: Assessment,
    *,
    error: str = "",
    taken: Iterable[WorksheetReturn] = (),
    refused: Iterable[Refused] = (),
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "work": work,
        "is_open": work.state in OPEN_STATES,
        "error": error,
        "taken": list(taken),
        "refused": list(refused),
        "accept": ACCEPT,
        "chosen": request.POST.get("lembar", ""),
        "offered": [
            (row.code, f"{row.code} · {row.unit.name if row.unit else _('seluruh penilaian')}")
            for row in offered_worksheets(actor, work)
        ],
        "page": returns_page(actor, work, cursor=request.GET.get(CURSOR, "")),
        "steps": _steps(),
    }
    status = INVALID if error or context["refused"] else 200
    return render(request, "worksheet/return.html", context, status=status)


def _decided(
    request: HttpRequest, work: Assessment, row: WorksheetReturn, actor: User
) -> HttpResponse:
    """Do what the pressed button says; what cannot be done is told beside the preview."""
    try:
        return _done(request, work, row, actor)
    except RefusedError as error:
        # What was chosen stays on the page, though nothing was kept.
        row.choices = {**row.choices, **{k: v.value for k, v in _choices(request.POST).items()}}
        is_late = isinstance(error, ChangedMeanwhileError)
        fresh = opened_return(actor, work, row.pk)
        if fresh is None or fresh.state != ReturnState.UPLOADED:
            messages.error(request, str(error))
            return redirect("worksheet:returned", work.pk, row.pk)
        row.version = fresh.version
        preview = preview_of(row, actor)
        status = CONFLICT if is_late else INVALID
        return _preview_page(request, work, preview, error=str(error), status=status)


def _done(
    request: HttpRequest, work: Assessment, row: WorksheetReturn, actor: User
) -> HttpResponse:
    deed = request.POST.get("aksi", "")
    seen = seen_version(request.POST.get("versi", ""))
    if deed == CANCEL:
        cancel_return(row, actor=actor, seen=seen)
        messages.success(request, _("Lembar dibatalkan; tidak ada yang diubah."))
        return redirect("worksheet:return", work.pk)
    choices = _choices(request.POST)
    if deed == APPLY:
        sight = request.POST.get("lihat", "")
        apply_return(row, actor=actor, seen=seen, sight=sight, choices=choices)
        return redirect("worksheet:returned", work.pk, row.pk)
    if deed in {ALL_FILE, ALL_STORED}:
        side = Side.FILE if deed == ALL_FILE else Side.STORED
        preview = preview_of(row, actor)
        choices = {part.key: side for part in preview.parts if part.asks}
    choose(row, choices, actor=actor, seen=seen)
    return redirect("worksheet:returned", work.pk, row.pk)


def _choices(data: QueryDict) -> dict[str, Side]:
    """What was chosen, by "number/part"; anything that is no choice is passed over."""
    sides = {side.value: side for side in Side}
    found: dict[str, Side] = {}
    for name, value in data.items():
        named = CHOICE.fullmatch(name)
        if named is not None and value in sides:
            found[named[1]] = sides[str(value)]
    return found


def _preview_page(
    request: HttpRequest,
    work: Assessment,
    preview: ReturnPreview,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "work": work,
        "row": preview.row,
        "preview": preview,
        "error": error,
        "steps": _steps(),
    }
    return render(request, "worksheet/returned.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the report: what was written, or why a part was left."""

    number: str
    name: str
    parts: str
    reason: str = ""


def _report_page(request: HttpRequest, work: Assessment, row: WorksheetReturn) -> HttpResponse:
    names = short_names(definition(work.cycle.instrument))
    context = {
        "work": work,
        "row": row,
        "written": _written(row.report.get("written", {}), names),
        "left": [
            Line(one["number"], names.get(one["number"], ""), _named([one["part"]]), one["reason"])
            for one in row.report.get("left", [])
        ],
        "kept": row.report.get("kept", 0),
        "count": sum(len(parts) for parts in row.report.get("written", {}).values()),
        "steps": _steps(),
    }
    return render(request, "worksheet/return_report.html", context)


def _written(written: Mapping[str, list[str]], names: Mapping[str, str]) -> list[Line]:
    """Lines in the instrument's order."""
    return [
        Line(number, name, _named(written[number]))
        for number, name in names.items()
        if number in written
    ]


def _named(parts: Iterable[str]) -> str:
    return ", ".join(str(LABELS.get(part, part)) for part in parts)


def _steps() -> list[str]:
    return [_("Unggah"), _("Periksa"), _("Selesai")]
