"""``selaras instruments`` as a person meets it."""

from __future__ import annotations

import argparse
import shutil

import pytest

from selaras.cli.instruments import register
from selaras.instruments.files import instrument_files
from selaras.instruments.models import InstrumentVersion
from tests.instruments.broken import SOUND, edited, written


def run(*words):
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["instruments", *map(str, words)])
    return arguments.handler(arguments)


def test_validate_says_that_the_project_files_are_sound(capsys):
    assert run("validate") == 0
    out, err = capsys.readouterr()
    assert [line.split(": ", 1)[1] for line in out.splitlines()] == [
        "sah, PEMDI-2026 versi 1, 20 indikator",
        "sah, SPBE-2018 versi 1, 37 indikator",
        "sah, SPBE-2020 versi 1, 47 indikator",
    ]
    assert err == ""


def test_validate_names_file_line_and_fault(tmp_path, capsys):
    text, line = edited("nomor: 3", "nomor: 1")
    path = written(tmp_path, text)
    assert run("validate", path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"{path}:{line}: nomor indikator “1” sudah dipakai oleh “Indikator satu”;"
        " tiap nomor hanya boleh sekali\n"
    )


@pytest.mark.django_db
def test_load_twice_then_list(capsys):
    assert run("load") == 0
    assert capsys.readouterr().out.splitlines()[2] == "SPBE-2020 versi 1 diterbitkan"
    assert run("load") == 0
    assert capsys.readouterr().out.count("sudah terbit, tidak ada yang berubah") == 3
    assert run("list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == ["PEMDI-2026@1", "SPBE-2018@1", "SPBE-2020@1"]
    assert all(" berlaku " in line for line in listed)


@pytest.mark.django_db
def test_load_refuses_a_changed_file_and_says_what_to_do(tmp_path, capsys):
    path = written(tmp_path, SOUND)
    assert run("load", path) == 0
    written(tmp_path, SOUND.replace("nama: Instrumen uji", "nama: Instrumen lain"))
    capsys.readouterr()
    assert run("load", path) == 2
    assert capsys.readouterr().err == (
        f"{path}: UJI-1 versi 1 sudah terbit dengan isi lain dan tidak dapat diubah;"
        " naikkan “versi” menjadi 2\n"
    )


@pytest.mark.django_db
def test_load_stores_nothing_when_one_file_is_faulty(tmp_path, capsys):
    good = tmp_path / "baik.yaml"
    shutil.copy(instrument_files()[0], good)
    bad = written(tmp_path, SOUND.replace("versi: 1", "versi: 0"))
    assert run("load", good, bad) == 2
    assert capsys.readouterr().err.startswith(f"{bad}:2: ")
    assert not InstrumentVersion.objects.exists()


def test_list_teaches_the_next_step_when_empty(db, capsys):
    assert run("list") == 0
    assert "selaras instruments load" in capsys.readouterr().out


@pytest.mark.django_db
def test_diff_of_codes_versions_and_files(tmp_path, capsys):
    run("load")
    capsys.readouterr()
    assert run("diff", "SPBE-2018", "SPBE-2020@1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Skala: 0–5 → 1–5" in lines
    assert "Target indeks: – → 2,6" in lines
    assert "Domain Kebijakan Internal SPBE → Kebijakan SPBE: 17 → 13" in lines
    assert "Domain baru: Manajemen SPBE (16,5)" in lines
    assert "Aspek hilang: Kelembagaan (8)" in lines
    assert sum(line.startswith("− indikator") for line in lines) == 37
    assert sum(line.startswith("+ indikator") for line in lines) == 47
    assert "− indikator 35-1 Layanan Publik Instansi Pemerintah (10/3)" in lines
    assert run("diff", "SPBE-2020", instrument_files()[2]) == 0
    assert capsys.readouterr().out == "Tidak ada perbedaan.\n"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ENTAH", "SPBE-2020@9", "SPBE-2020@x", "tiada.yaml"])
def test_diff_of_something_unknown(name, capsys):
    assert run("diff", name, name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert name in err
