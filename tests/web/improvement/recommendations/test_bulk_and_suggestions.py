"""Bulk steps with their preview, and suggestions to tick."""

from fractions import Fraction

import pytest
from django.test import Client

from selaras.assessments.models import Assessment, CycleKind, Finding, FindingKind, Stage
from selaras.assessments.services.cycles import open_assessment, open_cycle
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.improvement.models import Recommendation
from selaras.improvement.states import RecommendationState
from selaras.people.roles import Role
from tests.improvement_fixtures import FollowUp
from tests.people_fixtures import SYSTEM
from tests.web.improvement.recommendations.conftest import Browser


def bulk(follow_up: FollowUp) -> str:
    return f"/rekomendasi/{follow_up.world.city.slug}/massal/"


def ticked(follow_up: FollowUp) -> list[str]:
    return [f"{row.pk}:0" for row in follow_up.recommendations]


@pytest.fixture
def editor(browser: Browser) -> Client:
    return browser(Role.RESPONSIBLE)


def test_a_change_is_previewed_before_it_is_saved(editor: Client, follow_up: FollowUp) -> None:
    given = {"lakukan": "ubah", "pilih": ticked(follow_up)}
    assert editor.get(bulk(follow_up), given).status_code == 200
    typed = {**given, "unit_mode": "ganti", "due_on": "2026-12-31", "dari": "urut=tenggat"}
    preview = editor.post(bulk(follow_up), typed)
    assert preview.status_code == 200
    assert preview.context["changing"] == 3
    assert "31 Desember 2026" in preview.content.decode()
    assert not Recommendation.objects.exclude(due_on=None).exists()
    saved = editor.post(bulk(follow_up), {**typed, "langkah": "simpan"})
    assert saved.headers["Location"] == (f"/rekomendasi/{follow_up.world.city.slug}/?urut=tenggat")
    assert Recommendation.objects.filter(due_on="2026-12-31").count() == 3


