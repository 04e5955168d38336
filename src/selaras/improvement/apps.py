"""Application configuration of improvement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovementConfig(AppConfig):
    """Recommendations, action plans, monitoring, the target planner."""

    name = "selaras.improvement"
    label = "improvement"
    verbose_name = _("Tindak lanjut")
    default_auto_field = "django.db.models.BigAutoField"
