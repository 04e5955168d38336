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
        """Put work on the timetable, hold documents, offer import shapes, once all is loaded."""
        # The tables can only be imported now.
        from selaras.assessments.services.imports.registry import register  # noqa: PLC0415
        from selaras.improvement.services import reorganised, working  # noqa: PLC0415
        from selaras.improvement.services.imports.action_form import ActionForm  # noqa: PLC0415
        from selaras.improvement.services.imports.follow_up import FollowUp  # noqa: PLC0415

        reorganised.declare_all()
        working.declare_all()
        register(FollowUp())
        register(ActionForm())
