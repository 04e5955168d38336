"""The board, its timeline, the status of a unit, and their files."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from selaras.foundation import clock
from selaras.improvement.models import (
    ActionStep,
    ActionUnit,
    Blocker,
    Endorsement,
    RequiredEvidence,
)
from selaras.people.roles import Role
from tests.improvement_fixtures import make_action

pytestmark = pytest.mark.django_db
SLUG = "kota-contoh"


@pytest.fixture
def page(signed_in):
    """Opens an address of monitoring as the person of a role; its text."""

    def opened(name, query="", role=Role.ENTRY, **kwargs):
        response = signed_in(role).get(reverse(f"monev:{name}", args=[SLUG], **kwargs) + query)
        assert response.status_code == 200
        return response.content.decode()

    return opened


@pytest.fixture
def late(nation):
    """The first action's target day has passed by five days, and a blocker holds it up."""
    action = nation.follow_up.action
    action.target_on = clock.today() - timedelta(days=5)
    action.starts_on = None
    action.save(update_fields=["target_on", "starts_on"])
    Blocker.objects.create(
        action=action, text="Rancangan belum dibahas", raised_at=clock.now() - timedelta(days=3)
    )
    return action


def test_the_board_sums_up_by_unit_and_leads_to_the_actions(page, nation, late):
    text = page("board")
    assert "Dinas Kominfo" in text
    assert "Bidang Aplikasi" in text
    unit = nation.world.office.pk
    assert f"/monev/{SLUG}/unit/{unit}/" in text
    grid = f"/rencana-aksi/{SLUG}/{nation.follow_up.plan.pk}/"
    assert f"{grid}?pj={unit}&amp;status=terlambat" in text
    assert "5 hari" in text
    assert "Rancangan belum dibahas" in text


@pytest.mark.parametrize(
    ("view", "word"), [("aspek", "Kebijakan Internal"), ("triwulan", "Triwulan IV 2025")]
)
def test_it_sums_up_by_aspect_and_by_quarter(page, view, word):
    assert word in page("board", f"?lihat={view}")


def test_a_year_narrows_it(page, nation):
    nation.follow_up.actions[1].target_on = nation.follow_up.actions[1].target_on.replace(year=2026)
    nation.follow_up.actions[1].save(update_fields=["target_on"])
    assert "Bidang Aplikasi" not in page("board", "?tahun=2025")
    assert "Bidang Aplikasi" in page("board", "?tahun=2026")
    assert "Belum ada aksi di sini" not in page("board", "?tahun=1999"), "no year of the plan"


@pytest.mark.parametrize("view", ["unit", "aspek", "triwulan"])
def test_the_file_holds_exactly_the_board(signed_in, nation, view):
    response = signed_in(Role.ENTRY).get(
        reverse("monev:board_export", args=[SLUG, "csv"]) + f"?lihat={view}"
    )
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines[-1].split(";")) == len(lines[0].split(";"))
    assert lines[-1].startswith("Seluruhnya;2;")
    assert "50000000" in lines[-1]


def test_the_timeline_draws_actions_and_stages_and_says_the_same_in_a_table(page):
    text = page("timeline")
    assert text.count('class="timeline-work"') == 2
    assert text.count('class="timeline-part"') == 2
    assert "Menyusun rancangan" in text
    assert text.count("1 Jan 2025") >= 2
    assert page("timeline", "?tahapan=tidak").count('class="timeline-part"') == 0


def test_the_status_of_a_unit_says_what_it_owes_and_what_it_moves(signed_in, nation, late):
    address = reverse("monev:unit", args=[SLUG, nation.world.office.pk])
    text = signed_in(Role.UNIT_OPERATOR).get(address).content.decode()
    assert "Menetapkan peraturan arsitektur" in text
    assert "Peraturan wali kota" in text, "evidence that is missing"
    assert "Kebijakan manajemen data" in text, "an unanswered recommendation"
    assert "Rancangan belum dibahas" in text
    assert "2 → 3" in text
    assert "belum disahkan" in text


@pytest.mark.parametrize(
    ("state", "reason"),
    [("draf", "Rencana ini masih draf."), ("ditutup", "Rencana ini sudah ditutup.")],
)
def test_a_plan_that_does_not_run_says_why_it_moves_nothing(signed_in, nation, state, reason):
    plan = nation.follow_up.plan
    type(plan).objects.filter(pk=plan.pk).update(state=state)
    RequiredEvidence.objects.all().delete()
    client, places = signed_in(Role.LEADER), [SLUG, nation.world.office.pk]
    query = f"?rencana={plan.pk}"
    text = client.get(reverse("monev:unit", args=places) + query).content.decode()
    paper = pypdfium2.PdfDocument(
        io.BytesIO(client.get(reverse("monev:unit_pdf", args=places) + query).content)
    )
    for said in (text, " ".join(paper[0].get_textpage().get_text_bounded().split())):
        assert reason in said
        assert "belum menaikkan tingkat" not in said
        assert "belum meminta bukti apa pun" in said


