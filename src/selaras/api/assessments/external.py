"""What assessors found, where they met, and what was signed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from selaras.api.assessments.opening import working
from selaras.api.authentication import READING
from selaras.api.bodies import Key, Told
from selaras.api.caller import person_of
from selaras.api.problems import ProblemError
from selaras.assessments.models import (
    Finding,
    FindingKind,
    Meeting,
    MeetingKind,
    MeetingState,
    SignedDocument,
    SignedKind,
)
from selaras.assessments.queries.findings import findings_of, meetings_of
from selaras.assessments.queries.sealing import documents_of
from selaras.assessments.queries.signing import Verification, submission_of, verifications

router = Router(tags=["Penilaian eksternal dan pengesahan"], auth=READING)


class FindingFacts(Told):
    """A strength, weakness or recommendation of one aspect."""

    id: int
    aspect: str
    kind: FindingKind
    text: str
    indicators: list[str]
    author: str
    changed_at: datetime
    version: int


class MeetingFacts(Told):
    """An interview or visit."""

    id: int
    kind: MeetingKind
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    minutes: str
    indicators: list[str]
    version: int


class SignedFacts(Told):
    """A document as it was signed. ``holds`` says whether the rows still say the same."""

    id: int
    kind: SignedKind
    number: str
    fingerprint: str
    signer: str
    signer_position: str
    signed_at: datetime
    revoked_at: datetime | None
    revocation: str
    holds: bool | None = Field(description="null untuk dokumen yang sudah dicabut.")
    changes: list[str]


class SealFacts(Told):
    """What was signed, and the receipt once it was sent."""

    documents: list[SignedFacts]
    receipt: str
    submitted_at: datetime | None
    fingerprint: str


@router.get("/assessments/{assessment}/findings", response=list[FindingFacts])
def list_findings(request: HttpRequest, assessment: Key) -> list[FindingFacts]:
    """Kekuatan, kelemahan, dan rekomendasi asesor; terbuka setelah nilai akhir ditetapkan."""
    found = findings_of(person_of(request), working(request, assessment))
    if found is None:
        raise ProblemError("tidak-berhak")
    return [
        _finding(row)
        for aspect in found
        for row in (*aspect.strengths, *aspect.weaknesses, *aspect.recommendations)
    ]


@router.get("/assessments/{assessment}/meetings", response=list[MeetingFacts])
def list_meetings(request: HttpRequest, assessment: Key) -> list[MeetingFacts]:
    """Interviu dan visitasi, yang paling awal lebih dahulu."""
    return [_meeting(row) for row in meetings_of(working(request, assessment))]


@router.get("/assessments/{assessment}/signed-documents", response=SealFacts)
def read_signed(request: HttpRequest, assessment: Key) -> SealFacts:
    """Dokumen yang ditandatangani, dihitung ulang sidiknya, dan tanda terimanya."""
    found = working(request, assessment)
    checked = {one.signed.pk: one for one in verifications(found)}
    sent = submission_of(found)
    return SealFacts(
        documents=[_signed(row, checked.get(row.pk)) for row in documents_of(found)],
        receipt=sent.receipt if sent else "",
        submitted_at=sent.submitted_at if sent else None,
        fingerprint=sent.fingerprint if sent else "",
    )


def _finding(row: Finding) -> FindingFacts:
    return FindingFacts(
        id=row.pk,
        aspect=row.aspect,
        kind=FindingKind(row.kind),
        text=row.text,
        indicators=[one.number for one in row.indicators.all()],
        author=row.author.name if row.author else "",
        changed_at=row.changed_at,
        version=row.version,
    )


def _meeting(row: Meeting) -> MeetingFacts:
    return MeetingFacts(
        id=row.pk,
        kind=MeetingKind(row.kind),
        state=MeetingState(row.state),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        agenda=row.agenda,
        minutes=row.minutes,
        indicators=[one.number for one in row.indicators.all()],
        version=row.version,
    )


def _signed(row: SignedDocument, checked: Verification | None) -> SignedFacts:
    return SignedFacts(
        id=row.pk,
        kind=SignedKind(row.kind),
        number=row.number,
        fingerprint=row.fingerprint,
        signer=row.signer_label,
        signer_position=row.signer_position,
        signed_at=row.signed_at,
        revoked_at=row.revoked_at,
        revocation=row.revocation,
        holds=checked.holds if checked else None,
        changes=[str(change) for change in checked.changes] if checked else [],
    )
