"""How the pages of the planner say goals, prices and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.foundation import notation
from selaras.improvement.models import GoalKind, Scenario, ScenarioMeasure
from selaras.improvement.queries.scenario_answer import Answer, KeptSet
from selaras.pure.instrument.model import Instrument, Rounding
from selaras.pure.numbers import parse
from selaras.pure.planning import Measure, PlanStatus


def points(amount: int) -> str:
    """Effort points: "34 poin usaha"."""
    return ngettext("%(count)s poin usaha", "%(count)s poin usaha", amount) % {
        "count": thousands(amount)
    }


def thousands(amount: int) -> str:
    """A whole number with dots between the thousands."""
    return f"{amount:,}".replace(",", ".")


def price(amount: int, measure: str) -> str:
    """An amount of what is counted."""
    return notation.rupiah(amount) if measure == Measure.MONEY else points(amount)


def whole_price(kept: KeptSet, measure: str) -> str:
    """What a set takes, in money and points as far as both are known."""
    if measure == Measure.MONEY:
        return f"{notation.rupiah(kept.cost)} / {points(kept.effort)}"
    if kept.cost:
        return _("%(points)s (biaya yang diketahui %(cost)s)") % {
            "points": points(kept.effort),
            "cost": notation.rupiah(kept.cost),
        }
    return points(kept.effort)


def actions(count: int) -> str:
    """Actions counted."""
    return ngettext("%(count)d aksi", "%(count)d aksi", count) % {"count": count}


def goal(scenario: Scenario, rounding: Rounding) -> str:
    """What a scenario aims at, without its year."""
    if scenario.goal == GoalKind.PREDICATE:
        said = scenario.predicate
    elif scenario.goal == GoalKind.INDEX and scenario.index_goal is not None:
        said = _("Indeks %(value)s") % {"value": notation.figure(scenario.index_goal, rounding)}
    elif scenario.goal == GoalKind.FLOOR:
        return _("Semua indikator paling rendah tingkat %(level)s") % {"level": scenario.floor}
    else:
        said = _("Indeks terbaik")
        if scenario.total is not None:
            by_points = scenario.measure == ScenarioMeasure.EFFORT
            total = points(scenario.total) if by_points else thousands(scenario.total)
            said = _("Indeks terbaik untuk %(total)s") % {"total": total}
    if scenario.floor is not None:
        return _("%(goal)s, tanpa indikator di bawah tingkat %(level)s") % {
            "goal": said,
            "level": scenario.floor,
        }
    return said


def verdict(scenario: Scenario, answer: Answer, instrument: Instrument) -> str:
    """The answer in one sentence."""
    rounding = instrument.rounding
    said = goal(scenario, rounding)
    kept = answer.chosen
    if kept is None:
        if answer.status == PlanStatus.IMPOSSIBLE:
            return _("%(goal)s tidak terjangkau sampai akhir %(year)s dengan masukan ini.") % {
                "goal": said,
                "year": scenario.last_year,
            }
        return _("Belum dapat dipastikan apakah %(goal)s terjangkau.") % {"goal": said}
    facts = {
        "goal": said,
        "year": reached_in(scenario, kept, instrument),
        "actions": actions(len(kept.schedule)),
        "price": whole_price(kept, answer.measure),
        "index": notation.figure(kept.index, rounding),
        "predicate": kept.years[-1].predicate,
    }
    if scenario.goal == GoalKind.BEST:
        return (
            _(
                "Indeks %(index)s (%(predicate)s) tercapai pada %(year)s dengan "
                "%(actions)s, %(price)s."
            )
            % facts
        )
    if not kept.schedule:
        return _("%(goal)s tercapai tanpa aksi tambahan.") % facts
    return _("%(goal)s tercapai pada %(year)s dengan %(actions)s, %(price)s.") % facts


def reached_in(scenario: Scenario, kept: KeptSet, instrument: Instrument) -> int:
    """The calendar year at whose end the goal holds first; with a floor, the last one."""
    wanted = _index_of(scenario, instrument)
    if wanted is None or scenario.floor is not None:
        wanted = kept.index
    years = (year.year for year in kept.years if year.index >= wanted)
    return scenario.first_year + next(years, scenario.years) - 1


def _index_of(scenario: Scenario, instrument: Instrument) -> Fraction | None:
    if scenario.goal == GoalKind.PREDICATE:
        bands = {band.name: band.lower for band in instrument.bands}
        return bands.get(scenario.predicate)
    return scenario.index_goal if scenario.goal == GoalKind.INDEX else None


def target_of(scenario: Scenario, instrument: Instrument) -> Fraction | None:
    """The index aimed at, if any."""
    return _index_of(scenario, instrument)


def proof(scenario: Scenario, answer: Answer) -> str:
    """How sure it is that nothing better exists, in words."""
    if answer.status == PlanStatus.OPTIMAL:
        order = (
            _("Urutannya pun terbukti yang paling awal memberi hasil.")
            if answer.earliest
            else _("Urutannya baik, tetapi belum terbukti yang paling awal.")
        )
        return f"{_best(scenario, answer)} {order}"
    if answer.status == PlanStatus.WITHIN_GAP:
        if answer.gap is None:
            return _("Rencana ini memenuhi semua batas, tetapi belum terbukti yang terbaik.")
        return _(
            "Rencana ini memenuhi semua batas; paling jauh %(gap)s dari yang terbaik. Bukti "
            "lengkapnya tidak selesai dalam waktu yang disediakan."
        ) % {"gap": notation.percent(answer.gap * 100)}
    return ""


def _best(scenario: Scenario, answer: Answer) -> str:
    if scenario.goal == GoalKind.BEST:
        return _(
            "Terbukti indeks tertinggi: tidak ada kumpulan lain dalam batas ini yang melebihinya."
        )
    if answer.measure == Measure.MONEY:
        return _(
            "Terbukti paling murah: tidak ada kumpulan lain yang memenuhi sasaran dengan biaya "
            "lebih kecil."
        )
    return _(
        "Terbukti paling ringan: tidak ada kumpulan lain yang memenuhi sasaran dengan poin usaha "
        "lebih sedikit."
    )


def summary(line: Mapping[str, Any], rounding: Rounding) -> str:
    """The answer in a list: "Sangat Baik · 3,52 · 12 aksi · 34 poin usaha"."""
    if not line:
        return ""
    if "indeks" not in line:
        if line["status"] == PlanStatus.IMPOSSIBLE:
            return _("Tidak terjangkau")
        return _("Belum pasti")
    return " · ".join(
        (
            notation.figure(parse(line["indeks"]), rounding),
            line["predikat"],
            actions(line["aksi"]),
            price(line["harga"], line["ukuran"]),
        )
    )
