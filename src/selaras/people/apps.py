"""Application configuration of people and places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Institutions, units, users, appointments."""

    name = "selaras.people"
    label = "people"
    verbose_name = _("Orang dan instansi")
    default_auto_field = "django.db.models.BigAutoField"