def test_a_unit_of_another_institution_is_not_there(signed_in, nation):
    address = reverse("monev:unit", args=[SLUG, nation.world.other_office.pk])
    assert signed_in(Role.ENTRY).get(address).status_code == 404


def test_the_status_fits_one_page_of_paper(signed_in, nation, late):
    for place in range(6):
        made = make_action(
            nation.follow_up.plan,
            place + 3,
            f"Menyelenggarakan layanan {place}",
            nation.world.office,
        )
        for step in range(3):
            ActionStep.objects.create(action=made, position=step, title=f"Tahap {step}")
        RequiredEvidence.objects.create(action=made, text=f"Laporan {place}")
    address = reverse("monev:unit_pdf", args=[SLUG, nation.world.office.pk])
    response = signed_in(Role.LEADER).get(address)
    assert response["Content-Type"] == "application/pdf"
    paper = pypdfium2.PdfDocument(io.BytesIO(response.content))
    assert len(paper) == 1
    text = paper[0].get_textpage().get_text_bounded()
    assert "Dinas Kominfo" in text
    assert "Halaman 1 dari 1" in text
    assert "terlambat 5 hari" in text


def test_days_of_an_office_turn_at_its_midnight(page, signed_in, nation, late):
    """Half past midnight is still the day before in Greenwich."""
    office, plan = nation.world.office, nation.follow_up.plan
    night = timezone.make_aware(datetime.combine(clock.today(), time(0, 30)))
    Blocker.objects.update(raised_at=night)
    Endorsement.objects.create(plan=plan, unit=office, name="Kepala Dinas", at=night)
    board = page("board")
    assert "hari ini" in board[board.index("Rancangan belum dibahas") :][:400]
    answer = signed_in(Role.LEADER).get(reverse("monev:unit_pdf", args=[SLUG, office.pk]))
    text = pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_bounded()
    assert f"disahkan Kepala Dinas, {date_format(clock.today(), 'j F Y')}" in text


@pytest.mark.parametrize("name", ["board", "timeline"])
def test_without_a_plan_it_says_what_to_do(signed_in, nation, name):
    plan = nation.follow_up.plan
    for action in nation.follow_up.actions:
        action.delete()
    plan.delete()
    text = signed_in(Role.ENTRY).get(reverse(f"monev:{name}", args=[SLUG])).content.decode()
    assert "Susun rencana aksi" in text
    assert (
        signed_in(Role.ENTRY).get(reverse("monev:board_export", args=[SLUG, "csv"])).status_code
        == 404
    )


@pytest.mark.parametrize("name", ["board", "timeline", "unit"])
def test_queries_do_not_grow_with_the_actions(signed_in, nation, name):
    args = [SLUG, nation.world.office.pk] if name == "unit" else [SLUG]
    address, client = reverse(f"monev:{name}", args=args), signed_in(Role.ENTRY)
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = asked()
    for place in range(100):
        made = make_action(nation.follow_up.plan, place + 3, f"Aksi {place}", nation.world.office)
        ActionStep.objects.create(action=made, position=1, title="Tahap")
        RequiredEvidence.objects.create(action=made, text="Laporan")
        Blocker.objects.create(action=made, text="Kendala", raised_at=clock.now())
    assert asked() == few <= 15


@pytest.mark.parametrize("view", ["unit", "aspek", "triwulan"])
@pytest.mark.parametrize("year", ["", "2025", "2026"])
def test_every_count_leads_to_as_many_actions(signed_in, nation, view, year):
    """The board and the grid agree, whatever is asked for."""
    second = nation.follow_up.actions[1]
    second.target_on = second.target_on.replace(year=2026)
    second.save(update_fields=["target_on"])
    ActionUnit.objects.create(action=second, unit=nation.world.office, position=1)
    make_action(nation.follow_up.plan, 3, "Tanpa unit dan tanggal", None, target_on=None)
    client = signed_in(Role.ENTRY)
    response = client.get(
        reverse("monev:board", args=[SLUG]), {"lihat": view, **({"tahun": year} if year else {})}
    )
    cells = [
        cell
        for row in (*response.context["rows"], response.context["whole"])
        for cell in row.cells
        if cell.count
    ]
    assert cells
    for cell in cells:
        grid = client.get(cell.url).context["grid"]
        assert len(grid.shown) == cell.count, cell.url
