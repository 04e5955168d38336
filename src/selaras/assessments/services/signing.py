"""Signing the self-assessment, taking a signature back, and sending it with a receipt."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import CLAIM_SIGNED, CLAIM_SUBMITTED, SIGNATURE_REVOKED
from selaras.assessments.models import (
    Assessment,
    SignedDocument,
    SignedKind,
    Stage,
    Submission,
)
from selaras.assessments.queries.approval import override_of
from selaras.assessments.queries.sheet import Sheet, sheet_of
from selaras.assessments.queries.signing import (
    CLAIM,
    PAPER,
    Content,
    claim_content,
    in_force,
    paper_facts,
)
from selaras.assessments.services.conduct import advance, require, take
from selaras.assessments.states import Step
from selaras.foundation import clock
from selaras.foundation.refusal import refuse
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import record, telling_last
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.pure.fingerprint import fingerprint
from selaras.pure.numbers import exact

LONGEST_NUMBER = 80


def sign(assessment: Assessment, *, actor: User, seen: int, number: str) -> list[SignedDocument]:
    """Sign the minutes and the consent to publish over the claim as it stands.

    ``number`` is the official number of the minutes. Raises DeniedError, ChangedMeanwhileError,
    RefusedError when the index is incomplete or the number is missing.
    """
    number = " ".join(number.split())
    with telling_last():
        held = take(assessment, Step.SIGN, actor=actor, seen=seen)
        if not number or len(number) > LONGEST_NUMBER or not is_storable(number):
            raise refuse(
                _("Tuliskan nomor berita acara, paling panjang %(most)d huruf.")
                % {"most": LONGEST_NUMBER},
                "number",
            )
        sheet = sheet_of(held)
        require(sheet, Step.SIGN)
        now = clock.now()
        claim = claim_content(held)
        made = [
            _signed(sheet, kind, given, claim, actor=actor, now=now)
            for kind, given in ((SignedKind.MINUTES, number), (SignedKind.CONSENT, ""))
        ]
        for document in made:
            document.save(force_insert=True)
            new = {"nomor": document.number, "sidik": document.fingerprint}
            record(CLAIM_SIGNED, document, actor=actor, new=new, scope=held.institution.scope)
        advance(held, Step.SIGN, actor=actor, facts={"nomor": number})
        return made


def _signed(
    sheet: Sheet, kind: SignedKind, number: str, claim: Content, *, actor: User, now: datetime
) -> SignedDocument:
    """The unsaved document: its paper repeats its columns, so that neither changes unnoticed."""
    document = SignedDocument(
        assessment=sheet.assessment,
        kind=kind,
        number=number,
        signer=actor,
        signer_label=actor.actor_label[:200],
        signer_position=_position(sheet.assessment, actor),
        signed_at=now,
    )
    document.content = {PAPER: paper_facts(document) | _result(sheet), CLAIM: claim}
    document.fingerprint = fingerprint(document.content)
    return document


def _position(assessment: Assessment, actor: User) -> str:
    """In what capacity the actor signs, with the decree that says so."""
    held = Appointment.objects.in_force(clock.today()).filter(
        user=actor, role=Role.COORDINATOR, institution=assessment.institution_id
    )
    decree = held.order_by("-valid_from").values_list("decree", flat=True).first()
    label = str(Role.COORDINATOR.label)
    return f"{label} ({decree})" if decree else label


def _result(sheet: Sheet) -> Content:
    """Names and figures the papers print beside the claim."""
    found = sheet.score_of(Stage.SELF)
    override = override_of(sheet.assessment)
    nodes = chain(found.domains.items(), found.aspects.items())
    return {
        "nama_instansi": sheet.assessment.institution.name,
        "indeks": None if found.index is None else exact(found.index),
        "predikat": found.predicate.name if found.predicate else "",
        "simpul": {code: exact(node.value) for code, node in nodes if node.value is not None},
        "pengecualian": None
        if override is None
        else {
            "alasan": override.reason,
            "indikator": list(override.late),
            "diisi": dict(override.filled),
            "oleh": override.actor,
        },
    }


def revoke(assessment: Assessment, *, actor: User, seen: int, reason: str) -> Assessment:
    """Take the signature back; the signed documents stay, marked as revoked with the reason.

    Raises DeniedError, ChangedMeanwhileError, RefusedError without a reason.
    """
    with telling_last():
        held = take(assessment, Step.WITHDRAW_SIGNATURE, actor=actor, seen=seen)
        now, reason = clock.now(), reason.strip()
        for document in in_force(held):
            document.revoked_at, document.revocation = now, reason
            document.save(update_fields=["revoked_at", "revocation"])
            record(
                SIGNATURE_REVOKED,
                document,
                actor=actor,
                old={"sidik": document.fingerprint},
                new={"alasan": reason},
                scope=held.institution.scope,
            )
        return advance(held, Step.WITHDRAW_SIGNATURE, actor=actor, reason=reason)


def submit(assessment: Assessment, *, actor: User, seen: int) -> Submission:
    """Send the signed self-assessment; from here on it never changes.

    Raises DeniedError, ChangedMeanwhileError, RefusedError when the content is no longer what was
    signed.
    """
    with telling_last():
        held = take(assessment, Step.SUBMIT, actor=actor, seen=seen)
        require(sheet_of(held), Step.SUBMIT)
        minutes = next(one for one in in_force(held) if one.kind == SignedKind.MINUTES)
        receipt = Submission.objects.create(
            assessment=held,
            receipt=receipt_number(held),
            fingerprint=minutes.fingerprint,
            author=actor,
            submitted_at=clock.now(),
        )
        new = {"sidik": minutes.fingerprint}
        record(CLAIM_SUBMITTED, receipt, actor=actor, new=new, scope=held.institution.scope)
        advance(held, Step.SUBMIT, actor=actor, facts={"tanda_terima": receipt.receipt})
        return receipt


def receipt_number(assessment: Assessment) -> str:
    """The receipt's number: year, institution, and the assessment's own number.

    Nobody has to count, so two who send at once cannot get the same one.
    """
    place = assessment.institution
    code = re.sub(r"[^0-9A-Za-z]", "", place.code) or place.slug.upper()
    return f"TT-{assessment.cycle.year}-{code[:20]}-{assessment.pk:04d}"
