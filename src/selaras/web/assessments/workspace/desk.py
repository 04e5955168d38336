"""The page of one indicator: reading it, and saving its answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Answer, Audience
from selaras.assessments.permissions import may_comment, may_read_history
from selaras.assessments.queries.last_year import speaks_of
from selaras.assessments.queries.workspace import IndicatorDesk, base_of, effect_between
from selaras.assessments.services.answers import AnswerChangedError, save_answer
from selaras.assessments.states import AnswerState, State
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.pure.scoring import ValueOutOfScaleError
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_desk, asked_indicator, is_guided
from selaras.web.assessments.workspace.forms import (
    HINTS,
    LABELS,
    TEXTS,
    Sent,
    faults_of,
    read_value,
    sent,
    stored,
    value_text,
)
from selaras.web.templatetags.selaras import figure, points

STEPS = ("bukti", *TEXTS, "claim")
"""What the guided pages ask, one after the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the explanation as the page shows it."""

    name: str
    label: str
    hint: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A field two people changed: what the other one saved and what was typed here."""

    name: str
    label: str
    theirs: str
    mine: str

    @property
    def is_text(self) -> bool:
        """Whether both versions can be put one below the other."""
        return self.name in TEXTS


@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Criteria, evidence, explanation and discussion of one indicator; POST saves the answer."""
    if request.method == "POST":
        return _save(request, pk, number)
    desk = asked_desk(request, pk, number)
    return page(request, desk, stored(desk.answer), {})


def page(
    request: HttpRequest,
    desk: IndicatorDesk,
    fields: dict[str, str],
    faults: dict[str, str],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page with these fields, complete or one step of it."""
    guided = is_guided(request, desk.assessment)
    context = {**_context(request, desk, fields, faults), **more, "guided": guided}
    template = "workspace/indicator.html"
    if guided:
        template = "workspace/guided.html"
        context |= _steps(request)
    return render(request, template, context, status=status)


def address(desk: IndicatorDesk, name: str = "indicator") -> str:
    """The address of the desk, or of something on it."""
    return address_of(desk.assessment.pk, desk.indicator.number, name)


def address_of(pk: int, number: str, name: str = "indicator") -> str:
    """The same, of a desk that is not read."""
    return reverse(f"workspace:{name}", args=[pk, number])


def writable(desk: IndicatorDesk) -> bool:
    """Whether the form is open: by right, and by the answer's own state."""
    if not desk.may_write or desk.answer.state == AnswerState.APPROVED:
        return False
    return desk.answer.state != AnswerState.HANDED_IN or desk.may_rate


def contests(current: Answer, typed: Sent) -> list[Contest]:
    """The fields in which what was typed differs from what stands there now."""
    theirs = stored(current)
    mine = {**typed.texts, **({} if typed.claim is None else {"claim": typed.claim})}
    return [
        Contest(name, str(LABELS[name]), theirs[name], mine[name])
        for name in LABELS
        if name in mine and mine[name].replace("\r\n", "\n").rstrip() != theirs[name]
    ]


def clock_text(at: Any) -> str:
    """The time of day as the status line says it: "10.41"."""
    return timezone.localtime(at).strftime("%H.%M")


