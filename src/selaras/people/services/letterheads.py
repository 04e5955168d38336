"""Setting how an institution's papers look: head, crest, signature block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, demand
from selaras.foundation.files import kinds, pictures
from selaras.foundation.files.store import Readable, Received, TooLargeError
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    Problem,
    RefusedError,
    refuse,
    refusing_duplicates,
)
from selaras.people import events
from selaras.people.models import Institution, Letterhead
from selaras.people.models.letterhead import CRESTS, LARGEST_CREST
from selaras.people.permissions import CHANGE_LETTERHEAD, may_change_letterhead
from selaras.people.services.writing import save_changes

MOST_LINES = 6
LONGEST_LINE = 90
"""Characters; longer ones would not stand on one line of a page."""
SMALLEST_SIDE, LARGEST_SIDE = 48, 4000
"""Pixels of a crest: fewer blur on paper, more are of no use there."""
_NUMBER = re.compile(r"[0-9][0-9 .]*")
_NO_CREST = {"crest_digest": "", "crest_type": "", "crest_size": 0}


@transaction.atomic
def set_letterhead(
    institution: Institution,
    *,
    lines: str,
    place: str,
    position: str,
    signer: str,
    number: str,
    version: int,
    actor: Actor,
) -> bool:
    """Set head lines and signature block; False if nothing differs.

    ``version`` is the one the editor saw, 0 where nothing had been set. Raises DeniedError,
    RefusedError, ChangedMeanwhileError.
    """
    demand(may_change_letterhead(actor, institution), CHANGE_LETTERHEAD)
    facts = {"place": place, "position": position, "signer": signer, "number": number}
    changes = {name: " ".join(value.split()) for name, value in facts.items()}
    changes["lines"] = "\n".join(" ".join(line.split()) for line in lines.splitlines()).strip()
    problems = [*_line_problems(changes["lines"]), *_number_problems(changes["number"])]
    if problems:
        raise RefusedError(*problems)
    row = Letterhead.objects.filter(institution=institution).first()
    if row is None and not any(changes.values()):
        return False
    return _save(row, institution, changes, version, actor)


def set_crest(institution: Institution, stream: Readable, *, version: int, actor: Actor) -> bool:
    """Put a crest on the institution's papers: a PNG or JPEG of at most ``LARGEST_CREST`` bytes.

    Raises DeniedError, ChangedMeanwhileError, and RefusedError for what is no picture, is cut off,
    too large, or of a size nobody prints.
    """
    demand(may_change_letterhead(actor, institution), CHANGE_LETTERHEAD)
    old = ""
    with _received(stream) as received:
        content_type = _examined(received)
        with CRESTS.guard(received.digest):
            CRESTS.adopt(received)
            try:
                with transaction.atomic():
                    row = Letterhead.objects.filter(institution=institution).first()
                    old = row.crest_digest if row else ""
                    changes = {
                        "crest_digest": received.digest,
                        "crest_type": content_type,
                        "crest_size": received.size,
                    }
                    changed = _save(row, institution, changes, version, actor)
            finally:
                _discard(received.digest)
    discard_unused_crest(old)
    return changed


def remove_crest(institution: Institution, *, version: int, actor: Actor) -> bool:
    """Take the crest off; False where there is none. Raises DeniedError, ChangedMeanwhileError."""
    demand(may_change_letterhead(actor, institution), CHANGE_LETTERHEAD)
    with transaction.atomic():
        row = Letterhead.objects.filter(institution=institution).first()
        if row is None or not row.crest_digest:
            return False
        old = row.crest_digest
        changed = _save(row, institution, _NO_CREST, version, actor)
    discard_unused_crest(old)
    return changed


def discard_unused_crest(digest: str) -> None:
    """Delete a stored crest unless some institution's papers show it."""
    if digest:
        with CRESTS.guard(digest):
            _discard(digest)


def _discard(digest: str) -> None:
    if not Letterhead.objects.filter(crest_digest=digest).exists():
        CRESTS.discard(digest)


def _save(
    row: Letterhead | None,
    institution: Institution,
    changes: Mapping[str, Any],
    version: int,
    actor: Actor,
) -> bool:
    """Write what differs; the first time the row is made, at version 0, before."""
    if row is None:
        if version != 0:
            raise ChangedMeanwhileError
        with refusing_duplicates():
            row = Letterhead.objects.create(institution=institution, version=0)
    return save_changes(
        row,
        changes,
        version=version,
        kind=events.LETTERHEAD_CHANGED,
        actor=actor,
        scope=institution.scope,
    )


def _line_problems(lines: str) -> Iterator[Problem]:
    rows = lines.splitlines()
    if len(rows) > MOST_LINES:
        message = _("Kepala surat paling banyak %(most)d baris.") % {"most": MOST_LINES}
        yield Problem(message, "lines")
    if any(len(row) > LONGEST_LINE for row in rows):
        told = _("Satu baris kepala surat paling panjang %(most)d huruf; bagi menjadi dua baris.")
        yield Problem(told % {"most": LONGEST_LINE}, "lines")


def _number_problems(number: str) -> Iterator[Problem]:
    if number and not _NUMBER.fullmatch(number):
        yield Problem(_("NIP hanya angka, boleh dengan spasi. Kosongkan bila tidak ada."), "number")


@contextmanager
def _received(stream: Readable) -> Iterator[Received]:
    try:
        with CRESTS.receiving(stream, LARGEST_CREST) as received:
            yield received
    except TooLargeError:
        raise refuse(
            _("Gambar lambang lebih dari 1 MB. Perkecil gambarnya, lalu unggah lagi."), "crest"
        ) from None


def _examined(received: Received) -> str:
    """The picture's type. Raises RefusedError."""
    try:
        content_type = kinds.recognise(received.path, "")
    except RefusedError as error:
        raise RefusedError(*(Problem(one.message, "crest") for one in error.problems)) from error
    if content_type not in pictures.ENDINGS:
        raise refuse(_("Lambang harus berupa gambar PNG atau JPEG."), "crest")
    size = pictures.dimensions(received.path, content_type)
    if size is None:
        raise _broken()
    if min(size) < SMALLEST_SIDE or max(size) > LARGEST_SIDE:
        told = _(
            "Gambar berukuran %(width)d × %(height)d piksel. Pakai gambar dengan sisi antara "
            "%(least)d dan %(most)d piksel."
        )
        limits = {"least": SMALLEST_SIDE, "most": LARGEST_SIDE}
        raise refuse(told % {"width": size[0], "height": size[1], **limits}, "crest")
    if not pictures.is_drawable(received.path, content_type):
        raise _broken()
    return content_type


def _broken() -> RefusedError:
    return refuse(
        _("Gambar ini rusak atau terpotong. Simpan ulang sebagai PNG, lalu unggah lagi."), "crest"
    )
