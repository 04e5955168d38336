"""What the result page shows beside the figures themselves: links, chips, tabs, charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine, Result
from selaras.assessments.queries.selection import Selection, counts
from selaras.foundation.notation import localised
from selaras.pure.instrument.model import Rounding, RoundingRule
from selaras.pure.numbers import display_gap
from selaras.web.assessments.simulation import PREFIX, Simulation
from selaras.web.ui.lists import changed

Link = tuple[str, str, bool, int | None]
"""Label, address, whether it is the current one, how many it holds."""
_LASTING = ("instrumen", "tahap")
"""Parameters that say which figures are meant, not how they are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the indicator table; ``chosen`` is the value the what-if shows as picked.

    ``target`` is the level a running plan names, else the instrument's.
    """

    line: IndicatorLine
    chosen: Fraction | None
    target: Fraction | int | None


def lasting_query(request: HttpRequest) -> str:
    """The part of the address that links to the same figures must keep, "?tahap=…" or empty."""
    query = QueryDict(mutable=True)
    for name in _LASTING:
        if name in request.GET:
            query[name] = request.GET[name]
    return f"?{query.urlencode()}" if query else ""


def fields_but(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """The address as hidden fields, without the ones a form asks for itself."""
    return [(name, request.GET[name]) for name in request.GET if name not in names]


def table_rows(
    lines: list[IndicatorLine], simulation: Simulation, targets: Mapping[str, int]
) -> list[Row]:
    """The chosen lines with what the what-if tries for each."""
    return [
        Row(
            line,
            simulation.tried.get(line.number, line.value),
            targets.get(line.number, line.target),
        )
        for line in lines
    ]


def hidden_tries(
    request: HttpRequest, lines: list[IndicatorLine], simulation: Simulation
) -> list[tuple[str, str]]:
    """Fields the what-if form must carry along: the address, and tries on lines not shown."""
    shown = {f"{PREFIX}{line.number}" for line in lines}
    others = [(name, request.GET[name]) for name in request.GET if not name.startswith(PREFIX)]
    tried = [
        (name, request.GET[name])
        for number in simulation.tried
        if (name := f"{PREFIX}{number}") not in shown
    ]
    return others + tried


def filter_chips(request: HttpRequest, result: Result, selection: Selection) -> list[Link]:
    """Filters of the indicator table with counts; those that would keep nothing are left out."""
    held = counts(result.lines)
    words = {
        "turun": _("Turun"),
        "naik": _("Naik"),
        "tetap": _("Tetap"),
        "di-bawah-target": _("Di bawah target"),
        "(kosong)": _("(kosong)"),
    }
    everything = changed(request.GET, saring=None)
    chips: list[Link] = [(_("Semua"), everything, not selection.keep, len(result.lines))]
    for word, label in words.items():
        if held[word] or selection.keep == word:
            address = changed(request.GET, saring=word)
            chips.append((label, address, selection.keep == word, held[word]))
    return chips


def stage_tabs(request: HttpRequest, result: Result) -> list[Link]:
    """The stages that spoke, to look at each; nothing to choose when only one did."""
    spoken = result.staged.spoken
    tabs: list[Link] = [
        (str(stage.label), changed(request.GET, tahap=stage.value), stage == result.stage, None)
        for stage in spoken
    ]
    return tabs if len(tabs) > 1 else []


def legend(result: Result, targets: Mapping[str, int]) -> list[tuple[str, str]]:
    """The marks that really occur on the ladders of this page."""
    lines = result.lines
    marks: list[tuple[str, str, bool]] = []
    if result.comparable and result.previous_assessment is not None:
        year = result.previous_assessment.cycle.year
        marks.append(("last", _("nilai %(year)s") % {"year": year}, True))
    marks.append(("claimed", _("diklaim mandiri"), any(line.claimed is not None for line in lines)))
    marks.append(("assessor", _("asesor"), any(line.assessor is not None for line in lines)))
    has_target = any(line.target is not None for line in lines)
    word = _("target") if has_target else _("target rencana aksi")
    marks.append(("target", word, has_target or bool(targets)))
    return [(kind, label) for kind, label, occurs in marks if occurs]


def levels(result: Result) -> list[int]:
    """The whole levels of the scale."""
    scale = result.instrument.scale
    return list(range(int(scale.minimum), int(scale.maximum) + 1))


def gap_text(gap: Fraction, rounding: Rounding) -> str:
    """A distance to a predicate in the reader's notation, rounded up."""
    return localised(display_gap(gap, rounding))


def formula(result: Result) -> list[tuple[str, str]]:
    """The instrument's own words about its formula, with readable names."""
    words = result.instrument.formula.items()
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, text in words
        if name.startswith("indeks") or name == "sumber"
    ]


def rounding_rule(result: Result) -> str:
    """What happens to an exact half when a figure is displayed."""
    rules: dict[RoundingRule, str] = {
        "setengah-genap": _("tepat di tengah ke angka genap"),
        "setengah-atas": _("tepat di tengah ke atas"),
        "setengah-bawah": _("tepat di tengah ke bawah"),
    }
    return rules[result.instrument.rounding.rule]
