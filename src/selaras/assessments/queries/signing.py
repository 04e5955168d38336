"""The claim in the form that is signed, and whether what was signed still stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import (
    Answer,
    Assessment,
    EvidenceItem,
    SignedDocument,
    Stage,
    StageValue,
    Submission,
)
from selaras.assessments.models.value import UNIT
from selaras.evidence.models import Document
from selaras.instruments.queries import definition
from selaras.pure.fingerprint import Path, differing, fingerprint
from selaras.pure.numbers import exact

Content = dict[str, Any]
Sentence = str | Promise

CLAIM, PAPER = "klaim", "lembar"
"""The two parts of a signed content: what the institution says, and the paper it says it on."""


def claim_content(assessment: Assessment) -> Content:
    """What the institution claims, as plain data; four queries.

    Values exact, the three parts of each explanation, and each piece of evidence with the facts of
    its document, where to look, its verdict and the SHA-256 of its file.
    """
    cycle = assessment.cycle
    indicators: dict[str, Content] = {
        number: {"bukti": {}}
        for number in cycle.instrument.indicators.values_list("number", flat=True)
    }
    for answer in Answer.objects.filter(assessment=assessment).select_related("indicator"):
        indicators[answer.indicator.number] |= {
            "fakta": answer.fact,
            "analisis": answer.analysis,
            "justifikasi": answer.justification,
        }
    values = StageValue.objects.filter(assessment=assessment, stage=Stage.SELF, is_current=True)
    for number, amount, text in values.values_list("indicator__number", "amount", "explanation"):
        indicators[number] |= {"nilai": exact(Fraction(amount, UNIT)), "penjelasan": text}
    items = EvidenceItem.objects.filter(assessment=assessment, withdrawn_at=None)
    for item in items.select_related("indicator", "document", "version__blob"):
        indicators[item.indicator.number]["bukti"][str(item.pk)] = _evidence(item)
    return {
        "instansi": assessment.institution.slug,
        "tahun": cycle.year,
        "jenis": cycle.kind,
        "instrumen": {"kode": cycle.instrument.code, "sidik": cycle.instrument.digest},
        "indikator": indicators,
    }


def _evidence(item: EvidenceItem) -> Content:
    return {
        "tingkat": item.level,
        "halaman": item.page,
        "penunjuk": item.pointer,
        "uraian": item.claim,
        "putusan": item.state,
        "dokumen": None if item.document is None else _document(item.document),
        "berkas": "" if item.version is None else item.version.blob.digest,
    }


def _document(document: Document) -> Content:
    return {
        "judul": document.title,
        "jenis": document.kind,
        "nomor": document.number,
        "tanggal": None if document.dated is None else document.dated.isoformat(),
        "penanda_tangan": document.signer,
    }


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a signed document still says what the rows say.

    ``current`` is the fingerprint of the rows as they are now; ``changes`` are sentences, one per
    part that is no longer as it was signed.
    """

    signed: SignedDocument
    current: str
    changes: tuple[Sentence, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing has changed."""
        return not self.changes and self.current == self.signed.fingerprint


def verification(signed: SignedDocument, claim: Content | None = None) -> Verification:
    """Compute the fingerprint anew; ``claim`` spares reading the rows for a second document.

    ``signed`` comes with its assessment, cycle, instrument and institution.
    """
    claim = claim_content(signed.assessment) if claim is None else claim
    content: Content = signed.content
    changes: list[Sentence] = []
    if fingerprint(content) != signed.fingerprint:
        changes.append(_("Isi dokumen yang tersimpan berubah sesudah ditandatangani."))
    paper = content.get(PAPER, {})
    if any(paper.get(name) != value for name, value in paper_facts(signed).items()):
        changes.append(_("Nomor, penanda tangan, atau waktu tanda tangan berubah."))
    numbers = [i.number for i in definition(signed.assessment.cycle.instrument).indicators()]
    changes += _told(differing(content.get(CLAIM, {}), claim), numbers)
    return Verification(signed, fingerprint({**content, CLAIM: claim}), tuple(changes))


def paper_facts(signed: SignedDocument) -> Content:
    """What the document's own columns say, as its content repeats it."""
    return {
        "dokumen": str(signed.kind),
        "nomor": signed.number,
        "penanda_tangan": signed.signer_label,
        "jabatan": signed.signer_position,
        "waktu": signed.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


PARTS: dict[str, Sentence] = {
    "nilai": _("nilai"),
    "penjelasan": _("penjelasan nilai"),
    "fakta": _("fakta"),
    "analisis": _("analisis"),
    "justifikasi": _("justifikasi"),
    "bukti": _("bukti dukung"),
}
WHOLE: dict[str, Sentence] = {
    "instansi": _("Instansi berubah."),
    "tahun": _("Tahun siklus berubah."),
    "jenis": _("Jenis siklus berubah."),
    "instrumen": _("Instrumen berubah."),
}


def _told(paths: Iterable[Path], numbers: list[str]) -> list[Sentence]:
    """The changed places as sentences, those of indicators in the instrument's order."""
    whole: dict[str, None] = {}
    parts: dict[str, dict[str, None]] = {}
    for first, *rest in paths:
        if first != "indikator" or not rest:
            whole[first] = None
        else:
            named = rest[1:2] or list(PARTS)
            parts.setdefault(rest[0], {}).update(dict.fromkeys(named))
    said: list[Sentence] = [WHOLE.get(name, _("Isi klaim berubah.")) for name in whole]
    for number in sorted(parts, key=lambda n: numbers.index(n) if n in numbers else len(numbers)):
        names = ", ".join(str(label) for part, label in PARTS.items() if part in parts[number])
        said.append(
            _("Indikator %(number)s: %(parts)s berubah.") % {"number": number, "parts": names}
        )
    return said


def in_force(assessment: Assessment) -> list[SignedDocument]:
    """The signed documents that have not been revoked, the minutes first; one query."""
    rows = SignedDocument.objects.filter(assessment=assessment, revoked_at=None)
    found = list(rows.order_by("pk"))
    for row in found:
        row.assessment = assessment
    return found


def verifications(assessment: Assessment) -> list[Verification]:
    """The documents in force, each compared with the rows, which are read once."""
    documents = in_force(assessment)
    if not documents:
        return []
    claim = claim_content(assessment)
    return [verification(signed, claim) for signed in documents]


def submission_of(assessment: Assessment) -> Submission | None:
    """The receipt, once the claim was sent; one query."""
    return Submission.objects.filter(assessment=assessment).select_related("author").first()
