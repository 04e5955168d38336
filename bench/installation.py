"""Throw-away installations in which the measurements run, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVERS = tuple(
    address
    for address in (
        os.environ.get("SELARAS_BENCH_DATABASE"),
        os.environ.get("SELARAS_TEST_DATABASE"),
        "postgresql:///postgres",
    )
    if address
)
"""Where PostgreSQL may be; the first that answers is used."""


class MeasurementError(Exception):
    """A measurement did not come to its end."""


@dataclass(frozen=True)
class Installation:
    """A directory and the address of its PostgreSQL database (empty on SQLite)."""

    path: Path
    database: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of someone who runs this installation."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("SELARAS_", "DJANGO_"))}
        own = {"SELARAS_HOME": str(self.path), "SELARAS_DATABASE": self.database}
        return {**kept, **own, **more}

    def measure(self, module: str, function: str, *words: object) -> dict[str, Any]:
        """Run one measurement in a process of its own. Raises MeasurementError."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.inside", module, function, *map(str, words)],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise MeasurementError(done.stderr.strip()[-2000:])
        told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def postgresql_server() -> str:
    """The address of a PostgreSQL that answers, or nothing."""
    for address in SERVERS:
        try:
            with psycopg.connect(address, connect_timeout=2):
                return address
        except psycopg.OperationalError:
            continue
    return ""


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """The address of a fresh database on that server, dropped at the end."""
    name = f"selaras_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _renamed(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def _renamed(address: str, database: str) -> str:
    """The address with another database name, in the form settings read."""
    head, mark, options = address.partition("?")
    start, _slash, _old = head.rpartition("/")
    return f"{start}/{database}{mark}{options}"
