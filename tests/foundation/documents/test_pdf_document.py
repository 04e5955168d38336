"""What a manuscript becomes as PDF, read back with another library."""

import ctypes
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pytest
from pypdfium2 import raw

from selaras.foundation.documents import faces, pdf, pdf_document
from selaras.foundation.documents.manuscript import (
    Chart,
    Column,
    Grid,
    Heading,
    KeyFigure,
    Manuscript,
    PageBreak,
    Paragraph,
    Row,
    Signature,
)
from tests.foundation.documents.manuscripts import hostile, indicators, manuscript


@contextmanager
def opened(given: Manuscript) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf_document.content(given))
    try:
        yield document
    finally:
        document.close()


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """The words of every page, breaks inside words left out."""
    found = []
    for page in document:
        words = page.get_textpage()
        found.append(words.get_text_bounded().replace("\u200b", "").replace("\r\n", "\n"))
        words.close()
        page.close()
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_every_block_says_what_it_says() -> None:
    with opened(manuscript()) as document:
        whole = squeezed(" ".join(texts(document)))
    for words in (
        "Daftar isi",
        "Indeks naik 0,31 dari tahun lalu.",
        "Indeks SPBE 2,49 Predikat Cukup",
        "Predikat Memuaskan",
        "1. Peraturan pertama; 2. Peraturan kedua.",
        "1. Peraturan lain;",
        "Instansi Kota Contoh",
        "baris kedua — Asesor eksternal",
        "Tabel 1. Segala isi sel",
        "Bilangan 12 2,50",
        "Hari 21 November 2022 –",
        "Gambar 7. Instansi menurut predikat",
        "Belum ada data.",
        "Lingkaran menandai tahun lalu.",
        "Kota Contoh, 21 November 2022 Sekretaris Daerah",
        "Pejabat Contoh NIP 1970",
    ):
        assert words in whole
    for number in range(1, 48):
        assert re.search(rf"\b{number} Tingkat kematangan", whole)
    assert whole.count("3,33") == 42


def test_every_page_says_where_it_is_from() -> None:
    given = manuscript()
    with opened(given) as document:
        pages = [squeezed(page) for page in texts(document)]
        count = len(document)
    assert count > 5
    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {count}" in page
        assert "Pedoman SPBE 2020 (versi 1.2)" in page
        assert "Data per 21 November 2022 pukul 13.05 WIB" in page
        assert f"{given.fingerprint[:8]} {given.fingerprint[8:16]}" in page
    assert given.fingerprint in pages[-1].replace(" ", "")


def test_it_names_itself_and_can_be_read_aloud() -> None:
    given = manuscript()
    body = pdf_document.content(given)
    with opened(given) as document:
        told = document.get_metadata_dict()
        assert told["Title"] == given.title
        assert told["Author"] == given.issuer
        assert given.fingerprint in told["Keywords"]
        assert told["CreationDate"].startswith("D:20221121060509")
        assert raw.FPDFCatalog_IsTagged(document.raw)
        outline = [(item.level, item.get_title()) for item in document.get_toc()]
    assert outline == [(0, "Ringkasan eksekutif"), (1, "Dasar hukum"), (2, "Identitas")]
    assert b"/StructTreeRoot" in body
    assert b"/Lang (id)" in body or b"/Lang(id)" in body
    assert b"pdfuaid:part" in body
    assert b"DisplayDocTitle true" in body


def alternatives(document: pypdfium2.PdfDocument) -> list[str]:
    """The alternative texts of every figure, walked from the structure of each page."""
    found: list[str] = []

    def walk(element: raw.FPDF_STRUCTELEMENT) -> None:
        length = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if length > 2:
            buffer = ctypes.create_string_buffer(length)
            raw.FPDF_StructElement_GetAltText(element, buffer, length)
            found.append(buffer.raw[: length - 2].decode("utf-16-le"))
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, place)
            if child:
                walk(child)

    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
        raw.FPDF_StructTree_Close(tree)
        page.close()
    return found


