"""Addresses of access tokens."""

from __future__ import annotations

from django.urls import URLPattern, path

from selaras.web.people import tokens

app_name = "tokens"

urlpatterns: list[URLPattern] = [
    path("akun/token/", tokens.tokens, name="list"),
    path("akun/token/<int:pk>/cabut/", tokens.revoke, name="revoke"),
]
