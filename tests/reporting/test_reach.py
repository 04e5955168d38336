"""A file tells what its author could read when it was made; it is handed out while that holds."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation.access import DeniedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.people.standing import forget_standing
from selaras.reporting.models import ReportRun
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.services.asking import ask_report
from selaras.reporting.services.handing_out import fetch, may_fetch
from selaras.reporting.states import RunState
from tests.people_fixtures import START, SYSTEM, World
from tests.reporting.ikhtisar.nation import load_instruments
from tests.work_fixtures import Work, make_work


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(identifier: str, actor: User, given: dict[str, str]) -> ReportRun:
    run = ask_report(
        REPORTS[identifier], given, form="xlsx", language="id", actor=actor, at_once=True
    )
    assert run.state == RunState.DONE
    assert fetch(run, actor=actor) is not None
    return run


def appoint(person: User, role: Role, **where: Any) -> User:
    """From today on the person holds this role and no other."""
    Appointment.objects.filter(user=person).delete()
    Appointment.objects.create(user=person, role=role, valid_from=START, **where)
    forget_standing(person)
    return person


def results(world: World, *, published: tuple[int, ...]) -> list[Assessment]:
    version = load_instruments()
    numbers = version.indicators.values_list("number", flat=True)
    made = []
    for year in (2020, 2021, 2022):
        cycle = Cycle.objects.create(year=year, kind=CycleKind.MONITORING, instrument=version)
        one = Assessment.objects.create(
            cycle=cycle, institution=world.city, is_published=year in published
        )
        for stage in (Stage.SELF, Stage.FINAL):
            record_values(one, stage, dict.fromkeys(numbers, Fraction(2)), actor=SYSTEM)
        made.append(one)
    return made


def test_who_follows_one_unit_now_does_not_get_the_file_of_all(world: World) -> None:
    work: Work = make_work(world, load_instruments())
    person = world.person(Role.ENTRY)
    run = ask("kemajuan-unit", person, {"penilaian": str(work.assessment.pk)})
    operator = appoint(person, Role.UNIT_OPERATOR, institution=world.city, unit=world.office)
    assert REPORTS["kemajuan-unit"].allows(operator, run.given)
    assert not may_fetch(operator, run)
    with pytest.raises(DeniedError):
        fetch(run, actor=operator)
    again = ask("kemajuan-unit", operator, {"penilaian": str(work.assessment.pk)})
    assert again.pk != run.pk


def test_an_inside_report_is_closed_to_who_left_though_the_result_is_announced(
    world: World,
) -> None:
    *_, newest = results(world, published=(2020, 2021, 2022))
    given = {"penilaian": str(newest.pk)}
    person = world.person(Role.RESPONSIBLE)
    run = ask("laporan-hasil", person, given)
    Appointment.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(institution=None)
    left = User.objects.get(pk=person.pk)
    assert REPORTS["laporan-hasil"].allows(left, given)
    assert not may_fetch(left, run)
    outside = ask("laporan-hasil", left, given)
    assert outside.pk != run.pk
    assert outside.reach == [Stage.FINAL.value]


def test_years_that_were_not_announced_are_closed_to_who_left(world: World) -> None:
    results(world, published=(2020, 2021))
    given = {"instansi": str(world.city.pk)}
    person = world.person(Role.RESPONSIBLE)
    run = ask("perbandingan-tahun", person, given)
    Appointment.objects.filter(user=person).delete()
    left = User.objects.get(pk=person.pk)
    assert REPORTS["perbandingan-tahun"].allows(left, given)
    assert not may_fetch(left, run)


def test_a_digest_with_results_not_announced_is_closed_to_who_left(world: World) -> None:
    results(world, published=(2020, 2021))
    given = {"siklus": "2022:SPBE-2020", "cakupan": "nasional"}
    person = world.person(Role.RESPONSIBLE)
    run = ask("ikhtisar", person, given)
    Assessment.objects.filter(cycle__year=2022).update(is_published=True)
    assert may_fetch(person, run)
    Appointment.objects.filter(user=person).delete()
    left = User.objects.get(pk=person.pk)
    Assessment.objects.filter(cycle__year=2022).update(is_published=False)
    assert REPORTS["ikhtisar"].allows(left, given) is False or not may_fetch(left, run)
    Assessment.objects.filter(cycle__year=2022).update(is_published=True)
    assert REPORTS["ikhtisar"].allows(left, given)
    assert not may_fetch(left, run)


def test_a_short_report_made_before_is_not_handed_to_who_may_no_longer_fetch_it(
    world: World,
) -> None:
    """The same words would come out, but the earlier file is another person's right by now."""
    results(world, published=(2020, 2021, 2022))
    given = {"instansi": str(world.city.pk)}
    person = world.person(Role.RESPONSIBLE)
    run = ask("perbandingan-tahun", person, given)
    Appointment.objects.filter(user=person).delete()
    left = User.objects.get(pk=person.pk)
    again = ask("perbandingan-tahun", left, given)
    assert again.pk != run.pk


def test_a_stranger_who_reads_announced_years_writes_nothing_into_the_trail_of_the_place(
    world: World,
) -> None:
    results(world, published=(2020, 2021, 2022))
    ask("perbandingan-tahun", world.stranger, {"instansi": str(world.city.pk)})
    told = Event.objects.filter(kind__startswith="report.")
    assert set(told.values_list("scope", flat=True)) == {""}
