"""One indicator side by side: what the institution says and shows, what the assessors say."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment, EvidenceItem, Stage
from selaras.assessments.permissions import ASSESS
from selaras.assessments.queries.external import MEETING_OF, Desk, Stand, Word, stand_of
from selaras.assessments.services import external
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.pure.instrument.model import Criterion
from selaras.pure.numbers import exact, localise
from selaras.pure.scoring import what_if
from selaras.web.access import actor_of
from selaras.web.assessments.external.forms import RateForm, stays
from selaras.web.assessments.external.opening import frame, opened
from selaras.web.people.forms import blame


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: its criterion, the evidence put to it, and what giving it does to the index."""

    level: int
    name: str
    criterion: Criterion | None
    items: list[EvidenceItem]
    effect: Fraction | None
    """Points of the index against the claim; None while the claim has gaps. A simulation."""


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Read the frozen answer beside the criteria, and rate where it is the reader's turn."""
    assessment, actor = opened(request, pk), actor_of(request)
    stand = stand_of(actor, assessment, number)
    if stand is None:
        raise Http404
    form = _form(request, stand)
    if request.method == "POST":
        demand(stand.desk.may_rate, ASSESS)
        if form is not None and form.is_valid():
            answer = _save(request, assessment, stand, form)
            if answer is not None:
                return answer
            stand = stand_of(actor, assessment, number) or stand
    context = {
        **frame(request, assessment, "external:desk"),
        "stand": stand,
        "desk": stand.desk,
        "line": stand.line,
        "form": form,
        "rungs": rungs(stand),
        "words": _words(stand),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "external/rate.html", context, status=status)


def _form(request: HttpRequest, stand: Stand) -> RateForm | None:
    desk, line = stand.desk, stand.line
    if not desk.may_rate or desk.stage is None or desk.stage == Stage.FINAL:
        return None
    word = line.words.get(desk.stage)
    initial = {
        "version": word.revision if word else 0,
        "value": localise(exact(word.value)) if word else None,
        "explanation": word.explanation if word else "",
    }
    unlisted = desk.stage in MEETING_OF and not line.is_asked
    return RateForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        instrument=desk.instrument,
        unlisted=unlisted,
    )


def _save(
    request: HttpRequest, assessment: Assessment, stand: Stand, form: RateForm
) -> HttpResponse | None:
    """Record it and go on, or blame the form and stay (None)."""
    values, stage, number = form.cleaned_data, stand.desk.stage, stand.line.number
    if stage is None:
        return None
    try:
        external.rate(
            assessment,
            stage,
            {number: external.Rating(values["value"], values["explanation"])},
            actor=actor_of(request),
            expected={number: values["version"]},
            chosen={number} if values.get("chosen") else (),
        )
    except RefusedError as error:
        blame(form, error)
        if isinstance(error, ChangedMeanwhileError):
            fresh = stand_of(actor_of(request), assessment, number)
            word = fresh.line.words.get(stage) if fresh else None
            stays(form, version=word.revision if word else 0)
        return None
    messages.success(request, _("Indikator %(number)s sudah dinilai.") % {"number": number})
    if "lanjut" in request.POST:
        following = next_open(stand.desk, number)
        if following is not None:
            return redirect("external:rate", assessment.pk, following)
        return redirect("external:desk", assessment.pk)
    return redirect("external:rate", assessment.pk, number)


def next_open(desk: Desk, number: str) -> str | None:
    """The next indicator that waits for a value, from here on and then from the top."""
    waiting = {line.number for line in desk.open_lines} - {number}
    order = [line.number for line in desk.lines]
    place = order.index(number)
    return next((n for n in order[place:] + order[:place] if n in waiting), None)


def rungs(stand: Stand) -> list[Rung]:
    """The levels of the instrument, from the lowest."""
    desk, line = stand.desk, stand.line
    names = desk.instrument.level_names.get(line.indicator.capability, {})
    claims = desk.values_of(Stage.SELF)
    complete = desk.score_of(Stage.SELF).index is not None
    found = []
    scale = desk.instrument.scale
    for level in range(int(scale.minimum), int(scale.maximum) + 1):
        effect = None
        if complete:
            moved = what_if(desk.instrument, claims, {line.number: Fraction(level)})
            effect = sum((part.effect for part in moved.parts), Fraction(0))
        criterion = line.indicator.criterion(level)
        items = stand.items_at(level)
        found.append(Rung(level, names.get(level, ""), criterion, items, effect))
    return found


def _words(stand: Stand) -> list[tuple[Stage, Word]]:
    """What each readable stage says, in order."""
    line = stand.line
    return [(stage, line.words[stage]) for stage in Stage if stage in line.words]