def test_a_change_somebody_overtook_is_shown_anew(editor: Client, follow_up: FollowUp) -> None:
    second = follow_up.recommendations[1]
    Recommendation.objects.filter(pk=second.pk).update(version=3)
    typed = {"lakukan": "ubah", "pilih": ticked(follow_up), "unit_mode": "ganti", "level": "4"}
    answer = editor.post(bulk(follow_up), {**typed, "langkah": "simpan"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "baru diubah orang lain" in page
    assert f'value="{second.pk}:3"' in page
    fresh = [f"{line.pk}:{line.row.version}" for line in answer.context["lines"]]
    again = editor.post(bulk(follow_up), {**typed, "pilih": fresh, "langkah": "simpan"})
    assert again.status_code == 302


def test_an_empty_change_and_an_empty_choice_are_refused(
    editor: Client, follow_up: FollowUp
) -> None:
    empty = {"lakukan": "ubah", "pilih": ticked(follow_up), "unit_mode": "ganti"}
    assert editor.post(bulk(follow_up), empty).status_code == 422
    nobody = {"lakukan": "ubah", "unit_mode": "ganti", "note": "x", "langkah": "simpan"}
    assert editor.post(bulk(follow_up), nobody).status_code == 422
    strange = {**empty, "pilih": ["abc", "1:x", ""], "note": "x", "langkah": "simpan"}
    assert editor.post(bulk(follow_up), strange).status_code in {409, 422}
    assert not Recommendation.objects.exclude(version=0).exists()


def test_going_back_keeps_what_was_filled_in(editor: Client, follow_up: FollowUp) -> None:
    typed = {
        "lakukan": "ubah",
        "pilih": ticked(follow_up),
        "unit_mode": "ganti",
        "note": "Segera.",
        "ubah": "1",
    }
    answer = editor.post(bulk(follow_up), typed)
    assert answer.status_code == 200
    assert "Segera." in answer.content.decode()


def test_who_may_not_write_changes_nothing(browser: Browser, follow_up: FollowUp) -> None:
    for role in (Role.UNIT_OPERATOR, Role.LEADER):
        given = {"lakukan": "ubah", "pilih": ticked(follow_up), "note": "x"}
        assert browser(role).post(bulk(follow_up), given).status_code == 403


def test_a_move_names_those_it_fits_and_the_others(editor: Client, follow_up: FollowUp) -> None:
    given = {"lakukan": "kerjakan", "pilih": ticked(follow_up)}
    preview = editor.get(bulk(follow_up), given)
    assert [line.row.number for line in preview.context["fits"]] == ["2"]
    assert [line.row.number for line, _why in preview.context["left"]] == ["1", "3"]
    done = editor.post(bulk(follow_up), given, follow=True)
    assert "1 rekomendasi sudah berpindah" in done.content.decode()
    assert "terbuka" in done.content.decode()
    follow_up.recommendations[1].refresh_from_db()
    assert follow_up.recommendations[1].state == RecommendationState.WORKING


def test_a_move_that_needs_a_reason_asks_for_it(editor: Client, follow_up: FollowUp) -> None:
    Recommendation.objects.update(state=RecommendationState.EVIDENCE)
    given = {"lakukan": "kembalikan", "pilih": ticked(follow_up)}
    assert 'name="alasan"' in editor.get(bulk(follow_up), given).content.decode()
    assert editor.post(bulk(follow_up), given).status_code == 422
    assert editor.post(bulk(follow_up), {**given, "alasan": "Buram."}).status_code == 302


@pytest.fixture
def assessment(follow_up: FollowUp) -> Assessment:
    version = follow_up.instrument
    made = open_assessment(
        open_cycle(2023, CycleKind.EVALUATION, version, actor=SYSTEM),
        follow_up.world.city,
        actor=SYSTEM,
    )
    numbers = version.indicators.values_list("number", flat=True)
    record_values(made, Stage.FINAL, dict.fromkeys(numbers, Fraction(2)), actor=SYSTEM)
    Assessment.objects.filter(pk=made.pk).update(state=State.REPORTED)
    finding = Finding.objects.create(
        assessment=made,
        aspect="A1",
        kind=FindingKind.RECOMMENDATION,
        text="Tetapkan arsitektur.",
        changed_at=clock.now(),
    )
    finding.indicators.set(version.indicators.filter(number__in=["1", "2"]))
    return made


def test_findings_are_ticked_once(
    editor: Client, follow_up: FollowUp, assessment: Assessment
) -> None:
    address = f"/rekomendasi/{follow_up.world.city.slug}/usulan/"
    page = editor.get(address)
    assert "Tetapkan arsitektur." in page.content.decode()
    finding = assessment.findings.get()
    key = str(finding.pk)
    answer = editor.post(address, {"pilih": [key], "with_levels": "on", "due_on": "2024-12-31"})
    assert answer.headers["Location"].endswith("?sumber=asesor&tahun=2023")
    made = Recommendation.objects.get(finding=finding)
    assert [(t.indicator.number, t.level) for t in made.targets.all()] == [("1", 3), ("2", 3)]
    assert "sudah menjadi rekomendasi" in editor.get(address).content.decode()
    again = editor.post(address, {"pilih": [key]}, follow=True)
    assert "Tidak ada yang baru" in again.content.decode()
    assert editor.post(address, {}).status_code == 422


def test_criteria_are_ticked_below_a_target(
    editor: Client, follow_up: FollowUp, assessment: Assessment
) -> None:
    address = f"/rekomendasi/{follow_up.world.city.slug}/usulan/?dari=instrumen&di_bawah=3"
    page = editor.get(address)
    assert len(page.context["criteria"]) == 47
    answer = editor.post(address, {"pilih": ["1", "4"]})
    assert answer.headers["Location"].endswith("?sumber=instrumen&tahun=2023")
    assert Recommendation.objects.filter(source="instrumen").count() == 2
    assert editor.get(address.replace("3", "2")).context["criteria"] == []


def test_findings_not_open_yet_are_not_shown(
    editor: Client, follow_up: FollowUp, assessment: Assessment
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(state=State.CONSOLIDATION)
    page = editor.get(f"/rekomendasi/{follow_up.world.city.slug}/usulan/").content.decode()
    assert "Tetapkan arsitektur." not in page
    assert "Temuan belum terbuka" in page
    # Results that came about elsewhere have none to wait for.
    Assessment.objects.filter(pk=assessment.pk).update(state=State.RECORDED)
    page = editor.get(f"/rekomendasi/{follow_up.world.city.slug}/usulan/").content.decode()
    assert "Tidak ada temuan berjenis rekomendasi" in page


def test_without_an_assessment_it_says_so(editor: Client, follow_up: FollowUp) -> None:
    page = editor.get(f"/rekomendasi/{follow_up.world.city.slug}/usulan/").content.decode()
    assert "Belum ada penilaian" in page
