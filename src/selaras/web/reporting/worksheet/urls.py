"""Addresses of the worksheet."""

from __future__ import annotations

from django.urls import URLPattern, path

from selaras.web.reporting.worksheet import handing_out, returning

app_name = "worksheet"

urlpatterns: list[URLPattern] = [
    path("penilaian/<int:pk>/lembar/", handing_out.worksheets, name="list"),
    path("penilaian/<int:pk>/lembar/buat/", handing_out.make, name="make"),
    path("penilaian/<int:pk>/lembar/unit.zip", handing_out.download_all, name="download_all"),
    path("penilaian/<int:pk>/lembar/<slug:code>.xlsx", handing_out.download, name="download"),
    path("penilaian/<int:pk>/lembar/kembali/", returning.hand_in, name="return"),
    path("penilaian/<int:pk>/lembar/kembali/<int:ret>/", returning.returned, name="returned"),
]
