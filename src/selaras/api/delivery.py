"""Handing out the bytes of a file to a program: whole or one range, with constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

PIECE = 64 * 1024
"""Bytes handed on at a time."""
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})", re.ASCII)


def deliver(
    request: HttpRequest, path: Path, *, name: str, content_type: str, digest: str
) -> HttpResponseBase:
    """The file: 200, 206 for a range, 304 when it is known, 416 beyond its end.

    A program saves it; a browser that follows a link does too, and runs nothing of it.
    """
    # A compressed answer would have neither a length nor ranges.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    size, tag = path.stat().st_size, f'"{digest}"'
    known = get_conditional_response(request, etag=tag, response=None)
    response: HttpResponseBase
    if known is not None:
        response = known
    else:
        start, end = _asked(request, size, tag)
        if start >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = StreamingHttpResponse(_read(path, start, end))
        response.headers["Content-Length"] = str(end - start)
        if end - start < size:
            response.status_code = 206
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest, size: int, tag: str) -> tuple[int, int]:
    """First and one after last byte; the whole file unless one range of it is asked for."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", tag) != tag:
        return 0, size
    first, last = found.groups()
    return int(first), min(int(last) + 1 if last else size, size)


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
