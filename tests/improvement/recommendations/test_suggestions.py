"""Recommendations out of the assessors' findings and out of the instrument."""

from datetime import date
from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Assessment,
    CycleKind,
    Finding,
    FindingKind,
    Stage,
    UnitAssignment,
)
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.improvement.models import Recommendation, Source
from selaras.improvement.queries.recommendations_suggestions import (
    findings_to_adopt,
    ground_of,
    next_criteria,
)
from selaras.improvement.services.recommendations import facts_of, withdraw_recommendation
from selaras.improvement.services.suggestions import adopt_findings, recommend_next
from selaras.people.models import Succession, Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM


@pytest.fixture
def assessment(follow_up: FollowUp) -> Assessment:
    """The city's settled result of 2023: 2 everywhere, 5 at indicator 6, claims one higher at 1."""
    version = follow_up.instrument
    made = open_assessment(
        open_cycle(2023, CycleKind.EVALUATION, version, actor=SYSTEM),
        follow_up.world.city,
        actor=SYSTEM,
    )
    numbers = list(version.indicators.values_list("number", flat=True))
    values = {number: Fraction(2) for number in numbers} | {"6": Fraction(5)}
    record_values(made, Stage.FINAL, values, actor=SYSTEM)
    record_values(made, Stage.SELF, values | {"1": Fraction(3)}, actor=SYSTEM)
    for number, unit in (("1", follow_up.world.office), ("2", follow_up.world.division)):
        UnitAssignment.objects.create(
            assessment=made, indicator=follow_up.indicator(number), unit=unit
        )
    Assessment.objects.filter(pk=made.pk).update(state=State.REPORTED, is_published=True)
    made.refresh_from_db()
    return made


def finding(
    follow_up: FollowUp,
    assessment: Assessment,
    *numbers: str,
    kind: str = FindingKind.RECOMMENDATION,
) -> Finding:
    made = Finding.objects.create(
        assessment=assessment,
        aspect="A1",
        kind=kind,
        text=f"Tetapkan kebijakan {', '.join(numbers)}.",
        changed_at=clock.now(),
    )
    made.indicators.set(follow_up.instrument.indicators.filter(number__in=numbers))
    return made


