"""Turning a computed set into an action plan, once.

Chosen actions that run in another plan stay there. Those of a draft, of a closed plan or of a plan
whose years have passed are taken over with their units and recommendations: the new plan is what is
to be done. A plan covers three years at most, so what finishes later is left for the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _plain
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import SCENARIO_ADOPTED
from selaras.improvement.models import (
    MOST_YEARS,
    Action,
    ActionPlan,
    Adoption,
    Recommendation,
    Scenario,
)
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.scenario_answer import KeptOption, answer_of
from selaras.improvement.queries.scenario_inputs import inputs_of
from selaras.improvement.services.actions import (
    ActionFacts,
    EvidenceFacts,
    StepFacts,
    add_actions,
)
from selaras.improvement.services.plans import PlanFacts, make_plan
from selaras.improvement.states import PlanState, ScenarioState
from selaras.instruments.queries import definition
from selaras.people.models import Unit
from selaras.pure.instrument.model import Criterion, Instrument
from selaras.pure.months import month_after
from selaras.pure.planning import years_of

MOST_EVIDENCE = 12
_TEXT, _STEP = 500, 300


@dataclass(frozen=True, slots=True)
class Proposed:
    """An action the new plan would get. ``unit_gone``: its unit has ended since."""

    option: KeptOption
    facts: ActionFacts
    waits: tuple[str, ...]
    """Options of the same plan it waits for."""
    unit_gone: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What adopting a set would do."""

    first_year: int
    last_year: int
    new: tuple[Proposed, ...]
    existing: tuple[tuple[KeptOption, Action], ...]
    """Chosen actions that run in another plan already; they stay there."""
    later: tuple[KeptOption, ...]
    """Options that finish after the plan's last year."""
    outdated: bool
    """Whether the inputs changed since: then nothing is adopted."""
    adopted: ActionPlan | None
    """The plan this very set became already."""

    @property
    def cost(self) -> int:
        """What the new actions cost, as far as a cost was entered."""
        return sum(one.facts.cost or 0 for one in self.new)


def proposal_of(scenario: Scenario, choice: int) -> Proposal:
    """What adopting the chosen set (0) or an alternative would do; nothing is written.

    Raises RefusedError where there is no such set.
    """
    answer = answer_of(scenario.result)
    kept = answer.set_of(choice) if answer else None
    if answer is None or kept is None or scenario.state != ScenarioState.DONE:
        raise refuse(_("Skenario ini tidak memiliki kumpulan aksi yang dapat dijadikan rencana."))
    last = min(scenario.last_year, scenario.first_year + MOST_YEARS - 1)
    chosen = sorted(
        (answer.options[key] for key in kept.schedule),
        key=lambda option: (kept.schedule[option.key], option.position),
    )
    existing = _existing(chosen, scenario.first_year)
    finishes = {
        one.key: scenario.first_year + kept.schedule[one.key] + years_of(one.months) - 2
        for one in chosen
    }
    later = tuple(one for one in chosen if finishes[one.key] > last and one.key not in existing)
    fresh = [one for one in chosen if one.key not in existing and one not in later]
    return Proposal(
        first_year=scenario.first_year,
        last_year=last,
        new=tuple(_Drafts(scenario, fresh, existing, kept.schedule).drafted()),
        existing=tuple((one, existing[one.key]) for one in chosen if one.key in existing),
        later=later,
        outdated=dict(answer.prints) != dict(inputs_of(scenario).prints),
        adopted=_adopted(scenario, choice),
    )


