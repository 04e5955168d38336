"""Every unit cell of both cities' tables, and what stands between them in others."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from selaras.pure.unit_names import KnownUnit, Sureness, UnitNames

DEMO = Path(__file__).resolve().parents[2] / "demo"
DKIS = "Dinas Komunikasi, Informatika dan Statistik"
CIVIL = "Dinas Kependudukan dan Pencatatan Sipil"
BODY_OF_STAFF = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"

MEANT = {
    "Kota Denpasar": {
        "DKIS": [DKIS],
        "Bagian Organisasi": ["Bagian Organisasi"],
        "Bag. Organisasi": ["Bagian Organisasi"],
        "Bappeda": ["Badan Perencanaan Pembangunan Daerah"],
        "BKPSDM": [BODY_OF_STAFF],
        "BPKAD": ["Badan Pengelolaan Keuangan dan Aset Daerah"],
        "Bag. Pengadaan Barang Jasa": ["Bagian Pengadaan Barang dan Jasa"],
        "Bag. Pengadaan Barang & Jasa": ["Bagian Pengadaan Barang dan Jasa"],
        "Bag, Hukum": ["Bagian Hukum"],
        "Bag. Hukum": ["Bagian Hukum"],
        "Dinas Perijinan, Dinas Dukcapil, dll": ["Dinas Perijinan", CIVIL],
        "Dinas Perijinan": ["Dinas Perijinan"],
        "Dinas Tenaga Kerja": ["Dinas Tenaga Kerja"],
    },
    "Kota Bontang": {
        DKIS: [DKIS],
        "Badan Kepegawaian, Pendidikan dan Pelatihan": [
            "Badan Kepegawaian, Pendidikan dan Pelatihan"
        ],
        "Badan Pengelolaan Keuangan Daerah": ["Badan Pengelolaan Keuangan Daerah"],
        "Badan Perencanan, Penelitian dan Pengembangan": [
            "Badan Perencanaan, Penelitian dan Pengembangan"
        ],
        "Bagian Organisasi Setda": ["Bagian Organisasi"],
        "Bagian Hukum Setda": ["Bagian Hukum"],
        "Bagian Layanan Pengadaan Setda": ["Bagian Layanan Pengadaan"],
        "Inspektorat Daerah": ["Inspektorat Daerah"],
        "Kelurahan Gunung Telihan/Belimbing/Gunung Elai": [
            "Kelurahan Gunung Telihan",
            "Kelurahan Belimbing",
            "Kelurahan Gunung Elai",
        ],
        "Dinas Koperasi, Usaha Kecil, Menengah dan Perdagangan dan Dinas Kependudukan dan "
        "Pencatatan Sipil": ["Dinas Koperasi, Usaha Kecil, Menengah dan Perdagangan", CIVIL],
    },
}
TABLES = {
    "Kota Denpasar": ("denpasar-monev-2019.csv", "opd"),
    "Kota Bontang": ("bontang-2018.csv", "opd_penanggung_jawab"),
}


def units_of(city: str) -> list[KnownUnit]:
    described = yaml.safe_load((DEMO / "demo.yaml").read_text(encoding="utf-8"))
    return [
        KnownUnit(place, part["nama"], part.get("singkatan", ""))
        for place, part in enumerate(described["unit"][city])
    ]


def texts_of(city: str) -> set[str]:
    name, column = TABLES[city]
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


@pytest.mark.parametrize("city", TABLES)
def test_every_unit_cell_of_the_table_is_expected_here(city):
    assert texts_of(city) == MEANT[city].keys()


@pytest.mark.parametrize(
    ("city", "text"), [(city, text) for city, texts in MEANT.items() for text in texts]
)
def test_every_unit_cell_finds_its_units(city, text):
    units = units_of(city)
    names = {unit.key: unit.name for unit in units}
    reading = UnitNames(units).read(text)
    assert [names.get(part.key) for part in reading.parts] == MEANT[city][text]
    assert reading.has_more == ("dll" in text)
    guessed = {part.sureness for part in reading.parts} != {Sureness.SAME}
    assert guessed == ("Perencanan" in text)


@pytest.mark.parametrize(
    ("city", "text"), [(city, text) for city, texts in MEANT.items() for text in texts]
)
def test_without_known_units_the_cell_still_falls_into_as_many_parts(city, text):
    reading = UnitNames([]).read(text)
    assert len(reading.parts) == len(MEANT[city][text])
    assert {part.sureness for part in reading.parts} == {Sureness.NONE}


def test_names_of_new_units_are_written_out():
    reading = UnitNames([]).read("Bag. Kesra; Kelurahan Api-Api/Bontang Baru")
    assert [part.name for part in reading.parts] == [
        "Bagian Kesra",
        "Kelurahan Api-Api",
        "Kelurahan Bontang Baru",
    ]


def test_separators():
    names = UnitNames([KnownUnit(1, DKIS, "DKIS"), KnownUnit(2, "Bappeda"), KnownUnit(3, "BPKAD")])
    for text in (
        "DKIS, Bappeda",
        "DKIS dan Bappeda",
        "DKIS & Bappeda",
        "DKIS;Bappeda",
        "DKIS\nBappeda",
    ):
        assert names.read(text).keys == (1, 2), text
    assert names.read("DKIS/BPKAD serta Bappeda").keys == (1, 3, 2)
    assert names.read("DKIS, DKIS").keys == (1,)
    assert names.read(f"{DKIS} dan BPKAD").keys == (1, 3)


def test_a_longer_name_is_not_its_beginning():
    names = UnitNames([KnownUnit(1, "Dinas Kesehatan"), KnownUnit(2, "Dinas Kesehatan Hewan")])
    assert names.read("Dinas Kesehatan Hewan").keys == (2,)
    assert names.read("Dinas Kesehatan Hewan, Dinas Kesehatan").keys == (2, 1)


def test_a_name_two_units_answer_to_is_nobodys():
    names = UnitNames([KnownUnit(1, "Bagian Umum", "UMUM"), KnownUnit(2, "Bidang Umum", "UMUM")])
    assert names.read("UMUM").parts[0].key is None


@pytest.mark.parametrize("text", ["", ",", "dll", "/ , ;", "dan", "Bag,", "…", "' OR 1=1 --", "،"])
def test_cells_that_name_nothing_do_no_harm(text):
    reading = UnitNames(units_of("Kota Denpasar")).read(text)
    assert reading.keys == ()
