"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments import imports

app_name = "imports"

urlpatterns = [
    path("", imports.imports, name="list"),
    path("templat/<str:code>.<str:suffix>", imports.template, name="template"),
    path("<int:pk>/", imports.job, name="job"),
    path("<int:pk>/laporan/", imports.report, name="report"),
]
