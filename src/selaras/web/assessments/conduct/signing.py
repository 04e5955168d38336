"""Signing and sending: what is signed, the papers, the receipt, and whether a paper still holds."""

from __future__ import annotations

import re

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Assessment, SignedDocument
from selaras.assessments.permissions import MOVE_ON, is_step_of, may_open_work, may_take
from selaras.assessments.queries.approval import override_of
from selaras.assessments.queries.sealing import changed_since, documents_of
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.queries.signing import in_force, submission_of, verification, verifications
from selaras.assessments.queries.steps import hindrances
from selaras.assessments.services.signing import LONGEST_NUMBER, submit
from selaras.assessments.services.signing import sign as sign_claim
from selaras.assessments.states import ORDER, State, Step
from selaras.foundation.access import demand
from selaras.foundation.documents.pdf import CONTENT_TYPE
from selaras.foundation.refusal import RefusedError
from selaras.pure.fingerprint import grouped
from selaras.web.access import actor_of
from selaras.web.assessments.conduct.opened import moved_on, opened, refused
from selaras.web.assessments.conduct.paper import paper_of, pdf_of
from selaras.web.people.forms import VersionedForm


class SignForm(VersionedForm):
    """The number under which the minutes are filed."""

    number = forms.CharField(
        label=gettext_lazy("Nomor berita acara"),
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("Menurut tata naskah dinas instansi, misalnya 555/012/BA/2025"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The room of signatures: what is about to be signed, or what was and whether it holds."""
    actor, assessment = actor_of(request), opened(request, pk)
    if request.method == "POST":
        demand(is_step_of(actor, assessment, Step.SIGN), MOVE_ON)
    form = SignForm(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sign_claim(assessment, actor=actor, seen=given["version"], number=given["number"])
        except RefusedError as error:
            if not refused(form, error, assessment):
                return moved_on(request, error, pk)
        else:
            messages.success(request, _("Berita acara dan pernyataan sudah ditandatangani."))
            return redirect("work:sign", pk)
    status = 422 if form.is_bound else 200
    if ORDER[State(assessment.state)] >= ORDER[State.SIGNED]:
        return render(request, "work/signed.html", _signed(request, assessment), status=status)
    return render(request, "work/sign.html", _to_sign(request, assessment, form), status=status)


def _signed(request: HttpRequest, assessment: Assessment) -> dict[str, object]:
    actor = actor_of(request)
    return {
        "assessment": assessment,
        "found": verifications(assessment),
        "revoked": [one for one in documents_of(assessment) if one.revoked_at is not None],
        "may_withdraw": may_take(actor, assessment, Step.WITHDRAW_SIGNATURE),
        "may_submit": may_take(actor, assessment, Step.SUBMIT),
        "is_sent": assessment.state != State.SIGNED,
    }


def _to_sign(request: HttpRequest, assessment: Assessment, form: SignForm) -> dict[str, object]:
    sheet = sheet_of(assessment)
    return {
        "assessment": assessment,
        "form": form if may_take(request.user, assessment, Step.SIGN) else None,
        "sheet": sheet,
        "instrument": sheet.instrument,
        "score": sheet.claimed_score,
        "changed": changed_since(sheet),
        "override": override_of(assessment),
        "hindrances": hindrances(sheet, Step.SIGN),
        "is_approved": assessment.state == State.APPROVED,
        "revoked": documents_of(assessment),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Sending, a step of its own: after it the claim never changes."""
    actor, assessment = actor_of(request), opened(request, pk)
    demand(is_step_of(actor, assessment, Step.SUBMIT), MOVE_ON)
    if request.method != "POST" and assessment.state != State.SIGNED:
        if ORDER[State(assessment.state)] > ORDER[State.SIGNED]:
            return redirect("work:receipt", pk)
        messages.info(request, _("Penilaian belum ditandatangani, jadi belum dapat dikirim."))
        return redirect("work:hub", pk)
    form = VersionedForm(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and form.is_valid():
        try:
            submit(assessment, actor=actor, seen=form.cleaned_data["version"])
        except RefusedError as error:
            if not refused(form, error, assessment):
                return moved_on(request, error, pk)
        else:
            return redirect("work:receipt", pk)
    found = verifications(assessment)
    context = {
        "assessment": assessment,
        "form": form,
        "found": found,
        "holds": bool(found) and all(one.holds for one in found),
    }
    return render(request, "work/send.html", context, status=422 if form.is_bound else 200)


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of the submission, to be printed."""
    assessment = opened(request, pk)
    submission = submission_of(assessment)
    if submission is None:
        raise Http404
    context = {
        "assessment": assessment,
        "submission": submission,
        "fingerprint": grouped(submission.fingerprint),
        "documents": in_force(assessment),
    }
    return render(request, "work/receipt.html", context)


def _signed_document(request: HttpRequest, pk: int, signed: int) -> SignedDocument:
    assessment = opened(request, pk)
    found = get_object_or_404(SignedDocument, pk=signed, assessment=assessment)
    found.assessment = assessment
    return found


def _verify_url(request: HttpRequest, signed: SignedDocument) -> str:
    address = f"{reverse('work:verify')}?sidik={signed.fingerprint[:16]}"
    return request.build_absolute_uri(address)


@require_safe
def document(request: HttpRequest, pk: int, signed: int) -> HttpResponse:
    """A signed document as a page."""
    found = _signed_document(request, pk, signed)
    context = {
        "assessment": found.assessment,
        "paper": paper_of(found, _verify_url(request, found)),
        "seal": verification(found),
    }
    return render(request, "work/document.html", context)


@require_safe
def document_pdf(request: HttpRequest, pk: int, signed: int) -> HttpResponse:
    """A signed document as PDF."""
    found = _signed_document(request, pk, signed)
    response = HttpResponse(pdf_of(found, _verify_url(request, found)), content_type=CONTENT_TYPE)
    name = f"{found.kind}-{found.assessment.institution.slug}-{found.assessment.cycle.year}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


SHORTEST = 16
"""Digits of a fingerprint that a paper prints in its address, and that are enough to find it."""


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Compare the fingerprint on a paper with what is stored now."""
    typed = request.GET.get("sidik", "")[:200]
    digits = re.sub(r"[\s-]", "", typed).lower()
    problem, found = "", None
    if typed and not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", digits):
        problem = _("Ketik sedikitnya %(least)d angka dan huruf a–f dari sidik isi.") % {
            "least": SHORTEST
        }
    elif typed:
        found = _sealed(request, digits)
        if found is None:
            problem = _(
                "Tidak ada dokumen dengan sidik itu yang dapat Anda buka. Periksa kembali "
                "ketikannya, atau tanyakan kepada instansi yang menerbitkannya."
            )
    context = {
        "typed": typed,
        "problem": problem,
        "seal": found and verification(found),
        "fingerprint": found and grouped(found.fingerprint),
    }
    return render(request, "work/verify.html", context)


def _sealed(request: HttpRequest, digits: str) -> SignedDocument | None:
    """The document of that fingerprint, if the person may open its assessment."""
    rows = SignedDocument.objects.filter(fingerprint__startswith=digits).select_related(
        "assessment__cycle__instrument", "assessment__institution"
    )
    found = rows.first()
    return found if found and may_open_work(actor_of(request), found.assessment) else None
