"""What is done with an answer besides writing it: merge, check, hand in, take back, rate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.assessments.permissions import RATE, WRITE_ANSWER, may_rate
from selaras.assessments.queries.workspace import IndicatorDesk
from selaras.assessments.services.answers import (
    AnswerChangedError,
    hand_in,
    missing_for_hand_in,
    rate,
    save_answer,
    take_back,
)
from selaras.assessments.states import AnswerState
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_desk, asked_indicator
from selaras.web.assessments.workspace.desk import address, address_of, contests, page
from selaras.web.assessments.workspace.forms import (
    LABELS,
    TEXTS,
    Sent,
    faults_of,
    read_value,
    stored,
)
from selaras.web.people.forms import seen_version

THEIRS, BOTH = "mereka", "keduanya"


@require_POST
def merge(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Save what was chosen of two versions; a third writer in between shows both again."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    typed = _chosen(request.POST)
    try:
        save_answer(
            desk.assessment,
            number,
            actor=actor_of(request),
            seen=typed.seen,
            **typed.given(desk.instrument.scale),
        )
    except AnswerChangedError as error:
        context = {
            "desk": desk,
            "current": error.current,
            "contests": contests(error.current, typed),
            "merge_url": address(desk, "merge"),
        }
        return render(request, "workspace/conflict.html", context, status=409)
    except RefusedError as error:
        shown = typed.shown(desk.answer)
        return page(request, desk, shown, faults_of(error), status=422, seen=typed.seen)
    messages.success(request, _("Pilihan Anda disimpan."))
    return redirect(address(desk))


def _chosen(data: QueryDict) -> Sent:
    """For each contested field the version that was picked; both means one below the other."""
    found: dict[str, str] = {}
    for name in LABELS:
        if f"mine-{name}" not in data:
            continue
        mine, theirs = str(data[f"mine-{name}"]), data.get(f"theirs-{name}", "")
        choice = data.get(f"pilih-{name}", "")
        if choice == THEIRS:
            found[name] = theirs
        elif choice == BOTH and name in TEXTS:
            found[name] = f"{theirs}\n\n{mine}".strip()
        else:
            found[name] = mine
    claim = found.pop("claim", None)
    return Sent(seen_version(data.get("version", "")), found, claim)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Everything that will be handed in, to look over once more; POST hands it in."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    faults: dict[str, str] = {}
    if request.method == "POST":
        if desk.answer.pk is None:
            faults = _missing(desk)
        else:
            seen = seen_version(request.POST.get("version", ""))
            try:
                hand_in(desk.answer, actor=actor_of(request), seen=seen)
            except RefusedError as error:
                faults = faults_of(error)
            else:
                return redirect(address(desk, "handed_in"))
    missing = _missing(desk) if desk.answer.state != AnswerState.HANDED_IN else {}
    context = {
        "desk": desk,
        "answer": desk.answer,
        "rows": [(name, str(LABELS[name]), stored(desk.answer)[name]) for name in TEXTS],
        "missing": missing,
        "faults": list((faults or {}).items()),
        "back": address(desk),
    }
    return render(request, "workspace/check.html", context, status=422 if faults else 200)


def _missing(desk: IndicatorDesk) -> dict[str, str]:
    return {problem.field: str(problem.message) for problem in missing_for_hand_in(desk.answer)}


@require_safe
def handed_in(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The confirmation: what happened, and what happens next."""
    desk = asked_desk(request, pk, number)
    if desk.answer.state == AnswerState.DRAFT:
        return redirect(address(desk))
    return render(request, "workspace/handed_in.html", {"desk": desk, "answer": desk.answer})


@require_POST
def taken_back(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Open a handed-in answer again."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    try:
        if desk.answer.pk is not None:
            seen = seen_version(request.POST.get("version", ""))
            take_back(desk.answer, actor=actor_of(request), seen=seen)
    except RefusedError as error:
        return page(request, desk, stored(desk.answer), faults_of(error), status=422)
    messages.success(request, _("Jawaban ditarik. Anda dapat mengubahnya, lalu serahkan lagi."))
    return redirect(address(desk))


@require_POST
def rating(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The team settles on the institution's own value."""
    work, instrument = asked_indicator(request, pk, number)
    actor = actor_of(request)
    demand(may_rate(actor, work), RATE)
    text = request.POST.get("value", "")
    explanation = request.POST.get("explanation", "")
    try:
        rate(
            work,
            number,
            read_value(text, instrument.scale, "value"),
            actor=actor,
            seen=seen_version(request.POST.get("revision", "")),
            explanation=explanation,
        )
    except RefusedError as error:
        # A rating somebody else changed is read anew with the page, what was typed stays.
        fresh = isinstance(error, ChangedMeanwhileError)
        desk = asked_desk(request, pk, number)
        typed = {"rating_value": text, "rating_text": explanation, "rating_changed": fresh}
        return page(
            request,
            desk,
            stored(desk.answer),
            faults_of(error),
            status=409 if fresh else 422,
            **typed,
        )
    messages.success(request, _("Nilai mandiri disimpan."))
    return redirect(f"{address_of(pk, number)}#nilai-tim")
