"""Application configuration of the HTML door."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "selaras.web"
    label = "web"

    def ready(self) -> None:
        """Start hearing what the sign-in library tells; its modules need the apps loaded."""
        from selaras.web.people.signin import listen  # noqa: PLC0415

        listen()
