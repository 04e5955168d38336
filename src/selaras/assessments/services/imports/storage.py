"""Where uploaded files lie: private, under their SHA-256, each content once."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import refuse


def keep(data: bytes) -> str:
    """Store the bytes and return their SHA-256 as 64 hexadecimal digits.

    The file appears under its name whole or not at all, whenever the process or the machine stops;
    one that does not hold what its name says is written anew.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    with suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)
    return digest


def content(digest: str) -> bytes:
    """The bytes kept under this digest. Raises RefusedError when they are gone or damaged."""
    try:
        data = _path(digest).read_bytes()
    except FileNotFoundError:
        data = None
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        raise refuse(_("Berkas ini tidak tersimpan utuh di server. Unggah lagi berkasnya."))
    return data


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _path(digest: str) -> Path:
    return Path(default_storage.path(f"imports/{digest[:2]}/{digest}"))
