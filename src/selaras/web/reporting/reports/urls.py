"""Addresses of reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from selaras.web.reporting.reports import asking, listed, run

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("laporan/", listed.reports, name="list"),
    path("laporan/permintaan/<int:pk>/", run.run, name="run"),
    path("laporan/permintaan/<int:pk>/berkas", run.file, name="file"),
    path("laporan/<slug:identifier>/", asking.ask, name="ask"),
]
