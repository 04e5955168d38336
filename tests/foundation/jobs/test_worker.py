"""A real worker process, killed and replaced."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.homes import Home, selaras

pytestmark = [pytest.mark.slow, pytest.mark.server]

ENQUEUE = """
from tests.foundation.jobs.examples import pass_gate
pass_gate.enqueue({path!r})
"""
STATUS = """
from django_tasks_db.models import DBTaskResult
job = DBTaskResult.objects.get(task_path__contains="examples")
print(job.status, len(job.worker_ids))
"""


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_the_job_of_a_killed_worker_is_finished_by_the_next(home: Home, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    home.python(ENQUEUE.format(path=str(marks)))
    first = home.start("worker", SELARAS_JOB_LEASE="1")
    wait_for(lambda: "started" in text(marks))
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert home.python(STATUS) == "RUNNING 1"

    time.sleep(1.1)
    second = home.run("worker", "--until-empty", SELARAS_JOB_LEASE="1")
    assert second.returncode == 0, second.stderr
    assert text(marks) == "started\nstarted\nfinished\n"
    assert home.python(STATUS) == "SUCCESSFUL 2"


def test_a_long_job_of_a_living_worker_is_left_alone(home: Home, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    home.python(ENQUEUE.format(path=str(marks)))
    first = home.start("worker", SELARAS_JOB_LEASE="1")
    try:
        wait_for(lambda: "started" in text(marks))
        time.sleep(1.5)  # longer than the lease, were it not renewed
        other = home.run("worker", "--until-empty", SELARAS_JOB_LEASE="1")
        assert other.returncode == 0
        assert text(marks) == "started\n"
        marks.with_suffix(".gate").touch()
        wait_for(lambda: "finished" in text(marks))
    finally:
        first.terminate()
        first.communicate(timeout=30)
    assert text(marks) == "started\nfinished\n"
    assert first.returncode == 0


def test_a_worker_finishes_the_job_in_hand_when_asked_to_stop(home: Home, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    home.python(ENQUEUE.format(path=str(marks)))
    worker = home.start("worker")
    wait_for(lambda: "started" in text(marks))
    worker.terminate()
    time.sleep(0.3)
    marks.with_suffix(".gate").touch()
    worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert text(marks) == "started\nfinished\n"
    assert home.python(STATUS) == "SUCCESSFUL 1"


def test_a_supervised_worker_ends_when_its_parent_is_gone(home: Home) -> None:
    worker = subprocess.Popen(
        selaras("worker"),
        env=home.environment(SELARAS_SUPERVISED="1"),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin
    assert worker.stderr
    told = next(line for line in worker.stderr if "started" in line)
    assert "worker" in told
    assert worker.poll() is None
    # The system does this when the parent dies, however it dies. Whatever else it says is read to
    # the end, so that it never waits for a reader.
    worker.stdin.close()
    worker.stderr.read()
    assert worker.wait(30) == 0
    worker.stderr.close()
