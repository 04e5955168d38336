"""What people really upload, and what attackers would: a sentence each, and flat memory."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from selaras.foundation.files import reader, types
from selaras.foundation.files.kinds import recognise
from selaras.foundation.files.names import LONGEST, clean_name, title_of
from selaras.foundation.files.reader import read_pages
from selaras.foundation.refusal import RefusedError
from tests.evidence.pdfs import locked_pdf, pdf, pdf_pieces

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20) + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(50) + b"\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 8) + b"WEBP" + bytes(4)


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(kind: bytes, **more: bytes) -> bytes:
    return package({"[Content_Types].xml": b"<Types>" + kind + b"</Types>", **more})


WORD = b"wordprocessingml.document.main+xml"


def open_document(kind: str, manifest: bytes = b"") -> bytes:
    return package({"mimetype": kind.encode(), "META-INF/manifest.xml": manifest})


def compound(*streams: str, start: bytes = b"") -> bytes:
    """An old office file: header, allocation table, directory, one main stream."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = b""
    for name in ("Root Entry", *streams):
        entry = bytearray(128)
        text = name.encode("utf-16-le") + b"\0\0"
        entry[: len(text)] = text
        struct.pack_into("<H", entry, 64, len(text))
        struct.pack_into("<II", entry, 116, 2, 8192)
        entries += entry
    return bytes(header) + table + entries.ljust(512, b"\0")[:512] + start.ljust(512, b"\0")


GOOD = {
    "a.pdf": (pdf(), types.PDF),
    "salah nama.jpg": (pdf(), types.PDF),
    "a.png": (PNG, types.PNG),
    "a.jpg": (JPEG, types.JPEG),
    "a.webp": (WEBP, types.WEBP),
    "a.tif": (b"II*\x00" + bytes(20), types.TIFF),
    "a.docx": (office(WORD), types.DOCX),
    "a.xlsx": (office(b"spreadsheetml.sheet.main+xml"), types.XLSX),
    "a.pptx": (office(b"presentationml.presentation.main+xml"), types.PPTX),
    "a.odt": (open_document(types.ODT), types.ODT),
    "a.ods": (open_document(types.ODS), types.ODS),
    "a.doc": (compound("WordDocument"), types.DOC),
    "a.xls": (compound("Workbook"), types.XLS),
    "a.ppt": (compound("PowerPoint Document"), types.PPT),
    "a.txt": ("catatan rapat ✓".encode(), types.TEXT),
    "b.txt": ("catatan".encode("utf-16"), types.TEXT),
    "c.txt": ("caf\u00e9".encode("cp1252"), types.TEXT),
    "a.csv": (b"a;b\n1;2\n", types.CSV),
}

BAD = {
    "empty": (b"", "a.pdf", "kosong"),
    "truncated pdf": (pdf()[:300], "a.pdf", "terpotong atau rusak"),
    "truncated jpeg": (JPEG[:-2], "a.jpg", "terpotong"),
    "truncated png": (PNG[:-8], "a.png", "terpotong"),
    "truncated webp": (WEBP[:-2], "a.webp", "terpotong"),
    "truncated docx": (office(WORD)[:-30], "a.docx", "terpotong"),
    "truncated doc": (compound("WordDocument")[:900], "a.doc", "terpotong"),
    "locked docx": (compound("EncryptedPackage"), "a.docx", "kata sandi"),
    "locked doc": (
        compound("WordDocument", start=bytes(10) + b"\x00\x01"),
        "a.doc",
        "kata sandi",
    ),
    "locked xls": (
        compound("Workbook", start=struct.pack("<HHIHH", 0x809, 4, 0, 0x2F, 2)),
        "a.xls",
        "kata sandi",
    ),
    "locked odt": (open_document(types.ODT, b"<encryption-data/>"), "a.odt", "kata sandi"),
    "windows program": (b"MZ\x90\x00" + bytes(100), "laporan.pdf", "program atau skrip"),
    "linux program": (b"\x7fELF" + bytes(100), "laporan.pdf", "program atau skrip"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "a.txt", "program atau skrip"),
    "page": (b"\xef\xbb\xbf \n<!DOCTYPE html><script>", "a.txt", "program atau skrip"),
    "page in two bytes": ("<html>".encode("utf-16"), "a.txt", "program atau skrip"),
    "picture with script": (b"<svg onload='x'/>", "a.png", "program atau skrip"),
    "script by name": (b"alert(1)", "a.js", "program atau skrip"),
    "macros": (office(WORD + b"macroEnabled"), "a.docm", "makro"),
    "old macros": (compound("WordDocument", "Macros"), "a.doc", "makro"),
    "installer": (compound("Property"), "a.doc", "tidak dikenali"),
    "archive": (package({"a.txt": b"x"}), "a.docx", "Arsip"),
    "other archive": (b"Rar!\x1a\x07" + bytes(20), "a.pdf", "Arsip"),
    "zip bomb": (office(WORD, bomb=bytes(60_000_000)), "a.docx", "mengembang"),
    "noise": (bytes(range(256)), "a.pdf", "tidak dikenali"),
}


