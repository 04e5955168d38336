"""Many at one worksheet, one report, one webhook; run in an installation of their own."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

from django.db import connection

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    ReturnState,
    Stage,
    WorksheetReturn,
)
from selaras.assessments.queries.worksheet_return import preview_of
from selaras.assessments.services.answers import save_answer
from selaras.assessments.services.results import record_values
from selaras.assessments.services.worksheets import hand_out
from selaras.assessments.services.worksheets_returning import apply_return
from selaras.foundation import clock
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.notifications.models import Delivery, Webhook
from selaras.notifications.services.delivering import gather
from selaras.people.roles import Role
from selaras.reporting.models import ReportRun
from selaras.reporting.models.run import STORE
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.services.asking import ask_report, remove_run
from selaras.reporting.services.making import make
from selaras.reporting.services.worksheets_returning import take_in
from selaras.reporting.states import RunState
from selaras.reporting.worksheet.writer import content
from tests.people_fixtures import SYSTEM, World, make_world
from tests.reporting.worksheet.books import filled
from tests.work_fixtures import make_work

AT_ONCE = 4


def together(*deeds: Callable[[], object]) -> list[str]:
    """Do them all at the same moment; how each ended, refusals by their kind."""
    start = threading.Barrier(len(deeds))

    def done(deed: Callable[[], object]) -> str:
        start.wait()
        try:
            return str(deed())
        except RefusedError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        futures = [pool.submit(done, deed) for deed in deeds]
    return [repr(error) if (error := one.exception()) else one.result() for one in futures]


def _tell(**facts: object) -> None:
    sys.stdout.write(json.dumps({**facts, "breaks": len(verify()[1])}))


def _version() -> InstrumentVersion:
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    return current("SPBE-2020")


def worksheet() -> None:
    """Three apply the same returned worksheet while the operator saves what it would change."""
    world = make_world()
    work = make_work(world, _version())
    operator, member = world.person(Role.UNIT_OPERATOR), world.person(Role.TEAM_MEMBER)
    sheet = hand_out(work.assessment, world.office, actor=operator)
    data = filled(content(sheet), {("2", "fakta"): "Dari lembar.", ("3", "fakta"): "Juga."})
    (row,) = take_in(work.assessment, data, "lembar.xlsx", actor=operator)
    sight, seen = preview_of(row, member).sight, row.version
    version = work.answer("2").version

    def apply() -> str:
        mine = WorksheetReturn.objects.select_related("worksheet__assessment").get(pk=row.pk)
        return apply_return(mine, actor=member, seen=seen, sight=sight).state

    def save() -> str:
        work_now = Assessment.objects.select_related("cycle__instrument", "institution").get(
            pk=work.assessment.pk
        )
        save_answer(work_now, "2", actor=operator, seen=version, fact="Dari halaman.")
        return "saved"

    ends = together(apply, apply, apply, save)
    facts = dict(
        Answer.objects.filter(assessment=work.assessment, indicator__number__in="23").values_list(
            "indicator__number", "fact"
        )
    )
    _tell(
        ends=Counter(ends),
        facts=facts,
        applied=Event.objects.filter(kind="worksheet.applied").count(),
        is_applied=WorksheetReturn.objects.get().state == ReturnState.APPLIED,
    )


def _results(world: World, version: InstrumentVersion) -> None:
    numbers = list(version.indicators.values_list("number", flat=True))
    for year in (2020, 2021):
        cycle = Cycle.objects.create(year=year, kind=CycleKind.MONITORING, instrument=version)
        one = Assessment.objects.create(cycle=cycle, institution=world.city)
        record_values(one, Stage.FINAL, dict.fromkeys(numbers, Fraction(2)), actor=SYSTEM)


def report() -> None:
    """Several workers make one report; then it is removed while others ask for the same bytes."""
    world = make_world()
    _results(world, _version())
    given = {"instansi": str(world.city.pk)}
    entry = world.person(Role.ENTRY)
    run = ReportRun.objects.create(
        report="perbandingan-tahun",
        given=given,
        key="k",
        format="xlsx",
        title="Perbandingan",
        author=entry,
        asked_at=clock.now(),
    )
    ends = together(*[lambda: make(run.pk, 1, told=True)] * AT_ONCE)
    made = Event.objects.filter(kind="report.made").count()
    run.refresh_from_db()

    def ask(role: Role) -> Callable[[], str]:
        return lambda: (
            ask_report(
                REPORTS["perbandingan-tahun"],
                given,
                actor=world.person(role),
                form="xlsx",
                language="id",
            ).state
        )

    later = together(
        lambda: remove_run(run, actor=entry),
        ask(Role.RESPONSIBLE),
        ask(Role.TEAM_MEMBER),
        ask(Role.TEAM_MEMBER),
    )
    kept = ReportRun.objects.filter(state=RunState.DONE)
    _tell(
        ends=ends,
        made=made,
        later=later[1:],
        runs=kept.count(),
        whole=all(STORE.holds(one.digest, one.size) for one in kept),
    )


def webhook() -> None:
    """Several read the trail for one webhook; each event is one message."""
    world = make_world()
    hook = Webhook.objects.create(
        institution=world.city,
        name="Dasbor",
        url="https://dasbor.contoh.go.id/",
        topics=["hasil"],
        seed="0" * 64,
        made_at=clock.now(),
    )
    _results(world, _version())
    ends = together(*[gather] * AT_ONCE)
    told = Event.objects.filter(kind="results.recorded", scope=world.city.scope)
    sent = Delivery.objects.filter(webhook=hook).values_list("sequence", flat=True)
    _tell(
        errors=[end for end in ends if not end.isdecimal()],
        same=sorted(sent) == sorted(told.values_list("sequence", flat=True)),
        events=told.count(),
    )
