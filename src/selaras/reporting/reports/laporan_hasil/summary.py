"""The executive summary: the figures that decide, and what they mean, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.documents.manuscript import Block, Facts, Heading, KeyFigure, Paragraph
from selaras.pure.language.prose import way
from selaras.reporting.reports.laporan_hasil.wording import Pen

MOST_NAMED = 3
"""Indicators named in a sentence; the chapters name them all."""


def chapter(pen: Pen) -> Iterator[Block]:
    """The summary."""
    yield Heading(_("Ringkasan Eksekutif"))
    yield _key_figure(pen)
    yield from _beside(pen)
    yield Facts(tuple(_facts(pen)))
    for sentences in (_outcome(pen), _moved(pen), _targets(pen), _compared(pen), _ahead(pen)):
        text = " ".join(sentence for sentence in sentences if sentence)
        if text:
            yield Paragraph(text)


def _key_figure(pen: Pen) -> KeyFigure:
    score = pen.result.score
    label = f"{pen.index_name} {pen.result.year}"
    if score.index is None or score.predicate is None:
        low, high = score.bounds
        return KeyFigure(
            label, f"{pen.figure(low)} – {pen.figure(high)}", _("belum lengkap · menunggu")
        )
    amount = pen.amount(score.index)
    note = _("%(predicate)s · %(status)s") % {
        "predicate": score.predicate.name,
        "status": pen.status,
    }
    return KeyFigure(label, amount or "", note)


def _beside(pen: Pen) -> Iterator[KeyFigure]:
    """What the index is read with: its change, the next predicate, the indicators' target."""
    result = pen.result
    change = pen.difference(result.index_change)
    if change is not None and result.previous_score is not None:
        before = result.previous_score.index or Fraction(0)
        yield KeyFigure(
            _("Perubahan sejak %(year)s") % {"year": result.previous_year},
            change,
            _("dari %(before)s") % {"before": pen.figure(before)},
        )
    if result.distance is not None:
        yield KeyFigure(
            _("Menuju predikat %(predicate)s") % {"predicate": result.distance.band.name},
            pen.gap(result.distance.gap),
            _("lagi"),
        )
    rated = [line for line in result.lines if line.value is not None]
    if pen.instrument.target_value is not None and rated:
        yield KeyFigure(
            _("Indikator mencapai target %(target)s")
            % {"target": pen.shown(pen.instrument.target_value)},
            str(sum(not line.below_target for line in rated)),
            _("dari %(total)s indikator") % {"total": len(result.lines)},
        )


def _facts(pen: Pen) -> Iterator[tuple[str, str]]:
    result = pen.result
    if pen.instrument.target_index is not None:
        yield _("Target indeks"), pen.figure(pen.instrument.target_index)
    if result.own_average is not None:
        yield _("Rata-rata %(group)s") % {"group": pen.group}, pen.figure(result.own_average)
    if result.national_average is not None:
        yield _("Rata-rata nasional"), pen.figure(result.national_average)
    yield _("Status angka"), pen.status


def _outcome(pen: Pen) -> Iterator[str]:
    """The index and its predicate, or between which figures it must lie."""
    result, score = pen.result, pen.result.score
    facts = {
        "index": pen.index_name,
        "institution": result.institution.name,
        "kind": pen.kind,
        "year": result.year,
    }
    if score.index is None or score.predicate is None:
        low, high = score.bounds
        yield _(
            "%(index)s %(institution)s tahun %(year)s belum dapat dihitung karena %(count)s "
            "indikator belum bernilai. Indeks itu pasti terletak di antara %(low)s dan %(high)s."
        ) % {
            **facts,
            "count": pen.count(len(score.missing)),
            "low": pen.figure(low),
            "high": pen.figure(high),
        }
        if len(score.possible) > 1:
            yield _("Predikat yang masih mungkin adalah %(predicates)s.") % {
                "predicates": pen.listed([band.name for band in score.possible])
            }
        return
    yield _(
        "Pada %(kind)s tahun %(year)s, %(index)s %(institution)s mencapai %(value)s dengan "
        "predikat %(predicate)s."
    ) % {**facts, "value": pen.figure(score.index), "predicate": score.predicate.name}
    yield from _since(pen)
    yield _extremes(pen)


def _since(pen: Pen) -> Iterator[str]:
    """How the index stands to last year's."""
    result = pen.result
    earlier = result.previous_score
    if result.previous_assessment is None or earlier is None or earlier.index is None:
        return
    facts = {
        "year": result.previous_year,
        "before": pen.figure(earlier.index),
        "instrument": result.previous_assessment.cycle.instrument.code,
    }
    if result.index_change is None or result.score.index is None:
        yield (
            _(
                "Tahun %(year)s dinilai dengan instrumen lain (%(instrument)s), sehingga "
                "indeksnya, %(before)s, tidak dibandingkan."
            )
            % facts
        )
        return
    facts["difference"] = pen.distance(result.index_change)
    sentences = {
        "up": _("Indeks naik %(difference)s dari %(before)s pada tahun %(year)s."),
        "down": _("Indeks turun %(difference)s dari %(before)s pada tahun %(year)s."),
        "same": _("Indeks tetap %(before)s seperti pada tahun %(year)s."),
    }
    yield sentences[way(earlier.index, result.score.index)] % facts
    before, after = earlier.predicate, result.score.predicate
    if before is not None and after is not None and before.name != after.name:
        yield _("Predikatnya berubah dari %(before)s menjadi %(after)s.") % {
            "before": before.name,
            "after": after.name,
        }


