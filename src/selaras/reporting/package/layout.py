"""Where everything lies in a package: one folder per indicator, one per level, names that sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from selaras.foundation.files.archive_names import Names, safe_part
from selaras.foundation.files.types import ending_of
from selaras.reporting.package.content import Chapter, Package, Piece

LONGEST_FOLDER = 80
LONGEST_FILE = 110
"""UTF-16 units; with a level between them a path stays far below what Windows can unpack."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece with its path in the package; the path is empty where its bytes are gone."""

    chapter: Chapter
    piece: Piece
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Every path of a package."""

    placed: tuple[Placed, ...]
    texts: tuple[tuple[Chapter, str], ...]
    """Chapters with an answer, and the path of its text."""


def layout_of(package: Package) -> Layout:
    """Give every piece and every text its path, in the order of the instrument."""
    names = Names()
    placed: list[Placed] = []
    texts: list[tuple[Chapter, str]] = []
    for chapter in package.chapters:
        title = f"{_sortable(chapter.number)} {chapter.name}"
        if chapter.has_text:
            folder = _("penjelasan")
            texts.append((chapter, names.give(folder, title, ending="txt", longest=LONGEST_FOLDER)))
        if chapter.pieces:
            folder = names.give("", title, longest=LONGEST_FOLDER)
            placed.extend(_placed(chapter, folder, names))
    return Layout(tuple(placed), tuple(texts))


def _placed(chapter: Chapter, folder: str, names: Names) -> Iterator[Placed]:
    for level, _asked, pieces in chapter.levels:
        inner = f"{folder}/{_('Tingkat %(level)d') % {'level': level}}"
        for place, piece in enumerate(pieces, start=1):
            if piece.path is None:
                yield Placed(chapter, piece, "")
                continue
            ending = ending_of(piece.filename, piece.content_type)
            page = f" – {_('hal. %(page)d') % {'page': piece.page}}" if piece.page else ""
            # The page stays readable, however long the title is.
            room = LONGEST_FILE - len(page) - len(ending) - 1
            stem = safe_part(f"{place:02d} {piece.title}", longest=room, most_bytes=200)
            path = names.give(inner, stem + page, ending=ending, longest=LONGEST_FILE)
            yield Placed(chapter, piece, path)


def _sortable(number: str) -> str:
    """The number so that names sort like it: "01", "35-2"."""
    head, dash, rest = number.partition("-")
    return f"{head.zfill(2)}{dash}{rest}"
