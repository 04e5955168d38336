"""Addresses of recommendations."""

from __future__ import annotations

from django.urls import path

from selaras.web.improvement.recommendations import bulk, edit, listing, page, suggest

app_name = "recommendations"

urlpatterns = [
    path("rekomendasi/", listing.mine, name="mine"),
    path("rekomendasi/<slug:slug>/", listing.listing, name="list"),
    path("rekomendasi/<slug:slug>/unduh.<str:suffix>", listing.export, name="export"),
    path("rekomendasi/<slug:slug>/tambah/", edit.add, name="add"),
    path("rekomendasi/<slug:slug>/usulan/", suggest.suggest, name="suggest"),
    path("rekomendasi/<slug:slug>/massal/", bulk.bulk, name="bulk"),
    path("rekomendasi/<slug:slug>/<int:pk>/", page.page, name="page"),
    path("rekomendasi/<slug:slug>/<int:pk>/ubah/", edit.change, name="change"),
]
