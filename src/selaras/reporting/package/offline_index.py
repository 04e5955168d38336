"""The table of contents of a package: one page of its own that any browser opens offline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.pure.instrument.model import Rounding
from selaras.reporting.package.content import Chapter, Package, Piece
from selaras.reporting.package.layout import Layout, Placed

_STYLE = Path(__file__).with_name("offline.css")
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One document as the page lists it; ``link`` is empty where its bytes are gone."""

    title: str
    link: str
    known_by: str
    place: str
    claim: str
    verdict: str
    size: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an indicator with its documents."""

    title: str
    asked: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Section:
    """One indicator of the page."""

    number: str
    name: str
    aspect: str
    value: str
    count: int
    texts: Sequence[tuple[str, str]]
    text_link: str
    levels: Sequence[Level]


def texts_of(chapter: Chapter) -> list[tuple[str, str]]:
    """The parts of the answer that say something, under their names."""
    parts = (
        (_("Fakta"), chapter.fact),
        (_("Analisis"), chapter.analysis),
        (_("Justifikasi"), chapter.justification),
    )
    return [(title, text) for title, text in parts if text]


def plain_text(chapter: Chapter) -> str:
    """The answer as a text of its own."""
    head = f"{chapter.number}. {chapter.name}\n"
    value = _("Nilai mandiri: %(value)s") % {"value": value_text(chapter.value)}
    parts = "".join(f"\n{title}\n\n{text}\n" for title, text in texts_of(chapter))
    # Windows editors of every age read these line ends.
    return f"{head}{value}\n{parts}".replace("\r\n", "\n").replace("\n", "\r\n")


def value_text(value: Fraction | None) -> str:
    """A rating: "3", or "1,26" where the instrument rates in decimals; a dash for None."""
    if value is None:
        return _NOTHING
    return notation.figure(value, Rounding(0 if value.denominator == 1 else 2, notation.HALF))


def index_page(package: Package, layout: Layout, facts: Iterable[tuple[str, str]]) -> str:
    """The whole page; ``facts`` stand at its head."""
    paths = {id(one.piece): one for one in layout.placed}
    texts = {chapter.number: path for chapter, path in layout.texts}
    context = {
        "package": package,
        "facts": list(facts),
        "chapters": [_section(chapter, paths, texts) for chapter in package.chapters],
        "has_missing": bool(package.missing),
        # Our own file, which holds no markup.
        "style": mark_safe(_STYLE.read_text(encoding="utf-8")),  # noqa: S308
    }
    return render_to_string("reporting/package_index.html", context)


def _section(chapter: Chapter, paths: dict[int, Placed], texts: dict[str, str]) -> Section:
    return Section(
        number=chapter.number,
        name=chapter.name,
        aspect=chapter.aspect.name,
        value=value_text(chapter.value),
        count=len(chapter.pieces),
        texts=texts_of(chapter),
        text_link=quote(texts.get(chapter.number, "")),
        levels=[
            Level(
                title=_("Tingkat %(level)d") % {"level": level},
                asked=asked,
                lines=[_line(piece, paths[id(piece)].path) for piece in pieces],
            )
            for level, asked, pieces in chapter.levels
        ],
    )


def _line(piece: Piece, path: str) -> Line:
    dated = formats.date_format(piece.dated, "j F Y") if piece.dated else ""
    page = _("halaman %(page)d") % {"page": piece.page} if piece.page else ""
    return Line(
        title=piece.title,
        link=quote(path),
        known_by=", ".join(filter(None, (piece.number, dated, piece.signer))),
        place=", ".join(filter(None, (page, piece.pointer))),
        claim=piece.claim,
        verdict=". ".join(filter(None, (piece.verdict, piece.note))),
        size=filesizeformat(piece.size),
    )
