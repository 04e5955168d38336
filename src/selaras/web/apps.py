"""Application configuration of the HTML door."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "selaras.web"
    label = "web"

    def ready(self) -> None:
        """Hear what the sign-in library tells, ask what imports ask; both need the apps loaded."""
        from selaras.web.improvement import import_forms  # noqa: PLC0415
        from selaras.web.people.signin import listen  # noqa: PLC0415

        listen()
        import_forms.register()
