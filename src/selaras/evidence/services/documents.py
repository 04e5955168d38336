"""Documents: handing in, correcting, replacing the file, removing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from selaras.evidence.events import (
    DOCUMENT_ADDED,
    DOCUMENT_CHANGED,
    DOCUMENT_MARKED_SAMPLE,
    DOCUMENT_REMOVED,
    DOCUMENT_REPLACED,
)
from selaras.evidence.models import Blob, Document, DocumentVersion, TextState
from selaras.evidence.models.blob import STORE
from selaras.evidence.permissions import (
    ADD_DOCUMENT,
    CHANGE_DOCUMENT,
    MARK_SAMPLE,
    may_add_document,
    may_change_document,
    may_mark_sample,
)
from selaras.evidence.services import holds, keeping
from selaras.evidence.services.facts import Facts as Facts
from selaras.evidence.services.facts import facts_from, facts_of, told, write_facts
from selaras.evidence.services.reading import read_blob
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.files.names import title_of
from selaras.foundation.files.store import Readable, TooLargeError
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    Problem,
    RefusedError,
    check,
    refuse,
)
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.people.models import Institution, Unit

AlreadyThereError = keeping.AlreadyThereError


def add_file(
    institution: Institution,
    file: Readable,
    filename: str,
    *,
    actor: Actor,
    unit: Unit | None = None,
    facts: Facts | Mapping[str, Any] | None = None,
) -> Document:
    """Take a whole file in as a new document; its title is the file's name unless one is given.

    ``unit`` owns it where the facts name none. Raises DeniedError, AlreadyThereError, and
    RefusedError with the sentence for whatever is wrong with file or facts.
    """
    given = facts_from(facts or Facts())
    demand(may_add_document(actor, institution.pk, given.unit or unit), ADD_DOCUMENT)
    try:
        with STORE.receiving(file, keeping.LARGEST) as received:
            return add_examined(
                institution,
                keeping.examine(received, filename),
                actor=actor,
                facts=given,
                unit=unit,
            )
    except TooLargeError:
        raise keeping.too_large() from None


def add_examined(
    institution: Institution,
    examined: keeping.Examined,
    *,
    actor: Actor,
    facts: Facts,
    unit: Unit | None = None,
) -> Document:
    """Make a document of a file that was received and looked into. Raises like ``add_file``."""
    owner = facts.unit or unit
    demand(may_add_document(actor, institution.pk, owner), ADD_DOCUMENT)
    document = Document(institution=institution, author_id=actor.actor_id, added_at=clock.now())
    write_facts(document, facts)
    document.unit = owner
    if not document.title:
        document.title = title_of(examined.filename)
        write_facts(document, facts_of(document))
    _demand_home(document)
    check(document)
    with keeping.kept(examined) as blob:
        keeping.refuse_known(blob, institution.pk, actor=actor)
        document.save()
        version = _add_version(document, blob, examined.filename, "", 1, actor)
        _tell(DOCUMENT_ADDED, document, version, actor=actor)
    return document


def change(
    document: Document, facts: Facts | Mapping[str, Any], *, actor: Actor, seen: int
) -> Document:
    """Correct what is said about it. ``seen`` is the version of the facts that was edited.

    Raises DeniedError, RefusedError, ChangedMeanwhileError.
    """
    demand(may_change_document(actor, document), CHANGE_DOCUMENT)
    given = facts_from(facts)
    if given.unit != document.unit:
        demand(may_add_document(actor, document.institution_id, given.unit), ADD_DOCUMENT)
    changed = Document.objects.select_related("institution", "unit").get(pk=document.pk)
    before = told(facts_of(changed))
    write_facts(changed, given)
    _demand_home(changed)
    check(changed)
    after = told(facts_of(changed))
    news = [name for name in after if after[name] != before[name]]
    if not news:
        return changed
    with telling_last():
        values = {name: getattr(changed, name) for name in [*news, "stems"]}
        done = Document.objects.filter(pk=document.pk, version=seen).update(
            **values, version=F("version") + 1
        )
        if not done:
            raise ChangedMeanwhileError
        record(
            DOCUMENT_CHANGED,
            changed,
            actor=actor,
            old={name: before[name] for name in news},
            new={name: after[name] for name in news},
            scope=changed.institution.scope,
        )
    changed.version = seen + 1
    return changed


def replace(
    document: Document, file: Readable, filename: str, note: str, *, actor: Actor, seen: int
) -> DocumentVersion:
    """Put another file in the place of the current one, which stays as an older version.

    Raises DeniedError, RefusedError, ChangedMeanwhileError.
    """
    demand(may_change_document(actor, document), CHANGE_DOCUMENT)
    try:
        with STORE.receiving(file, keeping.LARGEST) as received:
            examined = keeping.examine(received, filename)
            return replace_examined(document, examined, note, actor=actor, seen=seen)
    except TooLargeError:
        raise keeping.too_large() from None


def replace_examined(
    document: Document, examined: keeping.Examined, note: str, *, actor: Actor, seen: int
) -> DocumentVersion:
    """Make a file that was received and looked into the current one. Raises like ``replace``."""
    demand(may_change_document(actor, document), CHANGE_DOCUMENT)
    note = note.strip()
    if not note:
        raise refuse(
            _("Tuliskan alasan penggantian, misalnya “versi yang ditandatangani”."), "note"
        )
    # Asked first as well, so that what was received stays where it is for another try.
    if not Document.objects.filter(pk=document.pk, version=seen).exists():
        raise ChangedMeanwhileError
    with keeping.kept(examined) as blob:
        keeping.refuse_known(blob, document.institution_id, actor=actor)
        done = Document.objects.filter(pk=document.pk, version=seen).update(
            version=F("version") + 1
        )
        if not done:
            raise ChangedMeanwhileError
        old = document.versions.select_related("blob").get(is_current=True)
        document.versions.filter(is_current=True).update(is_current=False)
        version = _add_version(document, blob, examined.filename, note, old.revision + 1, actor)
        _tell(DOCUMENT_REPLACED, document, version, actor=actor, old=old)
    document.version = seen + 1
    return version


def remove(document: Document, *, actor: Actor) -> None:
    """Delete a document nothing refers to, with its files. Raises DeniedError, RefusedError."""
    demand(may_change_document(actor, document), CHANGE_DOCUMENT)
    versions = list(document.versions.select_related("blob"))
    gone = Document(pk=document.pk, title=document.title)
    try:
        with telling_last():
            Document.objects.get(pk=document.pk).delete()
            keeping.discard_unused([version.blob_id for version in versions])
            record(
                DOCUMENT_REMOVED,
                gone,
                actor=actor,
                old={"sidik": [version.blob.digest for version in versions]},
                scope=document.institution.scope,
            )
            for version in versions:
                transaction.on_commit(partial(keeping.discard_bytes, version.blob.digest))
    except ProtectedError as error:
        holders = holds.sentences_about(error.protected_objects)
        raise RefusedError(*map(Problem, holders)) from error
    except Document.DoesNotExist as error:
        raise ChangedMeanwhileError from error


def mark_sample(documents: Iterable[Document], *, actor: Actor) -> None:
    """Mark documents as made for demonstration, so that every page says *contoh* beside them.

    Raises DeniedError.
    """
    demand(may_mark_sample(actor), MARK_SAMPLE)
    with telling_last():
        for document in documents:
            if Document.objects.filter(pk=document.pk, is_sample=False).update(is_sample=True):
                document.is_sample = True
                record(
                    DOCUMENT_MARKED_SAMPLE,
                    document,
                    actor=actor,
                    scope=document.institution.scope,
                )


def _demand_home(document: Document) -> None:
    """The owner unit belongs to the institution. Raises RefusedError."""
    if document.unit and document.unit.institution_id != document.institution_id:
        raise refuse(_("Unit pemilik harus dari instansi ini."), "unit")


def _add_version(
    document: Document, blob: Blob, filename: str, note: str, revision: int, actor: Actor
) -> DocumentVersion:
    version = DocumentVersion(
        document=document,
        revision=revision,
        blob=blob,
        filename=filename,
        note=note,
        author_id=actor.actor_id,
        at=clock.now(),
    )
    check(version)
    version.save()
    if blob.text_state == TextState.WAITING:
        read_blob.enqueue(blob.pk)
    return version


def _tell(
    kind: EventKind,
    document: Document,
    version: DocumentVersion,
    *,
    actor: Actor,
    old: DocumentVersion | None = None,
) -> None:
    def of(v: DocumentVersion) -> dict[str, Any]:
        return {"berkas": v.filename, "sidik": v.blob.digest, "ukuran": v.blob.size}

    facts = told(facts_of(document)) if old is None else {"alasan": version.note}
    record(
        kind,
        document,
        actor=actor,
        old=of(old) if old else {},
        new={**facts, **of(version), "versi": version.revision},
        scope=document.institution.scope,
    )
