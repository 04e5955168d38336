"""Application configuration of notifications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Inbox, digests, calendar."""

    name = "selaras.notifications"
    label = "notifications"
    verbose_name = _("Pemberitahuan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the reading, reminding and mailing on the timetable, once all apps are loaded."""
        # The queue's tables can only be imported now.
        from selaras.notifications import jobs  # noqa: PLC0415

        jobs.declare_all()
