"""Private storage of file contents under their SHA-256, each content once.

A content appears under its name whole or not at all, whenever the process or the machine stops.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from django.core.files.storage import default_storage

PIECE = 1024 * 1024
"""Bytes read at a time."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TooLargeError(Exception):
    """The stream holds more than was allowed."""


class Readable(Protocol):
    """An open file, or what a form brought."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, empty at the end."""


@dataclass(frozen=True, slots=True)
class Received:
    """A stream written to a file of its own: where it lies, its size in bytes and its SHA-256."""

    path: Path
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Store:
    """One private area below the media folder, such as ``Store("evidence")``."""

    area: str

    def path(self, digest: str) -> Path:
        """Where the content lies, or would. Raises ValueError for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
        return self._folder(digest) / digest

    def holds(self, digest: str, size: int) -> bool:
        """Whether the content is there in its full length."""
        try:
            return self.path(digest).stat().st_size == size
        except FileNotFoundError:
            return False

    def waiting(self, name: str) -> Path:
        """Where something that is still arriving lies, apart from what has arrived."""
        return self._arrivals() / name

    @contextmanager
    def receiving(self, stream: Readable, limit: int) -> Iterator[Received]:
        """Copy a stream to a file that is gone afterwards unless it was adopted.

        Raises TooLargeError as soon as more than ``limit`` bytes have come.
        """
        digest, size = hashlib.sha256(), 0
        with NamedTemporaryFile(dir=self._arrivals(), prefix=".", delete=False) as file:
            path = Path(file.name)
            try:
                while piece := stream.read(PIECE):
                    size += len(piece)
                    if size > limit:
                        raise TooLargeError
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                yield Received(path, size, digest.hexdigest())
            finally:
                path.unlink(missing_ok=True)

    def adopt(self, received: Received) -> None:
        """Move a received file to its place, for good; nothing happens when it is there already."""
        place = self.path(received.digest)
        if self.holds(received.digest, received.size):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with received.path.open("rb") as file:
            os.fsync(file.fileno())
        received.path.chmod(0o600)
        received.path.replace(place)
        _sync_folder(place.parent)

    def discard(self, digest: str) -> None:
        """Delete a content nobody points to any more."""
        self.path(digest).unlink(missing_ok=True)

    @contextmanager
    def guard(self, digest: str) -> Iterator[None]:
        """Alone with this content (and its neighbours), across processes.

        Who adopts a content and writes the row that points to it, and who deletes one after looking
        for such rows, does it inside, so that a row never points to what is gone.
        """
        folder = self._folder(digest)
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _arrivals(self) -> Path:
        folder = Path(default_storage.path(f"{self.area}/waiting"))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _folder(self, digest: str) -> Path:
        return Path(default_storage.path(f"{self.area}/{digest[:2]}"))


def measured(path: Path) -> Received:
    """A file that lies there already, read once for its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            size += len(piece)
            digest.update(piece)
    return Received(path, size, digest.hexdigest())


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