def test_pictures_have_words() -> None:
    with opened(manuscript()) as document:
        found = alternatives(document)
    assert found.count("Uraian gambar bagi yang tidak melihatnya.") == 7
    assert "Lambang Kota Contoh" in found


def test_a_picture_without_words_is_refused() -> None:
    drawn = next(one for one in manuscript().blocks if isinstance(one, Chart))
    silent = Chart(drawn.title, "", drawn.svg, drawn.twin)
    with pytest.raises(pdf.SettingError, match="alt"):
        pdf_document.content(manuscript((silent,)))


def test_only_its_own_faces_are_in_it() -> None:
    with opened(manuscript(draft="KONSEP")) as document:
        named = set()
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
                font = raw.FPDFTextObj_GetFont(item.raw)
                buffer = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, buffer, 200)
                assert raw.FPDFFont_GetIsEmbedded(font) == 1
                named.add(buffer.value.decode().partition("+")[2].partition("-")[0])
            page.close()
    assert named == {"SourceSansPro", "DejaVuSansMono"}


PROGRAM = """
import hashlib, sys, django
django.setup()
from selaras.foundation.documents import docx, pdf_document, workbook
from tests.foundation.documents.manuscripts import manuscript
for writer in (pdf_document, docx, workbook):
    print(hashlib.sha256(writer.content(manuscript())).hexdigest())
"""