@pytest.mark.parametrize("name", GOOD)
def test_kinds_are_told_by_content(name: str, tmp_path: Path) -> None:
    content, kind = GOOD[name]
    path = tmp_path / "x"
    path.write_bytes(content)
    assert recognise(path, name) == kind


@pytest.mark.parametrize("case", BAD)
def test_bad_files_get_their_sentence(case: str, tmp_path: Path) -> None:
    content, name, sentence = BAD[case]
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(RefusedError, match=sentence):
        recognise(path, name)


def test_a_lying_package_is_a_bomb_too(tmp_path: Path) -> None:
    content = bytearray(office(WORD, bomb=bytes(5_000_000)))
    # The declared size of the unpacked part, in the directory at the end, says ten bytes.
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(RefusedError, match="mengembang"):
        recognise(path, "a.docx")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (locked_pdf(), "kata sandi"),
        (b"%PDF-1.4\nnothing in it\nstartxref\n0\n%%EOF\n", "terpotong atau rusak"),
    ],
)
def test_pdf_files_nobody_can_open(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(RefusedError, match=sentence):
        reader.count_pages(path)


def test_a_definition_inside_an_office_file_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    path.write_bytes(package({"word/document.xml": bomb}))
    with pytest.raises(reader.UnreadableError):
        list(read_pages(path, types.DOCX))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\SK.pdf", "SK.pdf"),
        ("a\x00b\r\nc\u202efdp.exe", "a b c fdp.exe"),
        ("  .. ", ""),
        ("/", ""),
        ("é".encode().decode("utf-8") + ".pdf", "é.pdf"),
    ],
)
def test_names_lose_what_is_no_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending() -> None:
    clean = clean_name("x" * 400 + ".pdf")
    assert len(clean) == LONGEST
    assert clean.endswith("x.pdf")
    assert title_of("SK_Tim  2024.pdf") == "SK Tim 2024"


MEASURE = """
import json, resource, sys
from pathlib import Path
import django
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
django.setup()
from selaras.foundation.files import reader
from selaras.foundation.files.kinds import recognise
from selaras.foundation.files.store import Store
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
store = Store("x")
with open(sys.argv[2], "rb") as file, store.receiving(file, 200 * 1024 * 1024) as received:
    kind = recognise(received.path, "a.pdf")
    pages = reader.count_pages(received.path)
    read = sum(1 for _ in reader.read_pages(received.path, kind)) if sys.argv[3] == "read" else 0
    store.adopt(received)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([pages, read, (after - before) // 1024, child // 1024]))
"""


def measured(path: Path, folder: Path, task: str) -> list[int]:
    """Pages, pages read, megabytes by which we grew, megabytes of the reading process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder), str(path), task],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: list[int] = json.loads(done.stdout)
    return answer


def test_a_hundred_megabytes_leave_memory_flat(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    *objects, end = pdf_pieces(["satu"])
    with path.open("wb") as file:
        file.writelines(objects)
        start = file.tell()
        # Padding that no object points to, as large as the scans people send.
        file.seek(100 * 1024 * 1024 - 4096)
        file.write(end.replace(b"startxref\n%d" % start, b"startxref\n%d" % file.tell()))
    pages, _read, grown, child = measured(path, tmp_path / "m", "inspect")
    assert pages == 1
    assert grown <= 30
    assert child <= 150


def test_two_thousand_pages_leave_memory_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    text = "Arsitektur SPBE memuat domain arsitektur proses bisnis dan data.\n" * 30
    with path.open("wb") as file:
        for piece in pdf_pieces(f"Halaman {n}\n{text}" for n in range(2000)):
            file.write(piece)
    pages, read, grown, child = measured(path, tmp_path / "m", "read")
    assert (pages, read) == (2000, 2000)
    assert grown <= 30
    assert child <= 200
