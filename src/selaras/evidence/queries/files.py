"""The stored bytes of a file, for doors that have asked for permission."""

from __future__ import annotations

from pathlib import Path

from selaras.evidence.models import Blob
from selaras.evidence.models.blob import STORE


def path_of(blob: Blob) -> Path | None:
    """Where the whole bytes lie; None when they are gone or cut off. No query."""
    return STORE.path(blob.digest) if STORE.holds(blob.digest, blob.size) else None
