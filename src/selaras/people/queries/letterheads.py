"""How an institution's papers look, ready for whoever writes one."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.foundation.documents.manuscript import Picture
from selaras.people.models import Institution, Letterhead
from selaras.people.models.letterhead import CRESTS


@dataclass(frozen=True, slots=True)
class Paperhead:
    """Head and signature block of an institution's papers; what was not set is empty.

    ``lines`` stand beside ``crest``; ``position``, ``signer`` and ``number`` (NIP) are those of
    whoever signs, ``place`` is where.
    """

    lines: tuple[str, ...]
    crest: Picture | None
    place: str
    position: str
    signer: str
    number: str


def letterhead_of(institution: Institution) -> Paperhead | None:
    """The institution's head, None where nobody set one; one query and one file.

    A crest whose file is lost is left out: a report is rather made without it than not at all.
    """
    row = Letterhead.objects.filter(institution=institution).first()
    if row is None:
        return None
    return Paperhead(
        lines=tuple(line.strip() for line in row.lines.splitlines() if line.strip()),
        crest=_crest(row, institution),
        place=row.place,
        position=row.position,
        signer=row.signer,
        number=row.number,
    )


def crest_of(row: Letterhead) -> bytes | None:
    """The crest's bytes; None where there is none or its file is lost."""
    if not row.crest_digest:
        return None
    try:
        return CRESTS.path(row.crest_digest).read_bytes()
    except FileNotFoundError:
        return None


def _crest(row: Letterhead, institution: Institution) -> Picture | None:
    content = crest_of(row)
    if content is None:
        return None
    return Picture(content, row.crest_type, institution.name)
