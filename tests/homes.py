"""Throw-away installations for tests that start the real program."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("SELARAS_TEST_DATABASE", "")
"""Where PostgreSQL is, when this run tests on it."""


@dataclass(frozen=True)
class Home:
    """One installation: its directory and the environment that points at it."""

    path: Path
    database: str
    """The address of its PostgreSQL database; empty on SQLite."""

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a person who runs this installation."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SELARAS_", "DJANGO_", "LC_", "LANG", "PYTEST"))
        }
        own = {
            "SELARAS_HOME": str(self.path),
            "PYTHONPATH": str(ROOT),
            "SELARAS_DATABASE": self.database,
        }
        return {**inherited, **own, **more}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run ``selaras`` to its end."""
        return subprocess.run(
            selaras(*arguments),
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start ``selaras`` and leave it running; the caller ends it."""
        return subprocess.Popen(
            selaras(*arguments),
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def python(self, code: str) -> str:
        """Run Python with Django awake in this installation; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=self.environment(DJANGO_SETTINGS_MODULE="selaras.config.settings"),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def selaras(*arguments: str) -> list[str]:
    """The command line of the program under test."""
    return [sys.executable, "-m", "selaras.cli.main", *arguments]


@contextmanager
def running(home: Home, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its address and everything it said up to "stop with"."""
    process = home.start("run", *arguments, LANG="C")
    said = ""
    try:
        assert process.stdout
        for line in process.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        address = re.search(r"^(http://\S+)$", said, re.MULTILINE)
        assert address, said
        yield process, address[1], said
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@contextmanager
def new_home(path: Path) -> Iterator[Home]:
    """An installation with migrated, empty tables; PostgreSQL databases are dropped afterwards."""
    if SERVER:
        with postgresql_database(template=_migrated_postgresql()) as address:
            yield Home(path, address)
    else:
        shutil.copy(_migrated_sqlite(), path / "selaras.sqlite3")
        yield Home(path, "")


@contextmanager
def untouched_home(path: Path) -> Iterator[Home]:
    """A directory in which nothing has been run yet; on PostgreSQL a database without tables."""
    if SERVER:
        with postgresql_database() as address:
            yield Home(path, address)
    else:
        yield Home(path, "")


@cache
def _migrated_sqlite() -> Path:
    home = Home(Path(tempfile.mkdtemp(prefix="selaras-template-")), "")
    _migrate(home)
    return home.path / "selaras.sqlite3"


@cache
def _migrated_postgresql() -> str:
    """The name of a database with tables, dropped when the test process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    address = stack.enter_context(postgresql_database())
    _migrate(Home(Path(tempfile.mkdtemp(prefix="selaras-template-")), address))
    return str(psycopg.conninfo.conninfo_to_dict(address)["dbname"])


def _migrate(home: Home) -> None:
    code = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    home.python(code)


@contextmanager
def postgresql_database(template: str = "template1") -> Iterator[str]:
    """The address of a fresh database; dropped at the end."""
    name = f"selaras_{secrets.token_hex(6)}"
    address = psycopg.conninfo.conninfo_to_dict(SERVER)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    try:
        yield _url({**address, "dbname": name})
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _url(parts: dict[str, object]) -> str:
    login = str(parts.get("user") or "")
    if parts.get("password"):
        login += f":{parts['password']}"
    host = str(parts.get("host") or "localhost")
    if host.startswith("/"):
        return f"postgresql://{login}@/{parts['dbname']}?host={host}"
    return f"postgresql://{login}@{host}:{parts.get('port') or 5432}/{parts['dbname']}"
