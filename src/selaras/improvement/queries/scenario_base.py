"""Where a scenario starts from: the values of a result, those typed, those from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import settled_stages
from selaras.assessments.queries.values import NOTHING, StagedValues, staged_values
from selaras.improvement.models import Scenario
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition, versions
from selaras.people.models import Institution
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import parse
from selaras.pure.scoring import score


@dataclass(frozen=True, slots=True)
class Base:
    """Every indicator's value before anything is done, and where the values come from."""

    values: Mapping[str, Fraction]
    """Number → today's value, in the instrument's order, without those from outside."""
    fixed: Mapping[str, Fraction]
    """Number → the value another body gives."""
    notes: Mapping[str, str]
    """Number → where the value from outside is taken from."""
    assumed: tuple[str, ...]
    """Numbers nobody has a value for: they count as the lowest level."""
    typed: frozenset[str]
    """Numbers whose value was typed over the result's."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """A result a scenario can start from; ``assessment`` None: an instrument without any result."""

    instrument: InstrumentVersion
    assessment: Assessment | None
    stage: Stage | None
    values: Mapping[str, Fraction]

    @property
    def key(self) -> str:
        """Its word in a form: "12:akhir", or "instrumen:3"."""
        if self.assessment is None:
            return f"instrumen:{self.instrument.pk}"
        return f"{self.assessment.pk}:{self.stage}"

    @property
    def index(self) -> Fraction | None:
        """The index of its values; None while values are missing."""
        return score(definition(self.instrument), self.values).index


def beginnings(institution: Institution) -> list[Beginning]:
    """Everything a scenario of the institution can start from, the newest and latest stage first.

    Only stages the institution itself may read by now. Four queries.
    """
    assessments = list(
        institution.assessments.select_related("cycle__instrument").order_by(
            "-cycle__year", "-cycle_id"
        )
    )
    staged = staged_values(assessments)
    found = []
    for assessment in assessments:
        open_ones = staged.get(assessment.pk, NOTHING).only(settled_stages(assessment))
        found += [
            Beginning(assessment.cycle.instrument, assessment, stage, open_ones.of(stage))
            for stage in reversed(open_ones.spoken)
        ]
    bare = versions().filter(is_current=True)
    return [*found, *(Beginning(version, None, None, {}) for version in bare)]


def base_of(scenario: Scenario) -> Base:
    """The values a scenario starts from; one query where it starts from a result."""
    staged = NOTHING
    if scenario.assessment_id is not None and scenario.assessment is not None:
        staged = staged_values([scenario.assessment]).get(scenario.assessment_id, NOTHING)
    return base_from(definition(scenario.instrument), _stage_values(scenario, staged), scenario)


def base_from(instrument: Instrument, given: Mapping[str, Fraction], scenario: Scenario) -> Base:
    """The same from values already read."""
    typed = {number: parse(text) for number, text in scenario.typed.items()}
    fixed = {number: parse(one["nilai"]) for number, one in scenario.external.items()}
    known = [indicator.number for indicator in instrument.indicators()]
    lowest = instrument.scale.minimum
    return Base(
        values={number: typed.get(number, given.get(number, lowest)) for number in known},
        fixed={number: fixed[number] for number in known if number in fixed},
        notes={number: one.get("catatan", "") for number, one in scenario.external.items()},
        assumed=tuple(n for n in known if n not in given and n not in typed and n not in fixed),
        typed=frozenset(typed),
    )


def _stage_values(scenario: Scenario, staged: StagedValues) -> Mapping[str, Fraction]:
    return staged.of(Stage(scenario.stage)) if scenario.stage else {}
