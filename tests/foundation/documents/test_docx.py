"""What a manuscript becomes as an editable text, read back with another library."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from selaras.foundation.documents import docx as writer
from selaras.foundation.documents.manuscript import Bullets, Grid, Manuscript, Paragraph, Signature
from tests.foundation.documents.manuscripts import HOSTILE, hostile, indicators, manuscript


def opened(given: Manuscript) -> Document:
    return docx.Document(io.BytesIO(writer.content(given)))


def whole(document: Document) -> str:
    """Every word of the body, tables included."""
    texts = document.element.body.iter(qn("w:t"), qn("w:br"), qn("w:p"))
    return "".join(one.text or "" if one.tag == qn("w:t") else "\n" for one in texts)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def test_every_block_says_what_it_says() -> None:
    told = squeezed(whole(opened(manuscript())))
    for words in (
        "Daftar isi Ringkasan eksekutif Dasar hukum Ringkasan eksekutif",
        "Indeks naik 0,31 dari tahun lalu.",
        "Indeks SPBE 2,49 Predikat Cukup",
        "Peraturan pertama; Peraturan kedua.",
        "Instansi Kota Contoh",
        "Baris pertama baris kedua — Asesor eksternal",
        "Tabel 1. Segala isi sel",
        "Bilangan 12 2,50",
        "Hari 21 November 2022 –",
        "Gambar 7. Instansi menurut predikat",
        "Belum ada data.",
        "Lingkaran menandai tahun lalu.",
        "Sekretaris Daerah ttd. Pejabat Contoh NIP 1970",
    ):
        assert words in told
    for number in range(1, 48):
        assert f"untuk indikator ke-{number} " in told


def test_it_has_real_styles_and_contents_that_can_be_renewed() -> None:
    document = opened(manuscript())
    named = {one.text: one.style.name for one in document.paragraphs if one.style is not None}
    assert named["Ringkasan eksekutif"] == "Heading 1"
    assert named["Identitas"] == "Heading 3"
    assert named["Tabel 1. Segala isi sel"] == "Caption"
    orders = [one.text or "" for one in document.element.body.iter(qn("w:instrText"))]
    assert any("TOC" in order for order in orders)
    marks = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    aims = {one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))}
    assert len(aims) == 2
    assert aims <= marks


def test_head_and_foot_of_pages() -> None:
    given = manuscript(draft="KONSEP")
    section = opened(given).sections[0]
    for part in (section.footer, section.first_page_footer):
        words = " ".join(one.text for one in part.paragraphs)
        orders = [one.text for one in part.part.element.iter(qn("w:instrText"))]
        assert "Pedoman SPBE 2020 (versi 1.2)" in words
        assert "Data per 21 November 2022 pukul 13.05 WIB" in words
        assert f"{given.fingerprint[:8]} {given.fingerprint[8:16]}" in words
        assert [order.strip() for order in orders] == ["PAGE", "NUMPAGES"]
    for head in (section.header, section.first_page_header):
        assert 'string="KONSEP"' in head.part.blob.decode()


def test_tables_repeat_their_headings_and_keep_rows_whole() -> None:
    table = opened(manuscript((indicators(200),), cover=False)).tables[-1]
    rows = table._tbl.tr_lst
    assert len(rows) == 1 + 200 + 34 + 1
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows[:3]] == [
        True,
        False,
        False,
    ]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    for cell in table._tbl.iter(qn("w:tc")):
        width = cell.find(qn("w:tcPr")).find(qn("w:tcW"))
        assert int(width.get(qn("w:w"))) > 200


def test_every_list_of_numbers_begins_at_one() -> None:
    blocks = (Bullets(("a", "b"), ordered=True), Bullets(("c",), ordered=True))
    found = [
        one.get(qn("w:val"))
        for one in opened(manuscript(blocks, cover=False)).element.body.iter(qn("w:numId"))
    ]
    assert len(found) == 3
    assert found[0] == found[1] != found[2]


def test_pictures_have_words() -> None:
    document = opened(manuscript())
    told = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert told.count("Uraian gambar bagi yang tidak melihatnya.") == 7
    assert "Lambang Kota Contoh" in told
    assert any(re.match(r"tingkat \d dari 5", one) for one in told)
    assert all(told)


def test_the_signature_keeps_what_stands_before_it() -> None:
    blocks = (Paragraph("Demikian."), Signature("Kota", "Kepala", "Pejabat"))
    document = opened(manuscript(blocks, cover=False))
    last = next(one for one in document.paragraphs if one.text == "Demikian.")
    assert last.paragraph_format.keep_with_next
    row = document.tables[-1].rows[0]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_properties_and_bytes_are_the_manuscripts() -> None:
    given = manuscript()
    body = writer.content(given)
    told = docx.Document(io.BytesIO(body)).core_properties
    assert (told.title, told.author) == (given.title, given.issuer)
    assert (
        told.created
        == told.modified
        == given.as_of.astimezone(UTC).replace(tzinfo=told.created.tzinfo)
    )
    assert given.fingerprint in told.comments
    dates = {one.date_time for one in zipfile.ZipFile(io.BytesIO(body)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert body == writer.content(given)


def test_whatever_people_type_stands_as_they_typed_it() -> None:
    told = squeezed(whole(opened(hostile())))
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe]", "", HOSTILE)
    assert squeezed(kept) in told


def test_a_table_without_columns_to_spare() -> None:
    """More columns than shares, cells missing at the end of a row."""
    grid = next(one for one in hostile().blocks if isinstance(one, Grid))
    assert len(opened(manuscript((grid,), cover=False)).tables) == 2


WRITER = shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(
    WRITER is None or not Path("/usr/lib/libreoffice/program/libswlo.so").exists(),
    reason="no word processor here",
)
def test_a_word_processor_opens_it(tmp_path: Path) -> None:
    place = tmp_path / "laporan.docx"
    place.write_bytes(writer.content(manuscript(draft="KONSEP")))
    assert WRITER is not None
    subprocess.run(
        [
            WRITER,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(place),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = pypdfium2.PdfDocument(tmp_path / "laporan.pdf")
    pages = []
    for page in document:
        words = page.get_textpage()
        pages.append(squeezed(words.get_text_bounded()))
        words.close()
        page.close()
    document.close()
    assert len(pages) > 5
    assert all(f"Halaman {k} dari {len(pages)}" in page for k, page in enumerate(pages, start=1))
    assert sum("Rata-rata" in page and "Tingkat kematangan" in page for page in pages) > 1
