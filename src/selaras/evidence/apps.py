"""Application configuration of the evidence library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Documents, their versions, their text."""

    name = "selaras.evidence"
    label = "evidence"
    verbose_name = _("Bukti dukung")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the background work on the timetable, once all apps are loaded."""
        # The tables can only be imported now.
        from selaras.evidence.services import reading, uploads  # noqa: PLC0415

        reading.declare_all()
        uploads.declare_all()
