"""Application configuration of improvement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovementConfig(AppConfig):
    """Recommendations, action plans, monitoring, the target planner."""

    name = "selaras.improvement"
    label = "improvement"
    verbose_name = _("Tindak lanjut")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the following of reorganisations on the timetable, once all apps are loaded."""
        # The queue's tables can only be imported now.
        from selaras.improvement.services import reorganised  # noqa: PLC0415

        reorganised.declare_all()
