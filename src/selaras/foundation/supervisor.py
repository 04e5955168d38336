"""A small supervisor: processes that start together and stop together.

Children are forked from a process that has already loaded the program, so that they start at once
and share its memory. The caller must hold no open database connection and run no thread.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from selaras.foundation.processes import SUPERVISED

PATIENCE = 15.0
"""Seconds a child gets to stop in good order before it is killed."""


class Supervisor(AbstractContextManager["Supervisor"]):
    """Starts children, waits until one ends or a signal asks to stop, then stops them all.

    Children read from a pipe that only this process can write to (see ``processes``), so they end
    even when this process is killed.
    """

    def __init__(self) -> None:
        self._children: dict[int, str] = {}
        self._ended: tuple[str, int] | None = None
        self.asked_to_stop = False
        self._lifeline, self._grip = os.pipe()

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, name: str, main: Callable[[], int], log: Path) -> None:
        """Fork a child that runs ``main``, writes to the log and exits with what it returns."""
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child:
            self._children[child] = name
        else:
            self._become(main, log)

    @property
    def ended(self) -> tuple[str, int] | None:
        """The child that ended by itself and its exit status (negative: the signal's number)."""
        if self._ended is None:
            for child, name in self._children.items():
                found, status = os.waitpid(child, os.WNOHANG)
                if found:
                    del self._children[child]
                    self._ended = (name, os.waitstatus_to_exitcode(status))
                    break
        return self._ended

    def wait_until(self, answers: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until ``answers``; False when a child ended, a stop was asked or time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.asked_to_stop and not self.ended:
            if answers():
                return True
            time.sleep(0.05)
        return False

    def wait(self) -> tuple[str, int] | None:
        """Wait for a child to end by itself; None when a signal asked to stop."""
        while not self.asked_to_stop:
            if self.ended:
                return self.ended
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """Stop every child: politely, then, after ``PATIENCE`` seconds, by force."""
        for child in self._children:
            os.kill(child, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        for child in self._children:
            while not os.waitpid(child, os.WNOHANG)[0]:
                if time.monotonic() > end:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    break
                time.sleep(0.02)
        self._children.clear()

    def _become(self, main: Callable[[], int], log: Path) -> None:
        """In the child: be a process of its own, run, and never return to the parent's code."""
        status = 1
        try:
            # A session of its own: Ctrl+C reaches it through the supervisor, once.
            os.setsid()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            os.dup2(self._lifeline, 0)
            os.close(self._grip)
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.environ[SUPERVISED] = "1"
            status = main()
        except SystemExit as exit_:
            status = exit_.code if isinstance(exit_.code, int) else 0 if exit_.code is None else 1
        except BaseException:  # noqa: BLE001  whatever it is, the log gets it and the child ends
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True


def listen(host: str, port: int, *, tries: int = 20) -> socket.socket:
    """A listening socket on the port, or on the next free one; port 0 means any.

    Raises OSError when none of them is free or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for candidate in range(port, min(port + (tries if port else 1), 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(256)
        except OSError as error:
            listener.close()
            last = error
        else:
            return listener
    raise last or OSError(f"no free port from {port}")
