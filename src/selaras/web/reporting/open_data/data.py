"""The catalogue of open data and its files: for everybody, people and programs alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from wsgiref.util import FileWrapper

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.assessments.queries.openness import open_years
from selaras.reporting.open_data.catalog import CONTENT_TYPE, Addresses, Contents, catalog
from selaras.reporting.open_data.datasets import BY_CODE, DATASETS
from selaras.reporting.open_data.dictionary import csvw, table_schema
from selaras.reporting.open_data.files import (
    FORMATS,
    LANGUAGE,
    MovedOnError,
    Prepared,
    prepared,
    preview,
)
from selaras.reporting.open_data.schema import Dataset
from selaras.reporting.open_data.state import state
from selaras.web.reporting.open_data.frame import shown

PIECE = 64 * 1024
"""Bytes handed on at a time."""
_SOON = {"Retry-After": "5", "Cache-Control": "no-store"}
PREVIEWED = 10
"""Rows a page shows of a dataset."""
CHECKED = ("csv", "json")
"""Formats whose size and checksum the catalogue tells; the third is made when it is asked for."""


def _waiting(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask to come again in a moment where what is open changes while its file is made."""

    @wraps(view)
    def answered(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *given, **named)
        except (MovedOnError, FileNotFoundError):
            said = _("Data sedang diperbarui. Muat ulang sebentar lagi.")
            return HttpResponse(
                said, status=503, content_type="text/plain; charset=utf-8", headers=_SOON
            )

    return answered


def _dataset(code: str) -> Dataset:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What there is: every dataset with its files, the terms, the record for machines."""
    context = {
        "datasets": DATASETS,
        "years": open_years(),
        "formats": list(FORMATS.values()),
        "licence": settings.OPEN_DATA_LICENCE,
        "publisher": settings.OPEN_DATA_PUBLISHER,
    }
    return shown(request, "open_data/home.html", context, section="data")


@login_not_required
@require_safe
@_waiting
def dataset(request: HttpRequest, code: str) -> HttpResponse:
    """One dataset: its dictionary, its files, its first rows."""
    found, now = _dataset(code), state()
    lying = prepared(found, None, FORMATS["csv"], now)
    context = {
        "dataset": found,
        "years": open_years() if found.by_year else (),
        "formats": list(FORMATS.values()),
        "rows": preview(lying, PREVIEWED),
        "lying": lying,
        "licence": settings.OPEN_DATA_LICENCE,
        "publisher": settings.OPEN_DATA_PUBLISHER,
    }
    return shown(request, "open_data/dataset.html", context, section="data")


@login_not_required
@require_safe
@_waiting
def file(request: HttpRequest, code: str, suffix: str, year: int | None = None) -> HttpResponseBase:
    """A dataset as a file, whole or of one year; 404 for a year of which nothing is open."""
    found = _dataset(code)
    if suffix not in FORMATS or (
        year is not None and (not found.by_year or year not in open_years())
    ):
        raise Http404
    form, now = FORMATS[suffix], state()
    lying = prepared(found, year, form, now)
    name = found.code if year is None else f"{found.code}-{year}"
    if suffix == "xlsx":
        # A workbook is a ZIP already; compressing it again would cost its length.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    if (known := _known(request, lying)) is not None:
        return known
    # Opened at once: what is open being read is handed on whole, whatever is withdrawn meanwhile.
    opened = FileWrapper(lying.path.open("rb"), PIECE)
    response = StreamingHttpResponse(opened, content_type=form.content_type)
    response.headers["Content-Length"] = str(lying.size)
    kept = content_disposition_header(suffix == "xlsx", f"{name}.{suffix}")
    response.headers["Content-Disposition"] = kept or ""
    if suffix == "csv":
        response.headers["Link"] = (
            f'<{reverse("open_data:csvw", args=[code])}>; rel="describedby"; '
            'type="application/csvm+json"'
        )
    return _lasting(response, lying)


def _known(request: HttpRequest, lying: Prepared) -> HttpResponseBase | None:
    """The short answer to whoever has the file already."""
    answer = get_conditional_response(
        request, etag=f'"{lying.digest}"', last_modified=int(_seconds(lying))
    )
    return None if answer is None else _lasting(answer, lying)


def _lasting(response: HttpResponseBase, lying: Prepared) -> HttpResponseBase:
    """Anybody may keep it and must ask again each time: it may have been withdrawn."""
    response.headers["ETag"] = f'"{lying.digest}"'
    made = datetime.fromtimestamp(_seconds(lying), UTC)
    response.headers["Last-Modified"] = f"{made:%a, %d %b %Y %H:%M:%S} GMT"
    return _to_programs(response)


def _seconds(lying: Prepared) -> float:
    return lying.path.stat().st_mtime


@login_not_required
@require_safe
def schema(_request: HttpRequest, code: str) -> HttpResponse:
    """The dictionary as a Table Schema."""
    with translation.override(LANGUAGE):
        return _json(table_schema(_dataset(code)))


@login_not_required
@require_safe
def csvw_metadata(_request: HttpRequest, code: str) -> HttpResponse:
    """The dictionary as CSV on the Web."""
    found = _dataset(code)
    url = _whole(reverse("open_data:file", args=[code, "csv"]))
    with translation.override(LANGUAGE):
        content = csvw(found, url, settings.OPEN_DATA_LICENCE)
    return _json(content, "application/csvm+json")


@login_not_required
@require_safe
@_waiting
def catalog_record(_request: HttpRequest) -> HttpResponse:
    """The catalogue record: DCAT in JSON-LD."""
    now = state()
    files = {
        (one.code, suffix): prepared(one, None, FORMATS[suffix], now)
        for one in DATASETS
        for suffix in CHECKED
    }
    made = datetime.fromtimestamp(max(map(_seconds, files.values())), UTC)
    contents = Contents(open_years(), made.isoformat(timespec="seconds"), files)
    addresses = Addresses(
        site=settings.SITE,
        catalog=_whole(reverse("open_data:catalog")),
        home=_whole(reverse("open_data:home")),
        dataset=lambda code: _whole(reverse("open_data:dataset", args=[code])),
        schema=lambda code: _whole(reverse("open_data:schema", args=[code])),
        file=lambda code, suffix: _whole(reverse("open_data:file", args=[code, suffix])),
    )
    return _json(catalog(DATASETS, contents, addresses), CONTENT_TYPE)


def _whole(path: str) -> str:
    """The address as other sites know it."""
    return f"{settings.SITE}{path}"


def _json(content: dict[str, Any], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(
        content, content_type=content_type, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    _to_programs(response)
    return response


def _to_programs(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other sites read the answer: it is the same for everybody and sets no cookie."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
