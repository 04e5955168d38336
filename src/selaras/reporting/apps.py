"""Application configuration of reporting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Reports, worksheets, packages, open data."""

    name = "selaras.reporting"
    label = "reporting"
    verbose_name = _("Pelaporan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the housekeeping on the timetable, once all apps are loaded."""
        # The queue's tables can only be imported now.
        from selaras.reporting import jobs  # noqa: PLC0415

        jobs.declare_all()
