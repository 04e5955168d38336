"""Pages of a list, by cursor: no row twice, none left out, the thousandth page as quick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import QueryEx
from pydantic import BaseModel, Field

from selaras.api.problems import Fault, ProblemError
from selaras.foundation.cursor import fits, page_of

USUAL, MOST = 50, 200
"""Rows of a page: the usual number and the most one can ask for."""

Limit = Annotated[int, QueryEx(ge=1, le=MOST, description="Baris per halaman.")]
Cursor = Annotated[
    str, QueryEx(max_length=1500, description="Tempat halaman, dari “next” atau “previous”.")
]

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


class Listed(BaseModel, Generic[Item]):
    """A page of a list; an address that is null means there is no further page that way."""

    items: list[Item]
    next: str | None = Field(None, description="Alamat halaman berikutnya.")
    previous: str | None = Field(None, description="Alamat halaman sebelumnya.")


def listed(
    request: HttpRequest,
    response: HttpResponse,
    rows: QuerySet[Row],
    order: tuple[str, ...],
    told: Callable[[list[Row]], Iterable[Item]],
    *,
    limit: int,
    cursor: str,
) -> Listed[Item]:
    """The page at the cursor; one query beside those of ``told``.

    Raises ProblemError 422 for a cursor that belongs to no place of this list: reading on from the
    first page instead would send a program round for ever.
    """
    if cursor and not fits(rows, order, cursor):
        fault = Fault(_("Penanda halaman ini bukan dari daftar ini."), parameter="cursor")
        raise ProblemError("tidak-sah", faults=[fault])
    page = page_of(rows, order, size=limit, cursor=cursor)
    following, before = (_address(request, at) for at in (page.next, page.previous))
    links = [f'<{at}>; rel="{name}"' for name, at in (("next", following), ("prev", before)) if at]
    if links:
        response.headers["Link"] = ", ".join(links)
    return Listed(items=list(told(list(page.rows))), next=following, previous=before)


def _address(request: HttpRequest, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
