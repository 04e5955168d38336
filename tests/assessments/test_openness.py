"""What is open to everybody: only what was announced and agreed to, and not a moment longer."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Assessment,
    CycleKind,
    OpenAgreement,
    SignedDocument,
    SignedKind,
    Stage,
)
from selaras.assessments.queries.openness import (
    Wanted,
    announced_days,
    open_assessments,
    open_list,
    open_result_of,
    openness_of,
)
from selaras.assessments.services.cycles import open_assessment, open_cycle, publish_results
from selaras.assessments.services.openness import agree, withdraw
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError, System
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Institution
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, World

CODE = "SPBE-2020"


@pytest.fixture
def version(db: None) -> InstrumentVersion:
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return current(CODE)


def result(
    version: InstrumentVersion, place: Institution, year: int, value: int = 2, *, published: bool
) -> Assessment:
    """A complete final result with a claim beside it."""
    cycle = open_cycle(year, CycleKind.MONITORING, version, actor=SYSTEM)
    made = open_assessment(cycle, place, actor=SYSTEM)
    numbers = version.indicators.values_list("number", flat=True)
    for stage, amount in ((Stage.SELF, 5), (Stage.FINAL, value)):
        record_values(made, stage, dict.fromkeys(numbers, Fraction(amount)), actor=SYSTEM)
    if published:
        publish_results([made], actor=SYSTEM)
        made.refresh_from_db()
    return made


def consent(assessment: Assessment, **facts: object) -> SignedDocument:
    return SignedDocument.objects.create(
        assessment=assessment,
        kind=SignedKind.CONSENT,
        content={},
        fingerprint="0" * 64,
        signer_label="Sekretaris Daerah",
        **{"signed_at": clock.now(), **facts},
    )


def test_an_agreement_opens_what_is_announced_and_nothing_else(
    world: World, version: InstrumentVersion
) -> None:
    announced = result(version, world.city, 2022, published=True)
    result(version, world.city, 2023, published=False)
    elsewhere = result(version, world.other_city, 2022 + 2, published=True)
    assert not open_assessments().exists()
    agree(world.city, basis=" Perwali  1 ", actor=world.person(Role.COORDINATOR))
    assert list(open_assessments()) == [announced]
    assert OpenAgreement.objects.get().basis == "Perwali 1"
    assert open_result_of(world.city.slug, 2023) is None
    assert open_result_of(elsewhere.institution.slug, 2024) is None
    # Announced later, it is open at once; reopened for consolidation, it is not.
    publish_results(Assessment.objects.filter(cycle__year=2023), actor=SYSTEM)
    assert open_assessments().count() == 2
    Assessment.objects.filter(pk=announced.pk).update(state=State.CONSOLIDATION)
    assert announced not in open_assessments()


def test_withdrawing_closes_at_once_and_agreeing_opens_again(
    world: World, version: InstrumentVersion
) -> None:
    result(version, world.city, 2022, published=True)
    admin = world.person(Role.INSTITUTION_ADMIN)
    agree(world.city, actor=admin)
    with pytest.raises(RefusedError):
        agree(world.city, actor=admin)
    withdraw(world.city, actor=admin)
    assert not open_assessments().exists()
    assert open_result_of(world.city.slug, 2022) is None
    with pytest.raises(RefusedError):
        withdraw(world.city, actor=admin)
    agree(world.city, actor=admin)
    assert open_assessments().count() == 1
    assert OpenAgreement.objects.count() == 2
    kinds = Event.objects.filter(kind__startswith="openness.").order_by("sequence")
    assert list(kinds.values_list("kind", "scope")) == [
        ("openness.agreed", world.city.scope),
        ("openness.withdrawn", world.city.scope),
        ("openness.agreed", world.city.scope),
    ]


def test_a_consent_opens_its_own_year_until_revoked_or_withdrawn(
    world: World, version: InstrumentVersion
) -> None:
    one = result(version, world.city, 2022, published=True)
    result(version, world.city, 2023, published=True)
    signed = consent(one)
    assert list(open_assessments()) == [one]
    signed.revoked_at = clock.now()
    signed.save(update_fields=["revoked_at"])
    assert not open_assessments().exists()
    consent(one)
    withdraw(world.city, actor=world.person(Role.COORDINATOR))
    assert not open_assessments().exists()
    # A consent signed after the withdrawal is the institution's newer word.
    SignedDocument.objects.filter(revoked_at=None).update(
        signed_at=clock.now() + timedelta(minutes=1)
    )
    assert list(open_assessments()) == [one]


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.COORDINATOR, Role.INSTITUTION_ADMIN}]
)
def test_nobody_agrees_in_the_institutions_place(world: World, role: Role) -> None:
    with pytest.raises(DeniedError):
        agree(world.city, actor=world.person(role))
    with pytest.raises(DeniedError):
        withdraw(world.city, actor=world.person(role))
    with pytest.raises(DeniedError):
        agree(world.city, actor=System("x"))  # type: ignore[arg-type]
    with pytest.raises(DeniedError):
        agree(world.city, actor=world.stranger)
    assert not OpenAgreement.objects.exists()


@pytest.mark.parametrize("basis", ["x" * 201, "a\0b", "\ud800"])
def test_an_odd_basis_is_refused(world: World, basis: str) -> None:
    with pytest.raises(RefusedError) as refused:
        agree(world.city, basis=basis, actor=world.person(Role.COORDINATOR))
    assert refused.value.problems[0].field == "basis"


def test_a_visitor_reads_final_values_of_open_years_only(
    world: World, version: InstrumentVersion, django_assert_max_num_queries
) -> None:
    result(version, world.city, 2021, 3, published=False)
    result(version, world.city, 2022, 2, published=True)
    result(version, world.city, 2023, 4, published=True)
    agree(world.city, actor=world.person(Role.COORDINATOR))
    with django_assert_max_num_queries(4):
        found = open_result_of(world.city.slug, 2023)
    assert found is not None
    assert found.staged.spoken == (Stage.FINAL,)
    assert not found.inside
    assert found.score.index == 4
    assert found.previous_year == 2022
    assert [item.year for item in found.years] == [2023, 2022]
    assert all(line.claimed is None and line.assessor is None for line in found.lines)
    # The year before was not announced, so nothing is compared with it.
    before = open_result_of(world.city.slug, 2022)
    assert before is not None
    assert before.previous_assessment is None


def test_the_list_is_filtered_and_paged(world: World, version: InstrumentVersion) -> None:
    result(version, world.city, 2022, 2, published=True)
    result(version, world.city, 2023, 3, published=True)
    agree(world.city, actor=world.person(Role.COORDINATOR))
    found = open_list(Wanted())
    assert [row.order for row in found.page.rows] == [3_000_000, 2_000_000]
    assert (found.total, found.years) == (2, (2023, 2022))
    assert open_list(Wanted(year=2022)).total == 1
    assert open_list(Wanted(category="provinsi")).total == 0
    assert open_list(Wanted(text="contoh", order="tidak-ada")).total == 2


def test_the_day_of_announcing_comes_from_the_trail(
    world: World, version: InstrumentVersion
) -> None:
    made = result(version, world.city, 2022, published=True)
    result(version, world.other_city, 2023, published=True)
    agree(world.city, actor=world.person(Role.COORDINATOR))
    assert announced_days(open_assessments()) == {made.pk: clock.today()}


def test_openness_of_an_institution_says_what_would_open(
    world: World, version: InstrumentVersion
) -> None:
    result(version, world.city, 2022, published=True)
    result(version, world.city, 2023, published=False)
    closed = openness_of(world.city)
    assert (closed.is_open, closed.waiting, closed.open) == (False, 1, ())
    agree(world.city, actor=world.person(Role.COORDINATOR))
    opened = openness_of(world.city)
    assert (opened.is_open, opened.waiting, len(opened.open)) == (True, 0, 1)
    withdraw(world.city, actor=world.person(Role.COORDINATOR))
    again = openness_of(world.city)
    assert again.agreement is None
    assert again.withdrawn is not None
