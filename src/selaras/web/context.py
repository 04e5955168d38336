"""What every page knows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from selaras import __version__
from selaras.web.navigation import navigation
from selaras.web.notifications.inbox import unread_count
from selaras.web.ui.appearance import chosen_theme


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the page frame: the rail, the bell, the theme, the version, demo mode.

    The rail and the bell are functions, so that answers without a frame do not pay for them.
    """
    return {
        "demo": settings.DEMO,
        "navigation": partial(navigation, request),
        "theme": chosen_theme(request),
        "unread_messages": partial(unread_count, request),
        # Not "version": pages speak of versions of rows.
        "program_version": __version__,
    }
