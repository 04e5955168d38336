"""The difference of two instruments in sentences, for the command line and for pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from selaras.pure.instrument.diff import (
    Difference,
    Fact,
    FactChange,
    IndicatorChange,
    NodeChange,
    Value,
)
from selaras.pure.instrument.model import Indicator
from selaras.pure.numbers import exact, localise

FACTS: Mapping[Fact, str | Promise] = {
    "name": _("Nama"),
    "status": _("Status"),
    "scale": _("Skala"),
    "whole": _("Nilai bulat saja"),
    "rounding": _("Pembulatan (desimal, cara)"),
    "target_index": _("Target indeks"),
    "target_value": _("Target tiap indikator"),
    "level_names": _("Nama tingkat"),
}


def figure(value: Fraction) -> str:
    """An exact figure in the notation of the active language."""
    return localise(exact(value), comma=get_language() != "en")


def shown(value: Value) -> str:
    """A fact's value for reading; a dash where there is none."""
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if isinstance(value, Fraction):
        return figure(value)
    return value or "–"


def fact_label(change: FactChange) -> str:
    """What the fact is called."""
    return str(FACTS[change.fact])


def sentences(found: Difference) -> Iterator[str]:
    """One line per difference, the whole first, indicators last."""
    for fact in found.facts:
        yield f"{fact_label(fact)}: {shown(fact.before)} → {shown(fact.after)}"
    for band in found.bands:
        yield gettext("Predikat %(name)s, batas bawah: %(before)s → %(after)s") % {
            "name": band.name,
            "before": shown(band.before),
            "after": shown(band.after),
        }
    for node in found.domains:
        yield gettext("Domain %(change)s") % {"change": _node(node)}
    for node in found.aspects:
        yield gettext("Aspek %(change)s") % {"change": _node(node)}
    for indicator in found.removed:
        yield gettext("− indikator %(what)s") % {"what": _indicator(indicator)}
    for indicator in found.added:
        yield gettext("+ indikator %(what)s") % {"what": _indicator(indicator)}
    for change in found.changed:
        yield gettext("~ indikator %(number)s: %(changes)s") % {
            "number": change.after.number,
            "changes": "; ".join(changes(change)),
        }
    for relation in found.related:
        yield gettext("= indikator %(what)s memakai bukti indikator %(numbers)s") % {
            "what": _indicator(relation.after),
            "numbers": ", ".join(indicator.number for indicator in relation.before),
        }


def changes(change: IndicatorChange) -> Iterator[str]:
    """What differs in one indicator."""
    before, after = change.before, change.after
    if change.renumbered:
        yield gettext("nomor %(before)s → %(after)s") % {
            "before": before.number,
            "after": after.number,
        }
    if change.renamed:
        yield gettext("nama “%(before)s” → “%(after)s”") % {
            "before": before.name,
            "after": after.name,
        }
    if change.reweighted:
        yield gettext("bobot %(before)s → %(after)s") % {
            "before": figure(before.weight),
            "after": figure(after.weight),
        }
    if change.moved:
        yield gettext("pindah aspek")
    if change.levels:
        yield ngettext(
            "kriteria tingkat %(levels)s", "kriteria tingkat %(levels)s", len(change.levels)
        ) % {"levels": ", ".join(map(str, change.levels))}
    if change.evidence:
        yield gettext("bukti lazim")


def _node(change: NodeChange) -> str:
    before, after = change.before, change.after
    if before is None and after is not None:
        return gettext("baru: %(name)s (%(weight)s)") % {
            "name": after.name,
            "weight": figure(after.weight),
        }
    if before is not None and after is None:
        return gettext("hilang: %(name)s (%(weight)s)") % {
            "name": before.name,
            "weight": figure(before.weight),
        }
    if before is None or after is None:
        raise ValueError(change)
    name = f"{before.name} → {after.name}" if change.renamed else after.name
    if not change.reweighted:
        return name
    return f"{name}: {figure(before.weight)} → {figure(after.weight)}"


def _indicator(indicator: Indicator) -> str:
    return f"{indicator.number} {indicator.name} ({figure(indicator.weight)})"
