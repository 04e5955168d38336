"""Handing a plain table to a person as a file in the format the address ends in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, StreamingHttpResponse

from selaras.foundation.documents import csv, xlsx
from selaras.foundation.documents.table import Table


def _csv(table: Table) -> HttpResponse | StreamingHttpResponse:
    return StreamingHttpResponse(csv.stream(table), content_type=csv.CONTENT_TYPE)


def _xlsx(table: Table) -> HttpResponse | StreamingHttpResponse:
    return HttpResponse(xlsx.content(table), content_type=xlsx.CONTENT_TYPE)


_FORMATS: dict[str, Callable[[Table], HttpResponse | StreamingHttpResponse]] = {
    "csv": _csv,
    "xlsx": _xlsx,
}


def download(table: Table, suffix: str, stem: str) -> HttpResponse | StreamingHttpResponse:
    """The table as an attachment called ``stem.suffix``. Raises Http404 for an unknown format."""
    if suffix not in _FORMATS:
        raise Http404
    response = _FORMATS[suffix](table)
    response["Content-Disposition"] = f'attachment; filename="{stem}.{suffix}"'
    return response
