"""``selaras run``: the whole program, started and stopped like a person does."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import Home, running, untouched_home

pytestmark = [pytest.mark.slow, pytest.mark.server]


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Home]:
    with untouched_home(tmp_path) as home:
        yield home


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                found |= {int(entry.name)} | descendants(int(entry.name))
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def test_a_first_start_prepares_everything_and_a_second_keeps_it(untouched: Home) -> None:
    with running(untouched, "--port", "0") as (process, address, said):
        assert status(address) < 400
        code = re.search(r"kode: ([A-Z2-9-]{19})", said)
        assert code, said
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Selaras berhenti" in rest
    versions = (
        "from selaras.instruments.models import InstrumentVersion as V; print(V.objects.count())"
    )
    loaded = untouched.python(versions)
    assert int(loaded) >= 3
    assert (untouched.path / "secret.key").stat().st_mode & 0o077 == 0
    secret = (untouched.path / "secret.key").read_text()

    with running(untouched, "--port", "0") as (_, address, said):
        assert status(address) < 400
        assert "Menyiapkan" not in said
    assert untouched.python(versions) == loaded
    assert (untouched.path / "secret.key").read_text() == secret


def test_a_taken_port_gives_the_next_free_one(untouched: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(untouched, "--port", str(port)) as (_, address, said):
            assert int(address.rsplit(":", 1)[1]) > port
            assert f"Porta {port} sedang dipakai" in said
            assert status(address) < 400


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads Linux's /proc")
def test_nothing_is_left_when_the_program_is_killed(untouched: Home) -> None:
    with running(untouched, "--port", "0") as (process, _, _said):
        end = time.monotonic() + 15
        family = descendants(process.pid)
        # The server, its two workers and the background worker; the address is printed as soon
        # as one worker answers, the other may still be on its way.
        while len(family) < 4 and time.monotonic() < end:
            time.sleep(0.05)
            family = descendants(process.pid)
        assert len(family) == 4
        process.kill()
        end = time.monotonic() + 15
        while alive(family) and time.monotonic() < end:
            time.sleep(0.1)
        assert not alive(family)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads Linux's /proc")
def test_everything_stops_when_one_part_dies(untouched: Home) -> None:
    with running(untouched, "--port", "0") as (process, address, _said):
        family = descendants(process.pid)
        worker = next(
            pid for pid in family if not descendants(pid) and parent_of(pid) == process.pid
        )
        os.kill(worker, signal.SIGKILL)
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "Proses worker berhenti sendiri (status -9)" in rest
        assert not alive(family)
    with pytest.raises(urllib.error.URLError):
        status(address)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def test_demo_mode_never_leaves_this_computer(tmp_path: Path) -> None:
    done = Home(tmp_path, "").run("run", "--demo", "--host", "0.0.0.0", LANG="C")
    assert done.returncode == 2
    assert "Mode demo hanya boleh berjalan pada komputer ini sendiri" in done.stderr
    assert not (tmp_path / "selaras.sqlite3").exists()


@pytest.mark.parametrize("sign", [{"SELARAS_PROXIES": "1"}, {"SELARAS_HTTPS": "1"}])
def test_demo_mode_never_stands_behind_a_proxy(tmp_path: Path, sign: dict[str, str]) -> None:
    done = Home(tmp_path, "").run("run", "--demo", LANG="C", **sign)
    assert done.returncode == 2
    assert "Mode demo tidak berjalan di belakang proksi" in done.stderr


def test_a_database_that_does_not_answer_refuses_the_start(tmp_path: Path) -> None:
    done = Home(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing").run("run", LANG="C")
    assert done.returncode == 1
    assert "Basis data tidak dapat disiapkan" in done.stderr
    assert "Traceback" not in done.stderr


def test_tables_of_something_else_refuse_the_start(untouched: Home) -> None:
    untouched.python(
        "from django.db import connection\n"
        "connection.cursor().execute('CREATE TABLE people_user (id integer)')"
    )
    done = untouched.run("run", "--port", "0", LANG="C")
    assert done.returncode == 1
    assert "maka Selaras tidak dijalankan" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--port", "70000"), ("--workers", "0"), ("--workers", "many")]
)
def test_wrong_numbers_are_wrong_use(tmp_path: Path, arguments: tuple[str, str]) -> None:
    done = Home(tmp_path, "").run("run", *arguments, LANG="C")
    assert done.returncode == 2
    assert done.stderr


def test_demo_people_never_join_real_data(home: Home) -> None:
    home.python(
        "from selaras.people.models import Institution\n"
        "Institution.objects.create(name='Kota Nyata', category='kota', slug='kota-nyata')"
    )
    done = home.run("run", "--demo", "--port", "0", LANG="C")
    assert done.returncode == 1
    assert "sudah dipakai tanpa data demo" in done.stderr
    assert home.python("from selaras.people.models import User; print(User.objects.count())") == "0"
