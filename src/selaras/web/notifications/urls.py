"""Addresses of inboxes and calendars."""

from __future__ import annotations

from django.urls import URLPattern, path

from selaras.web.notifications import calendar, inbox, settings

app_name = "inbox"

urlpatterns: list[URLPattern] = [
    path("kotak-masuk/", inbox.inbox, name="list"),
    path("kotak-masuk/tandai-dibaca/", inbox.mark_all, name="mark_all"),
    path("kotak-masuk/<int:pk>/buka/", inbox.open_item, name="open"),
    path("kotak-masuk/<int:pk>/tandai-dibaca/", inbox.mark, name="mark"),
    path("kotak-masuk/pengaturan/", settings.preferences, name="settings"),
    path("kotak-masuk/pengaturan/kalender/", settings.calendar_key, name="calendar_key"),
    path(
        "kotak-masuk/pengaturan/kalender/cabut/", settings.calendar_revoke, name="calendar_revoke"
    ),
    path("kalender/<str:key>.ics", calendar.feed, name="calendar"),
]
