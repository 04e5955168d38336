"""Addresses of results and comparisons."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments import announce, compare, exports, indicator, overview, result

app_name = "assessments"

urlpatterns = [
    path("hasil/", overview.overview, name="overview"),
    path("hasil/unduh.<str:suffix>", exports.overview, name="overview_export"),
    path("hasil/<slug:slug>/", result.latest, name="latest"),
    path("hasil/<slug:slug>/<int:year>/", result.result, name="result"),
    path("hasil/<slug:slug>/<int:year>/hitungan/", result.arithmetic, name="arithmetic"),
    path("hasil/<slug:slug>/<int:year>/umumkan/", announce.announce, name="announce"),
    path("hasil/<slug:slug>/<int:year>/unduh.<str:suffix>", exports.result, name="result_export"),
    path(
        "hasil/<slug:slug>/<int:year>/indikator/<str:number>/",
        indicator.indicator,
        name="indicator",
    ),
    path("bandingkan/", compare.compare, name="compare"),
    path("bandingkan/unduh.<str:suffix>", exports.comparison, name="compare_export"),
]
