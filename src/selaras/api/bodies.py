"""What comes in: JSON that every database can keep, and the shapes all schemas share."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from ninja import PathEx
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict, Field

from selaras.api.problems import ProblemError
from selaras.foundation.text import is_storable

LARGEST_KEY = 2**63 - 1

Key = Annotated[int, PathEx(ge=1, le=LARGEST_KEY)]
"""A row's key in an address."""
Number = Annotated[str, PathEx(min_length=1, max_length=12, description="Nomor indikator.")]
Slug = Annotated[str, PathEx(min_length=1, max_length=120, description="Slug instansi.")]
RowKey = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
"""A row's key in a body."""


class Told(BaseModel):
    """The base of what an operation answers."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """The base of what an operation takes: a member nobody knows is refused, never passed over."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class SoundParser(Parser):
    """Reads JSON bodies; refuses what is no JSON and text that no database keeps."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises ProblemError 400, 413 and 415."""
        if request.content_type != "application/json":
            raise ProblemError("jenis-isi-tidak-dikenal")
        try:
            found = json.loads(request.body, parse_constant=_no_number)
            sound = _is_sound(found)
        except RequestDataTooBig as error:
            raise ProblemError("terlalu-besar") from error
        except (ValueError, RecursionError, UnreadablePostError) as error:
            raise ProblemError("permintaan-rusak") from error
        if not sound:
            raise ProblemError("permintaan-rusak")
        body: dict[str, Any] = found
        return body


def _no_number(word: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def _is_sound(value: Any) -> bool:
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, dict):
        return all(_is_sound(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return all(map(_is_sound, value))
    return True
