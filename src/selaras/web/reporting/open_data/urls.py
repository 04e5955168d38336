"""Addresses of open data: the catalogue, public results, and whether an institution takes part."""

from __future__ import annotations

from django.urls import path

from selaras.web.reporting.open_data import agreement, data, results

app_name = "open_data"

urlpatterns = [
    path("data/", data.home, name="home"),
    path("data/katalog.jsonld", data.catalog_record, name="catalog"),
    path("data/<slug:code>/", data.dataset, name="dataset"),
    path("data/<slug:code>/skema.json", data.schema, name="schema"),
    path("data/<slug:code>/csv-metadata.json", data.csvw_metadata, name="csvw"),
    path("data/<slug:code>/unduh.<str:suffix>", data.file, name="file"),
    path("data/<slug:code>/<int:year>/unduh.<str:suffix>", data.file, name="file_of_year"),
    path("publik/", results.results, name="results"),
    path("publik/<slug:slug>/<int:year>/", results.result, name="result"),
    path("instansi/<slug:slug>/data-terbuka/", agreement.agreement, name="agreement"),
]
