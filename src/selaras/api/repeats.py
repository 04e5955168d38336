"""Asking twice makes one: the ``Idempotency-Key`` of operations that create something."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from selaras.api.caller import caller_of
from selaras.api.etags import ASKS
from selaras.api.problems import Fault, ProblemError
from selaras.foundation.replies import Reply, TakenError, keeping_reply, kept_reply
from selaras.foundation.text import is_storable

HEADER = "Idempotency-Key"
LONGEST = 200
"""Characters of a key."""
CREATED = 201

Operation = Callable[..., BaseModel]


def once(view: Operation) -> Callable[..., HttpResponse]:
    """Answer 201 with what the operation returns; a repeated key gets that very answer again.

    Answer and effect are written in one transaction, so a request that was cut off either did both
    or neither. A key that was used for something else is refused.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, **given: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key:
            return _created(_dumped(view(request, **given)))
        if len(key) > LONGEST or not is_storable(key):
            fault = Fault(_("Kunci paling panjang 200 huruf."), parameter=HEADER)
            raise ProblemError("tidak-sah", faults=[fault])
        place = f"{caller_of(request).person.pk}|{request.path}|{key}"
        name, wish = _digest(place), _digest(_wish(given))
        known = kept_reply(name)
        if known is None:
            try:
                with keeping_reply(name, wish) as reply:
                    reply.body = _dumped(view(request, **given))
            except TakenError:
                known = kept_reply(name)
            else:
                return _created(reply.body)
        if known is None or known.wish != wish:
            raise ProblemError("bertentangan", _("Kunci ini sudah dipakai untuk permintaan lain."))
        return _repeated(known)

    # The library reads the parameters by name in the module of the function it is given.
    vars(answered)["__signature__"] = inspect.signature(view, eval_str=True)
    setattr(answered, ASKS, (*getattr(view, ASKS, ()), HEADER))
    return answered


def _created(body: str) -> HttpResponse:
    return HttpResponse(body, status=CREATED, content_type="application/json; charset=utf-8")


def _repeated(reply: Reply) -> HttpResponse:
    response = _created(reply.body)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _dumped(result: BaseModel) -> str:
    return json.dumps(result.model_dump(), cls=NinjaJSONEncoder)


def _wish(given: dict[str, Any]) -> str:
    """What was asked for, so that a key used for something else is noticed."""
    told = {
        name: value.model_dump_json() if isinstance(value, BaseModel) else _named(value)
        for name, value in given.items()
    }
    return json.dumps(told, sort_keys=True)


def _named(value: Any) -> str:
    """A file by name and size, anything else by its text."""
    name = getattr(value, "name", None)
    return f"{name}|{getattr(value, 'size', '')}" if name is not None else str(value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
