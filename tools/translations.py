"""Gate: the English catalogue holds every sentence of the interface, and nothing else.

The sentences in the source are Indonesian. ``--write`` brings the catalogue up to date and leaves
the new sentences empty for the translator.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "selaras"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MOST_SHOWN = 15
# What a translation must carry over as it is: %(name)s and the tags of HTML.
CARRIED = re.compile(r"%\(\w+\)[a-z]|</?\w+>")


def main() -> int:
    """Compare, or write; the exit status."""
    if not shutil.which("xgettext"):
        print("xgettext is missing: install the package gettext (sudo apt install gettext)")
        return 1
    if "--write" in sys.argv:
        extract(SOURCE)
        return 0
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "selaras"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        extract(copy)
        fresh = polib.pofile(str(copy / CATALOGUE.relative_to(SOURCE)))
    kept = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    faults = [*_differences(kept, fresh), *unfinished(kept)]
    for fault in faults[:MOST_SHOWN]:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in the English catalogue")
    return 1 if faults else 0


def extract(source: Path) -> None:
    """Let Django collect the sentences of that tree into its English catalogue."""
    (source / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-obsolete"]
    subprocess.run(
        [*command, "--no-location", "--no-wrap", "--extension", "html,txt,py"],
        cwd=source,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _keys(catalogue: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogue if not entry.obsolete}


def _differences(kept: polib.POFile, fresh: polib.POFile) -> list[str]:
    missing = sorted(_keys(fresh) - _keys(kept))
    left_over = sorted(_keys(kept) - _keys(fresh))
    return [f"not in the catalogue: {text!r}" for _, text in missing] + [
        f"no longer in the source: {text!r}" for _, text in left_over
    ]


def unfinished(kept: polib.POFile) -> list[str]:
    """What a translator still has to do: empty and fuzzy entries, and placeholders that differ."""
    faults = [f"not translated: {entry.msgid!r}" for entry in kept.untranslated_entries()]
    faults += [f"fuzzy: {entry.msgid!r}" for entry in kept.fuzzy_entries()]
    for entry in kept.translated_entries():
        wanted = sorted(CARRIED.findall(entry.msgid))
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            if sorted(CARRIED.findall(text)) != wanted:
                faults.append(f"other placeholders than the source: {text!r}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
