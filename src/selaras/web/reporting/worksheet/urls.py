"""Addresses of the worksheet."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "worksheet"

urlpatterns: list[URLPattern] = []
