"""Who rose and fell most since the year compared with, and what moved them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import (
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Row,
)
from selaras.pure.standings import Moved
from selaras.reporting.queries.digest_causes import Cause
from selaras.reporting.reports.figures import effect, rating
from selaras.reporting.reports.ikhtisar.wording import Pen


def blocks(pen: Pen) -> Iterator[Block]:
    """Both lists; nothing without a year to compare with."""
    digest = pen.digest
    if digest.before is None:
        return
    yield Heading(_("Perubahan terbesar"))
    if not (digest.movers.risen or digest.movers.fallen):
        yield Paragraph(
            _("Tidak ada indeks yang berubah sejak %(year)s.") % {"year": pen.year_before}
        )
    if digest.movers.risen:
        yield _movers(pen, _("Kenaikan terbesar"), digest.movers.risen, digest.movers.more_risen)
    if digest.movers.fallen:
        yield _movers(pen, _("Penurunan terbesar"), digest.movers.fallen, digest.movers.more_fallen)


def _movers(pen: Pen, title: str, moved: tuple[Moved[int], ...], more: int) -> Grid:
    return Grid(
        title,
        (
            Column(_("Instansi"), width=2.4),
            Column(_("Indeks %(year)s") % {"year": pen.year_before}, "right"),
            Column(_("Indeks %(year)s") % {"year": pen.year}, "right"),
            Column(_("Perubahan"), "right", 1.1),
            Column(_("Digerakkan terutama oleh"), width=4.4),
        ),
        tuple(
            Row(
                (
                    pen.digest.by_body[one.key].body.name,
                    pen.figures.amount(one.before),
                    pen.figures.amount(one.after),
                    pen.figures.difference(one.change),
                    _said(pen.digest.causes.get(one.key, ())),
                )
            )
            for one in moved
        ),
        note=" ".join(_notes(pen, more)),
        sheet=title,
    )


def _notes(pen: Pen, more: int) -> Iterator[str]:
    paired = pen.digest.whole.paired if pen.digest.whole else 0
    yield _("Dibandingkan pada %(bodies)s yang bernilai pada kedua tahun.") % {
        "bodies": pen.bodies(paired)
    }
    if more:
        yield _("%(bodies)s lain berubah persis sejauh yang terakhir di daftar ini.") % {
            "bodies": pen.bodies(more)
        }


def _said(causes: tuple[Cause, ...]) -> str:
    """As read: "33. Layanan Penganggaran 1 → 4 (+0,083)"."""
    return "; ".join(
        f"{f'{cause.code}. ' if cause.is_indicator else ''}{cause.name} "
        f"{_level(cause.before)} → {_level(cause.after)} ({effect(cause.effect)})"
        for cause in causes
    )


def _level(value: Fraction) -> str:
    found = rating(value)
    return found.text if found else ""
