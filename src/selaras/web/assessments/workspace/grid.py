"""The indicators of an assessment: a dense grid for the team, a task list for the units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import may_rate, may_read_worksheets, works_in
from selaras.assessments.queries.grid import EMPTY, GridFilter, counts_of
from selaras.assessments.queries.sheet import Sheet, SheetLine, sheet_of
from selaras.assessments.states import FROZEN, AnswerState, State
from selaras.foundation import clock
from selaras.foundation.documents.table import Cell, Table
from selaras.people.standing import standing_of
from selaras.pure.numbers import exact
from selaras.web.access import actor_of
from selaras.web.assessments.result_page import Link, fields_but
from selaras.web.assessments.workspace.access import asked_work, is_guided
from selaras.web.download import download
from selaras.web.people.saved_views import SavedViews
from selaras.web.ui.lists import changed

PAGE = "workspace:grid"


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator a unit owes, with the next thing to do about it."""

    line: SheetLine
    todo: str
    kind: str
    """Tone of the state's tag: warn, good or neutral."""
    rank: int
    """What comes first: returned, then begun, then untouched, then what waits for others."""


def asked_filter(request: HttpRequest) -> GridFilter:
    """What the address asks for."""
    return GridFilter(
        aspect=request.GET.get("aspek", "")[:20],
        state=request.GET.get("keadaan", "")[:20],
        unit=request.GET.get("unit", "")[:20],
        member=request.GET.get("anggota", "")[:20],
        mine=request.GET.get("milik", "") == "saya",
        value=request.GET.get("nilai", "")[:20],
        text=request.GET.get("cari", "")[:80],
        order=request.GET.get("urut", "")[:20],
    )


@require_safe
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator of the work, or the tasks of a unit."""
    work = asked_work(request, pk)
    sheet = sheet_of(work)
    if is_guided(request, work):
        return _tasks(request, work, sheet)
    actor = actor_of(request)
    wanted = asked_filter(request)
    lines = wanted.apply(sheet.lines, actor)
    inside = works_in(actor, work)
    context = {
        "work": work,
        "sheet": sheet,
        "lines": lines,
        "filter": wanted,
        "inside": inside,
        "today": clock.today(),
        "frozen": work.state in FROZEN,
        "may_rate": may_rate(actor, work),
        "may_read_worksheets": may_read_worksheets(actor, work),
        "is_operator": bool(standing_of(actor).units()),
        "chips": _chips(request, sheet, wanted) if inside else [],
        "aspects": [(a.code, a.name) for a in sheet.instrument.aspects()],
        "states": AnswerState.choices,
        "units": _units(sheet),
        "members": _members(sheet),
        "kept": fields_but(request, "aspek", "unit", "anggota", "cari"),
        "saved_views": SavedViews(request, PAGE),
    }
    return render(request, "workspace/grid.html", context)


def _tasks(request: HttpRequest, work: Assessment, sheet: Sheet) -> HttpResponse:
    """What the person's units owe, the next thing first."""
    mine = standing_of(actor_of(request)).units()
    tasks = sorted((_task(line) for line in sheet.owed_by(mine)), key=lambda task: task.rank)
    done = sum(1 for task in tasks if task.rank > 2)
    context = {
        "work": work,
        "sheet": sheet,
        "tasks": tasks,
        "done": done,
        "first": next((task for task in tasks if task.rank <= 2), None),
        "today": clock.today(),
        "window": sheet.window if work.state == State.FILLING else None,
        "is_filling": work.state == State.FILLING,
    }
    return render(request, "workspace/tasks.html", context)


def _task(line: SheetLine) -> Task:
    if line.state == AnswerState.APPROVED:
        return Task(line, _("Selesai diperiksa"), "good", 4)
    if line.state == AnswerState.RETURNED:
        return Task(line, _("Perbaiki sesuai catatan, lalu serahkan lagi"), "warn", 0)
    if line.evidence.returned:
        return Task(line, _("Ganti bukti yang dikembalikan"), "warn", 0)
    if line.state == AnswerState.HANDED_IN:
        return Task(line, _("Menunggu pemeriksaan tim"), "neutral", 3)
    if line.is_begun:
        return Task(line, _("Lengkapi, periksa, lalu serahkan"), "neutral", 1)
    return Task(line, _("Mulai isi"), "neutral", 2)


