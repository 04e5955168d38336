"""Addresses of the programming interface."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from selaras.api import evidence, instruments, notices, people, reporting
from selaras.api.assessments import answers, cycles, external, items, results
from selaras.api.documentation import page
from selaras.api.improvement import actions, plans, recommendations
from selaras.api.interface import make_interface
from selaras.api.problems import KINDS, answer

app_name = "api"

api = make_interface()
_MODULES = (
    people,
    instruments,
    cycles,
    results,
    answers,
    items,
    external,
    evidence,
    recommendations,
    plans,
    actions,
    reporting,
    notices,
)
for module in _MODULES:
    api.add_router("", module.router)


@login_not_required
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document; it describes the product, so anybody may read it."""
    return JsonResponse(api.get_openapi_schema())


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """The page that shows every operation."""
    return page(request, api.get_openapi_schema())


@login_not_required
@csrf_exempt
def unknown(_request: HttpRequest) -> HttpResponse:
    """Every other address below the interface."""
    return answer(KINDS["tidak-ada"])


def _open(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Operations ask for a token themselves and read what is sent themselves."""
    if isinstance(pattern, URLPattern):
        pattern.callback = login_not_required(pattern.callback)
        vars(pattern.callback)["reads_itself"] = True
    return pattern


urlpatterns: list[URLPattern | URLResolver] = [
    path("", documentation, name="docs"),
    path("openapi.json", openapi, name="openapi"),
    *(_open(pattern) for pattern in api.urls[0]),
    re_path(r"^.*$", unknown, name="unknown"),
]
