"""Messages to other systems: only to hosts the administrator named, signed, never redirected.

Signatures follow Standard Webhooks 1.0: the receiver recomputes HMAC-SHA256 over "id.time.body"
with the shared secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from ssl import create_default_context
from threading import Timer
from urllib.parse import urlsplit

SECONDS = 10
"""How long a receiver may take for each step."""
WHOLE_SECONDS = 30
"""How long all steps together may take; the worker has other things to do."""
_TOLD = 300
"""Characters of what a receiver says that are kept."""
PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, or None with the reason nothing did."""

    status: int | None
    failure: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver took the message (2xx)."""
        return self.status is not None and 200 <= self.status < 300


def is_allowed(url: str, hosts: Iterable[str]) -> bool:
    """Whether the address is http(s), carries no user, and its host is one of the patterns.

    A pattern is a name or ``*.`` and a name: "*.bontangkota.go.id" holds for every name below.
    """
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and not parts.fragment
    if parts.scheme not in {"http", "https"} or not host or not plain:
        return False
    return any(fnmatchcase(host, pattern.lower()) for pattern in hosts)


def signature(secret: str, message: str, at: datetime, body: bytes) -> str:
    """The ``webhook-signature`` header of a message sent at that moment.

    ``secret`` is "whsec_" and base64. Raises ValueError for another form.
    """
    if not secret.startswith(PREFIX):
        raise ValueError("not a webhook secret")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    content = f"{message}.{int(at.timestamp())}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def post(url: str, body: bytes, *, secret: str, message: str, at: datetime) -> Answer:
    """Hand a signed JSON message over, once. Redirects are not followed: they count as refused.

    Never raises for what a receiver or the line does; the answer says it.
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Selaras-Webhook/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, message, at, body),
    }
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    # Each step has its own limit; this one is for a receiver that answers letter by letter.
    end = Timer(WHOLE_SECONDS, _cut, [connection])
    end.daemon = True
    end.start()
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
    except (OSError, HTTPException, UnicodeError) as error:
        return Answer(None, _plain(f"{type(error).__name__}: {error}"))
    finally:
        end.cancel()
        connection.close()
    return Answer(answer.status, "" if answer.status < 300 else _plain(str(answer.reason)))


def _cut(connection: HTTPConnection) -> None:
    """End a call that takes too long: whoever waits for its answer finds it closed."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(SHUT_RDWR)


def _plain(text: str) -> str:
    """What a receiver says, as any database keeps it: no NUL, no other control character."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_TOLD]


def _connection(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=SECONDS, context=create_default_context())
    return HTTPConnection(host, port, timeout=SECONDS)
