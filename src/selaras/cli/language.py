"""The language of the command line: Indonesian, unless the environment asks for English.

Works before Django is set up, so that ``selaras --help`` answers at once.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
_SOURCES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def chosen(environment: Mapping[str, str]) -> str:
    """The language the environment names: English is "en", anything else "id".

    The first of LANGUAGE, LC_ALL, LC_MESSAGES, LANG that is set speaks. A machine without a
    language of its own (``C``, ``C.UTF-8``, nothing) gets Indonesian.
    """
    for name in _SOURCES:
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().split(":")[0].startswith("en") else "id"
    return "id"


def use(language: str) -> gettext.NullTranslations:
    """Make Python's argument parser speak the language and return the catalogue of our own words.

    The parser asks the standard library's default domain, whose language comes from LANGUAGE; it
    is set here for this process and the processes it starts.
    """
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("argparse", LOCALE)
    gettext.textdomain("argparse")
    return gettext.translation("django", LOCALE, languages=[language], fallback=True)
