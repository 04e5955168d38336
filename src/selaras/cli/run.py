"""``selaras run``: prepare everything, start the web server and the worker, say where it is."""

from __future__ import annotations

import argparse
import http.client
import ipaddress
import socket
import sys
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from selaras.cli.prepare import PreparationError, prepare, sign_in_hint
from selaras.cli.server import serve
from selaras.cli.worker import run_worker
from selaras.foundation.supervisor import Supervisor, listen

START_SECONDS = 60.0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "run",
        help=_("siapkan dan jalankan Selaras: server web dan pekerja latar"),
        description=_(
            "Menyiapkan basis data, instrumen, dan berkas halaman, lalu menjalankan server web "
            "dan pekerja latar bersama-sama sampai dihentikan dengan Ctrl+C."
        ),
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help=_("alamat jaringan (bawaan: 127.0.0.1)")
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help=_("porta (bawaan: 8000; bila terpakai, porta bebas berikutnya)"),
    )
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=settings.DEMO,
        help=_("mode demo: data contoh dan pemilih peran, hanya pada komputer ini"),
    )
    parser.add_argument(
        "--workers", type=int, default=2, help=_("banyaknya proses server (bawaan: 2)")
    )
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help=_("tanpa pekerja latar (jalankan selaras worker sendiri)"),
    )
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Prepare, start, wait, stop. Exit status 2: refused, 1: failed, 0: stopped on request."""
    fault = _fault(arguments)
    if fault:
        print(fault, file=sys.stderr)
        return 2
    try:
        prepare(demo=arguments.demo)
    except PreparationError as error:
        print(error, file=sys.stderr)
        return 1
    return _serve(arguments)


def _fault(arguments: argparse.Namespace) -> str:
    """Why these options cannot be obeyed; empty when they can."""
    if arguments.demo and not _is_loopback(arguments.host):
        return _(
            "Mode demo hanya boleh berjalan pada komputer ini sendiri, karena siapa pun dapat "
            "masuk tanpa kata sandi. Hapus --host, atau jalankan tanpa --demo."
        )
    if arguments.demo and settings.PROXIED:
        return _(
            "Mode demo tidak berjalan di belakang proksi atau HTTPS, karena siapa pun dapat masuk "
            "tanpa kata sandi. Kosongkan SELARAS_PROXIES dan SELARAS_HTTPS, atau jalankan tanpa "
            "--demo."
        )
    if not 0 <= arguments.port <= 65535:
        return _("Porta harus antara 0 dan 65535.")
    if not 1 <= arguments.workers <= 64:
        return _("Banyaknya proses server harus antara 1 dan 64.")
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _serve(arguments: argparse.Namespace) -> int:
    try:
        listener = listen(arguments.host, arguments.port)
    except (OSError, OverflowError) as error:
        print(
            _("Tidak dapat membuka %(host)s:%(port)s: %(error)s")
            % {"host": arguments.host, "port": arguments.port, "error": error},
            file=sys.stderr,
        )
        return 1
    port: int = listener.getsockname()[1]
    if arguments.port not in (0, port):
        print(
            _("Porta %(taken)s sedang dipakai; Selaras memakai %(port)s.")
            % {"taken": arguments.port, "port": port}
        )
    logs = settings.HOME / "log"
    logs.mkdir(parents=True, exist_ok=True)
    _close_connections()
    with Supervisor() as supervisor:
        with listener:
            supervisor.start(
                "web", partial(_web, listener, arguments.workers, logs), logs / "web.log"
            )
        if not arguments.no_worker:
            supervisor.start("worker", run_worker, logs / "worker.log")
        if supervisor.wait_until(lambda: _answers(arguments.host, port), seconds=START_SECONDS):
            _announce(arguments, port)
        elif not supervisor.ended and not supervisor.asked_to_stop:
            print(
                _("Server tidak menjawab. Lihat %(log)s.") % {"log": logs / "web.log"},
                file=sys.stderr,
            )
            return 1
        return _watch(supervisor, logs)


def _web(listener: socket.socket, workers: int, logs: Path) -> int:
    return serve(listener, workers=workers, access_log=logs / "access.log")


def _close_connections() -> None:
    """Leave nothing open that the children would share: connections, and the pool's threads."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


def _watch(supervisor: Supervisor, logs: Path) -> int:
    """Wait for the end, whoever wants it."""
    ended = supervisor.wait()
    if ended is None:
        print(_("Selaras berhenti."))
        return 0
    name, status = ended
    print(
        _("Proses %(name)s berhenti sendiri (status %(status)s). Lihat %(log)s.")
        % {"name": name, "status": status, "log": logs / f"{name}.log"},
        file=sys.stderr,
    )
    return 1


def _answers(host: str, port: int) -> bool:
    """Whether the server gives a page, not an error."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    connection = http.client.HTTPConnection(reached, port, timeout=30)
    try:
        connection.request(
            "GET", "/", headers={"Host": settings.ALLOWED_HOSTS[0], "Accept": "text/html"}
        )
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(arguments: argparse.Namespace, port: int) -> None:
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    print(_("Selaras siap:"))
    print(f"http://{host}:{port}")
    print(sign_in_hint(demo=arguments.demo))
    print(_("Hentikan dengan Ctrl+C."), flush=True)
