"""Addresses of packages of evidence."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "package"

urlpatterns: list[URLPattern] = []
