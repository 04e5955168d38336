"""What wraps every request: sound text, its mark in the trail, sign-in, the answer to denial."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import bad_request
from django_htmx.http import HttpResponseClientRedirect

from selaras.foundation.access import DeniedError
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import current_request


class NoFiles(FileUploadHandler):
    """Passes over every file of a form without keeping a byte of it."""

    def new_file(self, *_arguments: Any, **_named: Any) -> None:
        """Skip it."""
        raise SkipFile

    def receive_data_chunk(self, _raw_data: bytes, _start: int) -> None:
        """Never reached: the file was skipped."""

    def file_complete(self, _file_size: int) -> None:
        """Never reached either."""


class SoundTextMiddleware:
    """Answers 400 to text that no database keeps: NUL and half characters.

    PostgreSQL refuses NUL in any text it is asked to compare with, so one such character in an
    address would break every search. No browser sends it, and every browser speaks UTF-8.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request whose address and cookies can be read."""
        if (request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
            # The error page reads the address too.
            request.encoding = "utf-8"
            return bad_request(request, BadRequest())
        if not _sound((request.path, *request.COOKIES.values(), *_texts(request.GET))):
            return bad_request(request, BadRequest())
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _arguments: tuple[Any, ...],
        _named: dict[str, Any],
    ) -> HttpResponse | None:
        """Read what a form sends; the check against forgery, which comes next, needs it too.

        Nobody hands in files before signing in: those of strangers never reach the disk. Views that
        ask who is calling by other means than a cookie read for themselves, after they have asked.
        """
        if getattr(view, "reads_itself", False):
            return None
        if request.method == "POST" and not request.user.is_authenticated:
            request.upload_handlers = [NoFiles(request)]
        try:
            sound = request.method != "POST" or _sound(_texts(request.POST))
        except UnreadablePostError:
            # The sender went away; the check against forgery says so.
            sound = True
        return None if sound else bad_request(request, BadRequest())


def _texts(parameters: QueryDict) -> Iterable[str]:
    for name, values in parameters.lists():
        yield name
        yield from values


def _sound(texts: Iterable[str]) -> bool:
    return all(map(is_storable, texts))


class TrailMiddleware:
    """Gives each request an id that ties the trail entries of one click together."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its own id."""
        name = str(uuid.uuid4())
        token = current_request.set(name)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = name
            return response
        finally:
            current_request.reset(token)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a signed-in person unless its view says ``login_not_required``.

    After an expired session the person comes back to the page they were on: the page itself, or,
    when a form was sent or a part of a page was asked for, the page that holds it.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Send to sign-in with the way back."""
        login_url = resolve_url(self.get_login_url(view_func))
        field = self.get_redirect_field_name(view_func)
        return redirect_to_login(self._way_back(request), login_url, field)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """As Django's, but a part of a page moves the whole window instead of showing sign-in."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(answer["Location"])
        return answer

    def _way_back(self, request: HttpRequest) -> str:
        page = request.get_full_path()
        if request.headers.get("HX-Request") == "true":
            page = _own_path(request, request.headers.get("HX-Current-URL", "")) or page
        elif request.method not in {"GET", "HEAD"}:
            page = _own_path(request, request.headers.get("Referer", "")) or "/"
        return page


def _own_path(request: HttpRequest, address: str) -> str:
    """Path and query of an address on this site; empty for any other."""
    if not address or not url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


class AccessMiddleware:
    """Turns a DeniedError into the 403 page that says what was not allowed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a denied action; every other exception stays Django's."""
        if isinstance(exception, DeniedError):
            return render(request, "403.html", {"action": exception.action}, status=403)
        return None
