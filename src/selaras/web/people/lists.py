"""Addresses of the pages before and after in a list read by cursor."""

from __future__ import annotations

from django.http import HttpRequest

from selaras.web.ui.lists import CURSOR


def neighbours(request: HttpRequest, previous: str, following: str) -> tuple[str, str]:
    """Addresses of the neighbouring pages of this list; empty where there is none."""
    return _at(request, previous), _at(request, following)


def _at(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query[CURSOR] = cursor
    return f"?{query.urlencode()}"
