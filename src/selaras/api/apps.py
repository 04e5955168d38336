"""Application configuration of the JSON door."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The programming interface."""

    name = "selaras.api"
    label = "api"
