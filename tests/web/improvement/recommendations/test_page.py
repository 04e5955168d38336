"""The page of one recommendation, its moves, and the forms."""

from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from selaras.assessments.models import CycleKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.foundation import clock
from selaras.improvement.models import Recommendation, RecommendationUnit, RequiredEvidence
from selaras.improvement.services.recommendations import facts_of
from selaras.improvement.states import RecommendationState
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.web.improvement.recommendations.conftest import Browser
from tests.work_fixtures import make_document


def at(follow_up: FollowUp, row: Recommendation | None = None) -> str:
    pk = (row or follow_up.recommendation).pk
    return f"/rekomendasi/{follow_up.world.city.slug}/{pk}/"


def put(row: Recommendation, state: str) -> None:
    Recommendation.objects.filter(pk=row.pk).update(state=state)


@pytest.fixture
def editor(browser: Browser) -> Client:
    return browser(Role.RESPONSIBLE)


def test_it_says_what_the_level_would_do(editor: Client, follow_up: FollowUp) -> None:
    assessment = open_assessment(
        open_cycle(2023, CycleKind.MONITORING, follow_up.instrument, actor=SYSTEM),
        follow_up.world.city,
        actor=SYSTEM,
    )
    numbers = follow_up.instrument.indicators.values_list("number", flat=True)
    record_values(assessment, Stage.FINAL, dict.fromkeys(numbers, Fraction(2)), actor=SYSTEM)
    page = editor.get(at(follow_up))
    [aim] = page.context["view"].aims
    assert (aim.value, aim.line.level) == (Fraction(2), 3)
    weight = next(i.weight for i in page.context["view"].instrument.indicators() if i.number == "1")
    assert aim.outcome.effect == weight / 100
    assert "simulasi" in page.content.decode()
    assert "Menetapkan peraturan arsitektur" in page.content.decode()


def test_without_a_result_nothing_is_simulated(editor: Client, follow_up: FollowUp) -> None:
    page = editor.get(at(follow_up))
    assert page.context["view"].standing is None
    assert "tag-simulasi" not in page.content.decode()


def test_guards_are_told_before_the_click(editor: Client, follow_up: FollowUp) -> None:
    page = editor.get(at(follow_up)).content.decode()
    assert "Pasang dulu sedikitnya satu data dukung" in page
    assert 'value="ajukan_bukti"' not in page


def test_a_move_by_its_button(editor: Client, follow_up: FollowUp) -> None:
    RequiredEvidence.objects.filter(action=follow_up.action, position=1).update(
        document=make_document(follow_up.world)
    )
    assert 'value="ajukan_bukti"' in editor.get(at(follow_up)).content.decode()
    answer = editor.post(at(follow_up), {"langkah": "ajukan_bukti", "version": "0"})
    assert answer.status_code == 302
    follow_up.recommendation.refresh_from_db()
    assert follow_up.recommendation.state == RecommendationState.EVIDENCE


