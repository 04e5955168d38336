"""Jobs that the tests give to real workers."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def pass_gate(path: str) -> str:
    """Leave a mark when starting; the first attempt then waits until the gate file is there."""
    marks = Path(path)
    first = not marks.exists()
    with marks.open("a") as file:
        file.write("started\n")
    end = time.monotonic() + 60
    while first and not marks.with_suffix(".gate").exists() and time.monotonic() < end:
        time.sleep(0.05)
    with marks.open("a") as file:
        file.write("finished\n")
    return "done"


@task()
def fail() -> None:
    """Fail."""
    raise ValueError("no")
