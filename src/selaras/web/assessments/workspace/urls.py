"""Addresses of the workspace: the grid of indicators and the desk of each."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments.workspace import (
    answer,
    desk,
    discussion,
    evidence,
    grid,
    last_year,
    remarks,
)

app_name = "workspace"

_DESK = "penilaian/<int:pk>/indikator/<str:number>/"

urlpatterns = [
    path("penilaian/<int:pk>/indikator/", grid.grid, name="grid"),
    path("penilaian/<int:pk>/indikator.<str:suffix>", grid.export, name="grid_export"),
    path("penilaian/<int:pk>/bawa-tahun-lalu/", last_year.carry_many, name="carry_many"),
    path(_DESK, desk.indicator, name="indicator"),
    path(f"{_DESK}gabungkan/", answer.merge, name="merge"),
    path(f"{_DESK}periksa/", answer.check, name="check"),
    path(f"{_DESK}diserahkan/", answer.handed_in, name="handed_in"),
    path(f"{_DESK}tarik/", answer.taken_back, name="take_back"),
    path(f"{_DESK}nilai/", answer.rating, name="rate"),
    path(f"{_DESK}bukti/", evidence.add, name="evidence"),
    path(f"{_DESK}bukti/<int:item>/", evidence.item, name="item"),
    path(f"{_DESK}catatan/", remarks.remarks, name="remarks"),
    path(f"{_DESK}tahun-lalu/", last_year.last_year, name="last_year"),
    path(f"{_DESK}bawa/", last_year.carry, name="carry"),
    path(f"{_DESK}diskusi/", discussion.speak, name="discussion"),
    path(f"{_DESK}orang/", discussion.people, name="people"),
]
