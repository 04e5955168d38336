"""Who opens which page of an external assessment, in every state; nothing leaks before its time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import Stage
from selaras.assessments.services.calibration import Draw, draw, rate_blind, reveal
from selaras.assessments.services.external import Rating, rate
from selaras.assessments.services.findings import add_finding
from selaras.assessments.services.meetings import Plan, plan_meeting
from selaras.assessments.states import FROZEN, State
from selaras.foundation import clock
from selaras.people.models import Appointment
from selaras.people.roles import Role
from tests.people_fixtures import STRANGER, make_person
from tests.web.nation import Nation, make_nation
from tests.work_fixtures import rate_all

SECRET = "alasan rahasia asesor"
FINDING = "kelemahan yang belum diumumkan"
AGENDA = "klarifikasi cakupan"
INSIDE = (
    Role.INSTITUTION_ADMIN,
    Role.COORDINATOR,
    Role.RESPONSIBLE,
    Role.ENTRY,
    Role.TEAM_MEMBER,
    Role.UNIT_OPERATOR,
    Role.LEADER,
)
SHARED = ("desk", "rate", "findings", "meetings")
DESK = ("calibrations", "finals")
RUNNING = [state for state in State if state != State.RECORDED]


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    """The city's claim is in, an assessor has rated, written a finding and planned a meeting."""
    settings.MEDIA_ROOT = tmp_path
    made = make_nation()
    rate_all(made.work)
    assessor = made.world.person(Role.ASSESSOR)
    made.work.move(State.DOCUMENT)
    assessment = made.work.assessment
    said = {"1": Rating(Fraction(5), SECRET)}
    rate(assessment, Stage.DOCUMENT, said, actor=assessor, expected={})
    code = assessment.cycle.instrument.document["domain"][0]["aspek"][0]["kode"]
    add_finding(
        assessment, aspect=code, kind="kelemahan", text=FINDING, numbers=["1"], actor=assessor
    )
    start = clock.now() + timedelta(days=1)
    plan = Plan("interviu", start, start + timedelta(hours=1), agenda=AGENDA, numbers=["1"])
    plan_meeting(assessment, plan, actor=assessor)
    return made


def client_of(nation: Nation, who: str) -> Client:
    client = Client()
    client.force_login(nation.world.people[who])
    return client


def address(nation: Nation, page: str) -> str:
    arguments: list[object] = [nation.work.assessment.pk]
    return reverse(f"external:{page}", args=[*arguments, "1"] if page == "rate" else arguments)


