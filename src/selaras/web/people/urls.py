"""Addresses of people and places."""

from __future__ import annotations

from django.urls import path

from selaras.web.people import (
    account,
    appointments,
    demo,
    institutions,
    letterhead,
    reorganise,
    saved_views,
    trail,
    units,
    users,
)

app_name = "people"
urlpatterns = [
    path("instansi/", institutions.institutions, name="institutions"),
    path(
        "instansi/daftar.<str:suffix>", institutions.institutions_export, name="institutions_export"
    ),
    path("instansi/baru/", institutions.institution_create, name="institution_create"),
    path("instansi/<slug:slug>/", institutions.institution, name="institution"),
    path("instansi/<slug:slug>/ubah/", institutions.institution_change, name="institution_change"),
    path("instansi/<slug:slug>/kop/", letterhead.letterhead, name="letterhead"),
    path("instansi/<slug:slug>/kop/lambang", letterhead.crest, name="letterhead_crest"),
    path("instansi/<slug:slug>/penataan/", reorganise.reorganisation, name="reorganisation"),
    path("instansi/<slug:slug>/unit/baru/", units.unit_create, name="unit_create"),
    path("instansi/<slug:slug>/unit/<int:pk>/", units.unit, name="unit"),
    path("instansi/<slug:slug>/unit/<int:pk>/ubah/", units.unit_change, name="unit_change"),
    path("instansi/<slug:slug>/unit/<int:pk>/induk/", units.unit_move, name="unit_move"),
    path("instansi/<slug:slug>/unit/<int:pk>/akhir/", units.unit_close, name="unit_close"),
    path("pengguna/", users.users, name="users"),
    path("pengguna/daftar.<str:suffix>", users.users_export, name="users_export"),
    path("pengguna/baru/", users.user_create, name="user_create"),
    path("pengguna/<int:pk>/", users.user, name="user"),
    path("pengguna/<int:pk>/ubah/", users.user_change, name="user_change"),
    path("pengguna/<int:pk>/status/", users.user_state, name="user_state"),
    path("pengguna/<int:pk>/undangan/", users.user_invite, name="user_invite"),
    path("pengguna/<int:pk>/penugasan/", appointments.appointment_create, name="appoint"),
    path("penugasan/<int:pk>/akhir/", appointments.appointment_end, name="appointment_end"),
    path("akun/", account.account, name="account"),
    path("jejak/", trail.trail, name="trail"),
    path("tampilan-tersimpan/", saved_views.saved_view_save, name="saved_view_save"),
    path(
        "tampilan-tersimpan/<int:pk>/hapus/",
        saved_views.saved_view_delete,
        name="saved_view_delete",
    ),
    path("mulai/", account.setup, name="setup"),
    path("undangan/<str:person>/<str:token>/", account.invitation, name="invitation"),
    path("demo/", demo.switch, name="switch"),
    path("demo/<int:pk>/", demo.switch_to, name="switch_to"),
]
