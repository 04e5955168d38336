"""Last year's answers beside this year's, and taking them over."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.assessments.models import Stage, StageValue
from selaras.assessments.permissions import WRITE_ANSWER, may_rate, readable_stages
from selaras.assessments.queries.last_year import Age, Past, last_year_of, untouched_numbers
from selaras.assessments.services.carry import CarriedOver, carry_over
from selaras.assessments.states import AnswerState
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.queries import definition
from selaras.pure.instrument.naming import short_names
from selaras.web.access import actor_of
from selaras.web.assessments.workspace.access import asked_desk, asked_work
from selaras.web.assessments.workspace.desk import address, writable

AGES: dict[Age, str | Promise] = {
    Age.EXPIRED: gettext_lazy("masa berlakunya habis"),
    Age.OLD: gettext_lazy("lebih tua dari dua tahun"),
    Age.REPLACED: gettext_lazy("sudah ada versi baru"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that last year's text or evidence could be taken over for."""

    number: str
    name: str
    past: Past


@require_safe
def last_year(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Last year's answer, evidence and assessors' remarks; a part of the desk when asked for it."""
    desk = asked_desk(request, pk, number)
    actor = actor_of(request)
    demand(desk.inside, WRITE_ANSWER)
    past = last_year_of(actor, desk.assessment, day=clock.today(), numbers=[number])
    one = past.by_number.get(number) if past else None
    remarks: list[StageValue] = []
    if past is not None:
        rows = StageValue.objects.filter(
            assessment=past.assessment,
            indicator__number=number,
            is_current=True,
            stage__in=readable_stages(actor, past.assessment),
        ).order_by("pk")
        order = list(Stage)
        remarks = sorted(rows, key=lambda row: order.index(Stage(row.stage)))
    context = {
        "desk": desk,
        "source": past.assessment if past else None,
        "past": one,
        "items": _told(one),
        "remarks": remarks,
        "may_carry": writable(desk) and desk.answer.state != AnswerState.HANDED_IN and one,
        "carries_text": one is not None and one.has_text and not desk.answer.has_text,
        "back": address(desk),
    }
    template = "workspace/_last_year.html" if request.headers.get("HX-Request") else None
    return render(request, template or "workspace/last_year.html", context)


def _told(past: Past | None) -> list[tuple[object, list[str]]]:
    if past is None:
        return []
    return [(each, [str(AGES[age]) for age in each.ages]) for each in past.items]


@require_POST
def carry(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Take last year over for one indicator."""
    desk = asked_desk(request, pk, number)
    demand(desk.may_write, WRITE_ANSWER)
    try:
        done = carry_over(desk.assessment, [number], actor=actor_of(request))
    except RefusedError as error:
        messages.error(request, " ".join(str(problem.message) for problem in error.problems))
    else:
        _say(request, done)
    return redirect(address(desk))


@require_http_methods(["GET", "HEAD", "POST"])
def carry_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Which untouched indicators last year has something for; POST takes the chosen ones over."""
    work = asked_work(request, pk)
    actor = actor_of(request)
    day = clock.today()
    open_to_me = untouched_numbers(actor, work, day=day)
    demand(may_rate(actor, work) or bool(open_to_me), WRITE_ANSWER)
    if request.method == "POST":
        chosen = set(request.POST.getlist("pilih"))
        numbers = [number for number in open_to_me if number in chosen]
        try:
            _say(request, carry_over(work, numbers, actor=actor))
        except RefusedError as error:
            messages.error(request, " ".join(str(problem.message) for problem in error.problems))
        return redirect("workspace:grid", pk=work.pk)
    past = last_year_of(actor, work, day=day, numbers=open_to_me)
    names = short_names(definition(work.cycle.instrument))
    candidates = [
        Candidate(number, names[number], past.by_number[number])
        for number in open_to_me
        if past and number in past.by_number and past.by_number[number].is_worth_taking
    ]
    context = {"work": work, "candidates": candidates, "source": past.assessment if past else None}
    return render(request, "workspace/carry.html", context)


def _say(request: HttpRequest, done: CarriedOver) -> None:
    if not done.texts and not done.items:
        messages.info(request, _("Tidak ada yang perlu dibawa: isian tahun ini sudah ada."))
        return
    texts = ngettext("%(count)d penjelasan", "%(count)d penjelasan", len(done.texts))
    items = ngettext("%(count)d bukti", "%(count)d bukti", done.items)
    said = {"texts": texts % {"count": len(done.texts)}, "items": items % {"count": done.items}}
    sentence = _("Dibawa dari tahun lalu: %(texts)s dan %(items)s. Periksa lagi, lalu pilih nilai.")
    messages.success(request, sentence % said)
