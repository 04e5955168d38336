"""Application configuration of assessments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Cycles, assessments, stage values, results."""

    name = "selaras.assessments"
    label = "assessments"
    verbose_name = _("Penilaian")
    default_auto_field = "django.db.models.BigAutoField"
