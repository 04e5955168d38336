"""The pages on which a filled worksheet comes back."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import ReturnState, Worksheet, WorksheetReturn
from selaras.assessments.services.answers import save_answer
from selaras.assessments.services.worksheets import hand_out
from selaras.assessments.states import State
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.reporting.worksheet.writer import content
from tests.people_fixtures import SYSTEM, World
from tests.reporting.worksheet.books import Answers, filled
from tests.work_fixtures import Work, make_work


@pytest.fixture
def work(world: World) -> Work:
    files = [path for path in instrument_files() if path.stem.upper() == "SPBE-2020"]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    return make_work(world, current("SPBE-2020"))


@pytest.fixture
def operator(world: World) -> User:
    return world.person(Role.UNIT_OPERATOR)


@pytest.fixture
def sheet(work: Work, operator: User) -> Worksheet:
    return hand_out(work.assessment, work.world.office, actor=operator)


@pytest.fixture
def client(operator: User) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


def _upload(client: Client, work: Work, *files: tuple[str, bytes], **more: str):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    address = reverse("worksheet:return", args=[work.assessment.pk])
    return client.post(address, {"berkas": sent, **more})


def _returned(client: Client, work: Work, sheet: Worksheet, answers: Answers) -> str:
    """The address of the preview of a worksheet with these answers."""
    answer = _upload(client, work, ("lembar.xlsx", filled(content(sheet), answers)))
    assert answer.status_code == 302
    return str(answer["Location"])


def _sent(page: str, **more: str) -> dict[str, str]:
    return {**dict(re.findall(r'name="(versi|lihat)" value="([^"]*)"', page)), **more}


def test_from_a_file_to_the_report(client, work, sheet):
    address = _returned(client, work, sheet, {("2", "klaim"): 3, ("3", "fakta"): "Baru."})
    page = client.get(address).content.decode()
    assert "Terapkan 2 isian" in page
    assert work.answer("2").claim is None
    done = client.post(address, _sent(page, aksi="terapkan"), follow=True).content.decode()
    assert "2 isian pada 2 indikator ditulis" in done
    assert reverse("workspace:indicator", args=[work.assessment.pk, "3"]) in done
    assert work.answer("2").claimed == 3
    listed = client.get(reverse("worksheet:return", args=[work.assessment.pk])).content.decode()
    assert "lembar.xlsx" in listed


def test_many_files_at_once_and_each_fault_is_named(client, work, sheet):
    good = filled(content(sheet), {("2", "klaim"): 3})
    answer = _upload(client, work, ("baik.xlsx", good), ("foto.xlsx", b"\x89PNG...."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "foto.xlsx" in page
    assert WorksheetReturn.objects.count() == 1
    assert reverse("worksheet:returned", args=[work.assessment.pk, 1])[:-2] in page


def test_a_problem_says_its_cell_and_what_to_write(client, work, sheet):
    page = client.get(_returned(client, work, sheet, {("2", "klaim"): "4,7"})).content.decode()
    assert re.search(r"A\d [^<]*!C\d+", page)
    assert "“4,7” bukan tingkat 1–5; isi 1, 2, 3, 4, atau 5." in page
    address = str(
        reverse("worksheet:returned", args=[work.assessment.pk, WorksheetReturn.objects.get().pk])
    )
    done = client.post(address, _sent(page, aksi="terapkan"), follow=True).content.decode()
    assert "“4,7” bukan tingkat" in done
    assert "isian lain boleh diterapkan" not in done


def test_conflicts_are_chosen_all_at_once_or_one_by_one(client, work, sheet, world):
    typed = {("2", "fakta"): "Berkas dua.", ("3", "fakta"): "Berkas tiga."}
    address = _returned(client, work, sheet, typed)
    member = world.person(Role.TEAM_MEMBER)
    for number, seen in (("2", 1), ("3", 0)):
        save_answer(work.assessment, number, actor=member, seen=seen, fact=f"Tim {number}.")
    page = client.get(address).content.decode()
    assert member.name in page
    assert page.count('value="selaras" checked') == 2
    client.post(address, _sent(page, aksi="semua-berkas"))
    page = client.get(address).content.decode()
    assert page.count('value="berkas" checked') == 2
    chosen = {"pilih-2/fakta": "selaras", "pilih-3/fakta": "berkas"}
    client.post(address, _sent(page, aksi="terapkan", **chosen))
    assert (work.answer("2").fact, work.answer("3").fact) == ("Tim 2.", "Berkas tiga.")


def test_a_change_meanwhile_shows_the_preview_again_with_what_was_chosen(
    client, work, sheet, world
):
    address = _returned(client, work, sheet, {("2", "fakta"): "Berkas."})
    page = client.get(address).content.decode()
    save_answer(work.assessment, "2", actor=world.person(Role.TEAM_MEMBER), seen=1, fact="Tim.")
    chosen = {"pilih-2/fakta": "berkas"}
    answer = client.post(address, _sent(page, aksi="terapkan", **chosen))
    again = answer.content.decode()
    assert answer.status_code == 409
    assert work.answer("2").fact == "Tim."
    assert 'value="berkas" checked' in again
    client.post(address, _sent(again, aksi="terapkan", **chosen))
    assert work.answer("2").fact == "Berkas."


def test_cancelling_leaves_everything(client, work, sheet):
    address = _returned(client, work, sheet, {("2", "fakta"): "Berkas."})
    page = client.get(address).content.decode()
    client.post(address, _sent(page, aksi="batal"))
    assert WorksheetReturn.objects.get().state == ReturnState.CANCELLED
    assert "dibatalkan" in client.get(address).content.decode()
    assert work.answer("2").fact == "Masih disusun."


def test_an_assessment_that_has_moved_on_takes_nothing_and_says_why(client, work, sheet):
    address = _returned(client, work, sheet, {("2", "fakta"): "Berkas."})
    work.move(State.APPROVED)
    page = client.get(address).content.decode()
    assert "Tidak ada yang dapat ditulis" in page
    assert client.post(address, _sent(page, aksi="terapkan")).status_code == 422
    assert _upload(client, work, ("a.xlsx", content(sheet))).status_code == 422
    assert work.answer("2").fact == "Masih disusun."


def test_without_a_file_the_form_says_so(client, work):
    assert _upload(client, work).status_code == 422


def test_a_file_without_its_code_is_known_by_the_one_that_is_chosen(client, work, sheet):
    lines = b"No;Uraian;Isian;Keterangan\n2;Fakta;Dari CSV.;\n2;Klaim unit;3;\n"
    answer = _upload(client, work, ("a.csv", lines))
    assert "Kode lembar tidak ada" in answer.content.decode()
    answer = _upload(client, work, ("a.csv", lines), lembar=sheet.code)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Dari CSV." in page
    assert "isian tidak ada lagi di berkas" in page


def test_whose_return_it_is_not_does_not_find_it(work, sheet, operator, world, client):
    address = _returned(client, work, sheet, {("2", "fakta"): "Berkas."})
    for visitor, status in ((world.stranger, 404), (world.person(Role.LEADER), 403)):
        other = Client()
        other.force_login(visitor)
        assert other.get(address).status_code == status
        assert other.post(address, {"aksi": "terapkan"}).status_code == status
