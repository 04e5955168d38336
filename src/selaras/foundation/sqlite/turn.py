"""Whose turn it is to write: one at a time, across threads and processes.

SQLite lets writers wait by sleeping and asking again, longer each time, so that under many writers
an unlucky one sleeps for seconds while others pass. Here threads queue in the order they came, and
the processes, of which there are few, ask for the file lock in short steps.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from functools import cache

_STEP = 0.001
"""Seconds between two questions to another process."""


class Queue:
    """First come, first served, among the threads of this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        try:
            came = called.acquire(timeout=seconds)
        except BaseException:
            if self._give_up(called):
                self.leave()
            raise
        return came or self._give_up(called)

    def _give_up(self, called: threading.Lock) -> bool:
        """Stop waiting; True when the turn came in that very moment, and then is to be used."""
        with self._guard:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True

    def leave(self) -> None:
        """Give the turn to the one who waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


@cache
def _queue(_path: str, _process: int) -> Queue:
    return Queue()


class Turn:
    """The right to write to one database file; taken and given back by one connection."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._queue: Queue | None = None
        self._file = -1

    def take(self, seconds: float) -> None:
        """Wait for the turn. After that long go on without it: SQLite itself is still exclusive."""
        if self._queue is not None:
            return
        deadline = time.monotonic() + seconds
        queue = _queue(self._path, os.getpid())
        if not queue.enter(seconds):
            return
        self._queue = queue
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            while not self._lock() and time.monotonic() < deadline:
                time.sleep(_STEP)
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """End the turn, if there is one."""
        if self._queue is None:
            return
        if self._file >= 0:
            os.close(self._file)
        queue, self._queue, self._file = self._queue, None, -1
        queue.leave()

    def _lock(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
