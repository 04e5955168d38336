"""``selaras import``: reports, faults, exit statuses."""

from __future__ import annotations

import pytest

from selaras.assessments.models import ImportJob, StageResult, StageValue
from selaras.cli.main import main
from tests.assessments.conftest import (
    DEMO,
    documents,
    instruments,
    own_files,
    places,
    serang,
    spbe2020,
)

__all__ = ["documents", "instruments", "own_files", "places", "serang", "spbe2020"]

SERANG = str(DEMO / "serang-2022.csv")


@pytest.fixture(autouse=True)
def country(spbe2020, serang):
    """One instrument, one city."""


def run(*arguments):
    return main(["import", *arguments, "--instrument", "SPBE-2020"])


def test_a_table_goes_in_and_again_changes_nothing(capsys):
    arguments = (SERANG, "--institution", "Kota Serang", "--kind", "pemantauan", "--publish")
    assert run(*arguments) == 0
    told = capsys.readouterr()
    assert "Diimpor: 94 baru, 0 berubah, 0 tetap." in told.out
    assert "Hasil diumumkan: 2." in told.out
    assert told.err == ""
    assert StageResult.objects.get(assessment__cycle__year=2022).index == "2.491"
    assert run(*arguments) == 0
    assert "Diimpor: 0 baru, 0 berubah, 94 tetap." in capsys.readouterr().out


def test_a_dry_run_keeps_nothing(capsys):
    status = run(SERANG, "--institution", "Kota Serang", "--kind", "evaluasi", "--dry-run")
    assert status == 0
    assert "Pratinjau: 94 baru" in capsys.readouterr().out
    assert not StageValue.objects.exists()
    assert not ImportJob.objects.exists()


def test_columns_can_be_given_a_meaning():
    arguments = ("--institution", "Kota Serang", "--kind", "evaluasi")
    mapped = ("--map", "nilai_2021=2020:mandiri", "--map", "nilai_2022=abaikan")
    assert run(SERANG, *arguments, *mapped) == 0
    value = StageValue.objects.first()
    assert (value.stage, value.assessment.cycle.year) == ("mandiri", 2020)
    assert StageValue.objects.count() == 47


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((SERANG,), "Pilih instansi"),
        ((SERANG, "--institution", "Kota Serong"), "Mungkin maksudnya: Kota Serang"),
        ((SERANG, "--institution", "Kota Serang"), "belum dibuka. Pilih jenis"),
        ((SERANG, "--map", "nilai_2021=besok"), "Arti kolom"),
        ((SERANG, "--map", "tidak=akhir"), "Kolom “tidak” tidak ada"),
        (("tidak-ada.csv",), "tidak ada"),
    ],
)
def test_wrong_use_is_said_in_one_line_each(capsys, arguments, says):
    assert run(*arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_faulty_cells_are_listed_and_good_rows_go_in_on_request(capsys, tmp_path):
    bad = tmp_path / "a.csv"
    bad.write_text("nomor,nilai\n1,6\n2,dua\n3,3\n")
    options = ("--institution", "Kota Serang", "--year", "2022", "--kind", "evaluasi")
    assert run(str(bad), *options) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split(":")[0] for line in told.err.splitlines()] == [
        "baris 2, kolom nilai",
        "baris 3, kolom nilai",
    ]
    assert run(str(bad), *options, "--good-rows-only") == 0
    assert StageValue.objects.count() == 1
