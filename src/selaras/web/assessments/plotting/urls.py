"""Addresses of plotting and progress."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments.plotting import board, carry, exports, progress

app_name = "plotting"

urlpatterns = [
    path("penilaian/<int:pk>/pembagian/", board.plot, name="plot"),
    path("penilaian/<int:pk>/pembagian/unduh.<str:suffix>", exports.plotting, name="plot_export"),
    path("penilaian/<int:pk>/pembagian/tahun-lalu/", carry.carry, name="carry"),
    path("penilaian/<int:pk>/kemajuan/", progress.progress, name="progress"),
    path(
        "penilaian/<int:pk>/kemajuan/unduh.<str:suffix>", exports.progress, name="progress_export"
    ),
]
