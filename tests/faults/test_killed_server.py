"""People save while the server is killed and started again: what was acknowledged stays.

Everything runs as it does for people: ``selaras run`` with its processes, requests over the wire,
and SIGKILL to all of them at once, which no process can prepare for.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from bench.wire import Crowd

from tests.faults.size import KILLS, PEOPLE, SAVES
from tests.homes import ROOT, Home, running

pytestmark = [pytest.mark.slow, pytest.mark.server]
LONGEST = 180
"""Seconds the saves of one turn may take on the busiest machine."""


def free_port() -> str:
    """A port that is free now; the server must come back under the same one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


def measured(home: Home, function: str, *words: str) -> dict[str, Any]:
    """What a function of ``bench.work`` returns in this installation."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", "bench.work", function, *words],
        cwd=ROOT,
        env=home.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def processes_of(pid: int) -> list[int]:
    """The process and everything below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += processes_of(int(child))
    return found


def kill_all(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the server, its workers and the background worker; parents first."""
    for pid in processes_of(process.pid):
        os.kill(pid, signal.SIGKILL)
    process.wait(30)


def wait_for(crowd: Crowd, saves: int) -> None:
    """Until so many saves were acknowledged; longer on a busy machine."""
    end = time.monotonic() + LONGEST
    while crowd.saved < saves:
        assert time.monotonic() < end, [editor.failed[:1] for editor in crowd.editors]
        time.sleep(0.05)


def test_no_acknowledged_save_is_lost_when_the_server_is_killed(home: Home) -> None:
    port = free_port()
    with running(home, "--port", port):
        # The first start loads the instruments, which the desks need.
        pass
    crowd = Crowd(f"http://127.0.0.1:{port}", measured(home, "open_year", str(PEOPLE))["desks"])
    report: dict[str, Any] = {}
    try:
        for turn in range(KILLS + 1):
            with running(home, "--port", port) as (process, _address, _said):
                before = crowd.saved
                if turn == 0:
                    crowd.begin()
                wait_for(crowd, before + SAVES)
                if turn < KILLS:
                    kill_all(process)
                else:
                    report = crowd.end()
    finally:
        report = report or crowd.end()
    path = home.path / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    audit = measured(home, "audit", str(path))
    assert report["failed"] == []
    assert report["outages"] >= KILLS
    assert audit["lost"] == []
    assert audit["breaks"] == 0
    assert audit["saves_in_trail"] >= len(report["times"])
