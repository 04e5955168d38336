"""Why a goal cannot be met, each reason with the lever to pull."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.improvement.queries.scenario_answer import KeptObstacles
from selaras.pure.numbers import parse
from selaras.pure.planning import LimitKind
from selaras.web.improvement.planner.shown import THOUSANDTHS, Shown, place_of

MOST_HELD = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words; ``lever`` and ``url`` are empty where nothing can be pulled."""

    sentence: str
    lever: str = ""
    url: str = ""


def summary_of(shown: Shown, why: KeptObstacles) -> str:
    """How far everything together would come."""
    rounding = shown.instrument.rounding
    facts = {"best": notation.figure(why.best, rounding)}
    if why.short is None:
        return (
            _("Semua pilihan bersama-sama, tanpa batas apa pun, mencapai indeks %(best)s.") % facts
        )
    return _(
        "Semua pilihan bersama-sama, tanpa batas apa pun, hanya mencapai indeks %(best)s: masih "
        "kurang %(short)s."
    ) % {**facts, "short": notation.figure(why.short, THOUSANDTHS)}


def helping(shown: Shown, why: KeptObstacles) -> list[Reason]:
    """Limits that, lifted alone, would make the goal reachable."""
    return [_lifted(shown, one) for one in why.lifted if one["helps"]]


def useless(why: KeptObstacles) -> list[str]:
    """Limits that do not help when lifted alone."""
    return [_limits()[one["kind"]] for one in why.lifted if one["helps"] is False]


def unknown(why: KeptObstacles) -> list[str]:
    """Limits of which nobody knows it, for want of time."""
    return [_limits()[one["kind"]] for one in why.lifted if one["helps"] is None]


def held_back(shown: Shown, why: KeptObstacles) -> Iterator[Reason]:
    """Indicators that no option lifts, the most valuable first."""
    change, options = place_of(shown.scenario, "change"), place_of(shown.scenario, "options")
    for one in why.held_back[:MOST_HELD]:
        number = one["number"]
        facts = {
            "number": number,
            "name": shown.answer.names.get(number, ""),
            "value": notation.figure(parse(one["value"]), shown.instrument.rounding),
            "level": one["next_level"],
        }
        if one["fixed"]:
            yield Reason(
                _("Indikator %(number)s %(name)s: nilainya dari luar, %(value)s.") % facts,
                _("Ubah nilai luarnya"),
                f"{change}#id_external-{number}",
            )
        else:
            yield Reason(
                _("Indikator %(number)s %(name)s: tidak ada pilihan aksi untuk tingkat %(level)s.")
                % facts,
                _("Tambah aksi"),
                f"{options}?sasaran={number}:{one['next_level']}#tambah",
            )


def _lifted(shown: Shown, one: Mapping[str, Any]) -> Reason:
    change = place_of(shown.scenario, "change")
    unit = next((o.unit_name for o in shown.answer.options.values() if o.unit == one["unit"]), "")
    match LimitKind(one["kind"]):
        case LimitKind.MONEY:
            return Reason(
                _("Batas dana per tahun menahan: tanpa batas itu sasaran tercapai."),
                _("Longgarkan dana per tahun"),
                f"{change}#id_money_1",
            )
        case LimitKind.BUDGET:
            return Reason(
                _("Dana seluruhnya tidak cukup: tanpa batas itu sasaran tercapai."),
                _("Tambah dana seluruhnya"),
                f"{change}#id_budget",
            )
        case LimitKind.TOTAL:
            return Reason(
                _("Jumlah yang tersedia tidak cukup untuk syarat tingkat terendah."),
                _("Tambah jumlahnya"),
                f"{change}#id_total",
            )
        case LimitKind.CAPACITY:
            return Reason(
                _("Kapasitas %(unit)s menahan: tanpa batas itu sasaran tercapai.")
                % {"unit": unit or _("unit-unit")},
                _("Longgarkan kapasitas"),
                f"{change}#kapasitas",
            )
        case LimitKind.YEARS:
            return Reason(
                _("Waktunya terlalu singkat: dengan %(years)s tahun sasaran tercapai.")
                % {"years": one["years"]},
                _("Perpanjang waktunya"),
                f"{change}#id_years",
            )
        case _:
            return Reason(
                _("Aksi yang kurang meyakinkan disisihkan: bila dipakai, sasaran tercapai."),
                _("Turunkan keyakinan paling rendah"),
                f"{change}#id_least_confidence",
            )


def _limits() -> Mapping[str, str]:
    return {
        LimitKind.MONEY: _("dana per tahun"),
        LimitKind.BUDGET: _("dana seluruhnya"),
        LimitKind.TOTAL: _("jumlah yang tersedia"),
        LimitKind.CAPACITY: _("kapasitas unit"),
        LimitKind.YEARS: _("lamanya rencana"),
        LimitKind.CONFIDENCE: _("keyakinan paling rendah"),
    }
