"""Bytes on their way out: parts, names, and what a browser may do with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from selaras.foundation.files.types import CSV, DOCX, PDF, PNG
from selaras.web.evidence.delivery import PIECE, deliver
from selaras.web.evidence.words import saved_name

DIGEST = "ab" * 32
CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "isi"
    file.write_bytes(CONTENT)
    return file


def asked(
    path: Path,
    *,
    kind: str = PDF,
    save: bool = False,
    name: str = "a.pdf",
    method: str = "GET",
    **h: str,
) -> HttpResponseBase:
    request = RequestFactory().generic(
        method, "/", headers={k.replace("_", "-"): v for k, v in h.items()}
    )
    return deliver(request, path, name=name, content_type=kind, digest=DIGEST, save=save)


def body(response: HttpResponseBase) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response)  # type: ignore[arg-type]


def test_the_whole_file_comes_in_small_pieces(path: Path) -> None:
    response = asked(path)
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    pieces = list(response)
    assert b"".join(pieces) == CONTENT  # type: ignore[arg-type]
    assert max(map(len, pieces)) <= PIECE
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(CONTENT)),
        ("bytes=-10", len(CONTENT) - 10, len(CONTENT)),
        ("bytes=255990-999999", 255990, len(CONTENT)),
        (f"bytes=-{'9' * 18}", 0, len(CONTENT)),
    ],
)
def test_one_range_is_honoured(path: Path, wanted: str, start: int, end: int) -> None:
    response = asked(path, Range=wanted)
    assert body(response) == CONTENT[start:end]
    whole = (start, end) == (0, len(CONTENT))
    assert response.status_code == (200 if whole else 206)
    if not whole:
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=-0", "bytes=9-3", f"bytes={'9' * 18}-"])
def test_a_range_beyond_the_end_is_said_to_be_so(path: Path, wanted: str) -> None:
    response = asked(path, Range=wanted)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "wanted",
    ["bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=٣-٤", f"bytes={'9' * 400}-"],
)
def test_what_is_no_single_range_gets_the_whole(path: Path, wanted: str) -> None:
    request = RequestFactory().get("/", headers={"Range": wanted})
    response = deliver(request, path, name="a", content_type=PDF, digest=DIGEST, save=False)
    assert body(response) == CONTENT


def test_a_range_of_another_content_gets_the_whole(path: Path) -> None:
    assert asked(path, Range="bytes=0-9", If_Range='"lain"').status_code == 200
    assert asked(path, Range="bytes=0-9", If_Range=f'"{DIGEST}"').status_code == 206


def test_a_known_file_is_not_sent_again(path: Path) -> None:
    response = asked(path, If_None_Match=f'"{DIGEST}"')
    assert response.status_code == 304
    assert response["Cache-Control"] == "private, no-cache"
    # Its headers replace those the browser kept: a page of this site may still frame it.
    for header in ("Content-Security-Policy", "X-Frame-Options"):
        assert response[header] == asked(path)[header]


def test_asking_for_the_head_reads_nothing(path: Path) -> None:
    response = asked(path, method="HEAD")
    assert not response.streaming
    assert response["Content-Length"] == str(len(CONTENT))


def test_pdf_is_shown_in_our_own_frames_only(path: Path) -> None:
    response = asked(path)
    assert response["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


def test_pictures_stand_in_a_sandbox(path: Path) -> None:
    response = asked(path, kind=PNG)
    assert response["Content-Type"] == PNG
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("kind", "sent"), [(DOCX, DOCX), (CSV, "application/octet-stream")])
def test_everything_else_is_saved(path: Path, kind: str, sent: str) -> None:
    response = asked(path, kind=kind, name="a")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == sent
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers


def test_asking_to_save_saves(path: Path) -> None:
    assert asked(path, save=True)["Content-Disposition"].startswith("attachment")


def test_names_cannot_leave_their_header(path: Path) -> None:
    response = asked(path, name='Perwali "12"\\ – Wali Kota.pdf')
    disposition = response["Content-Disposition"]
    assert "\n" not in disposition
    assert "filename*=utf-8''" in disposition


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("a.PDF", PDF, "a.PDF"),
        ("a.exe", PDF, "a.exe.pdf"),
        ("foto.jpeg", "image/jpeg", "foto.jpeg"),
        ("catatan", "text/plain", "catatan"),
        ("x", "application/unknown", "x"),
    ],
)
def test_saved_names_end_in_what_they_are(name: str, kind: str, saved: str) -> None:
    assert saved_name(name, kind) == saved
