"""The tables of people and places."""

from selaras.people.models.access_token import AccessToken, TokenScope
from selaras.people.models.appointment import Appointment
from selaras.people.models.institution import Category, Institution
from selaras.people.models.letterhead import Letterhead
from selaras.people.models.saved_view import SavedView
from selaras.people.models.setup import SetupCode
from selaras.people.models.unit import Succession, Unit
from selaras.people.models.user import User

__all__ = [
    "AccessToken",
    "Appointment",
    "Category",
    "Institution",
    "Letterhead",
    "SavedView",
    "SetupCode",
    "Succession",
    "TokenScope",
    "Unit",
    "User",
]
