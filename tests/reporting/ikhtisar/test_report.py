"""The digest as a report: who may ask for what, what it says, and that it says it again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from selaras.assessments.models import CycleKind
from selaras.assessments.services.averages import record_averages
from selaras.assessments.services.imports.jobs import confirm, hand_in
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.foundation.access import DeniedError
from selaras.foundation.documents import pdf_document, workbook
from selaras.foundation.documents.cells import cell_text
from selaras.foundation.documents.manuscript import Grid, KeyFigure, Manuscript, Paragraph
from selaras.foundation.tables import read_sheets
from selaras.people.roles import Role
from selaras.reporting.reports.answers import answers
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import CalledOffError, Choice
from tests.reporting.ikhtisar.nation import SYSTEM

DEMO = Path(__file__).resolve().parents[3] / "demo"
REPORT = REPORTS["ikhtisar"]
NATION = {"siklus": "2024:SPBE-2020", "cakupan": "nasional"}
BARAT = {**NATION, "cakupan": "provinsi-barat"}


def told(percent: int, said: str) -> None:
    """Nobody listens."""


@pytest.fixture
def admin(nation):
    return nation.appoint("Administrator", Role.SYSTEM_ADMIN)


def grid(manuscript: Manuscript, caption: str) -> list[list[str]]:
    (found,) = (one for one in manuscript.grids() if one.caption == caption)
    return [[str(cell_text(cell)) for cell in row.cells] for row in found.rows]


def words(manuscript: Manuscript) -> str:
    return " ".join(str(one.text) for one in manuscript.blocks if isinstance(one, Paragraph))


def values(choices: list[Choice]) -> list[str]:
    return [one.value for one in choices]


def test_what_it_asks_for(rated, admin):
    cycle, scope, years = REPORT.asks
    assert values(cycle.choices(admin, {})) == ["2024:SPBE-2020", "2023:SPBE-2020"]
    assert values(scope.choices(admin, {})) == ["nasional", "provinsi-barat", "provinsi-timur"]
    assert values(years.choices(admin, NATION)) == ["0", "1"]
    assert answers(REPORT, NATION, admin) == NATION


def test_a_reader_chooses_the_own_province_and_nobody_elses(rated):
    reader = rated.appoint("Pembaca", Role.READER, "Provinsi Barat")
    assert values(REPORT.asks[1].choices(reader, {})) == ["nasional", "provinsi-barat"]
    assert REPORT.allows(reader, BARAT)
    other = {**NATION, "cakupan": "provinsi-timur"}
    assert not REPORT.allows(reader, other)
    with pytest.raises(DeniedError):
        REPORT.compose(reader, other, told)


def test_an_outsider_gets_the_nation_of_announced_results(rated):
    person = rated.appoint("Pelaksana", Role.ENTRY, "Kota Tiga")
    assert REPORT.allows(person, NATION)
    assert not REPORT.allows(person, BARAT)
    found = grid(REPORT.compose(person, NATION, told), "Peringkat semua instansi")
    assert [row[1] for row in found] == [
        "Kementerian Uji",
        "Provinsi Barat",
        "Kabupaten Satu",
        "Kota Tiga",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"siklus": "2024"},
        {"siklus": "1999:SPBE-2020"},
        {"cakupan": ""},
        {"cakupan": "kota-tiga"},
        {"tahun_lalu": "9"},
        {"tahun_lalu": "-1"},
    ],
)
def test_answers_that_are_not_open_are_refused(rated, admin, wrong):
    assert not REPORT.allows(admin, {**NATION, **wrong})


def test_what_it_says_of_the_nation(rated, admin):
    averages = {("nasional", ""): Fraction("2.35"), ("kabupaten", ""): Fraction("2.17")}
    record_averages(rated.cycles[2024], averages, actor=SYSTEM)
    found = REPORT.compose(admin, NATION, told)
    figures = [one for one in found.blocks if isinstance(one, KeyFigure)]
    assert [cell_text(one.value) for one in figures] == ["2,61", "+0,01", "40,0\N{NO-BREAK SPACE}%"]
    said = words(found)
    assert "Rata-rata indeks 5 instansi yang dihitung (nasional, 2024) adalah 2,61." in said
    assert "1 instansi turun, dan 1 instansi tetap" in said
    assert "Penurunan terbesar: Kabupaten Dua (−1,00)." in said
    averages_told = grid(found, "Rata-rata indeks menurut kategori")
    assert averages_told[-1] == ["Semua instansi", "5", "2,61", "2,35", "+0,26", "+0,01", "4"]
    assert ["Kabupaten", "2", "2,03", "2,17", "−0,14", "−0,47", "2"] in averages_told
    rises = grid(found, "Kenaikan terbesar")
    assert rises[1] == [
        "Kabupaten Satu",
        "2,00",
        "2,06",
        "+0,06",
        "33. Layanan Penganggaran 2 → 4 (+0,055)",
    ]
    assert grid(found, "Instansi tanpa nilai akhir lengkap") == [
        ["Kota Empat", "Kota", "Provinsi Timur", "kurang 2 nilai"],
        ["Provinsi Timur", "Provinsi", "Provinsi Timur", "belum ada nilai akhir"],
    ]
    provinces = grid(found, "Kabupaten dan kota menurut provinsi")
    assert provinces[0] == ["Provinsi Barat", "3,00", "2", "2,03", "2,00", "2,06", "−0,47"]
    assert provinces[1][:4] == ["Provinsi Timur", "–", "1", "2,00"]


def test_results_not_yet_announced_are_told_apart(rated, admin):
    ranking = grid(REPORT.compose(admin, NATION, told), "Peringkat semua instansi")
    assert [row[-1] for row in ranking] == ["resmi", "resmi", "resmi", "menunggu", "resmi"]
    person = rated.appoint("Pelaksana", Role.ENTRY, "Kota Tiga")
    (table,) = (
        one
        for one in REPORT.compose(person, NATION, told).grids()
        if one.caption == "Peringkat semua instansi"
    )
    assert "Status" not in [column.heading for column in table.columns]


def test_a_cycle_without_any_result(nation, admin):
    nation.rate("Kota Empat", 2024, 2, without=("1",))
    found = REPORT.compose(admin, NATION, told)
    assert "Belum ada nilai akhir lengkap" in words(found)
    assert found.as_of.year == 2024
    assert pdf_document.content(found).startswith(b"%PDF")


def test_published_averages_stand_alone_where_nobody_was_rated(nation, admin):
    nation.rate("Kota Empat", 2024, 2, without=("1",))
    record_averages(nation.cycles[2024], {("nasional", "D3"): Fraction("1.32")}, actor=SYSTEM)
    found = grid(
        REPORT.compose(admin, NATION, told), "Rata-rata nasional terbitan: domain dan aspek"
    )
    assert found == [["Manajemen SPBE", "1,32"]]


def test_the_published_averages_of_2022_stand_as_they_were_printed(nation, admin):
    nation.rate("Kota Tiga", 2022, 2)
    options = Options(nation.version, year=2022, kind=CycleKind.EVALUATION)
    content = (DEMO / "nasional-2022.csv").read_bytes()
    confirm(
        hand_in(content, "nasional-2022.csv", shape("group-averages"), options, actor=SYSTEM),
        actor=SYSTEM,
    )
    found = REPORT.compose(admin, {**NATION, "siklus": "2022:SPBE-2020"}, told)
    printed = grid(found, "Rata-rata nasional terbitan: domain dan aspek")
    assert printed[0] == ["Indeks", "2,35", "3,14", "2,92", "2,33", "2,74", "2,17", "2,50"]
    assert ["Audit TIK", "1,24", "1,66", "1,69", "1,34", "1,38", "1,15", "1,23"] in printed
    assert len(printed) == 12, "the index, four domains, seven aspects that are no whole domain"


def test_one_institution_alone(nation, admin):
    nation.rate("Kota Tiga", 2024, 2)
    found = REPORT.compose(admin, {**NATION, "tahun_lalu": "0"}, told)
    assert "indeks 1 instansi yang dihitung" in words(found)
    assert "Separuhnya" not in words(found)
    (weakest,) = (one for one in found.grids() if one.caption == "Indikator terlemah")
    assert "37 indikator lain sama" in weakest.note
    assert pdf_document.content(found).startswith(b"%PDF")


def test_the_same_rows_give_the_same_bytes(rated, admin):
    first, again = (REPORT.compose(admin, NATION, told) for _ in range(2))
    assert first.fingerprint == again.fingerprint
    assert pdf_document.content(first) == pdf_document.content(again)
    assert workbook.content(first) == workbook.content(again)


def test_the_workbook_holds_exact_figures_of_every_body(rated, admin):
    content = workbook.content(REPORT.compose(admin, NATION, told))
    sheets = {sheet.sheet: sheet for sheet in read_sheets(content)}
    rows = [list(row) for row in sheets["Peringkat"].rows]
    (satu,) = (row for row in rows if "Kabupaten Satu" in row)
    assert "2.055" in satu


def test_whoever_calls_it_off_is_heard(rated, admin):
    def gone(percent: int, said: str) -> None:
        if percent >= 20:
            raise CalledOffError

    with pytest.raises(CalledOffError):
        REPORT.compose(admin, NATION, gone)


def test_names_of_files_and_titles(rated, admin):
    assert REPORT.stem(NATION) == "ikhtisar-2024-spbe-2020-nasional"
    assert REPORT.stem(BARAT) == "ikhtisar-2024-spbe-2020-provinsi-barat"
    assert REPORT.title(admin, BARAT) == "Ikhtisar Evaluasi 2024 (SPBE-2020) · Provinsi Barat"
    assert REPORT.is_long
    assert isinstance(next(REPORT.compose(admin, BARAT, told).grids()), Grid)
