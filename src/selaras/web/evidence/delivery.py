"""Handing out the bytes of a private file: whole or in part, with constant memory.

Whoever calls this has asked for permission already. What a browser may do with the bytes is said
here and nowhere else:

- The type is the one found inside the file, and ``nosniff`` (set for the whole site) keeps browsers
  from guessing another. Only PDF and pictures are shown; everything else is saved.
- Pages of the site may frame what is shown, nobody else's: ``X-Frame-Options`` and
  ``frame-ancestors`` say so, where the rest of the site cannot be framed at all.
- A picture stands in a ``sandbox``. A PDF does not: Chromium refuses to show one there. Its policy
  forbids scripts, requests and forms all the same, and viewers run what is inside it apart from
  this site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from selaras.foundation.files.types import PDF, SHOWN_IN_PAGE

PIECE = 64 * 1024
"""Bytes handed on at a time."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_FRAMED_HERE = "frame-ancestors 'self'"


def deliver(
    request: HttpRequest, path: Path, *, name: str, content_type: str, digest: str, save: bool
) -> HttpResponseBase:
    """The file as an answer: 200, 206 for one range, 304 when it is known, 416 beyond its end.

    ``name`` is what it is saved as; ``save`` asks the browser to keep it instead of showing it.
    """
    # Documents are compressed already, and a compressed answer would have no length and no ranges.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    size = path.stat().st_size
    etag = f'"{digest}"'
    shown = content_type in SHOWN_IN_PAGE and not save
    known = get_conditional_response(request, etag=etag, response=None)
    if known is not None:
        # Browsers put the headers of a 304 over those they kept: it must allow as much as a 200.
        _confine(known, content_type if shown else "")
        return _private(known, etag)
    part = _asked(request, size, etag)
    if part is None:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _private(refused, etag)
    start, end = part
    response: HttpResponseBase = (
        HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(_read(path, *part))
    )
    response.headers["Content-Length"] = str(end - start)
    if (start, end) != (0, size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Type"] = content_type if shown else _saved_type(content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not shown, name) or ""
    _confine(response, content_type if shown else "")
    return _private(response, etag)


def _asked(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and one after last byte; the whole file unless one range is asked; None beyond it."""
    text = request.headers.get("Range", "")
    if text and request.headers.get("If-Range", etag) != etag:
        text = ""
    found = _RANGE.fullmatch(text.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return 0, size
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _saved_type(content_type: str) -> str:
    """Text is handed out as bytes, so that no browser draws it as a page."""
    return "application/octet-stream" if content_type.startswith("text/") else content_type


def _confine(response: HttpResponseBase, shown: str) -> None:
    """What the browser may do with it, by the type it is shown as; empty when it is saved."""
    policy = [_NOTHING_RUNS]
    if shown:
        policy.append(_FRAMED_HERE)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    else:
        policy.append("frame-ancestors 'none'")
    if shown != PDF:
        policy.append("sandbox")
    response.headers["Content-Security-Policy"] = "; ".join(policy)


def _private(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Kept by this browser alone, and asked for again each time: rights may have changed."""
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
