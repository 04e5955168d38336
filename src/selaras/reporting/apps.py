"""Application configuration of reporting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Reports, worksheets, packages, open data."""

    name = "selaras.reporting"
    label = "reporting"
    verbose_name = _("Pelaporan")
    default_auto_field = "django.db.models.BigAutoField"
