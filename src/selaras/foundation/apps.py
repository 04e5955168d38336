"""Application configuration of the foundation."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The plumbing under every domain app."""

    name = "selaras.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the housekeeping on the timetable, once all apps are loaded."""
        # The queue's tables can only be imported now.
        from selaras.foundation.jobs import housekeeping  # noqa: PLC0415

        housekeeping.declare_all()
