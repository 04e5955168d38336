"""The web server: gunicorn with threads, because slow lines must not block quick pages.

Measured: two workers with 24 threads each keep answering under twenty slow uploads, where
synchronous workers stall for seconds.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from django.urls import get_resolver
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from selaras.foundation.processes import end_with_parent

THREADS = 24


def serve(listener: socket.socket, *, workers: int, access_log: Path) -> int:
    """Serve pages on the socket until told to stop; the exit status."""
    end_with_parent()
    _Server(
        bind=[f"fd://{listener.fileno()}"],
        workers=workers,
        threads=THREADS,
        worker_class="gthread",
        preload_app=True,
        timeout=60,
        graceful_timeout=10,
        keepalive=5,
        control_socket_disable=True,
        accesslog=str(access_log),
        errorlog="-",
        loglevel="warning",
    ).run()
    return 0


class _Server(BaseApplication):
    """Gunicorn, told everything by us and nothing by a command line."""

    def __init__(self, **options: Any) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, with every page's code loaded before the workers are forked."""
        application = import_app("selaras.config.wsgi:application")
        get_resolver().url_patterns  # noqa: B018  reading it imports the pages
        return application
