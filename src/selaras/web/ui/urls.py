"""Addresses of the component library: search, theme, language, style guide."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from selaras.web.ui import views
from selaras.web.ui.appearance import appearance

app_name = "ui"
urlpatterns = [
    path("cari/", views.find, name="search"),
    path("ui/", views.styleguide, name="styleguide"),
    path("tampilan/", login_not_required(appearance), name="appearance"),
    path("bahasa/", login_not_required(set_language), name="language"),
]