@pytest.mark.parametrize("state", RUNNING)
def test_pages_by_role_and_state(nation: Nation, state: State) -> None:
    nation.work.move(state)
    wrong = []
    for who in nation.world.people:
        client = client_of(nation, who)
        for page in (*SHARED, *DESK):
            status = client.get(address(nation, page)).status_code
            expected = expectation(who, page, state)
            if status != expected:
                wrong.append(f"{who} {page}: {status}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def expectation(who: str, page: str, state: State) -> int:
    if who == Role.SYSTEM_ADMIN:
        return 200
    if who == Role.ASSESSOR:
        return 200 if state in FROZEN else 404
    if who in {STRANGER, Role.READER}:
        return 404
    return 403 if page in DESK else 200


@pytest.mark.parametrize(
    ("state", "values", "findings"),
    [
        (State.DOCUMENT, False, False),
        (State.INTERVIEW, False, False),
        (State.VISIT, False, False),
        (State.CONSOLIDATION, True, False),
        (State.FINAL, True, True),
        (State.REPORTED, True, True),
    ],
)
def test_what_the_institution_reads_when(
    nation: Nation, state: State, values: bool, findings: bool
) -> None:
    nation.work.move(state)
    result = reverse("assessments:result", args=[nation.world.city.slug, 2025])
    history = reverse("assessments:indicator", args=[nation.world.city.slug, 2025, "1"])
    export = reverse("external:desk_export", args=[nation.work.assessment.pk, "csv"])
    for who in INSIDE:
        client = client_of(nation, who)
        shown = b"".join(
            b"".join(client.get(page).streaming_content)
            if client.get(page).streaming
            else client.get(page).content
            for page in (address(nation, "rate"), address(nation, "desk"), export, history)
        )
        assert (SECRET.encode() in shown) == values, who
        tabs = client.get(result).content.decode()
        assert ("tahap=dokumen" in tabs) == values, who
        assert (FINDING in client.get(address(nation, "findings")).content.decode()) == findings
        assert AGENDA in client.get(address(nation, "meetings")).content.decode()
    trail = client_of(nation, Role.COORDINATOR).get(reverse("people:trail")).content.decode()
    assert FINDING not in trail
    assert SECRET not in trail


@pytest.mark.parametrize("state", [State.DOCUMENT, State.CONSOLIDATION, State.FINAL])
def test_readers_get_results_without_files_and_no_work(nation: Nation, state: State) -> None:
    nation.work.move(state)
    client = client_of(nation, Role.READER)
    for page in (*SHARED, *DESK):
        assert client.get(address(nation, page)).status_code == 404
    for page in ("assessments:result", "assessments:indicator"):
        arguments: list[object] = [nation.world.city.slug, 2025]
        text = client.get(
            reverse(page, args=[*arguments, "1"] if page.endswith("indicator") else arguments)
        ).content.decode()
        assert "Perwali 1 Tahun 2024" not in text
        assert not re.search(r"""href=["']/(bukti|dokumen|penilaian|pustaka)""", text)
        assert (SECRET in text) == (
            page.endswith("indicator") and state in {State.CONSOLIDATION, State.FINAL}
        )


def test_no_page_tells_the_others_blind_value(nation: Nation) -> None:
    world, assessment = nation.world, nation.work.assessment
    second = make_person("Asesor Kedua", None)
    Appointment.objects.create(
        user=second, role=Role.ASSESSOR, institution=world.city, valid_from=date(2020, 1, 1)
    )
    world.people["second"] = second
    first = world.person(Role.ASSESSOR)
    drawn = draw(assessment, first, second, Draw(numbers=["3"]), actor=first)
    blind = "alasan buta yang tertutup"
    rate_blind(drawn, {"3": Rating(Fraction(4), blind)}, actor=first)
    page = reverse("external:calibration", args=[assessment.pk, drawn.pk])
    export = reverse("external:calibration_export", args=[assessment.pk, drawn.pk, "csv"])
    places = (page, address(nation, "calibrations"), reverse("people:trail"))
    for who in ("second", Role.SYSTEM_ADMIN.value, Role.COORDINATOR.value):
        client = client_of(nation, who)
        for place in places:
            assert blind not in client.get(place).content.decode(), (who, place)
        assert client.get(export).status_code in {403, 404}
    trail = client_of(nation, Role.SYSTEM_ADMIN).get(reverse("people:trail"))
    assert "•••" in trail.content.decode()
    assert blind in client_of(nation, Role.ASSESSOR).get(page).content.decode()
    rate_blind(drawn, {"3": Rating(Fraction(2))}, actor=second)
    assert blind not in client_of(nation, "second").get(page).content.decode()
    reveal(drawn, actor=second)
    assert blind in client_of(nation, "second").get(page).content.decode()
    assert client_of(nation, "second").get(export).status_code == 200


def test_an_administrator_announces_a_recorded_result(nation: Nation) -> None:
    here = [nation.world.city.slug, 2022]
    result, announce = (reverse(f"assessments:{n}", args=here) for n in ("result", "announce"))
    admin = client_of(nation, Role.SYSTEM_ADMIN)
    member, stranger = client_of(nation, Role.RESPONSIBLE), client_of(nation, STRANGER)
    assert announce in admin.get(result).content.decode()
    assert announce not in member.get(result).content.decode()
    assert member.post(announce).status_code == 403
    assert stranger.post(announce).status_code == 404
    assert "Ya, umumkan" in admin.get(announce).content.decode()
    assert admin.post(announce)["Location"] == result
    text = stranger.get(result).content.decode()
    assert "tag-resmi" in text
    assert announce not in admin.get(result).content.decode()
    again = admin.post(announce, follow=True).content.decode()
    assert "tidak dapat diumumkan" in again


def test_a_running_assessment_is_not_announced_by_hand(nation: Nation) -> None:
    assessment = nation.work.move(State.FINAL)
    assert not assessment.is_published
    announce = reverse("assessments:announce", args=[nation.world.city.slug, 2025])
    said = client_of(nation, Role.SYSTEM_ADMIN).post(announce, follow=True).content.decode()
    assert "tidak dapat diumumkan" in said
    assessment.refresh_from_db()
    assert not assessment.is_published
