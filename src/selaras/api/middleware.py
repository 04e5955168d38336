"""What wraps every call of the interface: its id, its tag, and problems instead of pages.

Whatever answers before an operation is reached (an unreadable address, a host that is not ours, a
method nobody knows, a fault of ours) answers as a page. Programs get a problem in its place.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from selaras.api.etags import tagged
from selaras.api.problems import BY_STATUS, CONTENT_TYPE, KINDS, answer, is_for_us
from selaras.api.throttles import tell_rate
from selaras.evidence.services.keeping import LARGEST

REQUEST_ID = "X-Request-ID"
LARGEST_REQUEST = LARGEST + 1024 * 1024
"""Bytes: the largest file with what stands round it."""
FILES = "/file"
"""How addresses of files end; they come in their own types."""
_JSON = ("application/json", CONTENT_TYPE)
_FIRST_ERROR = 400


class InterfaceMiddleware:
    """Answers every call below ``/api/v1/`` the way programs expect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; addresses outside the interface are passed on untouched."""
        if not is_for_us(request):
            return self.get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            # The same answer; the server leaves its body out.
            request.method = "GET"
        response = _refused(request) or self.get_response(request)
        response = _told(request, response)
        if is_head:
            request.method = "HEAD"
        return response


def _refused(request: HttpRequest) -> HttpResponse | None:
    """What is answered before anything is read."""
    if not request.path_info.endswith(FILES) and not any(map(request.accepts, _JSON)):
        return answer(KINDS["bentuk-tidak-tersedia"])
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length[:18]) > LARGEST_REQUEST:
        return answer(KINDS["terlalu-besar"])
    return None


def _told(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    name = response.headers.get(REQUEST_ID) or str(uuid.uuid4())
    kind = response.headers.get("Content-Type", "")
    if response.status_code >= _FIRST_ERROR and not kind.startswith(_JSON):
        response = _instead(response, name)
    elif isinstance(response, HttpResponse) and kind.startswith(_JSON[0]):
        response = tagged(request, response)
    if isinstance(response, HttpResponse):
        tell_rate(request, response)
    response.headers[REQUEST_ID] = name
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ["Authorization", "Cookie"])
    return response


def _instead(page: HttpResponseBase, name: str) -> HttpResponse:
    """The problem in place of a page; what the page's headers say to programs stays.

    The page is left unclosed: closing an answer ends the request, and with it the connection to the
    database, while we are still in it.
    """
    known = BY_STATUS.get(page.status_code)
    if known is None:
        fallback = 500 if page.status_code >= BY_STATUS[500].status else _FIRST_ERROR
        known = BY_STATUS[fallback]
    headers = {
        header: page.headers[header]
        for header in ("Allow", "Retry-After", "Content-Range")
        if header in page.headers
    }
    if "GET" in headers.get("Allow", ""):
        headers["Allow"] += ", HEAD"
    told = replace(known, status=HTTPStatus(page.status_code))
    return answer(told, headers=headers, request_id=name)
