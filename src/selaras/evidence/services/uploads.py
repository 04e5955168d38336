"""Files on their way in, piece by piece: a broken line costs the piece that was on it.

What has been acknowledged is on disk. A piece that was written but never acknowledged is written
over by the next one.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from selaras.evidence.events import UPLOAD_REFUSED
from selaras.evidence.models import Document, DocumentVersion, Upload, UploadState
from selaras.evidence.models.blob import STORE
from selaras.evidence.permissions import (
    ADD_DOCUMENT,
    CHANGE_DOCUMENT,
    may_add_document,
    may_change_document,
)
from selaras.evidence.services import documents, keeping
from selaras.evidence.services.facts import Facts
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.files.store import measured
from selaras.foundation.jobs import timetable
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.foundation.trail.services import record
from selaras.people.models import Institution, Unit

LARGEST_PIECE = 4 * 1024 * 1024
"""Bytes of one piece at most."""
KEEP_HALF = timedelta(days=7)
"""How long an upload that nobody continues is kept."""


class OffsetError(Exception):
    """The piece does not follow what has arrived; ``received`` bytes have."""

    def __init__(self, received: int) -> None:
        super().__init__(str(received))
        self.received = received


def start(
    institution: Institution,
    filename: str,
    size: int,
    *,
    actor: Actor,
    unit: Unit | None = None,
    replaces: Document | None = None,
) -> Upload:
    """Announce a file of ``size`` bytes. Raises DeniedError and RefusedError."""
    if replaces is None:
        demand(may_add_document(actor, institution.pk, unit), ADD_DOCUMENT)
    else:
        demand(
            replaces.institution_id == institution.pk and may_change_document(actor, replaces),
            CHANGE_DOCUMENT,
        )
    if unit and unit.institution_id != institution.pk:
        raise refuse(_("Unit pemilik harus dari instansi ini."), "unit")
    keeping.demand_size(size)
    now = clock.now()
    return Upload.objects.create(
        institution=institution,
        unit=unit,
        author_id=actor.actor_id,
        filename=keeping.named(filename),
        size=size,
        replaces=replaces,
        started_at=now,
        touched_at=now,
    )


def receive(upload: Upload, offset: int, data: bytes, *, actor: Actor) -> Upload:
    """Append a piece that begins at ``offset``. It is on disk once this returns.

    Raises DeniedError for anyone but the author, OffsetError with where to go on, and RefusedError
    for an upload that is over and for a piece beyond the announced size or LARGEST_PIECE.
    """
    with _alone(upload, actor) as (current, path):
        if offset != current.received:
            raise OffsetError(current.received)
        if len(data) > LARGEST_PIECE or offset + len(data) > current.size:
            raise refuse(
                _("Kiriman tidak sesuai dengan ukuran berkas yang diumumkan. Mulai unggahan baru.")
            )
        with path.open("r+b" if path.exists() else "xb") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        current.received = offset + len(data)
        current.touched_at = clock.now()
        current.save(update_fields=["received", "touched_at"])
    return current


def finish(
    upload: Upload,
    *,
    actor: Actor,
    facts: Facts | None = None,
    note: str = "",
    seen: int | None = None,
) -> Document:
    """Make a document of it, or the new version of the one it replaces; that document.

    Doing it again gives the same document. ``note`` says why a file is replaced, ``seen`` is the
    version of the document that was looked at. Raises DeniedError, OffsetError while bytes are
    missing, ChangedMeanwhileError, after which it can be finished again with the newer version,
    and RefusedError, whose sentence then stands in ``refusal``.
    """
    with _alone(upload, actor, done_too=True) as (current, path):
        if current.state == UploadState.DONE and current.document:
            return current.document
        if current.received != current.size:
            raise OffsetError(current.received)
        try:
            document = _taken_in(current, path, actor, facts, note, seen)
        except ChangedMeanwhileError:
            # Nothing is wrong with the file: what arrived stays for another look.
            raise
        except RefusedError as error:
            _refuse(current, error, actor)
            path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)
        return document


def cancel(upload: Upload, *, actor: Actor) -> Upload:
    """Give it up; what has arrived is deleted. Raises DeniedError, RefusedError when it is over."""
    with _alone(upload, actor) as (current, path):
        current.state = UploadState.CANCELLED
        current.save(update_fields=["state"])
        path.unlink(missing_ok=True)
    return current


def _taken_in(
    upload: Upload, path: Path, actor: Actor, facts: Facts | None, note: str, seen: int | None
) -> Document:
    """The document, and the upload marked done, in one transaction."""
    if not path.exists():
        raise refuse(_("Kiriman tidak lagi tersimpan di server. Unggah lagi berkasnya."))
    examined = keeping.examine(measured(path), upload.filename)
    with transaction.atomic():
        if upload.replaces:
            version: DocumentVersion = documents.replace_examined(
                upload.replaces,
                examined,
                note.strip() or str(_("Unggahan baru")),
                actor=actor,
                seen=upload.replaces.version if seen is None else seen,
            )
            document = version.document
        else:
            document = documents.add_examined(
                upload.institution, examined, actor=actor, facts=facts or Facts(), unit=upload.unit
            )
        upload.state, upload.document = UploadState.DONE, document
        upload.save(update_fields=["state", "document"])
    return document


def _refuse(upload: Upload, error: RefusedError, actor: Actor) -> None:
    """Keep the sentence, so that it is there when the page is opened again."""
    upload.state = UploadState.REFUSED
    upload.refusal = " ".join(str(problem.message) for problem in error.problems)
    with transaction.atomic():
        upload.save(update_fields=["state", "refusal"])
        record(
            UPLOAD_REFUSED,
            upload,
            actor=actor,
            new={"ukuran": upload.size, "alasan": upload.refusal},
            scope=upload.institution.scope,
        )


@contextmanager
def _alone(
    upload: Upload, actor: Actor, *, done_too: bool = False
) -> Iterator[tuple[Upload, Path]]:
    """The upload as it is now and its file, while no other process works on it.

    Raises DeniedError for anyone but the author, RefusedError when it is over.
    """
    demand(upload.author_id is not None and upload.author_id == actor.actor_id, ADD_DOCUMENT)
    lock = _path(upload.key, "lock")
    with lock.open("wb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        current = Upload.objects.select_related(
            "institution", "unit", "replaces__institution", "document"
        ).get(pk=upload.pk)
        is_over = current.state != UploadState.RECEIVING
        if is_over and not (done_too and current.state == UploadState.DONE):
            lock.unlink(missing_ok=True)
            raise refuse(current.refusal or _("Unggahan ini sudah berakhir. Mulai unggahan baru."))
        try:
            yield current, _path(upload.key, "part")
        finally:
            if current.state != UploadState.RECEIVING:
                lock.unlink(missing_ok=True)


def _path(key: uuid.UUID, ending: str) -> Path:
    return STORE.waiting(f"{key}.{ending}")


@task()
def forget_half() -> int:
    """Delete uploads nobody has continued for long, with what had arrived; how many."""
    old = clock.now() - KEEP_HALF
    left = list(Upload.objects.exclude(state=UploadState.DONE).filter(touched_at__lt=old)[:1000])
    for upload in left:
        for ending in ("part", "lock"):
            _path(upload.key, ending).unlink(missing_ok=True)
    Upload.objects.filter(pk__in=[upload.pk for upload in left]).delete()
    return len(left)


def declare_all() -> None:
    """Put the deletion of half uploads on the timetable."""
    timetable.declare("evidence.forget_half", forget_half.enqueue, every=timedelta(hours=24))
