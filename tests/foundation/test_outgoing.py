"""Messages to other systems: where they may go, how they are signed, what comes back."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Event, Thread

import pytest

from selaras.foundation import outgoing
from selaras.foundation.outgoing import is_allowed, post, signature

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://dasbor.kota.go.id/kabar?x=1", True),
        ("http://dasbor.kota.go.id:8080/", True),
        ("https://DASBOR.kota.go.id/", True),
        ("https://a.b.prov.go.id/", True),
        ("https://prov.go.id/", False),
        ("https://dasbor.kota.go.id.jahat.com/", False),
        ("https://jahat.com/dasbor.kota.go.id", False),
        ("https://dasbor.kota.go.id@jahat.com/", False),
        ("https://orang:sandi@dasbor.kota.go.id/", False),
        ("ftp://dasbor.kota.go.id/", False),
        ("file:///etc/passwd", False),
        ("https://dasbor.kota.go.id:99999/", False),
        ("https://[::1/", False),
        ("dasbor.kota.go.id", False),
        ("", False),
    ],
)
def test_only_named_hosts_are_called(url: str, allowed: bool):
    assert is_allowed(url, ["dasbor.kota.go.id", "*.prov.go.id"]) is allowed


def test_no_host_is_called_when_none_is_named():
    assert not is_allowed("https://dasbor.kota.go.id/", [])


def test_the_worked_example_of_the_standard():
    """The example in the Standard Webhooks specification's reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body) == expected


def test_a_secret_of_another_form_is_an_error():
    with pytest.raises(ValueError, match="secret"):
        signature("rahasia", "msg_1", AT, b"")


class Receiver(ThreadingHTTPServer):
    """A real receiver on this machine that keeps what it got."""

    status = 204
    reason: str | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/kabar"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        assert isinstance(server, Receiver)
        server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(server.status, server.reason)
        if server.status == 302:
            self.send_header("Location", "/lain")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def test_a_message_arrives_whole_and_the_receiver_can_prove_its_sender(receiver: Receiver):
    body = '{"type":"answer.saved","data":{"nama":"Ünit"}}'.encode()
    answer = post(receiver.url, body, secret=SECRET, message="msg_7", at=AT)
    assert answer.is_accepted
    assert answer.status == 204
    headers, got = receiver.got[0]
    assert got == body
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + got
    mine = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mine}"


@pytest.mark.parametrize("status", [302, 400, 410, 500])
def test_another_answer_is_no_acceptance_and_redirects_are_not_followed(
    receiver: Receiver, status: int
):
    receiver.status = status
    answer = post(receiver.url, b"{}", secret=SECRET, message="msg_7", at=AT)
    assert (answer.is_accepted, answer.status) == (False, status)
    assert len(receiver.got) == 1


def test_nobody_there_is_told_as_a_reason():
    answer = post("http://127.0.0.1:1/", b"{}", secret=SECRET, message="msg_7", at=AT)
    assert answer.status is None
    assert "ConnectionRefused" in answer.failure


def test_what_a_receiver_says_is_kept_as_any_database_keeps_it(receiver: Receiver):
    """PostgreSQL refuses NUL: one such answer would stop every message behind it."""
    receiver.status, receiver.reason = 500, "gagal\x00\x1b[31m sekali"
    answer = post(receiver.url, b"{}", secret=SECRET, message="msg_7", at=AT)
    assert answer.status == 500
    assert answer.failure == "gagal  [31m sekali"


def test_a_receiver_that_answers_letter_by_letter_is_left(monkeypatch: pytest.MonkeyPatch):
    """Each letter comes in time; all of them together never would."""
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.5)
    done = Event()

    def drip() -> None:
        connection, _address = server.accept()
        with connection:
            while not done.wait(0.05):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    with create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = post(url, b"{}", secret=SECRET, message="msg_7", at=AT)
        done.set()
        thread.join(5)
    assert answer.status is None
    assert answer.failure
