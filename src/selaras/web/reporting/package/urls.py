"""Addresses of packages of evidence."""

from __future__ import annotations

from django.urls import path

from selaras.web.reporting.package import pages

app_name = "package"

urlpatterns = [
    path("penilaian/<int:pk>/paket/", pages.choose, name="choose"),
    path("penilaian/<int:pk>/paket/unduh/", pages.take, name="take"),
    path("instansi/<slug:slug>/unit/<int:unit>/paket/", pages.of_unit, name="unit"),
]
