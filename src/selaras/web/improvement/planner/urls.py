"""Addresses of the target planner."""

from __future__ import annotations

from django.urls import path

from selaras.web.improvement.planner import adopt, options, result, scenarios

app_name = "planner"

urlpatterns = [
    path("perencana/", scenarios.mine, name="mine"),
    path("perencana/<slug:slug>/", scenarios.listed, name="list"),
    path("perencana/<slug:slug>/baru/", scenarios.create, name="create"),
    path("perencana/<slug:slug>/<int:pk>/", result.scenario, name="scenario"),
    path("perencana/<slug:slug>/<int:pk>/ubah/", scenarios.change, name="change"),
    path("perencana/<slug:slug>/<int:pk>/pilihan/", options.options, name="options"),
    path("perencana/<slug:slug>/<int:pk>/jadikan-rencana/", adopt.adopt, name="adopt"),
]