def test_two_processes_write_the_same_bytes() -> None:
    def run(seed: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "PYTHONHASHSEED": seed,
                "LANGUAGE": "en" if seed == "2" else "id",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    first, second = run("1"), run("2")
    assert len(first) == 3
    assert first == second
    assert first[0] == hashlib.sha256(pdf_document.content(manuscript())).hexdigest()


def test_another_figure_is_another_fingerprint_and_other_bytes() -> None:
    one, other = manuscript((Paragraph("2,49"),)), manuscript((Paragraph("2,50"),))
    assert one.fingerprint != other.fingerprint
    assert pdf_document.content(one) != pdf_document.content(other)


def test_whatever_people_type_is_set_as_they_typed_it() -> None:
    with opened(hostile()) as document:
        whole = squeezed(" ".join(texts(document)))
    assert "#bukan *markup* _sama_ $sekali$ <b>&amp;</b> @x // /* \\" in whole
    assert "é ab =1+1 {{x}} %s {page}" in whole
    assert "x" * 400 in whole.replace(" ", "")


def test_headings_of_a_long_table_stand_on_every_page_and_rows_stay_whole() -> None:
    with opened(manuscript((indicators(200),), cover=False)) as document:
        pages = [page for page in texts(document) if "Tingkat kematangan" in page]
    assert len(pages) > 4
    for page in pages:
        assert "Rata-rata" in page
        assert re.search(r"Aspek \d+\. ", page)
        rows = re.findall(r"untuk indikator ke-(\d+)", squeezed(page))
        assert len(rows) == squeezed(page).count("Tingkat kematangan")
    numbers = [int(n) for page in pages for n in re.findall(r"indikator ke-(\d+)", squeezed(page))]
    assert numbers == list(range(1, 201))


@pytest.mark.parametrize("count", [30, 31, 32, 33, 34])
def test_signatures_never_stand_alone(count: int) -> None:
    """Whatever the page before holds: the last words stand with the signature."""
    lines = tuple(Paragraph(f"Kalimat {number}.") for number in range(count))
    end = (Paragraph("Demikian dibuat."), Signature("Kota, 1 Mei", "Kepala", "Pejabat"))
    with opened(manuscript((*lines, *end), cover=False)) as document:
        for page in texts(document):
            assert ("Pejabat" in page) == ("Demikian dibuat." in page)
            if "Sidik isi:" in page:
                assert "Pejabat" in page


def heads_of(lines: int, always: bool) -> list[tuple[int, float]]:
    """Page and height of the second chapter's heading, behind so many lines of the first."""
    blocks = (
        Heading("Bab Satu"),
        *(Paragraph(f"Kalimat {number}.") for number in range(lines)),
        PageBreak(always=always),
        Heading("Bab Dua"),
        Paragraph("Isi bab dua."),
    )
    found = []
    with opened(manuscript(blocks, title="Judul")) as document:
        for number, page in enumerate(document):
            words = page.get_textpage()
            search = words.search("Bab Dua")
            if (place := search.get_next()) is not None:
                found.append((number, words.get_charbox(place[0])[3]))
            search.close()
            words.close()
            page.close()
    return found


@pytest.mark.parametrize(("lines", "moves"), [(4, False), (30, True), (48, False)])
def test_a_chapter_uses_the_page_another_left_empty(lines: int, moves: bool) -> None:
    """With 48 lines the first chapter ends at the top of a second page."""
    ((forced, top),) = heads_of(lines, always=True)
    ((page, height),) = heads_of(lines, always=False)
    assert page == (forced if moves else forced - 1)
    assert (abs(height - top) < 0.5) == moves


@pytest.mark.parametrize("lines", range(26, 36))
def test_figures_stand_with_the_table_they_sum_up(lines: int) -> None:
    blocks = (
        *(Paragraph(f"Kalimat {number}.") for number in range(lines)),
        Heading("Unit Contoh"),
        KeyFigure("Disetujui", "2 dari 24"),
        KeyFigure("Bukti diterima", "9"),
        indicators(20),
    )
    with opened(manuscript(blocks, cover=False)) as document:
        for page in texts(document):
            if "Disetujui" in page:
                assert "Tingkat kematangan" in page
                assert "Unit Contoh" in page


def test_a_row_longer_than_a_page_is_set_whole() -> None:
    words = " ".join(f"kata{number}" for number in range(2500))
    grid = Grid("Panjang", (Column("A"), Column("B")), (Row((words, "pendek")),))
    with opened(manuscript((grid,), cover=False)) as document:
        whole = " ".join(texts(document))
        assert len(document) > 2
    assert "kata0" in whole
    assert "kata2499" in whole


def test_nothing_stands_on_anything_else() -> None:
    """Lines of words neither overlap nor leave the page's text area."""
    with opened(hostile()) as document:
        for page in document:
            words = page.get_textpage()
            boxes = [words.get_rect(k) for k in range(words.count_rects())]
            words.close()
            width, _height = page.get_size()
            page.close()
            assert all(left >= 20 and right <= width - 20 for left, _b, right, _t in boxes)
            for place, one in enumerate(boxes):
                assert not any(_covers(one, other) for other in boxes[place + 1 :])


def _covers(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and along > 0.6 * min(one[3] - one[1], other[3] - other[1])


def test_a_draft_says_so_on_every_page() -> None:
    given = manuscript((Heading("Satu"), Paragraph("a " * 3000)), draft="KONSEP")
    with opened(given) as document:
        pages = texts(document)
    assert len(pages) > 2
    assert all("KONSEP" in page for page in pages)


def test_english_words_for_english_manuscripts() -> None:
    given = manuscript((Paragraph("x"),), cover=False)
    english = Manuscript(
        **{**{name: getattr(given, name) for name in given.__slots__}, "language": "en"}
    )
    body = pdf_document.content(english)
    assert b"/Lang (en)" in body or b"/Lang(en)" in body


def test_characters_without_a_shape_are_boxes_or_nothing() -> None:
    assert faces.printable("a\x00b\u200d\ufe0f") == "ab"
    assert faces.printable("漢😀") == faces.BOX * 2
    assert faces.printable("e\u0301") == "é"
    assert faces.printable("a\u2011b\u2009c\td") == "a-b c d"
    assert faces.printable("≥ 2,60 → − × ½ “x”\n") == "≥ 2,60 → − × ½ “x”\n"
