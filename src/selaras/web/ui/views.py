"""The search page (which is also the palette) and the style guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from selaras.web.ui.guide import guide
from selaras.web.ui.search import search


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Everything whose name holds the text; the list alone when the palette asks."""
    text = request.GET.get("q", "")
    template = "ui/search.html#results" if request.headers.get("HX-Request") else "ui/search.html"
    response = render(request, template, {"text": text, "results": search(request, text)})
    # Going back must not show the palette's part in place of the page of the same address.
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every element in every state."""
    return render(request, "ui/styleguide.html", {"guide": guide(request)})
