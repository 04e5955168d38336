"""The two languages of the interface: Indonesian in the source, English in the catalogue."""

from __future__ import annotations

from pathlib import Path

import allauth
import polib
from django.contrib import auth
from django.utils import translation
from tools import translations

OVERRIDES = translations.SOURCE / "locale" / "id" / "LC_MESSAGES" / "django.po"


def _catalogue() -> polib.POFile:
    return polib.pofile(str(translations.CATALOGUE))


def test_english_is_complete_and_keeps_every_placeholder() -> None:
    assert translations.unfinished(_catalogue()) == []


def test_an_unfinished_catalogue_is_told() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Simpan"))
    catalogue.append(polib.POEntry(msgid="Hapus", msgstr="Delete", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="%(count)s baris", msgstr="%(rows)s rows"))
    assert len(translations.unfinished(catalogue)) == 3


def test_no_library_translates_our_indonesian_sentences_into_others() -> None:
    # Django merges the catalogues of all installed apps: "No" of ours would become "Tidak".
    with translation.override("id"):
        changed = {
            entry.msgid: translation.gettext(entry.msgid)
            for entry in _catalogue()
            if not entry.msgctxt and translation.gettext(entry.msgid) != entry.msgid
        }
    assert changed == {}


def test_our_words_for_sentences_of_the_libraries_are_still_asked_for() -> None:
    libraries = [Path(module.__file__ or "").parent for module in (allauth, auth)]
    asked = {
        entry.msgid
        for library in libraries
        for entry in polib.pofile(str(library / "locale" / "id" / "LC_MESSAGES" / "django.po"))
    }
    ours = polib.pofile(str(OVERRIDES))
    assert {entry.msgid for entry in ours} <= asked
    assert translations.unfinished(ours) == []
    with translation.override("id"):
        assert translation.gettext("Two-Factor Authentication") == "Verifikasi dua langkah"
