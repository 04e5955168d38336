"""Forms of the sign-in library, narrowed to the people who may use them."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm

from selaras.people.models import User


class ForgottenPasswordForm(ResetPasswordForm):
    """Asks for a reset link; a demo person never gets one, and the page does not tell."""

    users: list[User]

    def clean_email(self) -> str:
        """The address; the people found for it, demo people left out."""
        email: str = super().clean_email()
        self.users = [person for person in self.users if not person.is_demo]
        return email