def _chips(request: HttpRequest, sheet: Sheet, wanted: GridFilter) -> list[Link]:
    """Quick filters with their counts; each replaces the one before."""
    held = counts_of(sheet, actor_of(request))
    cleared: dict[str, str | None] = {"keadaan": None, "milik": None, "nilai": None}

    def chip(label: str, word: str, current: bool, **values: str) -> Link:
        return label, changed(request.GET, **{**cleared, **values}), current, held[word]

    plain = not (wanted.state or wanted.mine or wanted.value)
    return [
        (_("Semua"), changed(request.GET, **cleared), plain, len(sheet.lines)),
        chip(_("Milik saya"), "saya", wanted.mine, milik="saya"),
        chip(_("Belum dimulai"), EMPTY, wanted.state == EMPTY, keadaan=EMPTY),
        *(
            chip(str(state.label), str(state), wanted.state == state, keadaan=str(state))
            for state in (AnswerState.RETURNED, AnswerState.HANDED_IN, AnswerState.APPROVED)
        ),
        chip(_("Belum dinilai"), "nilai", wanted.value == EMPTY, nilai=EMPTY),
        chip(_("Nilai ≠ usulan"), "beda", wanted.value == "beda", nilai="beda"),
    ]


def _units(sheet: Sheet) -> list[tuple[str, str]]:
    found = {str(each.unit_id): each.unit.name for line in sheet.lines for each in line.units}
    return [*sorted(found.items(), key=lambda one: one[1]), (EMPTY, _("(kosong)"))]


def _members(sheet: Sheet) -> list[tuple[str, str]]:
    found = {str(m.member_id): m.member.name for line in sheet.lines for m in line.members}
    return [*sorted(found.items(), key=lambda one: one[1]), (EMPTY, _("(kosong)"))]


@require_safe
def export(request: HttpRequest, pk: int, suffix: str) -> HttpResponse | StreamingHttpResponse:
    """Exactly this view as a file."""
    work = asked_work(request, pk)
    sheet = sheet_of(work)
    actor = actor_of(request)
    if not works_in(actor, work):
        # The plotting and the states of answers are the institution's own.
        raise Http404
    lines = asked_filter(request).apply(sheet.lines, actor)
    headings = [
        _("Nomor"),
        _("Indikator"),
        _("Aspek"),
        _("Keadaan"),
        _("Nilai yang diusulkan"),
        _("Nilai mandiri"),
        _("Kesiapan"),
        _("Bukti diterima"),
        _("Bukti menunggu"),
        _("Bukti dikembalikan"),
        pgettext("plural", "Unit"),
        _("Anggota tim"),
        _("Tenggat"),
        _("Tahun sebelumnya"),
        _("Terakhir diubah"),
    ]
    table = Table(pgettext("plural", "Indikator"), headings, _rows(lines))
    return download(table, suffix, f"lembar-kerja-{work.institution.slug}-{work.cycle.year}")


def _rows(lines: list[SheetLine]) -> Iterator[list[Cell]]:
    for line in lines:
        changed_at: Any = line.answer.changed_at if line.answer else None
        yield [
            line.number,
            line.indicator.name,
            line.aspect.name,
            str(line.state.label),
            _exactly(line.claim),
            _exactly(line.own),
            line.ready,
            line.evidence.accepted,
            line.evidence.proposed,
            line.evidence.returned,
            "; ".join(each.unit.name for each in line.units),
            "; ".join(each.member.name for each in line.members),
            line.due_on,
            _exactly(line.previous),
            changed_at.date() if changed_at else None,
        ]


def _exactly(value: Fraction | None) -> Cell:
    if value is None:
        return None
    text = exact(value)
    return text if "/" in text else Decimal(text)
