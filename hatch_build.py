"""Build step: translations are compiled where the package is built, so no binary is committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent / "src" / "selaras" / "locale"


def compile_messages() -> list[Path]:
    """Write the .mo file beside every .po file; the files written."""
    written = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


class MessagesHook(BuildHookInterface[Any]):
    """Compiles the translations before a wheel or an editable installation is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the builder before it collects files."""
        compile_messages()


if __name__ == "__main__":
    compile_messages()
