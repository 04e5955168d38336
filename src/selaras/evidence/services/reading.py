"""Reading the text of stored files in the background, page by page."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django_tasks import task

from selaras.evidence.models import Blob, PageText, TextState
from selaras.evidence.models.blob import STORE
from selaras.foundation import clock
from selaras.foundation.files import ocr
from selaras.foundation.files.reader import PageContent, UnreadableError, read_pages
from selaras.foundation.jobs import timetable
from selaras.pure.language.words import keys

_BATCH = 100
"""Pages written in one transaction."""
_PATIENCE = timedelta(minutes=30)
"""How old a waiting file is when it is put into the queue once more."""
_MOST_AT_ONCE = 500

NO_OCR = "ocr_tidak_tersedia"
"""Key in ``Blob.facts``: pages were left unread because no OCR is installed."""


@task()
def read_blob(blob_id: int) -> str:
    """Read one file's text; the state it came to. Doing it again changes nothing."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is None or blob.text_state != TextState.WAITING:
        return blob.text_state if blob else ""
    return str(read(blob))


def read(blob: Blob) -> TextState:
    """Read a file's text anew, whatever was read before, and note how far that came."""
    blob.pages.all().delete()
    sources: Counter[str] = Counter()
    try:
        found = read_pages(STORE.path(blob.digest), blob.content_type)
        while batch := list(islice(found, _BATCH)):
            sources.update(page.source for page in batch)
            _write(blob, batch)
        state = _state(sources)
    except UnreadableError:
        state = TextState.PARTIAL if sources["layer"] or sources["ocr"] else TextState.FAILED
    facts = {**blob.facts, "halaman": dict(sources)}
    facts[NO_OCR] = bool(sources["none"]) and not ocr.is_available()
    Blob.objects.filter(pk=blob.pk).update(text_state=state, facts=facts)
    blob.text_state, blob.facts = state, facts
    return state


def _write(blob: Blob, batch: list[PageContent]) -> None:
    """Write pages in one transaction; another worker may have been quicker with some."""
    rows = [
        PageText(blob=blob, number=page.number, text=page.text, stems=keys(page.text))
        for page in batch
    ]
    with transaction.atomic():
        PageText.objects.bulk_create(rows, ignore_conflicts=True)


def _state(sources: Counter[str]) -> TextState:
    """What the pages add up to; blank pages do not count."""
    if not sources["layer"] and not sources["ocr"]:
        return TextState.NONE
    if sources["none"]:
        return TextState.PARTIAL
    return TextState.OCR if sources["ocr"] else TextState.LAYER


@task()
def read_waiting() -> int:
    """Put files into the queue again that have been waiting for long; how many.

    Scans that stayed without text for want of OCR wait again as soon as it is installed.
    """
    now = clock.now()
    if ocr.is_available():
        unread = Blob.objects.filter(**{f"facts__{NO_OCR}": True})
        unread.update(text_state=TextState.WAITING)
    waiting = Blob.objects.filter(text_state=TextState.WAITING, stored_at__lt=now - _PATIENCE)
    chosen = list(waiting.order_by("pk").values_list("pk", flat=True)[:_MOST_AT_ONCE])
    for pk in chosen:
        read_blob.enqueue(pk)
    return len(chosen)


def declare_all() -> None:
    """Put the reading of what was left behind on the timetable."""
    timetable.declare("evidence.read_waiting", read_waiting.enqueue, every=_PATIENCE)