def test_a_finding_becomes_a_recommendation_of_all_its_indicators(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    world = follow_up.world
    several, one = (
        finding(follow_up, assessment, "1", "2", "6"),
        finding(follow_up, assessment, "1"),
    )
    made = adopt_findings(
        assessment,
        [several.pk, one.pk],
        due_on=date(2024, 12, 31),
        actor=world.person(Role.TEAM_MEMBER),
    )
    facts = facts_of(made[0])
    assert (facts.year, facts.source, facts.finding) == (2023, Source.ASSESSOR, several)
    # Indicator 6 is at the top already: it is spoken of without a level.
    assert facts.targets == (("1", 3), ("2", 3), ("6", None))
    assert facts.units == (world.office.pk, world.division.pk)
    assert (facts.stated_final, facts.due_on) == (None, date(2024, 12, 31))
    single = facts_of(made[1])
    assert (single.stated_self, single.stated_final) == (Fraction(3), Fraction(2))


def test_levels_are_left_out_when_not_asked_for(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    chosen = finding(follow_up, assessment, "1")
    made = adopt_findings(assessment, [chosen.pk], with_levels=False, actor=SYSTEM)
    assert facts_of(made[0]).targets == (("1", None),)


def test_the_same_finding_is_adopted_once(follow_up: FollowUp, assessment: Assessment) -> None:
    chosen = finding(follow_up, assessment, "1")
    made = adopt_findings(assessment, [chosen.pk], actor=SYSTEM)
    assert adopt_findings(assessment, [chosen.pk], actor=SYSTEM) == []
    assert findings_to_adopt(SYSTEM, ground_of(assessment))[0].taken == made[0]
    withdraw_recommendation(made[0], reason="Salah.", version=0, actor=SYSTEM)
    assert len(adopt_findings(assessment, [chosen.pk], actor=SYSTEM)) == 1


def test_only_recommendations_of_that_assessment_are_adopted(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    strength = finding(follow_up, assessment, "1", kind=FindingKind.STRENGTH)
    assert adopt_findings(assessment, [strength.pk, 0], actor=SYSTEM) == []
    with pytest.raises(RefusedError, match="paling sedikit satu"):
        adopt_findings(assessment, [], actor=SYSTEM)


def test_findings_not_open_yet_stay_closed(follow_up: FollowUp, assessment: Assessment) -> None:
    chosen = finding(follow_up, assessment, "1")
    Assessment.objects.filter(pk=assessment.pk).update(state=State.CONSOLIDATION)
    actor = follow_up.world.person(Role.RESPONSIBLE)
    assert adopt_findings(assessment, [chosen.pk], actor=actor) == []
    assert not Recommendation.objects.filter(finding=chosen).exists()


def test_who_may_not_write_adopts_nothing(follow_up: FollowUp, assessment: Assessment) -> None:
    chosen = finding(follow_up, assessment, "1")
    for role in (Role.UNIT_OPERATOR, Role.ASSESSOR, Role.LEADER):
        with pytest.raises(DeniedError):
            adopt_findings(assessment, [chosen.pk], actor=follow_up.world.person(role))
        with pytest.raises(DeniedError):
            recommend_next(assessment, ["1"], actor=follow_up.world.person(role))


def test_the_next_criterion_becomes_a_recommendation(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    made = recommend_next(
        assessment, ["1", "2", "6"], actor=follow_up.world.person(Role.INSTITUTION_ADMIN)
    )
    assert len(made) == 2
    facts = facts_of(made[0])
    assert facts.targets == (("1", 3),)
    assert facts.units == (follow_up.world.office.pk,)
    assert facts.source == Source.INSTRUMENT
    criterion = next_criteria(ground_of(assessment))[0]
    assert facts.text == criterion.text
    assert len(criterion.text) > 20
    assert (facts.stated_self, facts.stated_final) == (Fraction(3), Fraction(2))


def test_never_twice_for_the_same_criterion_and_year(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    made = recommend_next(assessment, ["1", "2"], actor=SYSTEM)
    again = recommend_next(assessment, ["1", "2", "3"], actor=SYSTEM)
    assert [facts_of(row).targets for row in again] == [(("3", 3),)]
    taken = {line.indicator.number: line.taken for line in next_criteria(ground_of(assessment))}
    assert taken["1"] == made[0]
    assert taken["4"] is None


def test_a_finding_that_aims_at_it_counts_too(follow_up: FollowUp, assessment: Assessment) -> None:
    adopt_findings(assessment, [finding(follow_up, assessment, "1", "2").pk], actor=SYSTEM)
    assert recommend_next(assessment, ["1", "2"], actor=SYSTEM) == []


def test_the_target_bounds_what_is_suggested(follow_up: FollowUp, assessment: Assessment) -> None:
    ground = ground_of(assessment)
    assert {line.indicator.number for line in next_criteria(ground)} == {
        str(number) for number in range(1, 48) if number != 6
    }
    assert next_criteria(ground, target=2) == []
    assert recommend_next(assessment, ["1"], target=2, actor=SYSTEM) == []
    assert len(recommend_next(assessment, ["1"], target=3, actor=SYSTEM)) == 1


def test_without_a_settled_value_there_is_no_next_level(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=State.CONSOLIDATION)
    assessment.refresh_from_db()
    lines = {line.indicator.number: line for line in next_criteria(ground_of(assessment))}
    # The final values are not the institution's yet: its own claim counts.
    assert lines["1"].value == Fraction(3)
    with pytest.raises(RefusedError, match="paling sedikit satu"):
        recommend_next(assessment, [], actor=SYSTEM)


def test_units_that_ended_are_followed_to_those_that_carry_on(
    follow_up: FollowUp, assessment: Assessment
) -> None:
    world = follow_up.world
    heir = Unit.objects.create(
        institution=world.city, name="Dinas Digital", valid_from=date(2024, 1, 1)
    )
    Unit.objects.filter(pk=world.office.pk).update(valid_to=date(2024, 1, 1))
    Succession.objects.create(predecessor=world.office, successor=heir)
    made = recommend_next(assessment, ["1"], actor=SYSTEM)
    assert facts_of(made[0]).units == (heir.pk,)
