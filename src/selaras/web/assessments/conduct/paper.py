"""A signed document as it is printed: names and figures as text, for the page and for the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from selaras.assessments.models import SignedDocument
from selaras.assessments.queries.signing import CLAIM, PAPER
from selaras.foundation.documents import pdf
from selaras.foundation.notation import day_in_words, figure, localised
from selaras.instruments.queries import definition
from selaras.pure.fingerprint import grouped
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import parse

SOURCES = Path(__file__).resolve().parents[2] / "papers"


@dataclass(frozen=True, slots=True)
class Paper:
    """The texts of a signed document; ``data`` is what the typesetter reads."""

    signed: SignedDocument
    data: dict[str, Any]

    @property
    def title(self) -> str:
        """What the document is."""
        return self.signed.get_kind_display()


def paper_of(signed: SignedDocument, verify_url: str) -> Paper:
    """The document in the reader's language; ``signed`` comes with its assessment's relations."""
    content, instrument = signed.content, definition(signed.assessment.cycle.instrument)
    sheet, claim = content[PAPER], content[CLAIM]
    at = timezone.localtime(signed.signed_at)
    index = sheet["indeks"]
    overridden = sheet["pengecualian"]
    late = set(overridden["indikator"]) if overridden else set()
    return Paper(
        signed,
        {
            "institution": sheet["nama_instansi"],
            "number": signed.number,
            "cycle": str(signed.assessment.cycle),
            "instrument": f"{instrument.name} ({instrument.code})",
            "signer": signed.signer_label,
            "position": signed.signer_position,
            "signed_on": date_format(at, "j F Y"),
            "signed_at": date_format(at, "j F Y H.i"),
            "day_words": day_in_words(at),
            "index": "" if index is None else figure(parse(index), instrument.rounding),
            "predicate": sheet["predikat"],
            "domains": _nodes(instrument, sheet["simpul"], claim["indikator"], late),
            "override": None if overridden is None else _override(overridden),
            "fingerprint": grouped(signed.fingerprint),
            "verify_url": verify_url,
            "revoked": _revocation(signed),
        },
    )


def pdf_of(signed: SignedDocument, verify_url: str) -> bytes:
    """The document as PDF, in Indonesian whatever language the reader uses."""
    with override("id"):
        data = paper_of(signed, verify_url).data
    return pdf.content(SOURCES / f"{signed.kind}.typ", data)


def _nodes(
    instrument: Instrument, nodes: dict[str, str], claimed: dict[str, Any], late: set[str]
) -> list[dict[str, Any]]:
    """Domains with their aspects and indicators; a shell around aspects has no name."""

    def value(code: str) -> str:
        return figure(parse(nodes[code]), instrument.rounding) if code in nodes else ""

    return [
        {
            "code": "" if domain.pseudo else domain.code,
            "name": "" if domain.pseudo else domain.name,
            "value": "" if domain.pseudo else value(domain.code),
            "aspects": [
                {
                    "code": aspect.code,
                    "name": aspect.name,
                    "value": value(aspect.code),
                    "indicators": [
                        {
                            "number": indicator.number,
                            "name": indicator.name,
                            "value": localised(claimed[indicator.number].get("nilai", "")),
                            "late": indicator.number in late,
                        }
                        for indicator in aspect.indicators
                    ],
                }
                for aspect in domain.aspects
            ],
        }
        for domain in instrument.domains
    ]


def _override(overridden: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": overridden["oleh"],
        "reason": overridden["alasan"],
        "count": len(overridden["indikator"]),
        "filled": [
            {"number": number, "value": localised(value)}
            for number, value in overridden["diisi"].items()
        ],
    }


def _revocation(signed: SignedDocument) -> str | None:
    if signed.revoked_at is None:
        return None
    day = date_format(timezone.localtime(signed.revoked_at), "j F Y")
    return _("Dicabut %(day)s: %(reason)s") % {"day": day, "reason": signed.revocation}
