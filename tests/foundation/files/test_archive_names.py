"""Names inside a ZIP: what every system unpacks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.foundation.files import types
from selaras.foundation.files.archive_names import (
    LONGEST_PART,
    LONGEST_PATH,
    Names,
    length,
    safe_part,
)


@pytest.mark.parametrize(
    ("text", "ending", "name"),
    [
        ("Perwali 12 Tahun 2023", "pdf", "Perwali 12 Tahun 2023.pdf"),
        ("SK 800/12-B.1/2024", "pdf", "SK 800-12-B.1-2024.pdf"),
        ('a<b>c:d"e|f?g*h\\i', "", "a-b-c-d-e-f-g-h-i"),
        ("akhir titik. . ", "", "akhir titik"),
        ("con", "", "_con"),
        ("Aux.2023", "pdf", "_Aux.2023.pdf"),
        ("COM¹", "", "_COM¹"),
        ("../../etc/passwd", "", "-..-etc-passwd"),
        ("a\u202egpj\x00.exe", "", "a gpj .exe"),
        ("e\u0301", "", "é"),
        ("", "pdf", "tanpa nama.pdf"),
        ("???", "", "tanpa nama"),
        ("Laporan 📄", "pdf", "Laporan 📄.pdf"),
    ],
)
def test_a_text_becomes_a_name(text: str, ending: str, name: str) -> None:
    assert safe_part(text, ending=ending) == name


@given(st.text(max_size=400), st.sampled_from(["", "pdf", "docx"]), st.integers(24, LONGEST_PART))
def test_every_text_becomes_a_name(text: str, ending: str, longest: int) -> None:
    name = safe_part(text, ending=ending, longest=longest)
    # A device's name is told apart by one sign more.
    assert 0 < length(name) <= longest + 1
    assert len(name.encode()) <= 250
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name == name.strip(" ")
    assert not name.endswith(".")
    assert name == unicodedata.normalize("NFC", name)
    assert name.endswith(f".{ending}" if ending else "")


def test_no_two_paths_differ_by_case_alone() -> None:
    names = Names()
    given_ = [names.give("01 A", text, ending="pdf") for text in ("SK", "sk", "Sk", "SK (2)")]
    assert given_ == ["01 A/SK.pdf", "01 A/sk (2).pdf", "01 A/Sk (3).pdf", "01 A/SK (2) (2).pdf"]
    assert names.give("02 B", "SK", ending="pdf") == "02 B/SK.pdf"


@given(st.lists(st.text(max_size=300), max_size=30))
def test_paths_stay_within_their_length(texts: list[str]) -> None:
    names = Names()
    folder = "x" * LONGEST_PART
    paths = [names.give(folder, text, ending="pdf") for text in texts]
    assert all(length(path) <= LONGEST_PATH + 1 for path in paths)
    assert len({path.casefold() for path in paths}) == len(paths)


def test_a_folder_without_room_is_told() -> None:
    with pytest.raises(ValueError, match=r"^x{230}$"):
        Names().give("x" * 230, "a", ending="pdf")


@pytest.mark.parametrize(
    ("filename", "content_type", "ending"),
    [
        ("a.PDF", types.PDF, "pdf"),
        ("a.docx", types.PDF, "pdf"),
        ("a.jpeg", types.JPEG, "jpeg"),
        ("tanpa", types.DOCX, "docx"),
        ("catatan.md", types.TEXT, "md"),
        ("catatan", types.TEXT, "txt"),
        ("a.sangat-aneh/..", "application/x-unknown", "bin"),
    ],
)
def test_the_ending_fits_what_is_inside(filename: str, content_type: str, ending: str) -> None:
    assert types.ending_of(filename, content_type) == ending
