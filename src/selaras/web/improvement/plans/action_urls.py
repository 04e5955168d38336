"""Addresses of one action, of signing off, and of work under ended units; part of ``urls``."""

from __future__ import annotations

from django.urls import path

from selaras.web.improvement.plans import action, endorse, guided, strays, working

urlpatterns = [
    path("rencana-aksi/<slug:slug>/unit-berakhir/", strays.strays, name="strays"),
    path("rencana-aksi/<slug:slug>/<int:pk>/pengesahan/", endorse.parts, name="endorse"),
    path(
        "rencana-aksi/<slug:slug>/<int:pk>/pengesahan/<int:unit>/",
        endorse.part,
        name="endorse_part",
    ),
    path("rencana-aksi/<slug:slug>/<int:plan>/aksi/tambah/", guided.add, name="action_add"),
    path("rencana-aksi/<slug:slug>/<int:plan>/aksi/<int:pk>/", action.page, name="action"),
    path(
        "rencana-aksi/<slug:slug>/<int:plan>/aksi/<int:pk>/ubah/<slug:part>/",
        guided.change,
        name="action_change",
    ),
    path(
        "rencana-aksi/<slug:slug>/<int:plan>/aksi/<int:pk>/data-dukung/<int:required>/",
        working.evidence,
        name="action_evidence",
    ),
    path(
        "rencana-aksi/<slug:slug>/<int:plan>/aksi/<int:pk>/batal/",
        action.cancel,
        name="action_cancel",
    ),
]
