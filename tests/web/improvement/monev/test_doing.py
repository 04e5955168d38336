"""Panels on the result and indicator pages, and duties on the first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.improvement.models import ActionPlan, ActionStep, ActionTarget
from selaras.improvement.states import PlanState, RecommendationState
from selaras.people.roles import Role
from selaras.pure.months import month_of

pytestmark = pytest.mark.django_db
SLUG = "kota-contoh"
PANEL = 'id="kapan"'


@pytest.fixture
def ahead(nation):
    """Both actions finish 100 days from now."""
    day = clock.today() + timedelta(days=100)
    for action in nation.follow_up.actions:
        action.target_on = day
        action.save(update_fields=["target_on"])
    return day


def opened(client, name="result", *args):
    response = client.get(reverse(f"assessments:{name}", args=[SLUG, 2022, *args]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_result_says_when_the_index_moves(signed_in, nation, ahead):
    text = opened(signed_in(Role.ENTRY))
    assert PANEL in text
    assert "2,00" in text
    assert "2,03" in text, "two indicators of 1.3 percent rise by one level"
    assert "simulasi" in text
    assert "target rencana aksi" in text or "target 3" in text


def test_nothing_is_shown_to_those_outside(signed_in, nation, ahead):
    Assessment.objects.update(is_published=True)
    for role in (Role.READER, Role.ASSESSOR):
        assert PANEL not in opened(signed_in(role))
        assert 'id="dikerjakan"' not in opened(signed_in(role), "indicator", "1")


def test_an_older_result_has_no_outlook(signed_in, nation, ahead):
    Assessment.objects.filter(cycle__year=2025).update(is_published=True)
    assert PANEL not in opened(signed_in(Role.ENTRY))


def test_without_a_running_plan_it_says_what_to_do(signed_in, nation):
    ActionPlan.objects.update(state=PlanState.DRAFT)
    assert "Belum ada rencana aksi yang berjalan" in opened(signed_in(Role.ENTRY))


def test_the_indicator_says_what_is_done_and_when_it_rises(signed_in, nation, ahead):
    text = opened(signed_in(Role.ENTRY), "indicator", "1")
    assert "Menetapkan peraturan arsitektur" in text
    assert "tingkat <b>3</b> pada" in text
    assert "target 3" in text, "the marker on the ladder"
    assert "Belum ada aksi yang berjalan" in opened(signed_in(Role.ENTRY), "indicator", "9")


def test_it_says_which_level_stops_it(signed_in, nation, ahead):
    ActionTarget.objects.filter(action=nation.follow_up.action).update(level=4)
    text = opened(signed_in(Role.ENTRY), "indicator", "1")
    assert "Target rencana 4, tetapi kriteria tingkat 3 belum ada aksinya." in text


def home(client):
    return client.get(reverse("home")).content.decode()


def test_the_first_page_names_the_stages_that_are_due(signed_in, nation):
    step = ActionStep.objects.get(title="Menetapkan")
    step.first_month = step.last_month = month_of(clock.today() - timedelta(days=40))
    step.save(update_fields=["first_month", "last_month"])
    text = home(signed_in(Role.UNIT_OPERATOR))
    assert "Selesaikan tahapan rencana aksi" in text
    assert "lewat tenggat" in text
    assert "Selesaikan tahapan rencana aksi" not in home(signed_in(Role.COORDINATOR))
    step.done_on = clock.today()
    step.save(update_fields=["done_on"])
    assert "Selesaikan tahapan rencana aksi" not in home(signed_in(Role.UNIT_OPERATOR))


@pytest.mark.parametrize(
    ("state", "role", "label"),
    [
        (RecommendationState.EVIDENCE, Role.RESPONSIBLE, "Verifikasi rekomendasi"),
        (RecommendationState.RETURNED, Role.UNIT_OPERATOR, "Perbaiki rekomendasi"),
    ],
)
def test_the_first_page_names_recommendations_that_wait(signed_in, nation, state, role, label):
    assert label not in home(signed_in(role))
    nation.follow_up.recommendation.state = state
    nation.follow_up.recommendation.save(update_fields=["state"])
    text = home(signed_in(role))
    assert label in text
    assert f"/rekomendasi/{SLUG}/?keadaan={state}" in text
    assert label not in home(signed_in(Role.LEADER))
