"""Run the whole suite on every database that answers: SQLite always, PostgreSQL where it is.

``python -m tests.everywhere [pytest arguments]``. SELARAS_TEST_DATABASE names a PostgreSQL of your
choice; without it the local socket and 127.0.0.1 are tried.
"""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path

import psycopg

MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def candidates() -> list[str]:
    """Addresses worth trying."""
    chosen = os.environ.get("SELARAS_TEST_DATABASE")
    if chosen:
        return [chosen]
    me = getpass.getuser()
    return [
        f"postgresql://{me}@/postgres?host=/var/run/postgresql",
        f"postgresql://{me}@127.0.0.1:5432/postgres",
        "postgresql://postgres@127.0.0.1:5432/postgres",
    ]


def postgresql() -> str | None:
    """The address of a PostgreSQL that answers and lets us create databases."""
    for address in candidates():
        try:
            with psycopg.connect(address, connect_timeout=3) as server:
                row = server.execute(MAY_CREATE).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return address
    return None


def run(title: str, database: str, *arguments: str) -> tuple[str, bool]:
    """One pass of the suite; its title and whether it passed."""
    print(f"\n=== {title}", flush=True)
    environment = {**os.environ, "SELARAS_TEST_DATABASE": database}
    if not database:
        del environment["SELARAS_TEST_DATABASE"]
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-rs", *arguments, *sys.argv[1:]]
    done = subprocess.run(command, env=environment, check=False, cwd=Path(__file__).parents[1])
    return title, done.returncode == 0


def main() -> int:
    """Run on everything; the exit status."""
    address = postgresql()
    if os.environ.get("SELARAS_TEST_DATABASE") and not address:
        print("The PostgreSQL named by SELARAS_TEST_DATABASE does not answer.", file=sys.stderr)
        return 1
    passes = [run("SQLite", "")]
    if address:
        passes.append(run("PostgreSQL", address))
    else:
        print("\n=== PostgreSQL: none answers here, so the suite ran on SQLite alone")
    print()
    for title, passed in passes:
        print(f"{title}: {'passed' if passed else 'FAILED'}")
    return 0 if all(passed for _, passed in passes) else 1


if __name__ == "__main__":
    sys.exit(main())
