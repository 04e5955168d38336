"""Addresses of action plans and their actions."""

from __future__ import annotations

from django.urls import path

from selaras.web.improvement.plans import action_urls, bulk, grid, grid_file, papers, plans

app_name = "plans"

PLAN = "rencana-aksi/<slug:slug>/<int:pk>/"

urlpatterns = [
    path("rencana-aksi/", plans.mine, name="mine"),
    path("rencana-aksi/<slug:slug>/", plans.list_plans, name="list"),
    path("rencana-aksi/<slug:slug>/tambah/", plans.add, name="add"),
    path(PLAN, grid.grid, name="grid"),
    path(f"{PLAN}tampilan.<str:suffix>", grid_file.grid_file, name="grid_file"),
    path(f"{PLAN}ubah/", plans.change, name="change"),
    path(f"{PLAN}ubah-massal/", bulk.bulk, name="bulk"),
    path(
        "rencana-aksi/<slug:slug>/tindak-lanjut.<str:suffix>",
        papers.follow_up_table,
        name="follow_up_table",
    ),
    path(f"{PLAN}cetak/", papers.print_room, name="papers"),
    path(f"{PLAN}unduh.<str:suffix>", papers.plan_paper, name="paper"),
    *action_urls.urlpatterns,
]