def test_who_moves_second_gets_the_newest(
    editor: Client, browser: Browser, follow_up: FollowUp
) -> None:
    put(follow_up.recommendation, RecommendationState.EVIDENCE)
    browser(Role.TEAM_MEMBER).post(at(follow_up), {"langkah": "verifikasi", "version": "0"})
    answer = editor.post(
        at(follow_up), {"langkah": "kembalikan", "alasan": "Belum jelas.", "version": "0"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "baru saja diubah orang lain" in page
    assert "Belum jelas." in page
    assert "Diverifikasi" in page
    assert 'name="version" value="1"' in page


def test_a_refused_move_is_said_and_changes_nothing(editor: Client, follow_up: FollowUp) -> None:
    for sent in (
        {"langkah": "verifikasi", "version": "0"},
        {"langkah": "ajukan_bukti", "version": "0"},
        {"langkah": "loncat", "version": "0"},
        {"langkah": "tarik", "version": "0"},
    ):
        assert editor.post(at(follow_up), sent).status_code == 422, sent
    follow_up.recommendation.refresh_from_db()
    assert follow_up.recommendation.version == 0


def test_moves_of_others_are_denied(browser: Browser, follow_up: FollowUp) -> None:
    put(follow_up.recommendation, RecommendationState.EVIDENCE)
    for role in (Role.UNIT_OPERATOR, Role.LEADER, Role.ENTRY):
        answer = browser(role).post(at(follow_up), {"langkah": "verifikasi", "version": "0"})
        assert answer.status_code == 403, role
    stranger = Client()
    stranger.force_login(follow_up.world.stranger)
    assert stranger.post(at(follow_up), {"langkah": "verifikasi"}).status_code == 404


def test_another_institutions_is_not_found_here(browser: Browser, follow_up: FollowUp) -> None:
    Recommendation.objects.filter(pk=follow_up.recommendation.pk).update(
        institution=follow_up.world.other_city
    )
    client = browser(Role.SYSTEM_ADMIN)
    assert client.get(at(follow_up)).status_code == 404
    assert client.post(at(follow_up), {"langkah": "kerjakan"}).status_code == 404
    assert client.get(f"{at(follow_up)}ubah/").status_code == 404


def test_withdrawing_keeps_it_readable(editor: Client, follow_up: FollowUp) -> None:
    answer = editor.post(
        at(follow_up), {"langkah": "tarik", "alasan": "Tercatat dua kali.", "version": "0"}
    )
    assert answer.status_code == 302
    page = editor.get(at(follow_up)).content.decode()
    assert "sudah ditarik" in page
    assert "Tercatat dua kali." in page
    assert "Ubah</a>" not in page
    assert editor.get(f"{at(follow_up)}ubah/").status_code == 302
    assert editor.post(at(follow_up), {"langkah": "kerjakan", "version": "1"}).status_code == 422


def test_former_names_stay_in_sight(editor: Client, follow_up: FollowUp) -> None:
    world = follow_up.world
    RecommendationUnit.objects.filter(recommendation=follow_up.recommendation).update(
        unit=world.division, predecessor=world.office
    )
    assert "semula Dinas Kominfo" in editor.get(at(follow_up)).content.decode()


def sent(follow_up: FollowUp, **changes: object) -> dict[str, object]:
    return {
        "version": "0",
        "text": "Menetapkan kebijakan pusat data.",
        "source": "internal",
        "year": "2024",
        "indikator": ["5", "7", ""],
        "tingkat": ["3", "", ""],
        "lead": str(follow_up.world.office.pk),
        "units": [str(follow_up.world.division.pk)],
        "due_on": "2025-12-31",
        "stated_final": "2,49",
        **changes,
    }


def test_a_new_one_by_its_form(editor: Client, follow_up: FollowUp) -> None:
    address = f"/rekomendasi/{follow_up.world.city.slug}/tambah/"
    assert editor.get(address).status_code == 200
    answer = editor.post(address, sent(follow_up))
    made = Recommendation.objects.latest("pk")
    assert answer.headers["Location"] == at(follow_up, made)
    facts = facts_of(made)
    assert facts.targets == (("5", 3), ("7", None))
    assert facts.units == (follow_up.world.office.pk, follow_up.world.division.pk)
    assert (facts.due_on, facts.stated_final) == (date(2025, 12, 31), Fraction("2.49"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"year": "1999"},
        {"indikator": ["99"], "tingkat": ["3"]},
        {"indikator": [""], "tingkat": ["3"]},
        {"indikator": ["5"], "tingkat": ["9"]},
        {"lead": "0"},
        {"stated_final": "banyak"},
        {"due_on": "besok"},
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    editor: Client, follow_up: FollowUp, wrong: dict[str, object]
) -> None:
    address = f"/rekomendasi/{follow_up.world.city.slug}/tambah/"
    answer = editor.post(address, sent(follow_up, note="Jangan hilang.", **wrong))
    assert answer.status_code == 422
    assert "Jangan hilang." in answer.content.decode()
    assert Recommendation.objects.count() == 3


def test_more_rows_are_no_fault(editor: Client, follow_up: FollowUp) -> None:
    address = f"/rekomendasi/{follow_up.world.city.slug}/tambah/"
    answer = editor.post(address, sent(follow_up, baris="1", text=""))
    assert answer.status_code == 200
    assert "Ada yang perlu diperbaiki" not in answer.content.decode()
    assert len(answer.context["form"].target_rows) == 6
    assert Recommendation.objects.count() == 3


def test_two_who_change_see_each_other(editor: Client, follow_up: FollowUp) -> None:
    address = f"{at(follow_up)}ubah/"
    assert editor.post(address, sent(follow_up, text="Kata pertama.")).status_code == 302
    late = editor.post(address, sent(follow_up, text="Kata kedua."))
    assert late.status_code == 409
    page = late.content.decode()
    assert "Kata pertama." in page
    assert "Kata kedua." in page
    again = editor.post(address, sent(follow_up, text="Kata kedua.", version="1"))
    assert again.status_code == 302
    follow_up.recommendation.refresh_from_db()
    assert follow_up.recommendation.text == "Kata kedua."


def test_a_unit_that_ended_is_offered_only_where_it_stands(
    editor: Client, follow_up: FollowUp
) -> None:
    Unit.objects.filter(pk=follow_up.world.office.pk).update(valid_to=date(2024, 1, 1))
    change = editor.get(f"{at(follow_up)}ubah/").content.decode()
    assert "Dinas Kominfo (berakhir)" in change
    add = editor.get(f"/rekomendasi/{follow_up.world.city.slug}/tambah/").content.decode()
    assert "Dinas Kominfo (berakhir)" not in add


def test_nothing_is_lost_by_saving_the_form_as_it_came(editor: Client, follow_up: FollowUp) -> None:
    row = follow_up.recommendation
    Recommendation.objects.filter(pk=row.pk).update(
        units_label="DKIS", indicator_label="Kebijakan", stated_self=24_900, added_at=clock.now()
    )
    row.refresh_from_db()
    before = facts_of(row)
    form = editor.get(f"{at(follow_up)}ubah/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    data["indikator"], data["tingkat"] = map(list, zip(*form.target_rows, strict=True))
    assert editor.post(f"{at(follow_up)}ubah/", data).status_code == 302
    row.refresh_from_db()
    assert (facts_of(row), row.version) == (before, 0)