def _extremes(pen: Pen) -> str:
    """The highest and the lowest domain, or aspect where there are no domains."""
    domains = [node for node in pen.nodes if node.is_domain and node.value is not None]
    known = domains or [node for node in pen.result.aspects if node.value is not None]
    if len(known) < 2:
        return ""
    high = max(known, key=lambda node: node.value or 0)
    low = min(known, key=lambda node: node.value or 0)
    if high.value is None or low.value is None or high.value == low.value:
        return ""
    facts = {
        "high": high.name,
        "low": low.name,
        "most": pen.figure(high.value),
        "least": pen.figure(low.value),
    }
    if domains:
        return (
            _(
                "Domain dengan nilai tertinggi adalah %(high)s (%(most)s), sedangkan yang terendah "
                "adalah %(low)s (%(least)s)."
            )
            % facts
        )
    return (
        _(
            "Aspek dengan nilai tertinggi adalah %(high)s (%(most)s), sedangkan yang terendah "
            "adalah %(low)s (%(least)s)."
        )
        % facts
    )


def _moved(pen: Pen) -> Iterator[str]:
    """Which indicators moved the index, and by how much."""
    result = pen.result
    if not result.comparable or not (result.losses or result.gains):
        return
    stayed = sum(line.change == 0 for line in result.lines)
    parts = (
        (len(result.losses), _("%(count)s indikator turun")),
        (len(result.gains), _("%(count)s indikator naik")),
        (stayed, _("%(count)s indikator tetap")),
    )
    yield _("Dibandingkan dengan tahun %(year)s, %(parts)s.") % {
        "year": result.previous_year,
        "parts": pen.listed([text % {"count": pen.count(n)} for n, text in parts if n]),
    }
    if result.losses:
        yield _(
            "Yang paling menurunkan indeks adalah %(names)s; seluruh penurunan berjumlah %(total)s."
        ) % {
            "names": _with_effects(pen, result.losses),
            "total": pen.points(result.lost),
        }
    if result.gains:
        yield _(
            "Yang paling menaikkan indeks adalah %(names)s; seluruh kenaikan berjumlah %(total)s."
        ) % {
            "names": _with_effects(pen, result.gains),
            "total": pen.points(result.gained),
        }


def _with_effects(pen: Pen, lines: Sequence[IndicatorLine]) -> str:
    """The heaviest ones with what they did: "Layanan Keuangan (+0,028)"."""
    return pen.listed(
        [f"{line.name} ({pen.points(line.effect or Fraction(0))})" for line in lines[:MOST_NAMED]]
    )


def _targets(pen: Pen) -> Iterator[str]:
    """How index, indicators and aspects stand to the instrument's targets."""
    result, target = pen.result, pen.instrument.target_index
    if target is not None and result.score.index is not None:
        facts = {"target": pen.figure(target), "gap": pen.gap(abs(target - result.score.index))}
        if result.score.index >= target:
            yield _("Target indeks %(target)s tercapai.") % facts
        else:
            yield _("Target indeks %(target)s belum tercapai; kekurangannya %(gap)s.") % facts
    value = pen.instrument.target_value
    if value is None:
        return
    below = sum(line.below_target for line in result.lines)
    numbers = {
        "below": pen.count(below),
        "total": len(result.lines),
        "target": pen.shown(value),
    }
    if not below:
        yield _("Tidak ada indikator yang bernilai di bawah target %(target)s.") % numbers
        return
    yield (
        _("Dari %(total)s indikator, %(below)s masih bernilai di bawah target %(target)s.")
        % numbers
    )
    low = [node.name for node in result.aspects if node.value is not None and node.value < value]
    if low:
        yield _("Aspek yang nilainya belum mencapai target itu adalah %(names)s.") % {
            "names": pen.listed(low)
        }


def _compared(pen: Pen) -> Iterator[str]:
    """How the index stands to the averages of the group and the nation."""
    result = pen.result
    index = result.score.index
    if index is None:
        return
    said = pen.beside(
        index, ((result.own_average, pen.group), (result.national_average, _("nasional")))
    )
    if said:
        yield _("Dibandingkan dengan instansi lain, indeks ini %(places)s.") % {
            "places": pen.listed(said)
        }


def _ahead(pen: Pen) -> Iterator[str]:
    """How far the next predicate is, and which single steps lead there fastest."""
    result = pen.result
    if result.distance is not None:
        yield _("Predikat %(predicate)s tercapai bila indeks naik %(gap)s lagi.") % {
            "predicate": result.distance.band.name,
            "gap": pen.gap(result.distance.gap),
        }
    chances = result.chances[:MOST_NAMED]
    if chances:
        yield _(
            "Menurut simulasi, kenaikan satu tingkat yang paling besar pengaruhnya terdapat pada "
            "%(names)s."
        ) % {
            "names": pen.listed(
                [
                    f"{line.name} ({pen.points(line.step.gain)})"
                    for line in chances
                    if line.step is not None
                ]
            )
        }
