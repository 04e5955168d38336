"""The small nation with an instrument, a result and an import: what the page walls need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from selaras.assessments.models import CycleKind, ImportJob, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.imports.jobs import hand_in
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Appointment, SavedView, User
from selaras.people.roles import Role
from selaras.people.services.saved_views import save_view
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.states import RunState
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import START, SYSTEM, World, make_person, make_world
from tests.work_fixtures import Work, make_work

CODE = "SPBE-2020"


@dataclass
class Nation:
    """The world; a colleague with one role in the city; what the data entry imported, saved, asked.

    ``work`` is the assessment of 2025 in full swing, ``follow_up`` what is done about 2024.
    """

    world: World
    colleague: User
    job: ImportJob
    view: SavedView
    work: Work
    follow_up: FollowUp
    report: ReportRun


def _earlier_years(
    world: World, version: InstrumentVersion, values: Mapping[str, Fraction]
) -> None:
    """Claim and final value of two earlier years, so that the forecast has something to say."""
    for year in (2020, 2021):
        cycle = open_cycle(year, CycleKind.MONITORING, version, actor=SYSTEM)
        earlier = open_assessment(cycle, world.city, actor=SYSTEM)
        for stage in (Stage.SELF, Stage.FINAL):
            record_values(earlier, stage, values, actor=SYSTEM)


def make_nation() -> Nation:
    """Build it; the city's result of 2022 is not published, so strangers must not see it."""
    world = make_world()
    colleague = make_person("Rekan", world.city)
    Appointment.objects.create(
        user=colleague, role=Role.TEAM_MEMBER, institution=world.city, valid_from=START
    )
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    version = current(CODE)
    assessment = open_assessment(
        open_cycle(2022, CycleKind.MONITORING, version, actor=SYSTEM), world.city, actor=SYSTEM
    )
    numbers = list(version.indicators.values_list("number", flat=True))
    values = {number: Fraction(2) for number in numbers}
    record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
    _earlier_years(world, version, values)
    job = hand_in(
        b"nomor;nilai\n1;3\n",
        "nilai.csv",
        shape("stage-values"),
        Options(instrument=version, institution=world.city, year=2023),
        actor=world.person(Role.ENTRY),
    )
    view = save_view(
        page="people:users", name="Rekan", query="cari=rekan", actor=world.person(Role.ENTRY)
    )
    work = make_work(world, version)
    report = ReportRun.objects.create(
        report="laporan-hasil",
        given={"penilaian": str(assessment.pk)},
        format=ReportFormat.PDF,
        title="Laporan hasil 2022",
        author=world.person(Role.ENTRY),
        state=RunState.FAILED,
        failure="Penyusunan terhenti.",
        asked_at=clock.now(),
    )
    follow_up = make_follow_up(world, version)
    return Nation(world, colleague, job, view, work, follow_up, report)
