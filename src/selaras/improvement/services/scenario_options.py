"""The options of a scenario: gathered from its sources, changed in bulk, added by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import SCENARIO_OPTIONS_CHANGED
from selaras.improvement.models import (
    MOST_SCENARIO_YEARS,
    OptionKind,
    Scenario,
    ScenarioOption,
    Use,
)
from selaras.improvement.permissions import RUN_PLANNER, may_run_planner
from selaras.improvement.queries.scenario_base import base_of
from selaras.improvement.queries.scenario_inputs import waits_of
from selaras.improvement.queries.scenario_sources import Candidate, candidates
from selaras.improvement.services.scenario_facts import MOST_MONEY
from selaras.improvement.services.scenario_holding import hold
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.planning import Step

_FIGURES = ("cost", "effort", "months", "unit_id", "confidence", "use", "earliest")
_SOURCED = (
    "position",
    "kind",
    "title",
    "targets",
    "action_id",
    "recommendation_id",
    *_FIGURES,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionFacts:
    """The figures of an option. ``unit`` and ``prerequisites`` are keys of rows."""

    effort: int
    cost: int | None = None
    months: int = 12
    unit: int | None = None
    confidence: int = 80
    use: str = Use.MAY
    earliest: int = 1
    prerequisites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many options came and went."""

    added: int
    removed: int


def facts_of(option: ScenarioOption, waits: Mapping[int, tuple[int, ...]]) -> OptionFacts:
    """An option's figures as they stand."""
    return OptionFacts(
        effort=option.effort,
        cost=option.cost,
        months=option.months,
        unit=option.unit_id,
        confidence=option.confidence,
        use=option.use,
        earliest=option.earliest,
        prerequisites=waits.get(option.pk, ()),
    )


def gather(scenario: Scenario) -> Gathered:
    """Bring the options in step with the sources, in the caller's transaction.

    Figures a person changed stay; options added by hand stay, at the end.
    """
    found = candidates(scenario, base_of(scenario), clock.today())
    rows = {option.key: option for option in scenario.options.all()}
    wanted = {one.key for one in found}
    gone = [row.pk for row in rows.values() if row.key not in wanted and row.kind != OptionKind.OWN]
    fresh: list[ScenarioOption] = []
    known: list[ScenarioOption] = []
    for place, one in enumerate(found, 1):
        row = rows.get(one.key) or ScenarioOption(scenario=scenario, key=one.key)
        _follow(row, one, place)
        (known if row.pk else fresh).append(row)
    own = [row for row in rows.values() if row.kind == OptionKind.OWN]
    for place, row in enumerate(own, len(found) + 1):
        row.position = place
    ScenarioOption.objects.filter(pk__in=gone).delete()
    ScenarioOption.objects.bulk_create(fresh)
    ScenarioOption.objects.bulk_update([*known, *own], _SOURCED, batch_size=200)
    _link(scenario, found)
    return Gathered(len(fresh), len(gone))


def set_options(
    scenario: Scenario, changes: Mapping[int, OptionFacts], *, version: int, actor: Actor
) -> int:
    """Give options new figures, all or none; how many differ from what stood.

    Problems name the field as "<key>-<name>". Raises DeniedError, ChangedMeanwhileError,
    RefusedError.
    """
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    with telling_last():
        held = hold(scenario, version)
        rows = {row.pk: row for row in held.options.all()}
        if not changes.keys() <= rows.keys():
            raise ChangedMeanwhileError
        waits = waits_of(held)
        differing = {
            pk: facts for pk, facts in changes.items() if facts != facts_of(rows[pk], waits)
        }
        _require(held, rows, differing)
        old = {rows[pk].title[:80]: _told(facts_of(rows[pk], waits)) for pk in differing}
        for pk, facts in differing.items():
            _write(rows[pk], facts)
        _no_circle(rows, {**waits, **{pk: one.prerequisites for pk, one in differing.items()}})
        ScenarioOption.objects.bulk_update(
            [rows[pk] for pk in differing], [*_FIGURES, "is_edited"], batch_size=200
        )
        for pk, facts in differing.items():
            if facts.prerequisites != waits.get(pk, ()):
                rows[pk].prerequisites.set(facts.prerequisites)
        if differing:
            new = {rows[pk].title[:80]: _told(facts) for pk, facts in differing.items()}
            record(SCENARIO_OPTIONS_CHANGED, held, actor=actor, old=old, new=new, scope=held.scope)
        return len(differing)


def add_option(
    scenario: Scenario,
    title: str,
    targets: Sequence[Step],
    facts: OptionFacts,
    *,
    version: int,
    actor: Actor,
) -> ScenarioOption:
    """Add an option by hand. Raises DeniedError, ChangedMeanwhileError, RefusedError."""
    demand(may_run_planner(actor, scenario.institution_id), RUN_PLANNER)
    with telling_last():
        held = hold(scenario, version)
        problems = [*_title_problems(title), *_target_problems(targets, held)]
        if problems:
            raise RefusedError(*problems)
        rows = {row.pk: row for row in held.options.all()}
        place = max((row.position for row in rows.values()), default=0) + 1
        row = ScenarioOption(
            scenario=held,
            key=f"{OptionKind.OWN.value}:{held.version}",
            kind=OptionKind.OWN,
            position=place,
            title=" ".join(title.split()),
            targets=[list(step) for step in sorted(set(targets))],
            is_edited=True,
        )
        _write(row, facts)
        _require(held, {**rows, 0: row}, {0: facts})
        row.save(force_insert=True)
        row.prerequisites.set(facts.prerequisites)
        new = {row.title[:80]: _told(facts)}
        record(SCENARIO_OPTIONS_CHANGED, held, actor=actor, new=new, scope=held.scope)
        return row


