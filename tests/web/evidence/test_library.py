"""The library page, search, export, picker."""

from __future__ import annotations

from django.urls import reverse

from selaras.evidence.models import Document
from selaras.people.roles import Role
from tests.web.evidence.conftest import Enter
from tests.web.nation import Nation


def test_the_list_names_documents_with_what_is_known(nation: Nation, enter: Enter) -> None:
    answer = enter(nation.world.person(Role.UNIT_OPERATOR)).get(reverse("evidence:library"))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Perwali 1 Tahun 2024" in text
    assert "1 kriteria" in text


def test_the_search_finds_a_document_by_title_or_number(nation: Nation, enter: Enter) -> None:
    document = nation.work.document
    Document.objects.filter(pk=document.pk).update(number="188/12/2025")
    address = reverse("evidence:document", args=[document.pk])
    operator = enter(nation.world.person(Role.UNIT_OPERATOR))
    for words in (document.title[:6].lower(), "188/12"):
        assert address in operator.get(reverse("ui:search"), {"q": words}).content.decode()
    stranger = enter(nation.world.person(Role.READER))
    found = stranger.get(reverse("ui:search"), {"q": "188/12"}).content.decode()
    assert address not in found


def test_the_search_finds_an_assessment_for_those_who_work_in_it(
    nation: Nation, enter: Enter
) -> None:
    work = nation.work.assessment
    address = reverse("work:hub", args=[work.pk])
    asked = {"q": work.institution.name}
    team = enter(nation.world.person(Role.TEAM_MEMBER))
    assert address in team.get(reverse("ui:search"), asked).content.decode()
    stranger = enter(nation.world.person(Role.READER))
    assert address not in stranger.get(reverse("ui:search"), asked).content.decode()
