"""Which language a page speaks: the one the person chose, else Indonesian.

The browser's own language does not decide: many Indonesian offices run English browsers.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Django's own, with the guess by the browser's header left out."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
