"""National lists: index, domains and aspects of institutions without their indicators."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.assessments.models import (
    AnnouncedFigure,
    Assessment,
    CycleKind,
    Stage,
    StageResult,
)
from selaras.assessments.queries.compare import Choice, compare
from selaras.assessments.queries.overview import Filters, every_result
from selaras.assessments.queries.result import result_of
from selaras.assessments.services.imports.jobs import confirm, hand_in, report_of
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.assessments.services.results import record_values
from selaras.foundation.trail.models import Event
from selaras.instruments.queries import definition
from selaras.people.models import Category, Institution, User
from selaras.pure.scoring import band_of, stated
from tests.people_fixtures import make_person

from .conftest import SYSTEM

WIDE = """Instansi;Tahun;SPBE;Domain Kebijakan SPBE;Perencanaan Strategis SPBE;Predikat;Catatan
Pemerintah Kota Serang;2022;2,49;2,20;1,50;Cukup;x
Kota Dua;2022;3,60;-;;Sangat Baik;
"""
LONG = """Nama Indeks;Nilai
SPBE;2,49
Domain Kebijakan SPBE;2,20
Kebijakan Internal Tata Kelola SPBE;2,20
Domain Tata Kelola SPBE;1,90
Perencanaan Strategis SPBE;1,50
Teknologi Informasi dan Komunikasi;2,00
Penyelenggara SPBE;2,50
Domain Manajemen SPBE;1,00
Penerapan Manajemen SPBE;1,00
Audit TIK;1,00
Domain Layanan SPBE;3,44
Layanan Administrasi Pemerintahan Berbasis Elektronik;3,40
Layanan Publik Berbasis Elektronik;3,50
"""
KIND = CycleKind.MONITORING


@pytest.fixture
def two(db):
    return Institution.objects.create(name="Kota Dua", slug="kota-dua", category=Category.CITY)


def bring(text, options, *, publish=False):
    data = text.encode()
    job = hand_in(data, "daftar.csv", shape("announced-figures"), options, actor=SYSTEM)
    assert report_of(job).fault_count == 0, report_of(job).complaints
    return report_of(confirm(job, actor=SYSTEM, publish=publish))


def complaints(text, options):
    job = hand_in(text.encode(), "daftar.csv", shape("announced-figures"), options, actor=SYSTEM)
    report = report_of(job)
    return [*report.file_complaints, *(one.message for one in report.complaints)]


def final(institution):
    return StageResult.objects.get(assessment__institution=institution, stage=Stage.FINAL)


def test_a_list_of_institutions_gives_their_results(spbe2020, serang, two):
    report = bring(WIDE, Options(spbe2020, kind=KIND))
    assert (report.added, report.changed, report.unchanged) == (4, 0, 0)
    assert (final(serang).index, final(serang).predicate) == ("2.49", "Cukup")
    assert final(serang).nodes == {"D1": "2.2", "A2": "1.5"}
    assert (final(two).index, final(two).predicate, final(two).missing) == (
        "3.6",
        "Sangat Baik",
        47,
    )
    again = bring(WIDE, Options(spbe2020, kind=KIND))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)
    assert Event.objects.filter(kind="results.figures").count() == 2


def test_a_list_that_says_just_index_is_read(spbe2020, serang):
    options = Options(instrument=spbe2020, kind=KIND)
    bring("instansi;tahun;indeks\nKota Serang;2022;2,49\n", options)
    assert Fraction(final(serang).index) == Fraction("2.49")


def test_the_table_of_indices_in_a_report_is_read_as_it_stands(spbe2020, serang):
    report = bring(LONG, Options(spbe2020, serang, year=2022, kind=KIND))
    assert report.added == 13
    nodes = final(serang).nodes
    assert (nodes["D2"], nodes["A4"], nodes["A8"]) == ("1.9", "2.5", "3.5")


def test_lists_comparison_and_page_know_the_institution(spbe2020, serang, two, admin):
    bring(WIDE, Options(spbe2020, kind=KIND))
    found = result_of(admin, "kota-dua", 2022)
    assert found.has_figures_only
    assert found.stage == Stage.FINAL
    assert found.score.index == Fraction(36, 10)
    assert found.score.domains["D1"].value is None
    assert all(line.value is None for line in found.lines)
    side = compare(admin, [Choice("kota-serang", 2022), Choice("kota-dua", 2022)])
    assert [column.score.index for column in side.columns] == [Fraction(249, 100), Fraction(36, 10)]
    cycle = Assessment.objects.get(institution=two).cycle
    rows = every_result(admin, cycle, Filters(stage=Stage.FINAL))
    assert [row.index for row in rows] == ["3.6", "2.49"]


def test_values_decide_and_the_difference_is_shown(spbe2020, serang, admin):
    bring(LONG, Options(spbe2020, serang, year=2022, kind=KIND))
    assessment = Assessment.objects.get(institution=serang)
    numbers = [i.number for i in definition(spbe2020).indicators()]
    values = dict.fromkeys(numbers, Fraction(3))
    record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
    assert final(serang).index == "3"
    found = result_of(admin, "kota-serang", 2022)
    assert not found.has_figures_only
    index = found.disagreements[0]
    assert (index.published, index.computed) == ("2,49", "3,00")
    assert len(found.disagreements) == 13
    # The list once more: what is computed stands.
    text = LONG.replace("SPBE;2,49", "SPBE;3,00", 1)
    report = bring(text, Options(spbe2020, serang, year=2022, kind=KIND))
    assert report.changed == 1
    assert final(serang).index == "3"
    found = result_of(admin, "kota-serang", 2022)
    assert len(found.disagreements) == 12, "the index agrees now"


def test_a_correction_is_told_with_old_and_new(spbe2020, serang):
    options = Options(spbe2020, serang, year=2022, kind=KIND)
    bring(LONG, options)
    report = bring(LONG.replace("SPBE;2,49", "SPBE;2,61", 1), options)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 12)
    event = Event.objects.filter(kind="results.figures").latest("sequence")
    assert (event.old["indeks"], event.new["indeks"]) == ("2.49", "2.61")
    assert final(serang).predicate == "Baik"


def test_a_shorter_list_leaves_the_other_figures(spbe2020, serang):
    options = Options(spbe2020, serang, year=2022, kind=KIND)
    bring(LONG, options)
    bring("Nama Indeks;Nilai\nSPBE;2,50\n", options)
    assert AnnouncedFigure.objects.count() == 13
    assert final(serang).nodes["D4"] == "3.44"


def test_what_is_announced_is_open_to_everyone_signed_in(spbe2020, serang, two):
    stranger = make_person("Orang Lain", two)
    bring(WIDE, Options(spbe2020, kind=KIND), publish=False)
    assert result_of(stranger, "kota-serang", 2022) is None
    bring(WIDE, Options(spbe2020, kind=KIND), publish=True)
    found = result_of(User.objects.get(pk=stranger.pk), "kota-serang", 2022)
    assert found is not None
    assert found.is_official


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Instansi;Tahun;Domain Kebijakan SPBE\nKota Serang;2022;2\n", "kolom indeks"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serangg;2022;2\n", "Mungkin maksudnya"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serang;2022;7\n", "di luar skala"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serang;dua;2\n", "bukan tahun"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serang;2022;baik\n", "bukan angka"),
        ("Instansi;Tahun;Indeks SPBE;Predikat\nKota Serang;2022;2;Hebat\n", "tidak dikenal"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serang;2022;2\nKota Serang;2022;3\n", "sudah ada"),
        ("Instansi;Tahun;Indeks SPBE\nKota Serang;2022;\n", "tidak ada dalam berkas"),
        ("Instansi;Tahun;Indeks SPBE\n", "Tidak ada baris"),
        ("Instansi;Indeks SPBE\nKota Serang;2\n", "Isi tahun"),
        ("Tahun;Indeks SPBE\n2022;2\n", "Pilih instansi"),
        ("Instansi;Tahun;Nama Indeks;Nilai\nKota Serang;2022;Bahagia;2\n", "bukan nama indeks"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(spbe2020, serang, text, says):
    found = complaints(text, Options(spbe2020, kind=KIND))
    assert any(says in one for one in found), found
    assert not AnnouncedFigure.objects.exists()


def test_stated_figures_are_shown_as_they_stand(spbe2020):
    instrument = definition(spbe2020)
    found = stated(instrument, {"": Fraction(26, 10), "D1": Fraction(2)}, "Cukup")
    assert found.predicate.name == "Cukup", "the list's own word, though 2.60 would be Baik"
    assert stated(instrument, {"": Fraction(26, 10)}).predicate == band_of(
        instrument, Fraction(26, 10)
    )
    assert found.domains["D1"].value == 2
    assert found.aspects["A1"].value is None
    assert found.aspects["A1"].bounds == (1, 5)
    assert len(found.missing) == 47
    with pytest.raises(KeyError):
        stated(instrument, {"D1": Fraction(2)})


def test_its_page_shows_what_was_printed_and_offers_no_arithmetic(
    spbe2020, serang, two, admin, client
):
    bring(WIDE, Options(spbe2020, kind=KIND))
    client.force_login(admin)
    page = client.get("/hasil/kota-dua/2022/").content.decode()
    assert "3,60" in page
    assert "Sangat Baik" in page
    assert "daftar.csv" in page
    assert "/hitungan/" not in page
    assert 'id="indikator"' not in page
