"""What the pages cost: few queries in every state, and no more for a whole nation."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selaras.assessments.models import Answer, Assessment, SignedDocument
from selaras.assessments.services.signing import sign
from selaras.assessments.states import AnswerState, State
from selaras.people.models import Category, Institution
from selaras.people.roles import Role

MOST = 15


def cost(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.fixture
def signed(work, nation) -> None:
    Answer.objects.filter(assessment=work.assessment).update(state=AnswerState.APPROVED)
    seen = work.move(State.APPROVED).version
    sign(work.assessment, actor=nation.world.person(Role.COORDINATOR), seen=seen, number="1/BA")


@pytest.mark.parametrize("state", [s for s in State if s != State.RECORDED])
def test_hub_and_signing_stay_cheap_in_every_state(signed, work, signed_in, state):
    work.move(state)
    client = signed_in(Role.RESPONSIBLE)
    for name in ("hub", "sign", "history"):
        address = reverse(f"work:{name}", args=[work.assessment.pk])
        assert cost(client, address) <= MOST, name


def test_the_other_pages_stay_cheap(signed, work, signed_in):
    client = signed_in(Role.RESPONSIBLE)
    document = SignedDocument.objects.first()
    assert document is not None
    pages = [
        reverse("work:submit", args=[work.assessment.pk]),
        reverse("work:document", args=[work.assessment.pk, document.pk]),
        f"{reverse('work:verify')}?sidik={document.fingerprint}",
        reverse("work:cycle", args=[work.assessment.cycle_id]),
        reverse("work:cycles"),
    ]
    for address in pages:
        assert cost(client, address) <= MOST, address


def test_the_list_costs_the_same_for_a_whole_nation(nation, signed_in):
    client, address = signed_in(Role.SYSTEM_ADMIN), reverse("work:list")
    before = cost(client, address)
    places = Institution.objects.bulk_create(
        [
            Institution(
                name=f"Kabupaten {n:03d}", slug=f"kabupaten-{n:03d}", category=Category.REGENCY
            )
            for n in range(640)
        ]
    )
    cycle = nation.work.assessment.cycle
    Assessment.objects.bulk_create(
        [Assessment(cycle=cycle, institution=place, state=State.FILLING) for place in places]
    )
    assert cost(client, address) == before <= MOST
    page = client.get(address).content.decode()
    assert page.count("<tr>") == 26
    assert 'rel="next"' in page
