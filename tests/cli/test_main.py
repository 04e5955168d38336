"""The console command itself: language, help, exit statuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from selaras.cli import language
from selaras.cli.main import COMMANDS, main
from tests.homes import Home, selaras


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "id"),
        ({"LANG": "C.UTF-8"}, "id"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "de_DE.UTF-8"}, "id"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANGUAGE": "en:id", "LC_ALL": "id_ID.UTF-8"}, "en"),
        ({"LANGUAGE": "", "LANG": "en"}, "en"),
    ],
)
def test_the_language_follows_the_environment(environment: dict[str, str], expected: str) -> None:
    assert language.chosen(environment) == expected


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return Home(Path("/nonexistent"), "").run(*arguments, **environment)


def test_help_speaks_indonesian_and_english() -> None:
    indonesian = run("--help", LANG="C.UTF-8")
    english = run("--help", LANG="en_US.UTF-8")
    assert (indonesian.returncode, english.returncode) == (0, 0)
    assert indonesian.stdout.startswith("penggunaan: selaras")
    assert "tampilkan bantuan ini lalu keluar" in indonesian.stdout
    assert english.stdout.startswith("usage: selaras")
    assert "show this help message and exit" in english.stdout
    for name in COMMANDS:
        assert f"\n    {name}" in indonesian.stdout


def test_help_and_version_need_no_installation_and_load_no_models(tmp_path: Path) -> None:
    """Loading every app takes a second or more, which is long for a person who asks for help."""
    code = (
        "import sys; from selaras.cli.main import main\n"
        "try: main([sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "sys.exit('loaded' if 'django.db.models' in sys.modules else 0)"
    )
    for option in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", code, option],
            env=Home(tmp_path, "").environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
    assert run("--version").stdout.startswith("Selaras 0.")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_in_both_languages(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    helps = {}
    for tongue in ("id", "en"):
        monkeypatch.setenv("LANGUAGE", tongue)
        # The command leaves its language switched on, which must not reach the tests after it.
        with translation.override(tongue), pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert end.value.code == 0
        helps[tongue] = capsys.readouterr().out
    assert helps["id"].startswith(f"penggunaan: selaras {name}")
    assert helps["en"].startswith(f"usage: selaras {name}")


def test_an_unknown_command_is_wrong_use() -> None:
    done = run("tidak-ada", LANG="C")
    assert done.returncode == 2
    assert "pilihan tidak sah: 'tidak-ada'" in done.stderr
    assert not done.stdout


def test_no_command_shows_the_help_and_is_wrong_use() -> None:
    done = run()
    assert done.returncode == 2
    assert "penggunaan: selaras" in done.stdout


def test_a_fault_is_one_sentence_and_the_traceback_on_request(tmp_path: Path) -> None:
    broken = Home(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing")
    short = broken.run("worker", "--until-empty", LANG="C")
    assert short.returncode == 1
    assert "Traceback" not in short.stderr
    last = short.stderr.strip().splitlines()[-1]
    assert last.startswith("Kesalahan: ")
    assert last.endswith("SELARAS_DEBUG=1.")
    long = broken.run("worker", "--until-empty", LANG="C", SELARAS_DEBUG="1")
    assert long.returncode == 1
    assert "Traceback" in long.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        selaras("--help"),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        env=Home(tmp_path, "").environment(),
        check=False,
    )
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_output_is_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    done = subprocess.run(
        selaras("run", "--help"),
        capture_output=True,
        env=Home(tmp_path, "").environment(PYTHONIOENCODING="ascii", LANG="C"),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    done.stdout.decode("utf-8")