def adopt_scenario(
    scenario: Scenario, *, choice: int, run: int, name: str, actor: Actor
) -> ActionPlan:
    """Make the plan; the same set of the same computation a second time gives the same plan.

    ``run`` is the computation the person saw. Raises DeniedError, ChangedMeanwhileError when it
    was computed anew or its inputs changed, RefusedError.
    """
    demand(may_write_plan(actor, scenario.institution_id), WRITE_PLAN)
    with telling_last():
        held = (
            Scenario.objects.select_for_update(no_key=True, of=("self",))
            .select_related("institution", "instrument", "assessment")
            .get(pk=scenario.pk)
        )
        if held.run != run:
            raise ChangedMeanwhileError(
                _("Skenario ini baru saja dihitung ulang. Periksa hasil barunya dahulu.")
            )
        proposal = proposal_of(held, choice)
        if proposal.adopted is not None:
            return proposal.adopted
        if proposal.outdated:
            raise ChangedMeanwhileError(
                _(
                    "Masukan skenario berubah sejak dihitung. Hitung ulang dahulu, baru jadikan "
                    "rencana."
                )
            )
        if not proposal.new:
            raise refuse(
                _("Semua aksi terpilih sudah ada dalam rencana aksi; tidak ada yang perlu dibuat.")
            )
        facts = PlanFacts(
            name=name,
            first_year=proposal.first_year,
            last_year=proposal.last_year,
            note=_note(held, proposal),
            assessment=held.assessment,
        )
        plan = make_plan(held.institution, held.instrument, facts, actor=actor)
        places = {one.option.key: place for place, one in enumerate(proposal.new)}
        order = {
            place: [places[key] for key in one.waits] for place, one in enumerate(proposal.new)
        }
        add_actions(plan, [one.facts for one in proposal.new], actor=actor, order=order)
        Adoption.objects.create(scenario=held, run=run, choice=choice, plan=plan, at=clock.now())
        new = {"rencana": plan.name, "aksi": len(proposal.new)}
        record(SCENARIO_ADOPTED, held, actor=actor, new=new, scope=held.scope)
        return plan


