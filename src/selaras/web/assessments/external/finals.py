"""Deciding final values, seeing what each decision does to the index, fixing and reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import ASSESS, may_take
from selaras.assessments.queries.external import Desk, desk_of
from selaras.assessments.queries.finals import FinalLine, finals_of
from selaras.assessments.services.external import Rating, off_scale
from selaras.assessments.services.finals import accept_proposals, decide_finals
from selaras.assessments.services.results import ConflictError
from selaras.assessments.states import Step
from selaras.foundation.access import demand
from selaras.foundation.refusal import Problem, RefusedError
from selaras.pure.numbers import exact, localise, parse
from selaras.pure.scoring import ScoringError, ValueOutOfScaleError, score
from selaras.web.access import actor_of
from selaras.web.assessments.external.forms import LONGEST_TEXT
from selaras.web.assessments.external.opening import frame, opened_desk
from selaras.web.people.forms import seen_version

PREFIX = "nilai-"
ENDING = (Step.FINALISE, Step.REPORT, Step.REOPEN)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table with what its fields hold."""

    line: FinalLine
    value: str
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
def finals(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposal, decision and effect of every indicator; POST tries, decides, or takes all over."""
    assessment, actor = opened_desk(request, pk), actor_of(request)
    problems: list[Problem] = []
    if request.method == "POST":
        desk = desk_of(actor, assessment)
        demand(desk.may_rate, ASSESS)
        if desk.stage != Stage.FINAL:
            messages.error(request, _("Nilai akhir hanya diputuskan selama konsolidasi."))
            return redirect("external:finals", pk)
        act = request.POST.get("langkah", "")
        try:
            if act == "terima":
                messages.success(request, _accepted(request, assessment))
                return redirect("external:finals", pk)
            if act != "coba":
                messages.success(request, _decided(request, assessment, desk))
                return redirect("external:finals", pk)
        except RefusedError as error:
            problems = list(error.problems)
    desk = desk_of(actor, assessment)
    typed = request.POST if request.method == "POST" else request.GET
    tries, unread = _tries(desk, typed)
    found = finals_of(desk, tries)
    context = {
        **frame(request, assessment, "external:finals"),
        "desk": desk,
        "finals": found,
        "rows": [
            _row(line, request.POST if request.method == "POST" else None) for line in found.lines
        ],
        "levels": _levels(desk),
        "problems": [("", str(problem.message)) for problem in problems or unread],
        "steps": [step for step in ENDING if may_take(actor, assessment, step)],
        "tried": bool(tries),
        "may_decide": desk.may_rate and desk.stage == Stage.FINAL,
    }
    return render(request, "external/finals.html", context, status=422 if problems else 200)


def _accepted(request: HttpRequest, assessment: Assessment) -> str:
    done = accept_proposals(assessment, actor=actor_of(request))
    text = ngettext(
        "%(count)d usulan diambil sebagai nilai akhir.",
        "%(count)d usulan diambil sebagai nilai akhir.",
        done.added,
    )
    return text % {"count": done.added}


def _decided(request: HttpRequest, assessment: Assessment, desk: Desk) -> str:
    """Record what differs from what is stored. Raises RefusedError, nothing being recorded."""
    decisions: dict[str, Rating] = {}
    seen: dict[str, int] = {}
    problems: list[Problem] = []
    for line in finals_of(desk).lines:
        text = request.POST.get(f"{PREFIX}{line.number}", "").strip()
        if not text:
            continue
        reason = request.POST.get(f"alasan-{line.number}", "")[:LONGEST_TEXT].strip()
        try:
            value = parse(text)
        except ValueError:
            problems.append(_unreadable(line.number))
            continue
        known = line.decided
        if known is None or (known.value, known.explanation) != (value, reason):
            decisions[line.number] = Rating(value, reason)
            seen[line.number] = seen_version(request.POST.get(f"revisi-{line.number}", ""))
    if problems:
        raise RefusedError(*problems)
    try:
        done = decide_finals(assessment, decisions, actor=actor_of(request), expected=seen)
    except ConflictError as error:
        raise RefusedError(
            Problem(
                _(
                    "Indikator %(numbers)s baru saja diputuskan orang lain. Nilai terbarunya "
                    "tampil di bawah; isian Anda belum disimpan."
                )
                % {"numbers": ", ".join(error.numbers)}
            )
        ) from error
    count = done.added + done.changed
    text = ngettext("%(count)d keputusan disimpan.", "%(count)d keputusan disimpan.", count)
    return text % {"count": count}


def _unreadable(number: str) -> Problem:
    return Problem(
        _("Indikator %(number)s: tulis nilai sebagai angka, misalnya 3 atau 2,49.")
        % {"number": number}
    )


def _tries(desk: Desk, typed: QueryDict) -> tuple[dict[str, Fraction], list[Problem]]:
    """Values typed but not decided; what cannot be read or lies off the scale is told instead."""
    found: dict[str, Fraction] = {}
    problems: list[Problem] = []
    for line in desk.lines:
        text = typed.get(f"{PREFIX}{line.number}", "").strip()
        if not text:
            continue
        try:
            value = parse(text)
            score(desk.instrument, {line.number: value})
        except ValueOutOfScaleError as error:
            problems.append(Problem(off_scale(line.number, error.value)))
        except (ValueError, ScoringError):
            problems.append(_unreadable(line.number))
        else:
            if value != line.final:
                found[line.number] = value
    return found, problems


def _row(line: FinalLine, typed: Mapping[str, str] | None) -> Row:
    if typed is not None and f"{PREFIX}{line.number}" in typed:
        return Row(line, typed[f"{PREFIX}{line.number}"], typed.get(f"alasan-{line.number}", ""))
    if line.decided is None:
        return Row(line, "", "")
    return Row(line, localise(exact(line.decided.value)), line.decided.explanation)


def _levels(desk: Desk) -> list[str]:
    """The levels to choose from; empty where the instrument rates in decimals."""
    scale = desk.instrument.scale
    if not scale.whole:
        return []
    return [str(n) for n in range(int(scale.minimum), int(scale.maximum) + 1)]
