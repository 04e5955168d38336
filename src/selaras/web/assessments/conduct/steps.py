"""Taking a step: the form that says what will happen, what is in the way, and asks why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import MOVE_ON, is_step_of
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.queries.steps import hindrances, late_lines
from selaras.assessments.services.approval import approve as approve_assessment
from selaras.assessments.services.conduct import move_on
from selaras.assessments.services.conduct import prepare as prepare_assessment
from selaras.assessments.services.signing import revoke
from selaras.assessments.states import COURSE, State, Step
from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.people.models import User
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import moved_on, opened, refused
from selaras.web.people.forms import VersionedForm

OWN_PAGES = {Step.APPROVE: "work:approve", Step.SIGN: "work:sign", Step.SUBMIT: "work:submit"}
"""Steps with a page of their own."""

MEANING = {
    Step.PREPARE: gettext_lazy(
        "Lembar jawaban dibuat untuk setiap indikator. Sesudah itu indikator dibagikan kepada "
        "unit dan tim."
    ),
    Step.OPEN: gettext_lazy("Unit mulai mengisi jawaban dan mengajukan bukti dukung."),
    Step.CHECK: gettext_lazy(
        "Unit tidak lagi mengubah jawaban; tim memeriksa, menilai, dan menyetujui."
    ),
    Step.RETURN: gettext_lazy("Unit dapat mengubah jawaban dan bukti lagi."),
    Step.WITHDRAW_APPROVAL: gettext_lazy(
        "Persetujuan dicabut; tim dapat memeriksa dan menilai lagi."
    ),
    Step.WITHDRAW_SIGNATURE: gettext_lazy(
        "Kedua dokumen ditandai dicabut dan tetap disimpan. Penilaian kembali ke keadaan disetujui."
    ),
    Step.ASSESS_DOCUMENTS: gettext_lazy("Asesor eksternal mulai menilai dokumen."),
    Step.INTERVIEW: gettext_lazy("Nilai penilaian dokumen tetap; asesor mengisi nilai interviu."),
    Step.VISIT: gettext_lazy("Nilai interviu tetap; asesor mengisi nilai visitasi."),
    Step.CONSOLIDATE: gettext_lazy("Asesor menetapkan nilai akhir setiap indikator."),
    Step.FINALISE: gettext_lazy("Nilai akhir ditutup dan siap diumumkan."),
    Step.REOPEN: gettext_lazy("Nilai akhir dapat diubah lagi."),
    Step.REPORT: gettext_lazy("Hasil diumumkan kepada semua pengguna dan tidak berubah lagi."),
}
"""What taking a step does, as the person reads it before the click."""

NOT_NOW = gettext_lazy(
    "Langkah itu belum dapat atau sudah dilakukan. Yang berikutnya ada di bawah."
)


class StepForm(VersionedForm):
    """A step; those that take something back ask why."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Dicatat dalam riwayat dan dibaca oleh yang perlu menindaklanjuti."),
    )

    def __init__(self, *arguments: Any, reasoned: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if reasoned:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of the course: what it does, what is in the way, the reason it needs."""
    if step not in Step.values:
        raise Http404
    wanted, actor, assessment = Step(step), actor_of(request), opened(request, pk)
    demand(is_step_of(actor, assessment, wanted), MOVE_ON)
    if wanted in OWN_PAGES:
        return redirect(OWN_PAGES[wanted], pk)
    transition = COURSE[wanted]
    if request.method != "POST" and assessment.state not in transition.sources:
        messages.info(request, NOT_NOW)
        return redirect("work:hub", pk)
    initial = {"version": assessment.version}
    form = StepForm(request.POST or None, reasoned=transition.reasoned, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _take(wanted)(assessment, actor, given["version"], given.get("reason", ""))
        except RefusedError as error:
            if not refused(form, error, assessment):
                return moved_on(request, error, pk)
        else:
            messages.success(
                request,
                _("Penilaian sekarang: %(state)s.") % {"state": State(transition.target).label},
            )
            return redirect("work:hub", pk)
    context = {
        "assessment": assessment,
        "form": form,
        "step": wanted,
        "meaning": MEANING[wanted],
        "target": State(transition.target),
        "hindrances": [] if form.is_bound else hindrances(sheet_of(assessment), wanted),
    }
    return render(request, "work/step.html", context, status=422 if form.is_bound else 200)


_Taken = Callable[[Assessment, User, int, str], object]


def _take(wanted: Step) -> _Taken:
    """The one call that takes this step."""
    if wanted == Step.PREPARE:
        return lambda a, actor, _seen, _why: prepare_assessment(a.cycle, a.institution, actor=actor)
    if wanted == Step.WITHDRAW_SIGNATURE:
        return lambda a, actor, seen, why: revoke(a, actor=actor, seen=seen, reason=why)
    return lambda a, actor, seen, why: move_on(a, wanted, actor=actor, seen=seen, reason=why)


class ApproveForm(VersionedForm):
    """Approving, with the reason that carries late answers along."""

    override = forms.CharField(
        label=gettext_lazy("Alasan tetap menyetujui"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy(
            "Tercantum dalam riwayat, pada nilai yang diisikan, dan dalam berita acara."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approving the self-assessment; late answers are named and need a written reason."""
    actor, assessment = actor_of(request), opened(request, pk)
    demand(is_step_of(actor, assessment, Step.APPROVE), MOVE_ON)
    if request.method != "POST" and assessment.state != State.CHECKING:
        messages.info(request, NOT_NOW)
        return redirect("work:hub", pk)
    sheet = sheet_of(assessment)
    late = late_lines(sheet)
    form = ApproveForm(request.POST or None, initial={"version": assessment.version})
    if not late:
        del form.fields["override"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            approve_assessment(
                assessment,
                actor=actor,
                seen=given["version"],
                override=given.get("override", ""),
            )
        except RefusedError as error:
            if not refused(form, error, assessment):
                return moved_on(request, error, pk)
        else:
            messages.success(
                request, _("Penilaian mandiri disetujui dan menunggu tanda tangan koordinator.")
            )
            return redirect("work:hub", pk)
    context = {
        "assessment": assessment,
        "form": form,
        "late": late,
        "lowest": sheet.instrument.scale.minimum,
        "score": sheet.claimed_score,
        "instrument": sheet.instrument,
    }
    return render(request, "work/approve.html", context, status=422 if form.is_bound else 200)
