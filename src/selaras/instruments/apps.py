"""Application configuration of instruments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstrumentsConfig(AppConfig):
    """Versioned assessment instruments."""

    name = "selaras.instruments"
    label = "instruments"
    verbose_name = _("Instrumen")
    default_auto_field = "django.db.models.BigAutoField"
