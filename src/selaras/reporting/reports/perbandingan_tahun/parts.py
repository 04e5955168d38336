"""The parts of the report, from the summary down to every indicator."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import (
    Amount,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Grid,
    Heading,
    KeyFigure,
    Paragraph,
    Row,
)
from selaras.foundation.drawing.paper import (
    amount,
    ladder_cell,
    radar_chart,
    trend_chart,
)
from selaras.pure.charts.radar import Series
from selaras.pure.instrument.model import Rounding
from selaras.pure.instrument.naming import short_names
from selaras.pure.language.prose import closed, counted, listed, opened
from selaras.pure.scoring import Change
from selaras.reporting.queries.years import FEWEST, Stretch, YearColumn, Years
from selaras.reporting.reports.figures import POINTS, Figures, effect
from selaras.reporting.reports.of_assessment import language
from selaras.reporting.reports.perbandingan_tahun import movers
from selaras.reporting.reports.perbandingan_tahun.wording import gap, label

NAMED = 3
"""Indicators named in a sentence."""


def blocks(years: Years) -> Iterator[Block]:
    """Everything, in order."""
    yield from _summary(years)
    yield _overview(years)
    for stretch in years.stretches:
        yield from _stretch(years, stretch)
    yield Heading(_("Cara membaca"))
    yield Bullets(tuple(_notes(years)))


def _summary(years: Years) -> Iterator[Block]:
    yield Heading(_("Ringkasan"))
    last = years.columns[-1]
    figures = Figures(last.instrument.rounding)
    if last.score.index is not None:
        band = last.score.predicate
        yield KeyFigure(
            _("Indeks %(year)s") % {"year": last.year},
            figures.amount(last.score.index) or "",
            band.name if band else "",
        )
    for stretch in years.stretches:
        yield Paragraph(" ".join(_told(stretch)))
    if len(years.stretches) > 1:
        yield Paragraph(
            _(
                "Tahun-tahun itu dinilai dengan lebih dari satu instrumen. Indeks dari instrumen "
                "yang berbeda tidak dibandingkan: yang ditimbang dan bobotnya tidak sama."
            )
        )


def _told(stretch: Stretch) -> Iterator[str]:
    """The stretch in sentences."""
    first, last = stretch.columns[0], stretch.columns[-1]
    figures = Figures(stretch.instrument.rounding)
    name = stretch.instrument.code
    if len(stretch.columns) < FEWEST:
        known = first.score.index
        facts = {"year": first.year, "code": name}
        if known is None:
            yield _("Pada %(year)s, dengan %(code)s, indeks belum lengkap.") % facts
        else:
            facts["value"] = figures.text(known)
            yield _("Pada %(year)s, dengan %(code)s, indeks mencapai %(value)s.") % facts
        return
    before, after = first.score.index, last.score.index
    if before is None or after is None:
        yield _("Dengan %(code)s, indeks %(first)s atau %(last)s belum lengkap.") % {
            "code": name,
            "first": first.year,
            "last": last.year,
        }
        return
    yield _moved(stretch, before, after)
    if stretch.change is not None:
        yield from _causes(stretch, stretch.change)


def _moved(stretch: Stretch, before: Fraction, after: Fraction) -> str:
    figures = Figures(stretch.instrument.rounding)
    facts = {
        "code": stretch.instrument.code,
        "first": stretch.columns[0].year,
        "last": stretch.columns[-1].year,
        "before": figures.text(before),
        "after": figures.text(after),
        "change": figures.signed(after - before),
    }
    if after == before:
        sentence = _(
            "Dengan %(code)s, indeks %(last)s sama dengan indeks %(first)s, yaitu %(after)s."
        )
    elif after > before:
        sentence = _(
            "Dengan %(code)s, indeks naik dari %(before)s pada %(first)s menjadi %(after)s pada "
            "%(last)s (%(change)s)."
        )
    else:
        sentence = _(
            "Dengan %(code)s, indeks turun dari %(before)s pada %(first)s menjadi %(after)s pada "
            "%(last)s (%(change)s)."
        )
    return sentence % facts


def _causes(stretch: Stretch, change: Change) -> Iterator[str]:
    names = short_names(stretch.instrument)
    tongue = language()
    for sign in (1, -1):
        moved = sorted(
            (part for part in change.parts if part.effect * sign > 0),
            key=lambda part: -abs(part.effect),
        )
        if not moved:
            continue
        told = [f"{names[part.number]} ({effect(part.effect)})" for part in moved[:NAMED]]
        facts = {
            "count": counted(len(moved), tongue),
            "total": notation.figure(
                abs(sum((part.effect for part in moved), Fraction(0))), POINTS
            ),
            "names": listed(told, tongue),
        }
        if sign > 0:
            sentence = ngettext(
                "%(count)s indikator naik dan bersama-sama memberi %(total)s poin; terutama "
                "%(names)s.",
                "%(count)s indikator naik dan bersama-sama memberi %(total)s poin; terutama "
                "%(names)s.",
                len(moved),
            )
        else:
            sentence = ngettext(
                "%(count)s indikator turun dan bersama-sama mengurangi %(total)s poin; terutama "
                "%(names)s.",
                "%(count)s indikator turun dan bersama-sama mengurangi %(total)s poin; terutama "
                "%(names)s.",
                len(moved),
            )
        yield opened(sentence % facts)


def _overview(years: Years) -> Grid:
    """Every year: what it was rated with, the stage, the index, the change where it can be told."""
    previous: dict[int, YearColumn] = {}
    for stretch in years.stretches:
        previous |= {after.assessment.pk: before for before, after in stretch.pairs}
    rows = []
    for column in years.columns:
        figures = Figures(column.instrument.rounding)
        before = previous.get(column.assessment.pk)
        index, earlier = column.score.index, before.score.index if before else None
        band = column.score.predicate
        rows.append(
            Row(
                (
                    str(column.year),
                    column.instrument.code,
                    str(column.stage.label) if column.is_official else _stage(column),
                    figures.amount(index),
                    figures.difference(gap(earlier, index)),
                    band.name if band else None,
                )
            )
        )
    return Grid(
        _("Indeks dari tahun ke tahun"),
        (
            Column(_("Tahun")),
            Column(_("Instrumen"), width=1.5),
            Column(_("Tahap"), width=2.0),
            Column(_("Indeks"), "right"),
            Column(_("Perubahan"), "right"),
            Column(_("Predikat"), width=1.5),
        ),
        tuple(rows),
        note=_("Perubahan dihitung terhadap tahun sebelumnya yang dinilai dengan instrumen sama."),
        sheet=_("Indeks"),
    )


def _stage(column: YearColumn) -> str:
    return _("%(stage)s (belum resmi)") % {"stage": column.stage.label}


def _stretch(years: Years, stretch: Stretch) -> Iterator[Block]:
    first, last = stretch.columns[0].year, stretch.columns[-1].year
    span = str(first) if first == last else f"{first}–{last}"
    title = f"{stretch.instrument.name}, {span}" if len(years.stretches) > 1 else span
    yield Heading(_("Perjalanan %(span)s") % {"span": title})
    if len(stretch.columns) >= FEWEST:
        yield _trend(stretch)
    yield from _radar(stretch)
    yield _nodes(stretch)
    if len(stretch.columns) >= FEWEST:
        yield Heading(_("Yang menggerakkan indeks"), 2)
        yield from movers.blocks(stretch)
    yield Heading(_("Semua indikator"), 2)
    yield _indicators(stretch)


def _trend(stretch: Stretch) -> Chart:
    instrument = stretch.instrument
    first, last = stretch.columns[0].year, stretch.columns[-1].year
    known = {column.year: column.score.index for column in stretch.columns}
    points = [(str(year), known.get(year)) for year in range(first, last + 1)]
    figures = Figures(instrument.rounding)
    told = [f"{year} {figures.text(value)}" for year, value in points if value is not None]
    return trend_chart(
        _("Indeks %(first)s–%(last)s") % {"first": first, "last": last},
        closed(_("Indeks per tahun: %(values)s") % {"values": listed(told, language())}),
        points,
        instrument.scale,
        instrument.rounding,
        target=instrument.target_index,
        figure=_("Indeks"),
    )


def _heads(stretch: Stretch) -> tuple[Column, ...]:
    """A column for each year, and one for the change where there is one."""
    years = [Column(label(stretch, column), "right", 0.8) for column in stretch.columns]
    if len(stretch.columns) >= FEWEST:
        years.append(Column(_("Perubahan"), "right"))
    return tuple(years)


def _nodes(stretch: Stretch) -> Grid:
    figures = Figures(stretch.instrument.rounding)

    def row(name: str, values: list[Fraction | None], kind: str, indent: int = 0) -> Row:
        cells: list[Cell] = [name, *(figures.amount(value) for value in values)]
        if len(values) >= FEWEST:
            cells.append(figures.difference(gap(values[0], values[-1])))
        return Row(tuple(cells), "total" if kind == "total" else "plain", indent)

    rows = [row(_("Indeks"), [column.score.index for column in stretch.columns], "total")]
    for domain in stretch.instrument.domains:
        if not domain.pseudo:
            values = [column.node(domain.code, is_domain=True) for column in stretch.columns]
            rows.append(row(domain.name, values, "plain"))
        if domain.pseudo or len(domain.aspects) > 1:
            for aspect in domain.aspects:
                values = [column.node(aspect.code, is_domain=False) for column in stretch.columns]
                rows.append(row(aspect.name, values, "plain", 0 if domain.pseudo else 1))
    return Grid(
        _("Domain dan aspek"),
        (Column(_("Domain atau aspek"), width=4.0), *_heads(stretch)),
        tuple(rows),
        sheet=_("Domain dan aspek %(code)s") % {"code": stretch.instrument.code},
    )


def _radar(stretch: Stretch) -> Iterator[Chart]:
    aspects = list(stretch.instrument.aspects())
    first, last = stretch.columns[0], stretch.columns[-1]
    series = [
        Series(
            "now",
            label(stretch, last),
            tuple(last.node(one.code, is_domain=False) for one in aspects),
        )
    ]
    if len(stretch.columns) >= FEWEST:
        before = tuple(first.node(one.code, is_domain=False) for one in aspects)
        series.append(Series("last", label(stretch, first), before))
    series = [one for one in series if any(value is not None for value in one.values)]
    if not series or not 3 <= len(aspects) <= 12:
        return
    yield radar_chart(
        _("Aspek pada tahun pertama dan terakhir"),
        closed(
            _("Diagram radar nilai aspek: %(series)s")
            % {"series": listed([one.label for one in series], language())}
        ),
        [one.name for one in aspects],
        series,
        stretch.instrument.scale,
        stretch.instrument.rounding,
        width=0.85,
    )


def _indicators(stretch: Stretch) -> Grid:
    names = short_names(stretch.instrument)
    compares = len(stretch.columns) >= FEWEST
    rows: list[Row] = []
    for aspect in stretch.instrument.aspects():
        rows.append(Row((aspect.name,), "group"))
        for indicator in aspect.indicators:
            values = [column.values.get(indicator.number) for column in stretch.columns]
            cells = [ladder_cell(value, stretch.instrument.scale) for value in values]
            moved = (_moved_levels(gap(values[0], values[-1])),) if compares else ()
            rows.append(Row((indicator.number, names[indicator.number], *cells, *moved)))
    return Grid(
        _("Semua indikator dari tahun ke tahun"),
        (Column(_("No."), "right", 0.5), Column(_("Indikator"), width=4.0), *_heads(stretch)),
        tuple(rows),
        sheet=_("Indikator %(code)s") % {"code": stretch.instrument.code},
    )


def _moved_levels(change: Fraction | None) -> Amount | None:
    """A change of levels: "+1", "−0,5"; nothing where nothing moved."""
    if not change:
        return None
    places = 0 if change.denominator == 1 else 2
    return amount(change, Rounding(places, notation.HALF), signed=True)


def _notes(years: Years) -> Iterator[str]:
    yield _("Setiap tahun memakai tahap terakhir yang sudah bernilai dan boleh Anda baca.")
    if years.mixes_stages:
        yield _(
            "Tahapnya tidak sama pada semua tahun; nilai mandiri biasanya lebih tinggi daripada "
            "nilai akhir, sehingga perubahannya dibaca dengan hati-hati."
        )
    if any(not column.is_official for column in years.columns):
        yield _("Angka yang belum resmi masih dapat berubah.")
    yield _(
        "Pengaruh sebuah indikator pada indeks adalah perubahan nilainya dikalikan bobotnya; "
        "jumlah semua pengaruh tepat sama dengan perubahan indeks."
    )
    yield _("Angka dihitung tepat dan dibulatkan hanya saat ditampilkan.")
