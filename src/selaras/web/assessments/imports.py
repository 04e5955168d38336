"""Importing tables: hand in, check, confirm, report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Assessment, ImportJob, ImportState
from selaras.assessments.permissions import (
    IMPORT_RESULTS,
    may_import_results,
    may_publish_results,
    may_record_averages,
)
from selaras.assessments.queries.imports import imports_page
from selaras.assessments.services.imports.jobs import (
    cancel,
    choices_of,
    confirm,
    hand_in,
    options_of,
    preview,
    report_of,
)
from selaras.assessments.services.imports.plan import Choice
from selaras.assessments.services.imports.registry import may_import, shape
from selaras.assessments.services.imports.reports import Report, heading
from selaras.assessments.services.imports.shape import Role
from selaras.assessments.services.imports.templates import (
    announced_figures_template,
    group_averages_template,
    stage_values_template,
)
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.foundation.tables import TableError
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import versions
from selaras.people.models import User
from selaras.web.access import actor_of
from selaras.web.assessments.import_forms import (
    OptionsForm,
    UploadForm,
    columns_of,
    form_of,
)
from selaras.web.download import download
from selaras.web.ui.lists import CURSOR

EXAMPLE = 32
"""Characters of a cell shown as an example of its column."""
VERSION = re.compile(r"\d{1,9}", re.ASCII)
INVALID = 422
"""The status of a page that shows a form again with what is wrong in it."""


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Past imports and the form for a new one."""
    actor = actor_of(request)
    demand(may_import(actor), IMPORT_RESULTS)
    form = UploadForm(actor=actor)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, actor=actor)
        made = _handed_in(form, actor) if form.is_valid() else None
        if made is not None:
            return redirect("imports:job", made.pk)
    context = {
        "form": form,
        "page": imports_page(actor, cursor=request.GET.get(CURSOR, "")),
        "versions": versions(),
        "sees_all": may_publish_results(actor),
        "may_results": may_import_results(actor),
        "may_averages": may_record_averages(actor),
        "steps": _steps(),
    }
    return render(
        request, "assessments/import_list.html", context, status=INVALID if form.errors else 200
    )


def _handed_in(form: UploadForm, actor: User) -> ImportJob | None:
    """The new job, or None with the file's faults written on the form."""
    file = form.cleaned_data["file"]
    kind = shape(form.cleaned_data["shape"])
    try:
        return hand_in(file.read(), file.name or _("berkas"), kind, form.options(), actor=actor)
    except TableError as error:
        for fault in error.faults:
            form.add_error("file", str(fault))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what its columns mean, what it would write, what is wrong; then the decision."""
    actor = actor_of(request)
    found = get_object_or_404(ImportJob.objects.visible_to(actor), pk=pk)
    if found.state in {ImportState.CONFIRMED, ImportState.CANCELLED}:
        return redirect("imports:report", pk)
    if request.method != "POST":
        return _job_page(request, found, actor)
    try:
        return _decided(request, found, actor)
    except (RefusedError, TableError) as error:
        messages.error(request, str(error))
        return redirect("imports:job", pk)


def _decided(request: HttpRequest, found: ImportJob, actor: User) -> HttpResponse:
    action = request.POST.get("aksi")
    if action == "impor":
        good_only = request.POST.get("baris_benar") == "1"
        publish = request.POST.get("umumkan") == "1"
        seen = _seen(request.POST.get("versi", ""))
        confirm(found, seen=seen, good_rows_only=good_only, publish=publish, actor=actor)
        return redirect("imports:report", found.pk)
    if action == "batal":
        cancel(found, actor=actor)
        messages.success(request, _("Impor dibatalkan; tidak ada yang diubah."))
        return redirect("imports:list")
    kind = shape(found.shape)
    form = form_of(kind)(request.POST, actor=actor, kinds=[kind], **_asked(found))
    if not form.is_valid():
        return _job_page(request, found, actor, form)
    before = options_of(found)
    options = form.options(before.sheet)
    columns = None
    if options.sheet == before.sheet and found.columns:
        columns = columns_of(request.POST, kind, len(found.columns))
    preview(found, options, columns, actor=actor)
    return redirect("imports:job", found.pk)


def _seen(text: str) -> int:
    """The version of the preview the person approved; -1, which none has, when it is not told."""
    return int(text) if VERSION.fullmatch(text) else -1


def _job_page(
    request: HttpRequest, found: ImportJob, actor: User, form: OptionsForm | None = None
) -> HttpResponse:
    kind = shape(found.shape)
    asking = form_of(kind)
    initial = asking.initial_of(options_of(found))
    shown = report_of(found)
    context = {
        "job": found,
        "kind": kind,
        "form": form or asking(initial=initial, actor=actor, kinds=[kind], **_asked(found)),
        "report": shown,
        "columns": _columns(found, shown) if shown else (),
        "may_publish": bool(shown and shown.may_publish and may_publish_results(actor)),
        "steps": _steps(),
    }
    status = INVALID if form is not None else 200
    return render(request, "assessments/import_job.html", context, status=status)


def _asked(found: ImportJob) -> dict[str, Any]:
    """What the form needs to know of the preview."""
    return {
        "sheets": found.report.get("sheets", ()),
        "told": {**found.report.get("more", {}), "decided": found.options.get("more", {})},
    }


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import wrote."""
    actor = actor_of(request)
    found = get_object_or_404(ImportJob.objects.visible_to(actor).select_related("author"), pk=pk)
    if found.state in {ImportState.UPLOADED, ImportState.PREVIEWED}:
        return redirect("imports:job", pk)
    context = {
        "job": found,
        "kind": shape(found.shape),
        "report": report_of(found),
        "options": options_of(found),
        "results": _results(found, actor) if found.state == ImportState.CONFIRMED else [],
        "steps": _steps(),
    }
    return render(request, "assessments/import_report.html", context)