def copy_options(source: Scenario, copy: Scenario) -> None:
    """The options of one scenario once more for another, in the caller's transaction."""
    rows = list(source.options.all())
    waits = waits_of(source)
    fresh = {
        row.pk: ScenarioOption(
            scenario=copy, **{name: getattr(row, name) for name in ("key", "is_edited", *_SOURCED)}
        )
        for row in rows
    }
    ScenarioOption.objects.bulk_create(fresh.values())
    for pk, before in waits.items():
        fresh[pk].prerequisites.set([fresh[other] for other in before])


def _follow(row: ScenarioOption, one: Candidate, place: int) -> None:
    """Take what the source has; a person's figures stay."""
    row.position, row.kind, row.title = place, one.kind, one.title
    row.targets = [list(step) for step in one.targets]
    row.action_id, row.recommendation_id = one.action, one.recommendation
    if not row.is_edited:
        row.cost, row.effort, row.months = one.cost, one.effort, one.months
        row.unit_id, row.confidence, row.use = one.unit, one.confidence, one.use


def _link(scenario: Scenario, found: Sequence[Candidate]) -> None:
    """What the sources say waits for what, for the options nobody edited."""
    rows = {row.key: row for row in scenario.options.all()}
    waits = waits_of(scenario)
    for one in found:
        row = rows[one.key]
        before = tuple(sorted(rows[key].pk for key in one.prerequisites))
        if not row.is_edited and before != waits.get(row.pk, ()):
            row.prerequisites.set(before)


def _write(row: ScenarioOption, facts: OptionFacts) -> None:
    row.effort, row.cost, row.months = facts.effort, facts.cost, facts.months
    row.unit_id, row.confidence = facts.unit, facts.confidence
    row.use, row.earliest, row.is_edited = facts.use, facts.earliest, True


def _require(
    scenario: Scenario,
    rows: Mapping[int, ScenarioOption],
    changes: Mapping[int, OptionFacts],
) -> None:
    """Refuse figures that cannot be. Raises RefusedError with every fault."""
    wanted = {facts.unit for facts in changes.values() if facts.unit is not None}
    units = set(
        Unit.objects.filter(pk__in=wanted, institution=scenario.institution_id).values_list(
            "pk", flat=True
        )
    )
    problems: list[Problem] = []
    for pk, facts in changes.items():
        problems += [
            Problem(message, f"{pk}-{name}") for name, message in _faults(pk, facts, rows, units)
        ]
    if problems:
        raise RefusedError(*problems)


def _faults(
    pk: int, facts: OptionFacts, rows: Mapping[int, ScenarioOption], units: set[int]
) -> Iterator[tuple[str, Any]]:
    if facts.cost is not None and not 0 <= facts.cost <= MOST_MONEY:
        yield "cost", _("Isi biaya yang wajar, tidak kurang dari nol.")
    limits = (
        ("effort", facts.effort, 1, 1000, _("Isi poin usaha 1 sampai 1000.")),
        ("months", facts.months, 1, 60, _("Isi lama 1 sampai 60 bulan.")),
        ("confidence", facts.confidence, 1, 100, _("Isi keyakinan 1 sampai 100 persen.")),
        ("earliest", facts.earliest, 1, MOST_SCENARIO_YEARS, _("Pilih tahun dari daftar.")),
    )
    for name, amount, least, most, message in limits:
        if not least <= amount <= most:
            yield name, message
    if facts.use not in Use.values:
        yield "use", _("Pilih boleh, wajib, atau tidak.")
    if facts.unit is not None and facts.unit not in units:
        yield "unit", _("Unit yang dipilih bukan unit instansi ini.")
    if pk in facts.prerequisites or not set(facts.prerequisites) <= rows.keys():
        yield "prerequisites", _("Isi nomor aksi lain dalam daftar ini.")


def _title_problems(title: str) -> Iterator[Problem]:
    if not title.strip():
        yield Problem(_("Tulis aksinya."), "title")
    elif len(title) > 500:
        yield Problem(_("Ringkas aksinya menjadi paling banyak 500 huruf."), "title")


def _target_problems(targets: Sequence[Step], scenario: Scenario) -> Iterator[Problem]:
    instrument = definition(scenario.instrument)
    known = {indicator.number for indicator in instrument.indicators()}
    if not targets:
        yield Problem(
            _("Sebutkan kriteria yang dipenuhi, misalnya “12:3” untuk indikator 12 tingkat 3."),
            "targets",
        )
    for number, level in targets:
        if number not in known:
            yield Problem(_("Indikator %(number)s tidak ada.") % {"number": number}, "targets")
        elif not instrument.scale.minimum < level <= instrument.scale.maximum:
            yield Problem(_("Tingkat %(level)s tidak ada.") % {"level": level}, "targets")


def _no_circle(rows: Mapping[int, ScenarioOption], waits: Mapping[int, tuple[int, ...]]) -> None:
    """Refuse options that wait for each other."""
    left = {pk: set(waits.get(pk, ())) & rows.keys() for pk in rows}
    while free := [pk for pk, before in left.items() if not before & left.keys()]:
        for pk in free:
            del left[pk]
    if left:
        raise RefusedError(
            *(
                Problem(_("Aksi ini dan prasyaratnya saling menunggu."), f"{pk}-prerequisites")
                for pk in sorted(left)
            )
        )


def _told(facts: OptionFacts) -> dict[str, Any]:
    return {
        "biaya": facts.cost,
        "poin": facts.effort,
        "bulan": facts.months,
        "unit": facts.unit,
        "keyakinan": facts.confidence,
        "pakai": str(facts.use),
        "paling awal": facts.earliest,
        "prasyarat": list(facts.prerequisites),
    }
