"""A city with a library: real files behind real documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from selaras.people.models import User
from tests.web.nation import Nation, make_nation
from tests.work_fixtures import Work


@pytest.fixture
def nation(db: None, settings: Any, tmp_path: Path) -> Nation:
    """The nation, with a folder of its own for files."""
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.fixture
def work(nation: Nation) -> Work:
    return nation.work


Enter = Callable[[User], Client]


@pytest.fixture
def enter() -> Enter:
    """A browser of that person."""

    def entered(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return entered


def pdf(words: str) -> bytes:
    """A small whole PDF of one page that says the words."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    foot = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        len(made),
    )
    return made + head + table + foot
