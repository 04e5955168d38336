"""The frame of pages everybody may read: the usual one for members, a plain one for visitors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, section: str
) -> HttpResponse:
    """The page; ``section`` says which of the two links at its head it belongs to."""
    frame = "base.html" if request.user.is_authenticated else "base_public.html"
    return render(request, template, {**context, "frame": frame, "section": section})
