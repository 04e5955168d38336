"""One answer before its verdict: what is claimed and what accepted evidence carries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import REVIEW, may_review
from selaras.assessments.queries.items import AnswerFolder, answer_folder
from selaras.assessments.services.proofs import ask_for
from selaras.assessments.services.verdicts import approve_answer, return_answer
from selaras.assessments.states import ANSWERS
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.instruments.models import IndicatorRow
from selaras.web.access import actor_of
from selaras.web.assessments.review.asking import ANSWERS as ANSWERS_TAB
from selaras.web.assessments.review.asking import asked_review
from selaras.web.assessments.workspace.forms import read_value, value_text
from selaras.web.people.forms import blame, seen_version

APPROVE, SEND_BACK = "setujui", "kembalikan"


class VerdictForm(forms.Form):
    """The team's value with its reason, or the note of a return."""

    value = forms.CharField(
        label=gettext_lazy("Nilai tim"),
        help_text=gettext_lazy("Bila dikosongkan, nilai yang diusulkan unit yang dicatat"),
        max_length=20,
        required=False,
    )
    explanation = forms.CharField(
        label=gettext_lazy("Penjelasan nilai"),
        help_text=gettext_lazy("Terutama bila berbeda dari usulan unit"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan untuk unit"),
        help_text=gettext_lazy("Apa yang perlu diperbaiki"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, folder: AnswerFolder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = folder.instrument.scale
        if scale.whole:
            levels = range(int(scale.minimum), int(scale.maximum) + 1)
            choices = [("", _("Pilih nilai")), *((str(level), str(level)) for level in levels)]
            self.fields["value"].widget = forms.Select(choices=choices)
        else:
            self.fields["value"].widget = forms.TextInput(
                attrs={"inputmode": "decimal", "class": "narrow", "autocomplete": "off"}
            )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """The answer with its evidence and readiness; approve it with a value, or return it."""
    assessment = asked_review(request, pk)
    folder = _folder(assessment, number)
    if request.method != "POST":
        initial = {"value": value_text(folder.claimed), "explanation": folder.explanation}
        return _page(request, assessment, folder, VerdictForm(initial=initial, folder=folder))
    demand(may_review(actor_of(request), assessment), REVIEW)
    form = VerdictForm(request.POST, folder=folder)
    returns = request.POST.get("putusan") == SEND_BACK
    if form.is_valid():
        try:
            _judge(request, folder, form.cleaned_data, returns)
        except RefusedError as error:
            blame(form, error)
        else:
            text = (
                _("Jawaban indikator %(number)s dikembalikan kepada unitnya.")
                if returns
                else _("Jawaban indikator %(number)s disetujui.")
            )
            messages.success(request, text % {"number": number})
            return redirect(f"{reverse('review:queue', args=[pk])}?jenis={ANSWERS_TAB}")
    return _page(request, assessment, _folder(assessment, number), form, returns=returns)


def _judge(
    request: HttpRequest, folder: AnswerFolder, given: dict[str, str], returns: bool
) -> None:
    actor, seen = actor_of(request), seen_version(request.POST.get("version", ""))
    if returns:
        return_answer(folder.answer, given["note"], actor=actor, seen=seen)
        return
    typed, text = given["value"], given["explanation"]
    value = read_value(typed, folder.instrument.scale, "value") if typed else None
    changed = text.strip() != folder.explanation.strip()
    approve_answer(
        folder.answer, actor=actor, seen=seen, value=value, explanation=text if changed else None
    )


def _folder(assessment: Assessment, number: str) -> AnswerFolder:
    try:
        found = answer_folder(assessment, number)
    except IndicatorRow.DoesNotExist:
        raise Http404 from None
    if found.answer.pk is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    assessment: Assessment,
    folder: AnswerFolder,
    form: VerdictForm,
    *,
    returns: bool = False,
) -> HttpResponse:
    state = folder.answer.state
    context = {
        "assessment": assessment,
        "folder": folder,
        "form": form,
        "returns": returns,
        "may_review": may_review(actor_of(request), assessment),
        "may_approve": state in ANSWERS["setujui"].sources,
        "may_return": state in ANSWERS["kembalikan"].sources,
        "queue_url": f"{reverse('review:queue', args=[assessment.pk])}?jenis={ANSWERS_TAB}",
    }
    return render(request, "review/answer.html", context, status=422 if form.errors else 200)


class RequestForm(forms.Form):
    """A document that is missing, at a level."""

    level = forms.TypedChoiceField(label=gettext_lazy("Kriteria tingkat"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("Dokumen yang diminta"),
        help_text=gettext_lazy("Dokumen apa, dan apa yang harus terlihat di dalamnya"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """Ask the units for a document nobody has put forward."""
    assessment, actor = asked_review(request, pk), actor_of(request)
    folder = _folder(assessment, number)
    demand(may_review(actor, assessment), REVIEW)
    levels = [each.criterion.level for each in folder.criteria]
    wanted = request.GET.get("tingkat", "")
    initial = {"level": wanted if wanted in map(str, levels) else folder.gap or levels[-1]}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial)
    field = form.fields["level"]
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [(level, _("Tingkat %(level)d") % {"level": level}) for level in levels]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_for(assessment, number, given["level"], given["note"], actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Permintaan dokumen sudah dikirim kepada unitnya."))
            return redirect("review:answer", pk, number)
    context = {"assessment": assessment, "folder": folder, "form": form}
    return render(request, "review/ask.html", context, status=422 if form.errors else 200)
