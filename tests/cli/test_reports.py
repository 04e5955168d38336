"""``selaras report``: the same report as on the page, in a file."""

from __future__ import annotations

import pytest

from selaras.cli.main import main
from selaras.people.roles import Role
from selaras.reporting.models import ReportRun
from tests.people_fixtures import World
from tests.reporting.test_runs import place

__all__ = ["place"]

YEARS = "perbandingan-tahun"


def make(world: World, *arguments: str, to) -> int:
    answer = f"instansi={world.city.pk}"
    return main(["report", "make", YEARS, "--given", answer, "--output", str(to), *arguments])


def test_list_says_what_is_asked(place: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{YEARS}\tpdf,docx,xlsx\tinstansi [dari] [sampai]\tPerbandingan tahun" in lines


def test_make_writes_the_file_the_page_hands_out(place: World, tmp_path, capsys) -> None:
    to = tmp_path / "hasil.xlsx"
    assert make(place, "--format", "xlsx", to=to) == 0
    run = ReportRun.objects.get()
    assert to.stat().st_size == run.size
    assert run.author == place.person(Role.SYSTEM_ADMIN)
    assert run.fingerprint in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--given", "dari=1999"], "dari=2021"),
        (["--given", "lain=1"], "tidak menanyakan"),
        (["--for", "tidak.ada@contoh.go.id"], "tidak ada"),
        (["--for", "admin.kota.lain@contoh.go.id"], "instansi"),
    ],
)
def test_what_cannot_be_made_is_told(place: World, tmp_path, capsys, arguments, word) -> None:
    to = tmp_path / "hasil.pdf"
    assert make(place, *arguments, to=to) == 2
    assert word in capsys.readouterr().err
    assert not to.exists()


def test_unknown_reports_are_named(place: World, capsys) -> None:
    assert main(["report", "make", "tidak-ada", "--output", "x"]) == 2
    assert YEARS in capsys.readouterr().err
