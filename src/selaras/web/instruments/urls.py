"""Addresses of the instrument browser."""

from __future__ import annotations

from django.urls import path

from selaras.web.instruments import views

app_name = "instruments"

urlpatterns = [
    path("instrumen/", views.overview, name="list"),
    path("instrumen/banding/", views.compare, name="compare"),
    path("instrumen/<str:code>/", views.instrument, name="instrument"),
    path("instrumen/<str:code>/indikator/<str:number>/", views.indicator, name="indicator"),
]
