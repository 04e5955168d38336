"""The report of Kota Serang 2022 carries every figure of the ministry's own one, each in place.

The figures are those of the published Laporan Hasil Pemantauan SPBE 2022; the values of the
indicators and the averages stand in the tables of the demo, which were typed off it.
"""

from __future__ import annotations

import csv

import pytest

from selaras.foundation.documents import pdf_document, workbook
from selaras.foundation.documents.manuscript import Chart, Grid, Heading, KeyFigure
from tests.assessments.conftest import DEMO
from tests.reporting.laporan_hasil.conftest import make, pages_of, plain, said, sheets_of

OWN = {
    "Indeks SPBE": "2,49",
    "Domain Kebijakan SPBE": "2,20",
    "Kebijakan Internal Tata Kelola SPBE": "2,20",
    "Domain Tata Kelola SPBE": "1,90",
    "Perencanaan Strategis SPBE": "1,50",
    "Teknologi Informasi dan Komunikasi": "2,00",
    "Penyelenggara SPBE": "2,50",
    "Domain Manajemen SPBE": "1,00",
    "Penerapan Manajemen SPBE": "1,00",
    "Audit TIK": "1,00",
    "Domain Layanan SPBE": "3,44",
    "Layanan Administrasi Pemerintahan Berbasis Elektronik": "3,40",
    "Layanan Publik Berbasis Elektronik": "3,50",
}
WEIGHTS = ("13", "13", "25", "10", "10", "5", "16,5", "12", "4,5", "45,5", "27,5", "18")
PREDICATES = (
    ("4,2 – 5,0", "Memuaskan"),
    ("3,5 – < 4,2", "Sangat Baik"),
    ("2,6 – < 3,5", "Baik *)"),
    ("1,8 – < 2,6", "Cukup"),
    ("< 1,8", "Kurang"),
)
LEVELS = (
    ("Rintisan", "Terkelola", "Terstandardisasi", "Terintegrasi dan Terukur", "Optimum"),
    ("Informasi", "Interaksi", "Transaksi", "Kolaborasi", "Optimalisasi"),
)


