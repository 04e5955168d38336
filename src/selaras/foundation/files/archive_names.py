r"""Names inside a ZIP that every system can unpack: Windows, macOS, Linux, the oldest zip tools.

Windows allows no ``<>:"/\\|?*``, no control characters, no dot or blank at the end, none of the
names of its devices, and 260 characters for a whole path; Linux 255 bytes for one name. Case does
not tell two names apart on Windows and macOS.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_PART = 120
"""UTF-16 units of one name, which is what Windows counts."""
LONGEST_PATH = 240
"""UTF-16 units of a whole path, so that there is room for the folder it is unpacked to."""
_LONGEST_BYTES = 240
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_BLANKS = re.compile(r"\s+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOTHING = "tanpa nama"


def safe_part(
    text: str, *, ending: str = "", longest: int = LONGEST_PART, most_bytes: int = _LONGEST_BYTES
) -> str:
    """The text as one name of a path, cut to ``longest`` with its ending kept whole.

    ``ending`` is given without its dot and is trusted to be plain letters.
    """
    tail = f".{ending}" if ending else ""
    plain = unicodedata.normalize("NFC", text)
    # Control, format (such as the right-to-left override), surrogate and private characters.
    plain = "".join(" " if unicodedata.category(c).startswith("C") else c for c in plain)
    plain = _BLANKS.sub(" ", _FORBIDDEN.sub("-", plain)).strip(" .")
    plain = _cut(plain, longest - len(tail), most_bytes - len(tail)) or _NOTHING
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    return plain + tail


def length(text: str) -> int:
    """UTF-16 units, which is what Windows counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, units: int, most_bytes: int) -> str:
    while length(text) > units or len(text.encode()) > most_bytes:
        text = text[:-1]
    return text.rstrip(" .-")


class Names:
    """The names given so far, so that no two differ by case alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, folder: str, text: str, *, ending: str = "", longest: int = LONGEST_PART) -> str:
        """A free path in the folder (empty: at the top), numbered when the name is taken.

        Raises ValueError when the folder leaves no room for a name.
        """
        before = f"{folder}/" if folder else ""
        room = min(longest, LONGEST_PATH - length(before))
        if room < len(ending) + 16:
            raise ValueError(folder)
        path = before + safe_part(text, ending=ending, longest=room)
        turn = 2
        while _key(path) in self._taken:
            mark = f" ({turn})"
            stem = safe_part(text, longest=room - len(mark) - len(ending) - 1)
            path = before + stem + mark + (f".{ending}" if ending else "")
            turn += 1
        self._taken.add(_key(path))
        return path


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
