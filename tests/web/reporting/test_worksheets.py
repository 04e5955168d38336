"""The pages of worksheets as people use them: make, take along, find again."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import Answer, UnitAssignment, Worksheet
from selaras.assessments.services.worksheets import hand_out
from selaras.assessments.states import State
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.reporting.worksheet.layout import MAP_SHEET, identity_in
from tests.office import sheets_of
from tests.people_fixtures import SYSTEM
from tests.web.nation import Nation, make_nation


@pytest.fixture
def nation(db: None) -> Nation:
    return make_nation()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(nation: Nation, name: str = "list", **parts: str) -> str:
    return reverse(f"worksheet:{name}", kwargs={"pk": nation.work.assessment.pk, **parts})


def test_a_worksheet_is_made_and_taken_along(nation: Nation) -> None:
    client = signed_in(nation.world.person(Role.ENTRY))
    office = nation.world.office
    answer = client.post(address(nation, "make"), {"unit": office.pk}, follow=True)
    row = Worksheet.objects.get()
    assert row.unit == office
    assert f"Lembar {row.code} siap diunduh." in answer.content.decode()
    file = client.get(address(nation, "download", code=row.code))
    assert f'filename="{row.code}-dinas-kominfo.xlsx"' in file["Content-Disposition"]
    identity = identity_in(sheets_of(file.content)[MAP_SHEET])
    assert identity is not None
    assert identity.code == row.code
    Answer.objects.update(fact="Kemudian.")
    assert client.get(address(nation, "download", code=row.code)).content == file.content


def test_all_units_come_in_one_zip_the_newest_of_each(nation: Nation) -> None:
    work = nation.work
    UnitAssignment.objects.create(
        assessment=work.assessment, indicator=work.indicator("9"), unit=nation.world.division
    )
    hand_out(work.assessment, nation.world.office, actor=SYSTEM)
    Answer.objects.filter(pk=work.answer("2").pk).update(fact="Baru.")
    client = signed_in(nation.world.person(Role.RESPONSIBLE))
    page = client.post(address(nation, "make"), {"unit": "semua"}, follow=True)
    assert "2 lembar unit siap diunduh." in page.content.decode()
    answer = client.get(address(nation, "download_all"))
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert package.testzip() is None
    newest = [Worksheet.objects.filter(unit=u).latest("pk") for u in (
        nation.world.division, nation.world.office)]  # fmt: skip
    assert package.namelist() == [
        f"{newest[0].code}-bidang-aplikasi.xlsx",
        f"{newest[1].code}-dinas-kominfo.xlsx",
    ]
    assert "Baru." in str(sheets_of(package.read(package.namelist()[1])))


def test_without_any_there_is_no_zip_but_a_word(nation: Nation) -> None:
    client = signed_in(nation.world.person(Role.RESPONSIBLE))
    page = client.get(address(nation, "download_all"), follow=True)
    assert "Belum ada lembar unit." in page.content.decode()


def test_an_operator_has_the_own_unit_only(nation: Nation) -> None:
    work, client = nation.work, signed_in(nation.world.person(Role.UNIT_OPERATOR))
    whole = hand_out(work.assessment, None, actor=SYSTEM)
    own = client.post(address(nation, "make"), {"unit": nation.world.office.pk})
    assert own.status_code == 302
    text = client.get(address(nation)).content.decode()
    assert whole.code not in text
    assert "Seluruh penilaian" not in text
    assert Worksheet.objects.get(unit=nation.world.office).code in text
    assert client.get(address(nation, "download", code=whole.code)).status_code == 404
    other = client.post(address(nation, "make"), {"unit": nation.world.division.pk})
    assert other.status_code == 403


@pytest.mark.parametrize("unit", ["x", "9" * 30, "-1", "²"])
def test_units_nobody_knows(nation: Nation, unit: str) -> None:
    client = signed_in(nation.world.person(Role.ENTRY))
    assert client.post(address(nation, "make"), {"unit": unit}).status_code == 404
    foreign = nation.world.other_office.pk
    assert client.post(address(nation, "make"), {"unit": foreign}).status_code == 404
    assert not Worksheet.objects.exists()


def test_a_unit_without_indicators_is_told_so(nation: Nation) -> None:
    client = signed_in(nation.world.person(Role.ENTRY))
    page = client.post(address(nation, "make"), {"unit": nation.world.division.pk}, follow=True)
    assert "tidak memegang indikator" in page.content.decode()


def test_after_the_claim_was_approved_files_stay_and_none_is_made(nation: Nation) -> None:
    row = hand_out(nation.work.assessment, None, actor=SYSTEM)
    nation.work.move(State.APPROVED)
    client = signed_in(nation.world.person(Role.ENTRY))
    text = client.get(address(nation)).content.decode()
    assert row.code in text
    assert address(nation, "make") not in text
    assert client.post(address(nation, "make")).status_code == 403
    assert client.get(address(nation, "download", code=row.code)).status_code == 200


def test_hub_and_grid_lead_there(nation: Nation) -> None:
    pk = nation.work.assessment.pk
    for role, leads in ((Role.ENTRY, True), (Role.UNIT_OPERATOR, True), (Role.LEADER, False)):
        client = signed_in(nation.world.person(role))
        for page in ("work:hub", "workspace:grid"):
            text = client.get(f"{reverse(page, args=[pk])}?tampilan=lengkap").content.decode()
            assert (f'href="{address(nation)}"' in text) == leads, (role, page)
