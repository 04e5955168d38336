"""What a coordinator looks at before signing: what changed since last year, what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import Assessment, SignedDocument
from selaras.assessments.queries.sheet import Sheet, SheetLine


@dataclass(frozen=True, slots=True)
class Changed:
    """An indicator whose own value differs from last year's last one."""

    line: SheetLine
    before: Fraction
    after: Fraction

    @property
    def difference(self) -> Fraction:
        """By how much, in levels."""
        return self.after - self.before


def changed_since(sheet: Sheet) -> list[Changed]:
    """The indicators that moved since the last assessment with the same instrument."""
    return [
        Changed(line, line.previous, line.own)
        for line in sheet.lines
        if line.previous is not None and line.own is not None and line.previous != line.own
    ]


def documents_of(assessment: Assessment) -> list[SignedDocument]:
    """All signed documents, revoked ones too, newest first; one query."""
    return list(SignedDocument.objects.filter(assessment=assessment).order_by("-pk"))