TEMPLATES = {
    "group-averages": (group_averages_template, "rata-rata"),
    "announced-figures": (announced_figures_template, "daftar-nasional"),
}
"""Empty tables of the shapes that are not the usual one, with their file names."""


@require_safe
def template(request: HttpRequest, code: str, suffix: str) -> HttpResponse | StreamingHttpResponse:
    """An empty table of the instrument to fill in; ``?bentuk=`` names another shape."""
    actor = actor_of(request)
    demand(may_import_results(actor), IMPORT_RESULTS)
    version = get_object_or_404(InstrumentVersion, code=code, is_current=True)
    make, stem = TEMPLATES.get(request.GET.get("bentuk", ""), (stage_values_template, "nilai"))
    return download(make(version), suffix, f"templat-{stem}-{code}")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file on the form that says what it is."""

    place: int
    heading: str
    examples: str
    token: str
    year: int | None
    takes_year: bool
    ignored: bool


def _columns(found: ImportJob, shown: Report) -> list[ColumnRow]:
    roles: dict[str, Role] = {role.token: role for role in shape(found.shape).roles}
    rows = []
    for place, choice in enumerate(choices_of(found)):
        texts = (row.cells[place].text for row in shown.rows[:8] if place < len(row.cells))
        examples = " · ".join(list(dict.fromkeys(_short(text) for text in texts if text))[:3])
        rows.append(_column(place, heading(shown.headings, place), examples, choice, roles))
    return rows


def _short(text: str) -> str:
    return text if len(text) <= EXAMPLE else f"{text[:EXAMPLE]}…"


def _column(
    place: int, name: str, examples: str, choice: Choice, roles: dict[str, Role]
) -> ColumnRow:
    role = roles.get(choice.token)
    return ColumnRow(
        place,
        name,
        examples,
        choice.token,
        choice.year,
        takes_year=bool(role and role.takes_year),
        ignored=role is None,
    )


def _results(found: ImportJob, actor: User) -> list[Assessment]:
    """The results a stage-value import leads to, when it is about one institution."""
    place = found.options.get("institution")
    shown = report_of(found)
    if found.shape != "stage-values" or not place or not shown:
        return []
    rows = Assessment.objects.visible_to(actor).filter(
        institution=place,
        cycle__instrument=found.options["instrument"],
        cycle__year__in=shown.years,
    )
    return list(rows.select_related("institution", "cycle").order_by("-cycle__year"))


def _steps() -> list[str]:
    return [_("Unggah"), _("Periksa"), _("Selesai")]
