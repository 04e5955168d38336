"""Asking for reports, making them, losing rights, killed and cancelled jobs, forgetting."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import ClassVar

import pytest
from django_tasks_db.models import DBTaskResult

from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.inbox import notice
from selaras.notifications.services.reading import read_on
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.people.standing import forget_standing
from selaras.reporting.models import ReportRun
from selaras.reporting.models.run import STORE
from selaras.reporting.reports import registry
from selaras.reporting.reports.perbandingan_tahun.report import YearsReport
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Report, Tell
from selaras.reporting.services import discarding
from selaras.reporting.services.asking import ask_report, cancel_run, remove_run, repeat_run
from selaras.reporting.services.discarding import forget_reports, settle_reports
from selaras.reporting.services.handing_out import fetch
from selaras.reporting.services.making import make_report
from selaras.reporting.states import RunState
from tests.people_fixtures import SYSTEM, World

CODE = "SPBE-2020"
YEARS = "perbandingan-tahun"


@pytest.fixture
def place(world: World, settings, tmp_path) -> World:
    """The city with three years of results; 2022 fell in indicator 1."""
    settings.MEDIA_ROOT = tmp_path
    load(
        [open_instrument(p).document for p in instrument_files() if p.stem.upper() == CODE],
        actor=SYSTEM,
    )
    version = current(CODE)
    numbers = list(version.indicators.values_list("number", flat=True))
    for year, first in ((2020, 3), (2021, 4), (2022, 1)):
        cycle = Cycle.objects.create(year=year, kind=CycleKind.MONITORING, instrument=version)
        assessment = Assessment.objects.create(cycle=cycle, institution=world.city)
        values = dict.fromkeys(numbers, Fraction(2)) | {"1": Fraction(first)}
        record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
    return world


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Report]:
    """The same report as a long one; what is done while it is composed can be set."""

    class Slow(YearsReport):
        identifier = "lambat"
        is_long = True
        meanwhile: ClassVar = staticmethod(lambda: None)
        composed: ClassVar[int] = 0

        def compose(self, actor: User, given, tell: Tell):
            type(self).composed += 1
            tell(10, "Setengah jalan")
            type(self).meanwhile()
            tell(60, "Hampir")
            return super().compose(actor, given, tell)

    # The registry is the place where reports are looked up; this one is a real report in it.
    known = {**REPORTS, "lambat": Slow()}
    for module in (
        registry,
        "selaras.reporting.services.making",
        "selaras.reporting.services.asking",
        "selaras.reporting.services.handing_out",
    ):
        target = module if not isinstance(module, str) else __import__(module, fromlist=["x"])
        monkeypatch.setattr(target, "REPORTS", known)
    return Slow


def entry(world: World) -> User:
    return world.person(Role.ENTRY)


def given(world: World, **more: str) -> dict[str, str]:
    return {"instansi": str(world.city.pk), **more}


def ask(world: World, report: Report | None = None, **wish) -> ReportRun:
    facts = {"form": "xlsx", "language": "id", "actor": entry(world), **wish}
    return ask_report(report or REPORTS[YEARS], facts.pop("given", given(world)), **facts)


def test_a_short_report_is_made_at_once_and_found_again(place: World) -> None:
    run = ask(place)
    assert (run.state, run.progress) == (RunState.DONE, 100)
    assert run.title == "Perbandingan tahun 2020–2022 · Kota Contoh"
    assert run.filename == "perbandingan-tahun-kota-contoh.xlsx"
    path = fetch(run, actor=entry(place))
    assert path is not None
    assert path.stat().st_size == run.size
    assert not DBTaskResult.objects.exists()
    told = Event.objects.filter(kind__startswith="report.").order_by("sequence")
    kinds = list(told.values_list("kind", "scope"))
    assert kinds == [("report.asked", place.city.scope), ("report.made", place.city.scope)]


@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx"])
def test_the_same_rows_give_the_same_bytes(place: World, form: str) -> None:
    first = ask(place, form=form)
    # Asked by somebody else it is another run: it is written once more.
    other = ask(place, form=form, actor=place.person(Role.RESPONSIBLE))
    assert other.pk != first.pk
    assert (other.fingerprint, other.digest) == (first.fingerprint, first.digest)


def test_asked_twice_it_is_one_until_something_changes(place: World) -> None:
    first = ask(place)
    assert ask(place).pk == first.pk
    assert ask(place, form="docx").pk != first.pk
    assessment = Assessment.objects.get(cycle__year=2021)
    record_values(assessment, Stage.FINAL, {"2": Fraction(5)}, actor=SYSTEM)
    again = ask(place)
    assert again.pk != first.pk
    assert again.fingerprint != first.fingerprint
    assert again.digest != first.digest


def test_a_lost_file_is_made_again(place: World) -> None:
    first = ask(place)
    STORE.discard(first.digest)
    assert fetch(first, actor=entry(place)) is None
    assert ask(place).pk != first.pk
    assert fetch(first, actor=entry(place)) is not None  # the same bytes, back in their place


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"given": {}}, "instansi"),
        ({"given": {"instansi": "999999"}}, "instansi"),
        ({"given": {"instansi": "1' OR 1=1"}}, "instansi"),
        ({"form": "exe"}, "bentuk"),
        ({"language": "xx"}, "bahasa"),
    ],
)
def test_answers_that_are_not_open_are_refused(place: World, wish, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(place, **wish)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not ReportRun.objects.exists()


def test_names_nobody_asked_for_are_refused(place: World) -> None:
    with pytest.raises(RefusedError, match="tidak menanyakan"):
        ask(place, given=given(place, lain="1"))
    with pytest.raises(RefusedError):
        ask(place, given=given(place, dari="2022"))


def test_strangers_cannot_ask_for_what_is_not_announced(place: World) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(place, actor=place.stranger)
    assert refused.value.problems[0].field == "instansi"


def test_a_report_belongs_to_who_asked(place: World) -> None:
    run = ask(place)
    assert list(ReportRun.objects.visible_to(place.person(Role.RESPONSIBLE))) == []
    with pytest.raises(DeniedError):
        fetch(run, actor=place.person(Role.RESPONSIBLE))
    with pytest.raises(DeniedError):
        remove_run(run, actor=place.person(Role.RESPONSIBLE))
    assert fetch(run, actor=place.person(Role.SYSTEM_ADMIN)) is not None


def lose(world: World, role: Role) -> User:
    """The person, without any appointment from today on."""
    person = world.person(role)
    Appointment.objects.filter(user=person).delete()
    forget_standing(person)
    return person


def test_rights_lost_afterwards_close_the_file(place: World) -> None:
    run = ask(place)
    with pytest.raises(DeniedError):
        fetch(run, actor=lose(place, Role.ENTRY))


def test_rights_lost_while_waiting_fail_the_report(place: World, slow) -> None:
    run = ask(place, slow())
    assert run.state == RunState.WAITING
    lose(place, Role.ENTRY)
    assert make_report.func(run.pk, run.run) == RunState.FAILED
    run.refresh_from_db()
    assert "tidak lagi berhak" in run.failure
    assert slow.composed == 0
    with pytest.raises(RefusedError):
        repeat_run(run, actor=place.person(Role.SYSTEM_ADMIN))


def test_a_long_report_waits_for_its_job(place: World, slow) -> None:
    run = ask(place, slow())
    assert ask(place, slow()).pk == run.pk
    assert DBTaskResult.objects.count() == 1
    assert make_report.func(run.pk, run.run) == RunState.DONE
    run.refresh_from_db()
    assert run.size > 0
    made = Event.objects.get(kind="report.made")
    assert made.new["kabar"] is True


def test_who_left_finds_a_long_report_in_the_inbox(place: World, slow) -> None:
    at_once = ask(place)
    run = ask(place, slow())
    make_report.func(run.pk, run.run)
    read_on()
    (item,) = InboxItem.objects.all()
    told = notice(item, entry(place))
    assert told.sentence == f"Laporan siap diunduh: {run.title}"
    assert (told.report, told.is_lost) == (run.pk, False)
    assert (item.person, at_once.state) == (entry(place), RunState.DONE)
    assert notice(item, place.person(Role.RESPONSIBLE)).is_lost


def test_a_job_that_runs_twice_makes_one_report(place: World, slow) -> None:
    run = ask(place, slow())
    # The worker dies in the middle: its job is taken back and done by another.
    slow.meanwhile = staticmethod(lambda: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        make_report.func(run.pk, run.run)
    run.refresh_from_db()
    assert run.state == RunState.WORKING
    slow.meanwhile = staticmethod(lambda: None)
    assert make_report.func(run.pk, run.run) == RunState.DONE
    digest = ReportRun.objects.get().digest
    assert make_report.func(run.pk, run.run) == RunState.DONE
    assert slow.composed == 2
    assert ReportRun.objects.get().digest == digest
    assert Event.objects.filter(kind="report.made").count() == 1


def test_cancelled_while_it_is_made_it_leaves_nothing(place: World, slow, tmp_path) -> None:
    run = ask(place, slow())
    slow.meanwhile = staticmethod(lambda: cancel_run(run, actor=entry(place)))
    assert make_report.func(run.pk, run.run) == RunState.CANCELLED
    run.refresh_from_db()
    assert (run.state, run.digest, run.progress) == (RunState.CANCELLED, "", 0)
    assert not [path for path in (tmp_path / "reports").rglob("*") if path.is_file()]
    again = repeat_run(run, actor=entry(place))
    assert (again.pk, again.state) == (run.pk, RunState.WAITING)
    # The first job is somebody else's by now; only the new one counts.
    assert make_report.func(run.pk, 1) == RunState.WAITING
    slow.meanwhile = staticmethod(lambda: None)
    assert make_report.func(run.pk, again.run) == RunState.DONE


def test_cancelled_at_the_last_moment_the_file_goes_again(
    place: World, slow, tmp_path, monkeypatch
) -> None:
    run = ask(place, slow())
    content = b"isi yang tidak jadi dipakai"

    def late(_manuscript, _form) -> bytes:
        ReportRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED, run=9)
        return content

    monkeypatch.setattr("selaras.reporting.services.making.written", late)
    assert make_report.func(run.pk, run.run) == RunState.CANCELLED
    assert not [path for path in (tmp_path / "reports").rglob("*") if path.is_file()]


def test_a_defect_tells_the_author_and_the_log(place: World, slow) -> None:
    run = ask(place, slow())
    slow.meanwhile = staticmethod(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_report.func(run.pk, run.run)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "galat pada sistem" in run.failure
    assert "division" not in run.failure


def test_a_busy_report_is_cancelled_before_it_is_removed(place: World, slow) -> None:
    run = ask(place, slow())
    with pytest.raises(RefusedError, match="Batalkan dahulu"):
        remove_run(run, actor=entry(place))
    cancel_run(run, actor=entry(place))
    remove_run(run, actor=entry(place))
    assert not ReportRun.objects.exists()


def test_a_file_two_share_stays_until_the_last_is_removed(place: World) -> None:
    mine, other = ask(place), ask(place, actor=place.person(Role.RESPONSIBLE))
    remove_run(mine, actor=entry(place))
    assert STORE.holds(other.digest, other.size)
    remove_run(other, actor=place.person(Role.RESPONSIBLE))
    assert not STORE.holds(other.digest, other.size)
    assert Event.objects.filter(kind="report.removed").count() == 2


def test_reports_older_than_a_year_are_forgotten(place: World) -> None:
    old, new = ask(place), ask(place, form="docx")
    ReportRun.objects.filter(pk=old.pk).update(asked_at=clock.now() - timedelta(days=366))
    assert forget_reports.func() == 1
    assert list(ReportRun.objects.all()) == [new]
    assert not STORE.holds(old.digest, old.size)
    assert STORE.holds(new.digest, new.size)


def test_a_report_asked_for_again_is_not_forgotten_at_that_moment(
    place: World, slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ask(place, slow())
    cancel_run(old, actor=entry(place))
    ReportRun.objects.update(asked_at=clock.now() - timedelta(days=366))
    plain = discarding.telling_last

    def first_the_other():
        monkeypatch.setattr(discarding, "telling_last", plain)
        repeat_run(ReportRun.objects.get(pk=old.pk), actor=entry(place))
        return plain()

    monkeypatch.setattr(discarding, "telling_last", first_the_other)
    assert forget_reports.func() == 0
    assert ReportRun.objects.get().state == RunState.WAITING
    assert not Event.objects.filter(kind="report.removed").exists()


def test_again_leads_to_the_same_wish_where_that_is_being_made(place: World, slow) -> None:
    old = ask(place, slow())
    cancel_run(old, actor=entry(place))
    new = ask(place, slow())
    assert new.pk != old.pk
    assert repeat_run(old, actor=entry(place)).pk == new.pk
    assert ReportRun.objects.get(pk=old.pk).state == RunState.CANCELLED


def test_reports_nobody_makes_any_more_fail(place: World, slow) -> None:
    assert make_report.module_path == discarding.MAKER
    waiting = ask(place, slow())
    killed = ask(place, slow(), form="pdf")
    long_ago = clock.now() - timedelta(hours=1)
    ReportRun.objects.update(asked_at=long_ago, state=RunState.WORKING)
    for job in DBTaskResult.objects.all():
        if job.args_kwargs["args"][0] == killed.pk:
            job.delete()
    assert settle_reports.func() == 1
    killed.refresh_from_db()
    waiting.refresh_from_db()
    assert (killed.state, waiting.state) == (RunState.FAILED, RunState.WORKING)
