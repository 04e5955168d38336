"""Addresses of monitoring."""

from __future__ import annotations

from django.urls import path

from selaras.web.improvement.monev import board, unit

app_name = "monev"

urlpatterns = [
    path("monev/", board.mine, name="mine"),
    path("monev/<slug:slug>/", board.board, name="board"),
    path("monev/<slug:slug>/unduh.<str:suffix>", board.export, name="board_export"),
    path("monev/<slug:slug>/linimasa/", board.timeline, name="timeline"),
    path("monev/<slug:slug>/unit/<int:unit>/", unit.unit, name="unit"),
    path("monev/<slug:slug>/unit/<int:unit>/unduh.pdf", unit.unit_pdf, name="unit_pdf"),
]
