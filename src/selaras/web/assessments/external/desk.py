"""An assessor's institutions, and the grid of one assessment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Stage
from selaras.assessments.permissions import ASSESS, may_administer, may_take
from selaras.assessments.queries.external import Desk, DeskLine, desk_of
from selaras.assessments.queries.seats import seats_of
from selaras.assessments.services.external import adopt_claim
from selaras.assessments.states import State, Step
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.refusal import RefusedError
from selaras.people.roles import Role
from selaras.people.standing import standing_of
from selaras.pure.numbers import exact
from selaras.web.access import actor_of
from selaras.web.assessments.external.opening import frame, opened
from selaras.web.download import download
from selaras.web.ui.lists import CURSOR, changed

STEPS = (
    Step.ASSESS_DOCUMENTS,
    Step.INTERVIEW,
    Step.VISIT,
    Step.CONSOLIDATE,
    Step.FINALISE,
    Step.REOPEN,
    Step.REPORT,
)
"""The steps of the course that assessors take."""

Chip = tuple[str, str, bool, int | None]


@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    """The institutions assigned to me: state, window, progress, next meeting, next thing to do."""
    actor = actor_of(request)
    if not (may_administer(actor) or standing_of(actor).institutions(Role.ASSESSOR)):
        raise Http404
    done = request.GET.get("saring") == "selesai"
    cursor = request.GET.get(CURSOR, "")
    seats, page = seats_of(actor, done=done, now=clock.now(), cursor=cursor)
    chips: list[Chip] = [
        (_("Berjalan"), changed(request.GET, saring=None), not done, None),
        (_("Laporan terbit"), changed(request.GET, saring="selesai"), done, None),
    ]
    neighbours = [changed(request.GET, **{CURSOR: c}) if c else "" for c in _ends(page)]
    context = {
        "seats": seats,
        "chips": chips,
        "done": done,
        "today": clock.today(),
        "previous": neighbours[0],
        "next": neighbours[1],
    }
    return render(request, "external/desk_list.html", context)


def _ends(page: object) -> tuple[str, str]:
    return getattr(page, "previous", ""), getattr(page, "next", "")


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator with claim and stage values; POST takes the claim over for those ticked."""
    assessment, actor = opened(request, pk), actor_of(request)
    if request.method == "POST":
        return _adopt(request, pk)
    found = desk_of(actor, assessment)
    lines = asked_lines(request, found)
    context = {
        **frame(request, assessment, "external:desk"),
        "desk": found,
        "rows": [(line, [(s, line.value(s)) for s in found.stages]) for line in lines],
        "chips": _chips(request, found),
        "aspects": [(a.code, a.name) for a in found.instrument.aspects()],
        "wanted": {"cari": request.GET.get("cari", ""), "aspek": request.GET.get("aspek", "")},
        "saring": request.GET.get("saring", ""),
        "ticked": request.GET.get("pilih") == "semua",
        "tick_all": changed(request.GET, pilih="semua"),
        "query": request.GET.urlencode(),
        "steps": [step for step in STEPS if may_take(actor, assessment, step)],
        "begins": assessment.state == State.SUBMITTED,
    }
    return render(request, "external/desk.html", context)


def asked_lines(request: HttpRequest, found: Desk) -> list[DeskLine]:
    """The lines the address asks for; unknown words count as not given."""
    keep, aspect = request.GET.get("saring", ""), request.GET.get("aspek", "")
    text = request.GET.get("cari", "")[:80].casefold().strip()
    codes = {a.code for a in found.instrument.aspects()}
    return [
        line
        for line in found.lines
        if _keeps(found, line, keep)
        and (aspect not in codes or line.aspect.code == aspect)
        and (not text or text in f"{line.number} {line.indicator.name}".casefold())
    ]


def _keeps(found: Desk, line: DeskLine, keep: str) -> bool:
    difference = line.difference
    if keep == "belum":
        return line in found.open_lines
    if keep == "ditanyakan":
        return line.is_asked
    if keep == "turun":
        return difference is not None and difference < 0
    if keep == "naik":
        return difference is not None and difference > 0
    return keep != "sama" or difference == 0


def _chips(request: HttpRequest, found: Desk) -> list[Chip]:
    words = {
        "belum": _("Belum dinilai"),
        "ditanyakan": _("Ditanyakan"),
        "turun": _("Di bawah klaim"),
        "sama": _("Sama dengan klaim"),
        "naik": _("Di atas klaim"),
    }
    if found.stage not in {Stage.INTERVIEW, Stage.VISIT}:
        del words["ditanyakan"]
    now = request.GET.get("saring", "")
    everything = changed(request.GET, saring=None)
    chips: list[Chip] = [(_("Semua"), everything, now not in words, len(found.lines))]
    for word, label in words.items():
        held = sum(1 for line in found.lines if _keeps(found, line, word))
        if held or now == word:
            chips.append((label, changed(request.GET, saring=word), now == word, held))
    return chips


def _adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more with the list before eyes, then take the claims over."""
    assessment, actor = opened(request, pk), actor_of(request)
    found = desk_of(actor, assessment)
    demand(found.may_rate, ASSESS)
    ticked = set(request.POST.getlist("nomor"))
    lines = [x for x in found.open_lines if x.number in ticked and x.claim is not None]
    stage = found.stage
    if not lines or stage is None:
        messages.warning(request, _("Centang dahulu indikator yang belum dinilai."))
        return redirect("external:desk", pk)
    if "pasti" not in request.POST:
        context = {**frame(request, assessment, "external:desk"), "desk": found, "lines": lines}
        return render(request, "external/adopt.html", context)
    try:
        done = adopt_claim(assessment, stage, [x.number for x in lines], actor=actor)
    except RefusedError as error:
        for problem in error.problems:
            messages.error(request, str(problem.message))
    else:
        text = ngettext(
            "%(count)d indikator dinilai sama dengan klaim.",
            "%(count)d indikator dinilai sama dengan klaim.",
            done.added,
        )
        messages.success(request, text % {"count": done.added})
    return redirect("external:desk", pk)


@require_safe
def export(request: HttpRequest, pk: int, suffix: str) -> HttpResponse | StreamingHttpResponse:
    """Exactly this view of the grid as a file; stages the reader may not read are not in it."""
    assessment = opened(request, pk)
    found = desk_of(actor_of(request), assessment)
    headings = [_("Nomor"), _("Indikator"), _("Aspek")]
    for stage in found.stages:
        headings += [str(stage.label), _("Penjelasan %(stage)s") % {"stage": stage.label}]
    headings.append(_("Selisih terhadap klaim"))
    rows = _rows(found, asked_lines(request, found))
    stem = f"eksternal-{assessment.institution.slug}-{assessment.cycle.year}"
    return download(Table(_("Penilaian eksternal"), headings, rows), suffix, stem)


def _rows(found: Desk, lines: list[DeskLine]) -> Iterator[list[Cell]]:
    for line in lines:
        cells: list[Cell] = [line.number, line.indicator.name, line.aspect.name]
        for stage in found.stages:
            word = line.words.get(stage)
            cells += [figure_cell(word.value) if word else None, word.explanation if word else ""]
        yield [*cells, figure_cell(line.difference)]


def figure_cell(value: Fraction | None) -> Cell:
    """A rating as an exact number; every stored one ends after four places."""
    return None if value is None else Decimal(exact(value))
