"""Where mail is handed in: the address in ``SELARAS_MAIL``, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 25, "smtps": 465}
_SUBMISSION = 587
"""The port where servers take mail from people who sign in; they expect STARTTLS there."""


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A mail server. ``tls``: encrypted from the first byte; ``starttls``: turned on by command."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def post_office(address: str) -> PostOffice:
    """The server of ``smtp://user:password@host:587`` or ``smtps://...``.

    STARTTLS is used on port 587 and where ``?tls=1`` asks for it; ``?tls=0`` does without. Raises
    ImproperlyConfigured; the message never repeats the address, which holds a password.
    """
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise _fault() from None
    tls = asked.pop("tls", [""])[-1]
    if scheme not in _PORTS or not host or asked or tls not in {"", "0", "1"}:
        raise _fault()
    port = port or _PORTS[scheme]
    return PostOffice(
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=scheme == "smtp" and (tls == "1" or (port == _SUBMISSION and tls != "0")),
        tls=scheme == "smtps",
    )


def _fault() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "SELARAS_MAIL: smtp://user:password@host:587 | smtps://user:password@host | "
        "smtp://host:25?tls=1"
    )
