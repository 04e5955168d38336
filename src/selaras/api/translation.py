"""What operations raise, turned into problems: the domain's refusals, the library's, Django's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from selaras.api.authentication import CHALLENGE
from selaras.api.faults import sentence
from selaras.api.problems import BY_STATUS, KINDS, Fault, ProblemError, answer, faults_of
from selaras.api.throttles import count_failure
from selaras.evidence.services.keeping import AlreadyThereError
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.pure.scoring import UnknownIndicatorError

_PLACES = {"body": "pointer", "form": "pointer", "file": "pointer"}
_MOST_FAULTS = 50


def install(api: NinjaAPI) -> None:
    """Say how the interface answers each of them."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _problem(_request: HttpRequest, error: Any) -> HttpResponse:
    found: ProblemError = error
    return answer(
        found.kind, found.detail, faults=found.faults, headers=found.headers, **found.more
    )


def _denied(_request: HttpRequest, error: Any) -> HttpResponse:
    denied: DeniedError = error
    detail = _("Anda tidak berhak %(action)s.") % {"action": denied.action.label}
    return answer(KINDS["tidak-berhak"], detail, action=denied.action.name)


def _changed(request: HttpRequest, error: Any) -> HttpResponse:
    """Somebody was faster: the version named no longer holds, or two asked for the same at once."""
    code = "sudah-berubah" if "If-Match" in request.headers else "bertentangan"
    return answer(KINDS[code], _said(error), faults=faults_of(error.problems))


def _there_already(_request: HttpRequest, error: Any) -> HttpResponse:
    known: AlreadyThereError = error
    more: dict[str, Any] = {"document": known.document.pk} if known.document else {}
    return answer(KINDS["bertentangan"], _said(known), **more)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(KINDS["ditolak"], _said(error), faults=faults_of(error.problems))


def _said(error: RefusedError) -> str:
    return " ".join(str(problem.message) for problem in error.problems)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    faults = [_fault(one) for one in error.errors[:_MOST_FAULTS]]
    return answer(KINDS["tidak-sah"], faults=faults)


def _fault(one: dict[str, Any]) -> Fault:
    """Where the library found something wrong: ("body", "given", "fact") is "/fact"."""
    source, *path = one["loc"]
    if source in _PLACES:
        steps = path[1:] if source == "body" else path
        pointer = "".join(f"/{_escaped(str(step))}" for step in steps)
        return Fault(sentence(one), pointer=pointer)
    return Fault(sentence(one), parameter=".".join(map(str, path)))


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _unknown(request: HttpRequest, _error: Any) -> HttpResponse:
    try:
        count_failure(request)
    except ProblemError as busy:
        return _problem(request, busy)
    return answer(KINDS["belum-dikenal"], headers={"WWW-Authenticate": CHALLENGE})


def _library(request: HttpRequest, error: Any) -> HttpResponse:
    """What the library says by status; a reason of ours behind it says more."""
    reason = error.__cause__
    if isinstance(reason, ProblemError):
        return _problem(request, reason)
    return answer(BY_STATUS.get(error.status_code, KINDS["permintaan-rusak"]))


def _plain(code: str) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answered(_request: HttpRequest, _error: Any) -> HttpResponse:
        return answer(KINDS[code])

    return answered


def _raised(_request: HttpRequest, error: Any) -> HttpResponse:
    """A fault of ours: Django tells its log, and the middleware the caller."""
    raise error


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Exception: _raised,
    ProblemError: _problem,
    DeniedError: _denied,
    ChangedMeanwhileError: _changed,
    AlreadyThereError: _there_already,
    RefusedError: _refused,
    ValidationError: _invalid,
    AuthenticationError: _unknown,
    HttpError: _library,
    Http404: _plain("tidak-ada"),
    ObjectDoesNotExist: _plain("tidak-ada"),
    UnknownIndicatorError: _plain("tidak-ada"),
    PermissionDenied: _plain("tidak-berhak"),
    RequestDataTooBig: _plain("terlalu-besar"),
    SuspiciousOperation: _plain("permintaan-rusak"),
    BadRequest: _plain("permintaan-rusak"),
    MultiPartParserError: _plain("permintaan-rusak"),
    UnreadablePostError: _plain("permintaan-rusak"),
}
