"""Living and dying together: a child process that ends when its parent is gone.

The parent keeps the write end of the child's standard input open and never writes. When the
parent ends, even by SIGKILL, the system closes it and the child reads the end of the file. That
holds on every system, without polling.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

SUPERVISED = "SELARAS_SUPERVISED"
"""Set by the parent in the environment of its children."""


def end_with_parent() -> None:
    """Send ourselves SIGTERM when standard input ends; nothing unless started by a supervisor."""
    if os.environ.get(SUPERVISED) == "1":
        threading.Thread(target=_wait_for_end, name="lifeline", daemon=True).start()


def _wait_for_end() -> None:
    descriptor = sys.stdin.fileno()
    while os.read(descriptor, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
