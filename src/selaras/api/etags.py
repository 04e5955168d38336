"""Versions as entity tags: reading again costs nothing, writing on an old version is refused.

A tag is the version of the row, where it has one, and the digest of the answer: ``"7.3f2a…"``. It
changes whenever a byte of the answer does. Writing compares the version alone: what is computed
beside the row (readiness, names) may have moved without anybody having written on it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from selaras.api.problems import ProblemError

_TAG = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]{1,64})?"', re.ASCII)
_ATTRIBUTE = "_selaras_version"
ASKS = "_selaras_asks"
"""Attribute of an operation's function: the request headers it reads."""

View = TypeVar("View", bound=Callable[..., Any])


def versioned(view: View) -> View:
    """Mark an operation that writes on a version: ``If-Match`` is demanded."""
    setattr(view, ASKS, (*getattr(view, ASKS, ()), "If-Match"))
    return view


def seen_version(request: HttpRequest) -> int:
    """The version the caller saw, from ``If-Match``. Raises ProblemError 428 and 412."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise ProblemError("versi-diperlukan")
    found = _TAG.fullmatch(given)
    if found is None:
        raise ProblemError("sudah-berubah")
    return int(found.group(1))


def tell_version(request: HttpRequest, version: int) -> None:
    """Name the version the answer shows; it begins the answer's tag."""
    setattr(request, _ATTRIBUTE, version)


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer with its tag, or 304 when the caller has it already."""
    version = getattr(request, _ATTRIBUTE, None)
    if request.method != "GET" and version is None:
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    tag = f'"{digest}"' if version is None else f'"{version}.{digest}"'
    response.headers["ETag"] = tag
    if request.method != "GET":
        return response
    return get_conditional_response(request, etag=tag, response=response) or response
