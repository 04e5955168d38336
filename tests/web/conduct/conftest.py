"""The city's assessment with every indicator rated, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from selaras.assessments.models import Answer
from selaras.assessments.states import AnswerState
from selaras.people.models import User
from tests.web.nation import Nation, make_nation
from tests.work_fixtures import Work, rate_all


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.fixture
def work(nation) -> Work:
    rate_all(nation.work)
    answers = Answer.objects.filter(assessment=nation.work.assessment)
    answers.exclude(indicator__number="7").update(state=AnswerState.APPROVED)
    return nation.work


@pytest.fixture
def signed_in(nation) -> Callable[[str], Client]:
    """A browser in which the person of that role is signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=nation.world.people[str(role)].pk))
        return client

    return sign_in