def _existing(chosen: list[KeptOption], first_year: int) -> dict[str, Action]:
    """Chosen actions that stand uncancelled in a running plan that reaches into these years."""
    keys = {one.action: one.key for one in chosen if one.action is not None}
    rows = Action.objects.filter(
        pk__in=keys,
        cancelled_at__isnull=True,
        plan__state=PlanState.RUNNING,
        plan__last_year__gte=first_year,
    ).select_related("plan")
    return {keys[row.pk]: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Origin:
    """The action an option is taken over from: its plan's name, its units, what it answers."""

    plan: str
    units: tuple[int, ...]
    recommendations: tuple[int, ...]


def _origins(options: list[KeptOption]) -> dict[int, _Origin]:
    """By the action's key; three queries."""
    rows = Action.objects.filter(pk__in=[one.action for one in options if one.action is not None])
    answered = Prefetch("recommendations", Recommendation.objects.standing().order_by("pk"))
    return {
        row.pk: _Origin(
            row.plan.name,
            tuple(unit.unit_id for unit in row.unit_rows.all()),
            tuple(one.pk for one in row.recommendations.all()),
        )
        for row in rows.select_related("plan").prefetch_related("unit_rows", answered)
    }


def _adopted(scenario: Scenario, choice: int) -> ActionPlan | None:
    row = Adoption.objects.filter(scenario=scenario.pk, run=scenario.run, choice=choice)
    found = row.select_related("plan").first()
    return found.plan if found else None


def _note(scenario: Scenario, proposal: Proposal) -> str:
    """Where the plan comes from, and which actions of other plans belong to the set."""
    said = [_plain("Dari skenario perencana target “%s” (simulasi).") % scenario.name]
    for option, action in proposal.existing:
        said.append(
            _plain("Bersama aksi “%(title)s” dalam rencana “%(plan)s”.")
            % {"title": option.title, "plan": action.plan.name}
        )
    return "\n".join(said)


@dataclass(frozen=True)
class _Drafts:
    """Options on their way to becoming actions."""

    scenario: Scenario
    options: list[KeptOption]
    existing: Mapping[str, Action]
    schedule: Mapping[str, int]

    def drafted(self) -> Iterator[Proposed]:
        instrument = definition(self.scenario.instrument)
        standing = set(
            Unit.objects.standing_on(clock.today())
            .filter(institution=self.scenario.institution_id)
            .values_list("pk", flat=True)
        )
        owed, origins = self._owed(), _origins(self.options)
        known = {one.key for one in self.options}
        for option in self.options:
            origin = origins.get(option.action or 0)
            more = origin.units if origin else owed.get(option.recommendation or 0, ())
            units = [unit for unit in (option.unit, *more) if unit in standing]
            yield Proposed(
                option=option,
                facts=self._facts(option, instrument, tuple(dict.fromkeys(units)), owed, origin),
                waits=tuple(key for key in option.waits if key in known),
                unit_gone=option.unit is not None and option.unit not in standing,
            )

    def _owed(self) -> dict[int, tuple[int, ...]]:
        """The recommendations answered, not withdrawn, with the units that owe the answer."""
        keys = [one.recommendation for one in self.options if one.recommendation is not None]
        rows = (
            Recommendation.objects.standing()
            .filter(Q(pk__in=keys))
            .order_by("pk", "unit_rows__position")
            .values_list("pk", "unit_rows__unit")
        )
        found: dict[int, tuple[int, ...]] = {}
        for pk, unit in rows:
            found[pk] = (*found.get(pk, ()), *((unit,) if unit is not None else ()))
        return found

    def _facts(
        self,
        option: KeptOption,
        instrument: Instrument,
        units: tuple[int | None, ...],
        owed: Mapping[int, tuple[int, ...]],
        origin: _Origin | None,
    ) -> ActionFacts:
        start = self.scenario.first_year + self.schedule[option.key] - 1
        end = start + years_of(option.months) - 1
        one = option.recommendation
        answered = origin.recommendations if origin else (one,) if one in owed else ()
        return ActionFacts(
            title=option.title,
            starts_on=date(start, 1, 1),
            target_on=date(end, 12, 31),
            units=tuple(unit for unit in units if unit is not None),
            cost=option.cost,
            effort=option.effort,
            confidence=option.confidence,
            note=self._note(option, origin),
            targets=option.targets,
            recommendations=tuple(pk for pk in answered if pk is not None),
            steps=steps_for(option, instrument, start),
            evidence=evidence_for(option, instrument),
        )

    def _note(self, option: KeptOption, origin: _Origin | None) -> str:
        """Where it was taken from; an action of one plan waits for one of another in words only."""
        said = [_plain("Diambil dari rencana “%s”.") % origin.plan] if origin else []
        said += [
            _plain("Menunggu aksi “%(title)s” dalam rencana “%(plan)s”.")
            % {"title": action.title, "plan": action.plan.name}
            for action in (self.existing[key] for key in option.waits if key in self.existing)
        ]
        return "\n".join(said)


def steps_for(option: KeptOption, instrument: Instrument, year: int) -> tuple[StepFacts, ...]:
    """Three stages proposed from the criterion, over the option's months from January on."""
    criteria = list(_criteria(option, instrument))
    asked = criteria[-1][1].text if criteria else option.title
    titles = (
        _plain("Menyusun rancangan dan menyepakatinya dengan unit terkait"),
        _plain("Memenuhi: %s") % asked,
        _plain("Mengumpulkan data dukung dan menilainya sendiri"),
    )
    ends = [max(1, option.months // 3), max(1, option.months * 5 // 6), option.months]
    starts = [0, min(ends[0], option.months - 1), min(ends[1], option.months - 1)]
    january = date(year, 1, 1)
    return tuple(
        StepFacts(
            title=title[:_STEP],
            first_month=month_after(january, first),
            last_month=month_after(january, max(first, last - 1)),
        )
        for title, first, last in zip(titles, starts, ends, strict=True)
    )


def evidence_for(option: KeptOption, instrument: Instrument) -> tuple[EvidenceFacts, ...]:
    """The documents that usually show the criteria."""
    found = [
        EvidenceFacts(text=text[:_TEXT], number=number, level=criterion.level)
        for number, criterion in _criteria(option, instrument)
        for text in criterion.evidence
    ]
    return tuple(found[:MOST_EVIDENCE])


def _criteria(option: KeptOption, instrument: Instrument) -> Iterator[tuple[str, Criterion]]:
    for number, level in option.targets:
        indicator = instrument.indicator(number)
        criterion = indicator.criterion(level) if indicator else None
        if criterion is not None:
            yield number, criterion
