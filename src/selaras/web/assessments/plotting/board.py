"""The plotting screen: filters, loads, and the change of many indicators at once.

A change is previewed first: the page shows old and new for every indicator, and confirming sends
what was seen, so that two people who divide at once notice each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import PLOT, may_plot
from selaras.assessments.queries.board import NOBODY, Board, Filters, Line, Load, board_of
from selaras.assessments.queries.plotting import Plotted, Taker
from selaras.assessments.services.plotting import PlottingConflictError, change_plotting
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.web.access import actor_of
from selaras.web.assessments.plotting.forms import MODES, BulkForm
from selaras.web.assessments.plotting.opening import inside

BAR = 100
"""Width of a load's bar in units of its drawing."""


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A load with its bar: ``width`` and ``mark`` (last year) are of BAR; ``url`` filters by it."""

    load: Load
    width: int
    mark: int | None
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class UnitChip:
    """A unit in a line."""

    taker: Taker
    share: Any
    predecessor: Taker | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with names instead of keys."""

    line: Line
    units: Sequence[UnitChip]
    members: Sequence[Taker]
    checked: bool
    opens: bool
    """Whether a heading of its aspect comes before it."""
    opens_domain: bool


def asked_filters(request: HttpRequest) -> Filters:
    """What the address asks for."""
    return Filters(
        unit=request.GET.get("unit", ""),
        member=request.GET.get("anggota", ""),
        aspect=request.GET.get("aspek", ""),
        text=request.GET.get("cari", "")[:100],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plot(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen (GET), the preview of a change and its confirmation (POST)."""
    assessment = inside(request, pk)
    if request.method != "POST":
        return _screen(request, assessment, board_of(assessment), None)
    demand(may_plot(request.user, assessment), PLOT)
    board = board_of(assessment)
    form = BulkForm(request.POST, board)
    if not form.is_valid() or "ubah" in request.POST:
        return _screen(request, assessment, board, form)
    if request.POST.get("langkah") != "simpan":
        return _preview(request, assessment, board, form, None)
    numbers, change = form.numbers, form.change()
    seen = {number: mark for number, mark in form.seen_of(board).items() if number in numbers}
    try:
        changed = change_plotting(assessment, numbers, change, actor=actor_of(request), seen=seen)
    except PlottingConflictError as error:
        return _preview(request, assessment, board_of(assessment), form, error)
    except RefusedError as error:
        for problem in error.problems:
            known = problem.field if problem.field in form.fields else None
            form.add_error(known, str(problem.message))
        return _screen(request, assessment, board, form)
    _tell(request, len(changed))
    return redirect(f"{request.path}{_query(request)}")


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Tidak ada yang berubah: pembagian sudah seperti itu."))
        return
    text = ngettext(
        "Pembagian %(count)d indikator sudah disimpan.",
        "Pembagian %(count)d indikator sudah disimpan.",
        count,
    )
    messages.success(request, text % {"count": count})


def _screen(
    request: HttpRequest, assessment: Assessment, board: Board, form: BulkForm | None
) -> HttpResponse:
    filters = asked_filters(request)
    ticked = set(form.sent.getlist("indikator")) if form else set()
    ticked |= {request.GET.get("pilih", "")}
    lines = [line for line in board.lines if filters.keeps(line)]
    context = {
        "assessment": assessment,
        "board": board,
        "instrument": board.instrument,
        "lines": list(_shown(lines, board, ticked)),
        "filters": filters,
        "nobody": NOBODY,
        "unit_options": _options(board.unit_loads),
        "member_options": _options(board.member_loads),
        "aspect_options": [(aspect.code, aspect.name) for aspect in board.instrument.aspects()],
        "unit_loads": _rows(board.unit_loads, "unit", filters.unit),
        "member_loads": _rows(board.member_loads, "anggota", filters.member),
        "may_plot": may_plot(request.user, assessment),
        "modes": MODES,
        "form": form,
        "chosen": _chosen(form),
        "choices": {
            "units": [t for t in board.units.values() if t.stands],
            "members": [t for t in board.members.values() if t.stands],
            "gone_units": [load.taker for load in board.unit_loads if not load.taker.stands],
            "gone_members": [load.taker for load in board.member_loads if not load.taker.stands],
        },
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "plotting/plot.html", context, status=status)


def _chosen(form: BulkForm | None) -> dict[str, Any]:
    """What was ticked and typed, so that nothing is lost when the form comes back."""
    if form is None:
        return {"cara": MODES[0][0]}
    data = form.sent
    return {
        "unit": set(data.getlist("unit")),
        "anggota": set(data.getlist("anggota")),
        "utama": data.get("utama", ""),
        "cara": data.get("cara", MODES[0][0]),
        "tenggat": data.get("tenggat", ""),
        "semua": "semua" in data,
    }


def _preview(
    request: HttpRequest,
    assessment: Assessment,
    board: Board,
    form: BulkForm,
    conflict: PlottingConflictError | None,
) -> HttpResponse:
    change = form.change()
    pairs = [
        (board.by_number[number], change.of(board.by_number[number].plotted))
        for number in form.numbers
    ]
    rows: list[dict[str, Any]] = [
        {
            "line": line,
            "before": _names(line.plotted, board),
            "after": _names(after, board),
            "seen": line.plotted.fingerprint,
            "changes": after != line.plotted,
            "conflict": conflict is not None and line.number in conflict.numbers,
            "empty": not after.units,
        }
        for line, after in pairs
    ]
    context = {
        "assessment": assessment,
        "rows": rows,
        "changing": sum(row["changes"] for row in rows),
        "emptied": sum(row["empty"] and bool(row["line"].plotted.units) for row in rows),
        "conflict": conflict,
        "mode": dict(MODES)[change.mode.value],
        "given": [
            (name, value)
            for name in ("cara", "unit", "utama", "anggota", "tenggat")
            for value in form.sent.getlist(name)
            if value
        ],
        "loads": _moved_loads(board, pairs),
    }
    return render(request, "plotting/preview.html", context, status=409 if conflict else 200)


def _moved_loads(board: Board, pairs: Sequence[tuple[Line, Plotted]]) -> list[dict[str, Any]]:
    """Whose load changes, with indicators and weight before and after."""
    moved: dict[tuple[str, int], list[Any]] = {}
    for line, after in pairs:
        weight = line.indicator.weight
        for kind, old, new in (
            ("unit", {s.unit for s in line.plotted.units}, {s.unit for s in after.units}),
            ("anggota", set(line.plotted.members), set(after.members)),
        ):
            for key in old ^ new:
                sign = 1 if key in new else -1
                sums = moved.setdefault((kind, key), [0, Fraction(0)])
                sums[0] += sign
                sums[1] += sign * weight
    loads = {("unit", load.taker.pk): load for load in board.unit_loads}
    loads |= {("anggota", load.taker.pk): load for load in board.member_loads}
    found = []
    for (kind, key), (count, weight) in moved.items():
        load = loads.get((kind, key))
        if load is not None:
            found.append(
                {
                    "taker": load.taker,
                    "count": load.count,
                    "count_after": load.count + count,
                    "weight": load.weight,
                    "weight_after": load.weight + weight,
                }
            )
    return sorted(found, key=lambda row: row["taker"].name)


def _shown(lines: Iterable[Line], board: Board, ticked: set[str]) -> Iterable[Shown]:
    aspect = domain = None
    for line in lines:
        chips = [
            UnitChip(board.units[s.unit], s, board.units.get(s.predecessor or 0))
            for s in line.plotted.units
        ]
        members = [board.members[key] for key in line.plotted.members]
        fresh = line.aspect.code != aspect
        fresh_domain = line.domain.code != domain
        yield Shown(line, chips, members, line.number in ticked, fresh, fresh_domain)
        aspect, domain = line.aspect.code, line.domain.code


def _names(plotted: Plotted, board: Board) -> dict[str, Any]:
    return {
        "units": [(board.units[s.unit].short, s.is_lead, s.due_on) for s in plotted.units],
        "members": [board.members[key].name for key in plotted.members],
    }


def _options(loads: Sequence[Load]) -> list[tuple[str, str]]:
    found = sorted(((str(load.taker.pk), load.taker.name) for load in loads), key=lambda o: o[1])
    return [(NOBODY, _("(kosong)")), *found]


def _rows(loads: Sequence[Load], name: str, active: str) -> list[LoadRow]:
    most = max((max(load.count, load.before or 0) for load in loads), default=0) or 1
    return [
        LoadRow(
            load,
            BAR * load.count // most,
            BAR * load.before // most if load.before is not None else None,
            f"?{name}={load.taker.pk}",
            active == str(load.taker.pk),
        )
        for load in loads
    ]


def _query(request: HttpRequest) -> str:
    """The filters the sender came with, so that saving leads back to the same view."""
    return f"?{request.GET.urlencode()}" if request.GET else ""
