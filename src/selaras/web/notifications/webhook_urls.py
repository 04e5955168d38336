"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from selaras.web.notifications import webhooks

app_name = "webhooks"

urlpatterns: list[URLPattern] = [
    path("webhook/", webhooks.webhooks, name="list"),
    path("webhook/baru/", webhooks.create, name="create"),
    path("webhook/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhook/<int:pk>/ubah/", webhooks.change, name="change"),
    path("webhook/<int:pk>/tindakan/<str:verb>/", webhooks.act, name="act"),
    path("webhook/<int:pk>/kiriman/<int:delivery>/ulangi/", webhooks.again, name="again"),
]
