"""A solver in a process of its own, lent for a piece of work and given back.

The library keeps memory and cannot be interrupted at every moment; a process gives its memory back
and can be ended. One line of JSON goes to it for every model, one comes back.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from selaras.foundation.optimisation.wire import answer_from, question
from selaras.pure.linear import Answer, LinearModel, Solver, Status

_PROCESS = "selaras.foundation.optimisation.process"
_GRACE = 5.0
"""Seconds a solver may take to come to an end after its time is over."""
_LOOK_EVERY = 0.25
"""Seconds between two looks at whether the work is still wanted."""
_CHUNK = 1 << 16


class SolvingStoppedError(RuntimeError):
    """Whoever asked does not want the answer any more."""


def never() -> bool:
    """Nobody stops the work."""
    return False


@contextmanager
def solver(is_stopped: Callable[[], bool] = never) -> Iterator[Solver]:
    """A solver until the end of the block; its process ends with the block, whatever happens.

    ``is_stopped`` is asked several times a second while a model is being solved; once it is true
    the call raises SolvingStoppedError.
    """
    workshop = _Workshop(is_stopped)
    try:
        yield workshop
    finally:
        workshop.close()


@dataclass(slots=True)
class _Workshop:
    is_stopped: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None

    def __call__(self, model: LinearModel, *, seconds: float, gap: float = 0.0) -> Answer:
        """Solve; without an answer in time and grace, or when the process dies, there is none."""
        process = self._opened()
        until = time.monotonic() + seconds + _GRACE
        try:
            line = self._answered(process, question(model, seconds, gap), until)
        except BrokenPipeError:
            line = b""
        except SolvingStoppedError:
            self.close()
            raise
        if not line.endswith(b"\n"):
            self.close()
            return Answer(Status.NOTHING)
        return answer_from(json.loads(line))

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
            self.process.wait()
            self.process = None

    def _opened(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, no outside words
                [sys.executable, "-I", "-m", _PROCESS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
        return self.process

    def _answered(self, process: subprocess.Popen[bytes], asked: bytes, until: float) -> bytes:
        """The line that comes back; without its end when the process or the time ended first."""
        if process.stdin is None or process.stdout is None:
            return b""
        rest = memoryview(asked)
        while rest:
            rest = rest[process.stdin.write(rest) :]
        received = b""
        while not received.endswith(b"\n") and time.monotonic() < until:
            if self.is_stopped():
                raise SolvingStoppedError
            if select.select([process.stdout], [], [], _LOOK_EVERY)[0]:
                chunk = os.read(process.stdout.fileno(), _CHUNK)
                if not chunk:
                    break
                received += chunk
        return received
