"""Where the files of reports lie: kept while a row points to them, gone afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from selaras.foundation.files.store import Received
from selaras.reporting.models import ReportRun
from selaras.reporting.models.run import STORE


@contextmanager
def keeping(content: bytes) -> Iterator[Received]:
    """Put the content into the store while a row that points to it is written.

    Nobody else can discard it meanwhile; where no row points to it afterwards, it goes again.
    """
    stream = STORE.receiving(io.BytesIO(content), len(content))
    with stream as received, STORE.guard(received.digest):
        STORE.adopt(received)
        try:
            yield received
        finally:
            _discard(received.digest)


def discard_unused(digest: str) -> None:
    """Delete a stored file unless a report points to it."""
    if digest:
        with STORE.guard(digest):
            _discard(digest)


def _discard(digest: str) -> None:
    if not ReportRun.objects.filter(digest=digest).exists():
        STORE.discard(digest)