def _save(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Save what was sent; the desk is read only for an answer that shows it."""
    work, instrument = asked_indicator(request, pk, number)
    actor, typed = actor_of(request), sent(request.POST)
    wants_json = "application/json" in request.headers.get("Accept", "")
    # Only who sent a claim is told its effect, and that is against what stood there before.
    base = base_of(actor, work, number) if wants_json and typed.claim else None
    try:
        saved = save_answer(
            work, number, actor=actor, seen=typed.seen, **typed.given(instrument.scale)
        )
    except AnswerChangedError as error:
        desk = asked_desk(request, pk, number)
        return _conflict(request, desk, error.current, typed, wants_json=wants_json)
    except RefusedError as error:
        faults = faults_of(error)
        if wants_json:
            return JsonResponse({"faults": faults}, status=422)
        desk = asked_desk(request, pk, number)
        shown = typed.shown(desk.answer)
        return page(request, desk, shown, faults, status=422, seen=typed.seen)
    except DeniedError:
        if wants_json:
            sentence = _closed(asked_desk(request, pk, number))
            return JsonResponse({"faults": {"": sentence}}, status=403)
        raise
    if wants_json:
        effect = None
        if base is not None and saved.claimed is not None:
            effect = effect_between(instrument, number, base, saved.claimed)
        return JsonResponse(_acknowledgement(saved, effect))
    return _onward(request, pk, number)


def _acknowledgement(saved: Answer, effect: Fraction | None) -> dict[str, Any]:
    """What the page needs to know after a save: version, time, and the effect of the claim."""
    at = saved.changed_at or timezone.now()
    return {
        "version": saved.version,
        "saved": clock_text(at),
        "claim": value_text(saved.claimed),
        "effect": points(effect),
    }


def _conflict(
    request: HttpRequest, desk: IndicatorDesk, current: Answer, typed: Sent, *, wants_json: bool
) -> HttpResponse:
    """Both versions, part by part; nothing of either is lost."""
    found = contests(current, typed)
    context = {
        "desk": desk,
        "current": current,
        "contests": found,
        "merge_url": address(desk, "merge"),
    }
    if wants_json:
        html = render_to_string("workspace/_conflict.html", context, request=request)
        theirs = stored(current)
        return JsonResponse(
            {"version": current.version, "theirs": theirs, "html": html}, status=409
        )
    return render(request, "workspace/conflict.html", context, status=409)


def _onward(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Where a saved form leads: the next step, the check page, or back to the desk."""
    desk = address_of(pk, number)
    goal = request.POST.get("lanjut", "")
    if goal == "periksa":
        return redirect(address_of(pk, number, "check"))
    if goal in STEPS:
        return redirect(f"{desk}?langkah={goal}")
    messages.success(request, _("Jawaban disimpan."))
    return redirect(f"{desk}?{request.GET.urlencode()}" if request.GET else desk)


def _closed(desk: IndicatorDesk) -> str:
    """Why nobody, or not this person, writes here now."""
    if desk.is_frozen:
        return _("Penilaian ini sudah dikirim, jadi jawabannya tidak berubah lagi.")
    if desk.assessment.state == State.FILLING and desk.window and not desk.may_write:
        return _("Masa pengisian unit belum dibuka atau sudah ditutup. Hubungi tim penilai.")
    return _("Jawaban ini sedang tidak dapat Anda ubah.")


def _context(
    request: HttpRequest, desk: IndicatorDesk, fields: dict[str, str], faults: dict[str, str]
) -> dict[str, Any]:
    actor = actor_of(request)
    answer = desk.answer
    carried = answer.carried_from
    year = carried.assessment.cycle.year if carried else 0
    return {
        "desk": desk,
        "answer": answer,
        # What was typed goes back with the version it was written on, so that it never replaces
        # what somebody else saved meanwhile.
        "seen": answer.version,
        "parts": _parts(fields, faults),
        "claim": fields["claim"],
        "claim_error": faults.get("claim", ""),
        "whole_fault": faults.get("", ""),
        "faults": [(name, text) for name, text in faults.items() if text],
        "writable": writable(desk),
        "closed": "" if writable(desk) or answer.state != AnswerState.DRAFT else _closed(desk),
        "may_take_back": desk.may_write and answer.state == AnswerState.HANDED_IN,
        "may_hand_in": desk.may_write and answer.state in {AnswerState.DRAFT, AnswerState.RETURNED},
        "carried_year": year if carried and speaks_of(answer, year) else 0,
        "may_read_history": may_read_history(actor, desk.assessment),
        "audiences": _audiences(actor, desk),
        "tried": _tried(desk, fields["claim"]),
        "index": _index(desk),
        "store_key": f"selaras:jawaban:{actor.pk}:{desk.assessment.pk}:{desk.indicator.number}",
    }


def _parts(fields: dict[str, str], faults: dict[str, str]) -> list[Part]:
    return [
        Part(name, str(LABELS[name]), str(HINTS[name]), fields[name], faults.get(name, ""))
        for name in TEXTS
    ]


def _audiences(actor: Any, desk: IndicatorDesk) -> list[tuple[str, str]]:
    return [
        (str(value), str(label))
        for value, label in Audience.choices
        if may_comment(actor, desk.assessment, value)
    ]


def _tried(desk: IndicatorDesk, typed: str) -> str:
    """The effect of the value in the field, "+0,027", or nothing while it says nothing."""
    try:
        effect = desk.effect_of(read_value(typed, desk.instrument.scale, "claim"))
    except (RefusedError, ValueOutOfScaleError):
        return ""
    return points(effect) if effect is not None else ""


def _index(desk: IndicatorDesk) -> str:
    """The index of what is claimed so far, or where it must lie while claims are missing."""
    rounding = desk.instrument.rounding
    if desk.score.index is not None:
        return figure(desk.score.index, rounding)
    low, high = (figure(bound, rounding) for bound in desk.score.bounds)
    return f"{low}–{high}"


def _steps(request: HttpRequest) -> dict[str, Any]:
    """Where a guided page stands: the step, its number, and the neighbours."""
    asked = request.POST.get("langkah") or request.GET.get("langkah", "")
    at = STEPS.index(asked) if asked in STEPS else 0
    return {
        "step": STEPS[at],
        "step_number": at + 1,
        "step_labels": [_("Kriteria dan bukti"), *(str(LABELS[name]) for name in STEPS[1:])],
        "step_before": STEPS[at - 1] if at else "",
        "step_after": STEPS[at + 1] if at + 1 < len(STEPS) else "periksa",
    }
