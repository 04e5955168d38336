"""What a file is, told by its content alone; only the kinds listed here are taken in."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from selaras.foundation.files import compound, package
from selaras.foundation.files.plain import is_text, looks_like_code
from selaras.foundation.files.types import (
    CSV,
    DOC,
    DOCX,
    JPEG,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    PPT,
    PPTX,
    TEXT,
    TIFF,
    WEBP,
    XLS,
    XLSX,
)
from selaras.foundation.refusal import RefusedError, refuse

_PACKAGE_LIMITS = package.Limits(unpacked=1024 * 1024 * 1024, entries=20_000, ratio=250)
"""Ten times the largest file; honest office files grow by less than a hundred times a part."""
_TAIL = 8 * 1024
"""Bytes at the end in which a whole file says that it has ended."""
_LONGEST_NOTE = 64 * 1024
"""Bytes of a package's small parts, such as its list of contents, that are read at most."""
_XML_OFFICE = {
    b"wordprocessingml.document.main": DOCX,
    b"spreadsheetml.sheet.main": XLSX,
    b"presentationml.presentation.main": PPTX,
    b"presentationml.slideshow.main": PPTX,
}
_OPEN_OFFICE = {kind.encode(): kind for kind in (ODT, ODS, ODP)}
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"#!",
    b"dex\n",
    b"\x00asm",
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"\x28\xb5\x2f\xfd")


def recognise(path: Path, name: str) -> str:
    """The content type of a whole, unlocked file of a kind that is taken in.

    ``name`` only tells a CSV file from other text. Raises RefusedError with the sentence for the
    person: unknown kinds, programs and scripts, archives, damaged and locked files.
    """
    size = path.stat().st_size
    if not size:
        raise empty()
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        return _by_mark(file, head, tail, size) or _text(file, head, name)


def _by_mark(file: BinaryIO, head: bytes, tail: bytes, size: int) -> str:
    """The kind that the first bytes say, once the last ones agree; empty for none."""
    if head.startswith(_PROGRAMS):
        raise program()
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise archive()
    if b"%PDF-" in head[:1024]:
        return _ended(PDF, b"%%EOF" in tail or b"startxref" in tail)
    if head.startswith(b"\xff\xd8\xff"):
        return _ended(JPEG, b"\xff\xd9" in tail)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _ended(PNG, b"IEND" in tail)
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return TIFF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _ended(WEBP, int.from_bytes(head[4:8], "little") + 8 <= size)
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    if head.startswith(compound.MARK):
        return _compound(file)
    return ""


def _ended(kind: str, is_whole: bool) -> str:
    if not is_whole:
        raise truncated()
    return kind


def _packed(file: BinaryIO) -> str:
    try:
        file.seek(0)
        with package.open_package(file, _PACKAGE_LIMITS) as contents:
            return _packed_kind(contents)
    except package.PackageError as error:
        sentence = _PACKAGE_FAULTS[error.fault]
        raise sentence() from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise truncated() from error


def _packed_kind(contents: zipfile.ZipFile) -> str:
    """Which office file a package is. Raises RefusedError for archives, macros and locked ones."""
    names = set(contents.namelist())
    if "[Content_Types].xml" in names:
        listed = _part(contents, "[Content_Types].xml")
        if b"macroEnabled" in listed or any(n.endswith("vbaProject.bin") for n in names):
            raise macros()
        for mark, kind in _XML_OFFICE.items():
            if mark in listed:
                return kind
    if "mimetype" in names:
        kind = _OPEN_OFFICE.get(_part(contents, "mimetype").strip(), "")
        if kind and b"encryption-data" in _part(contents, "META-INF/manifest.xml"):
            raise protected()
        if kind and any(n.startswith(("Basic/", "Scripts/")) for n in names):
            raise macros()
        if kind:
            return kind
    raise archive()


def _part(contents: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; empty when there is none."""
    try:
        with contents.open(name) as part:
            return part.read(_LONGEST_NOTE)
    except KeyError:
        return b""


def _compound(file: BinaryIO) -> str:
    try:
        found = compound.look(file)
    except compound.DamagedError as error:
        raise truncated() from error
    if found.is_protected:
        raise protected()
    if found.has_macros:
        raise macros()
    kinds = {"word": DOC, "excel": XLS, "powerpoint": PPT}
    if found.program not in kinds:
        raise unknown()
    return kinds[found.program]


def _text(file: BinaryIO, head: bytes, name: str) -> str:
    if looks_like_code(head, name):
        raise program()
    file.seek(0)
    if not is_text(file):
        raise unknown()
    return CSV if name.lower().endswith(".csv") else TEXT


def empty() -> RefusedError:
    """There is nothing in the file."""
    return refuse(_("Berkas kosong (0 bita). Periksa berkas aslinya, lalu unggah lagi."))


def truncated() -> RefusedError:
    """The file is cut off or broken."""
    return refuse(
        _(
            "Berkas terpotong atau rusak, sehingga tidak dapat dibuka. Unduh atau simpan ulang "
            "berkas aslinya, pastikan dapat dibuka, lalu unggah lagi."
        )
    )


def protected() -> RefusedError:
    """The file asks for a password."""
    return refuse(
        _(
            "Berkas dilindungi kata sandi, sehingga asesor tidak dapat membukanya. Simpan ulang "
            "tanpa kata sandi, lalu unggah lagi."
        )
    )


def program() -> RefusedError:
    """The file is a program or a script, whatever its name says."""
    return refuse(
        _(
            "Isi berkas ini adalah program atau skrip, apa pun nama berkasnya, sehingga ditolak. "
            "Unggah dokumennya, misalnya PDF, gambar, atau berkas kantor."
        )
    )


def macros() -> RefusedError:
    """The office file carries a program."""
    return refuse(
        _(
            "Berkas memuat makro. Simpan ulang tanpa makro (misalnya sebagai .docx, .xlsx, atau "
            "PDF), lalu unggah lagi."
        )
    )


def archive() -> RefusedError:
    """The file is a bundle of other files."""
    return refuse(
        _(
            "Arsip (ZIP, RAR, dan sejenisnya) tidak diterima karena isinya tidak dapat diperiksa "
            "satu per satu. Keluarkan isinya, lalu unggah dokumennya langsung."
        )
    )


def bomb() -> RefusedError:
    """The file unpacks to far more than a document needs."""
    return refuse(
        _(
            "Isi berkas mengembang jauh melebihi yang wajar, sehingga ditolak. Simpan ulang "
            "dokumennya dari aplikasi asal atau ubah menjadi PDF, lalu unggah lagi."
        )
    )


def unknown() -> RefusedError:
    """The content is of no kind that is taken in."""
    return refuse(
        _(
            "Jenis berkas ini tidak dikenali. Yang diterima: PDF, gambar (JPEG, PNG, TIFF, WebP), "
            "berkas kantor (Word, Excel, PowerPoint, ODF), teks, dan CSV."
        )
    )


_PACKAGE_FAULTS = {
    package.Fault.BOMB: bomb,
    package.Fault.PROTECTED: protected,
    package.Fault.DAMAGED: truncated,
}
