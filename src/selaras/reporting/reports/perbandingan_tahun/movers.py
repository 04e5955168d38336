"""What moved the index: the way from the first year to the last, and every year's step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import Block, Column, Grid, Paragraph, Row
from selaras.foundation.drawing.charts import BarRow
from selaras.foundation.drawing.paper import waterfall_chart
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring import Change
from selaras.reporting.queries.years import FEWEST, Stretch, change_between
from selaras.reporting.reports.figures import POINTS, Figures, effect, effect_amount, rating
from selaras.reporting.reports.perbandingan_tahun.wording import gap, label

MOST_PARTS = 18
"""Parts of a waterfall on one page; the smallest beyond are summed up."""


def blocks(stretch: Stretch) -> Iterator[Block]:
    """The chart and its tables; a sentence where the change cannot be taken apart."""
    change = stretch.change
    first, last = stretch.columns[0], stretch.columns[-1]
    start = first.score.index
    if change is None or start is None:
        yield Paragraph(
            _(
                "Perubahan %(first)s–%(last)s tidak dapat diuraikan menurut indikator, karena "
                "nilai indikator tidak lengkap pada salah satu tahun itu."
            )
            % {"first": first.year, "last": last.year}
        )
    elif not change.parts:
        yield Paragraph(_("Tidak ada indikator yang nilainya berubah."))
    else:
        yield waterfall_chart(
            _("Dari indeks %(first)s ke indeks %(last)s")
            % {"first": first.year, "last": last.year},
            _("Pengaruh setiap indikator yang berubah pada indeks."),
            (_("Indeks %(year)s") % {"year": label(stretch, first)}, start),
            _parts(stretch, change),
            _("Indeks %(year)s") % {"year": label(stretch, last)},
            POINTS,
            heading=_("Indikator"),
            figure=_("Pengaruh pada indeks"),
        )
        yield from _risen_and_fallen(stretch, change)
    if len(stretch.columns) > FEWEST:
        yield _steps(stretch)


def _parts(stretch: Stretch, change: Change) -> list[BarRow]:
    """Losses, then gains, the heaviest first; beyond a page the smallest as one sum."""
    names = short_names(stretch.instrument)
    parts = sorted(change.parts, key=lambda part: (part.effect > 0, -abs(part.effect)))
    heavy = sorted(parts, key=lambda part: -abs(part.effect))
    kept = heavy if len(heavy) <= MOST_PARTS else heavy[: MOST_PARTS - 1]
    rows = [
        BarRow(
            names[part.number], part.effect, note=f"{_shown(part.before)} → {_shown(part.after)}"
        )
        for part in parts
        if part in kept
    ]
    rest = [part.effect for part in parts if part not in kept]
    if rest:
        others = _("%(count)s indikator lainnya") % {"count": len(rest)}
        rows.append(BarRow(others, sum(rest, Fraction(0))))
    return rows


def _shown(value: Fraction) -> str:
    told = rating(value)
    return told.text if told else ""


def _risen_and_fallen(stretch: Stretch, change: Change) -> Iterator[Grid]:
    names = short_names(stretch.instrument)
    first, last = label(stretch, stretch.columns[0]), label(stretch, stretch.columns[-1])
    for sign, caption in ((1, _("Indikator yang naik")), (-1, _("Indikator yang turun"))):
        parts = sorted(
            (part for part in change.parts if part.effect * sign > 0),
            key=lambda part: -abs(part.effect),
        )
        if not parts:
            continue
        yield Grid(
            caption,
            (
                Column(_("No."), "right", 0.5),
                Column(_("Indikator"), width=4.0),
                Column(first, "right"),
                Column(last, "right"),
                Column(_("Pengaruh pada indeks"), "right", 1.3),
            ),
            tuple(
                Row(
                    (
                        part.number,
                        names[part.number],
                        rating(part.before),
                        rating(part.after),
                        effect_amount(part.effect),
                    )
                )
                for part in parts
            ),
        )


def _steps(stretch: Stretch) -> Grid:
    """From each year to the next: how much, and which indicator moved it most."""
    names = short_names(stretch.instrument)
    figures = Figures(stretch.instrument.rounding)
    rows = []
    for before, after in stretch.pairs:
        change = change_between(before, after)
        parts = sorted(change.parts, key=lambda part: -abs(part.effect)) if change else []
        risen = [part for part in parts if part.effect > 0]
        fallen = [part for part in parts if part.effect < 0]
        start, end = before.score.index, after.score.index
        rows.append(
            Row(
                (
                    f"{label(stretch, before)} → {label(stretch, after)}",
                    figures.difference(gap(start, end)),
                    len(risen) if change else None,
                    len(fallen) if change else None,
                    f"{names[risen[0].number]} ({effect(risen[0].effect)})" if risen else None,
                    f"{names[fallen[0].number]} ({effect(fallen[0].effect)})" if fallen else None,
                )
            )
        )
    return Grid(
        _("Perubahan tiap tahun"),
        (
            Column(_("Dari → ke"), width=1.6),
            Column(_("Indeks"), "right"),
            Column(_("Naik"), "right", 0.7),
            Column(_("Turun"), "right", 0.7),
            Column(_("Kenaikan terbesar"), width=3.0),
            Column(_("Penurunan terbesar"), width=3.0),
        ),
        tuple(rows),
    )
