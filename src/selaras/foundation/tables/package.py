"""Compressed workbooks (XLSX, ODS): opened only when they unpack to what a table needs."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from selaras.foundation.files import package
from selaras.foundation.tables.model import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED,
    TableError,
    refuse,
)

_LIMITS = package.Limits(unpacked=MAX_UNPACKED, entries=MAX_ENTRIES, ratio=MAX_RATIO)


def open_package(file: BinaryIO) -> zipfile.ZipFile:
    """The archive, after its size was measured. Raises TableError for bombs and secrets.

    Damage is told by whatever ``zipfile`` and ``zlib`` raise, or by TableError.
    """
    try:
        return package.open_package(file, _LIMITS)
    except package.PackageError as error:
        sentences = {
            package.Fault.BOMB: bomb,
            package.Fault.PROTECTED: protected,
            package.Fault.DAMAGED: damaged,
        }
        sentence = sentences[error.fault]
        raise sentence() from error


def damaged() -> TableError:
    """The file is cut off or broken."""
    return refuse(
        _("Berkas rusak atau tidak terunduh seluruhnya. Buka dan simpan ulang, lalu unggah lagi.")
    )


def bomb() -> TableError:
    """The file unpacks to far more than a table needs."""
    return refuse(
        _("Isi berkas jauh lebih besar daripada yang wajar. Salin tabelnya ke berkas baru.")
    )


def protected() -> TableError:
    """The file asks for a password."""
    return refuse(_("Berkas dilindungi kata sandi. Buka kata sandinya, simpan, lalu unggah lagi."))
