"""From a received file to a row that points to its content: looked into first, stored once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Blob, Document, DocumentVersion, TextState
from selaras.evidence.models.blob import STORE
from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.files import kinds, reader, types
from selaras.foundation.files.names import clean_name
from selaras.foundation.files.store import Received
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.foundation.trail.services import telling_last

LARGEST = 100 * 1024 * 1024
"""Bytes of the largest file that is taken in."""


class AlreadyThereError(RefusedError):
    """The library of the institution has this very content; ``document`` is where.

    It is None where the actor may not see that document.
    """

    def __init__(self, document: Document | None) -> None:
        sentence = (
            _(
                "Isi berkas ini sudah ada di perpustakaan sebagai “%(title)s”. Pakai dokumen itu; "
                "satu dokumen dapat membuktikan banyak kriteria."
            )
            % {"title": document.title}
            if document
            else _(
                "Isi berkas ini sudah ada di perpustakaan sebagai dokumen terbatas. Mintalah "
                "anggota tim mengajukannya untuk Anda."
            )
        )
        super().__init__(Problem(sentence, "file"))
        self.document = document


@dataclass(frozen=True, slots=True)
class Examined:
    """A received file of a kind that is taken in. ``pages`` is None for kinds without pages."""

    received: Received
    filename: str
    content_type: str
    pages: int | None


def named(filename: str) -> str:
    """The name a file is kept under. Raises RefusedError when nothing of it is left."""
    name = clean_name(filename)
    if not name:
        raise refuse(_("Nama berkas tidak terbaca. Ganti namanya, lalu unggah lagi."), "file")
    return name


def demand_size(size: int) -> None:
    """Raise RefusedError for an empty file and for one beyond LARGEST."""
    if size <= 0:
        raise kinds.empty()
    if size > LARGEST:
        raise too_large(size)


def too_large(size: int | None = None) -> RefusedError:
    """The file is larger than LARGEST; ``size`` in bytes where it is known."""
    if size is None:
        told = _("Berkas lebih dari %(most)d MB.") % {"most": LARGEST // 1024**2}
    else:
        told = _("Berkas berukuran %(size)d MB, paling besar %(most)d MB.") % {
            "size": -(-size // 1024**2),
            "most": LARGEST // 1024**2,
        }
    advice = _("Perkecil resolusi pindaiannya atau bagi dokumennya, lalu unggah lagi.")
    return refuse(f"{told} {advice}", "file")


def examine(received: Received, filename: str) -> Examined:
    """Look inside. Raises RefusedError with the sentence for the person."""
    name = named(filename)
    demand_size(received.size)
    content_type = kinds.recognise(received.path, name)
    pages = None
    if content_type == types.PDF:
        pages = reader.count_pages(received.path)
    elif content_type in types.IMAGES:
        pages = 1
    return Examined(received, name, content_type, pages)


@contextmanager
def kept(examined: Examined) -> Iterator[Blob]:
    """A transaction with the row of the stored content, held against its removal meanwhile."""
    received = examined.received
    with STORE.guard(received.digest):
        STORE.adopt(received)
        with telling_last():
            readable = examined.content_type in types.READABLE
            blob, _made = Blob.objects.select_for_update().get_or_create(
                digest=received.digest,
                defaults={
                    "size": received.size,
                    "content_type": examined.content_type,
                    "stored_at": clock.now(),
                    "page_count": examined.pages,
                    "text_state": TextState.WAITING if readable else TextState.UNSUPPORTED,
                },
            )
            yield blob


def refuse_known(blob: Blob, institution_id: int, *, actor: Actor) -> None:
    """Raise AlreadyThereError when a document of the institution has had this content."""
    known = (
        DocumentVersion.objects.filter(blob=blob, document__institution=institution_id)
        .order_by("-is_current", "pk")
        .values_list("document", flat=True)
        .first()
    )
    if known is not None:
        raise AlreadyThereError(Document.objects.visible_to(actor).filter(pk=known).first())


def discard_unused(blob_ids: list[int]) -> None:
    """Delete contents no version points to; the bytes go once the transaction has ended."""
    held = [blob.pk for blob in Blob.objects.select_for_update().filter(pk__in=blob_ids)]
    Blob.objects.filter(pk__in=held, versions=None).delete()


def discard_bytes(digest: str) -> None:
    """Delete stored bytes unless a row points to them, as after a removal."""
    with STORE.guard(digest):
        if not Blob.objects.filter(digest=digest).exists():
            STORE.discard(digest)