def published(name: str) -> list[list[str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture
def manuscript(serang_2022, admin):
    return make(admin, serang_2022)


@pytest.fixture
def pages(manuscript):
    return pages_of(pdf_document.content(manuscript))


@pytest.fixture
def sheets(manuscript):
    return sheets_of(workbook.content(manuscript))


def page_with(pages: list[str], words: str) -> str:
    """The one page on which these words stand."""
    found = [page for page in pages if words in page]
    assert len(found) == 1, (words, len(found))
    return found[0]


def chapter(pages: list[str], first: str, last: str) -> str:
    """The text from the caption of one table to that of the next."""
    text = " ".join(pages)
    assert text.count(first) == 1, first
    return text.split(first)[1].split(last)[0]


def test_the_index_and_every_domain_and_aspect(pages, manuscript):
    table = chapter(pages, "Nilai Indeks SPBE, domain, dan aspek Kota Serang", "Gambar")
    for name, value in OWN.items():
        assert f" {name} {value} " in table, name
    summary = page_with(pages, "Ringkasan Eksekutif Indeks SPBE 2022")
    assert "Indeks SPBE Kota Serang mencapai 2,49 dengan predikat Cukup." in summary
    figure = next(block for block in manuscript.blocks if isinstance(block, KeyFigure))
    assert (figure.value.text, figure.note) == ("2,49", "Cukup · resmi")


def test_all_values_of_both_years(pages):
    table = chapter(pages, "Nilai tingkat kematangan indikator", "Nama indikator ditulis tanpa")
    assert "No. Indikator 2021 2022 Perubahan Target" in table
    grid_names = published("serang-2022.csv")
    assert len(grid_names) == 47
    rest = table
    for number, _name, before, after in grid_names:
        moved = int(after) - int(before)
        change = "tetap" if not moved else f"{'+' if moved > 0 else '−'}{abs(moved)}"
        row = f" {before} {after} {change} 3 "
        head, found, rest = rest.partition(row)
        assert found, number
        assert f" {number} " in f" {head}", number


def test_all_values_in_the_grid(manuscript):
    """The same by cells, so that no row can borrow another's figures."""
    grid = next(g for g in manuscript.grids() if g.sheet == "Indikator")
    rows = [row for row in grid.rows if row.kind == "plain"]
    found = {row.cells[0]: (row.cells[2].text, row.cells[3].text) for row in rows}
    assert found == {number: (a, b) for number, _name, a, b in published("serang-2022.csv")}


def test_the_whole_table_of_averages(pages):
    table = chapter(pages, "Rata-rata nilai menurut kelompok instansi, 2022", "Sumber:")
    heads = "Nasional Kementerian LPNK Lembaga lainnya Provinsi Kabupaten Kota"
    assert heads in table
    rows = published("nasional-2022.csv")
    assert len(rows) == 13
    for name, (_printed, *figures) in zip(OWN, rows, strict=True):
        row = " ".join(figure.replace(".", ",") for figure in figures)
        assert f" {name} {row} " in f"{table} ", name


def test_weights_predicates_levels_and_targets(pages):
    weights = chapter(pages, "Bobot domain dan aspek", "Predikat Indeks SPBE")
    for name, weight in zip(list(OWN)[1:], WEIGHTS, strict=True):
        assert any(f" {name} {n} {weight} " in weights for n in range(1, 48)), name
    predicates = chapter(pages, "Predikat Indeks SPBE", "Perbandingan Nasional Rata")
    for place, (bounds, name) in enumerate(PREDICATES, start=1):
        assert f" {place} {bounds} {name} " in predicates
    assert "*) Target penilaian: predikat Baik (indeks minimal 2,6)." in predicates
    text = " ".join(pages)
    for names in LEVELS:
        for level, name in enumerate(names, start=1):
            assert f" {level} {name} " in text
    assert "untuk setiap indikator adalah 3 (tiga)." in text


def test_law_method_and_conduct(pages):
    text = " ".join(pages)
    for named in ("Nomor 95 Tahun 2018", "Nomor 59 Tahun 2020", "Nomor 962 Tahun 2021"):
        assert named in text
    assert "Nomor 6 Tahun 2023" not in text, "a rule that came later is no basis"
    assert "Kegiatan pemantauan terdiri atas penilaian mandiri dan penilaian dokumen." in text


def test_the_workbook_holds_the_same_as_numbers(sheets):
    def rows(name: str) -> list[list[object]]:
        return [[cell for cell in row if cell != ""] for row in sheets[name]]

    own = {row[0]: row[1] for row in rows("Indeks") if len(row) > 2}
    assert own["Indeks SPBE"] == pytest.approx(2.491, abs=1e-12)
    for name, value in OWN.items():
        # 313/91 stands as a quotient, whose remembered result is read as text.
        assert f"{float(own[name]):.2f}".replace(".", ",") == value
    values = {str(row[0]): row[2:4] for row in rows("Indikator") if len(row) > 4}
    for number, _name, before, after in published("serang-2022.csv"):
        key = number if number in values else f"{number}.0"
        assert [float(cell) for cell in values[key]] == [float(before), float(after)], number
    averages = {row[0]: row[1:] for row in rows("Rata-rata kelompok") if len(row) == 8}
    for name, (_printed, *figures) in zip(OWN, published("nasional-2022.csv"), strict=True):
        assert averages[name] == [float(figure) for figure in figures], name


def test_the_parts_of_the_change_sum_to_it(manuscript):
    chart = next(
        b for b in manuscript.blocks if isinstance(b, Chart) and "ke indeks 2022" in b.title
    )
    first, *parts, last = [row.cells[1].value for row in chart.twin.rows]
    assert first + sum(parts) == last
    assert float(last) == 2.491


def test_the_chapters_stand_in_the_order_of_the_real_report(manuscript):
    tops = [plain(b.text) for b in manuscript.blocks if isinstance(b, Heading) and b.depth == 1]
    assert tops == [
        "Kata Pengantar",
        "Ringkasan Eksekutif",
        "Dasar Hukum",
        "Metodologi",
        "Perbandingan Nasional",
        "Indeks SPBE Kota Serang",
        "Perolehan Nilai Tingkat Kematangan Indikator",
        "Capaian Setiap Aspek",
        "Rekomendasi dan Tindak Lanjut",
        "Lampiran: Perhitungan Indeks",
    ]
    assert manuscript.cover.title == "Laporan Hasil Pemantauan"
    assert manuscript.cover.year == "2022"


def test_the_summary_tells_what_happened(manuscript):
    text = said(manuscript)
    for sentence in (
        "Indeks turun 0,48 dari 2,97 pada tahun 2021.",
        "Predikatnya berubah dari Baik menjadi Cukup.",
        "Domain dengan nilai tertinggi adalah Layanan SPBE (3,44)",
        "sedangkan yang terendah adalah Manajemen SPBE (1,00).",
        "21 indikator turun, empat indikator naik, dan 22 indikator tetap.",
        "Target indeks 2,60 belum tercapai; kekurangannya 0,11.",
        "Dari 47 indikator, 27 masih bernilai di bawah target 3.",
        "0,01 di bawah rata-rata kota (2,50) dan 0,14 di atas rata-rata nasional (2,35).",
        "Predikat Baik tercapai bila indeks naik 0,11 lagi.",
        "Dengan empat langkah pertama saja, predikat Baik sudah tercapai.",
    ):
        assert sentence in text, sentence


def test_an_aspect_reads_as_if_a_person_had_written_it(manuscript):
    text = said(manuscript)
    assert (
        "Satu dari sepuluh indikator belum mencapai target 3, yaitu Layanan Kinerja Pegawai (2). "
        "Sejak tahun 2021, yang turun adalah Layanan Kinerja Pegawai (dari 3 menjadi 2)." in text
    )
    assert (
        "Seluruh indikator aspek ini sudah mencapai target 3: Layanan Pengaduan Pelayanan Publik, "
        "Data Terbuka, Jaringan Dokumentasi dan Informasi Hukum (JDIH), Publik Sektor 1, Publik "
        "Sektor 2, serta Publik Sektor 3." in text
    )
    assert "Kekuatan (disusun dari nilai)" in text


def test_no_page_is_empty(pages):
    assert len(pages) <= 24
    for number, page in enumerate(pages, start=1):
        body = page.replace("Laporan Hasil Pemantauan Kota Serang 2022", "")
        assert number == 1 or len(body) > 300, (number, body)


def test_it_is_composed_the_same_twice(serang_2022, admin, manuscript):
    again = make(admin, serang_2022)
    assert again == manuscript
    assert again.fingerprint == manuscript.fingerprint
    assert all(isinstance(one, Grid) for one in again.grids())
