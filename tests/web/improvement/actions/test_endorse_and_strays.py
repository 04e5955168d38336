"""Signing parts off on paper-like pages, and choosing who carries ended units' work on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from selaras.foundation import clock
from selaras.improvement.models import Action, ActionUnit, Endorsement
from selaras.improvement.queries.endorsements import part_of
from selaras.people.models import Succession, Unit
from selaras.people.roles import Role
from tests.people_fixtures import START
from tests.web.nation import Nation, make_nation

HTTP_CONFLICT, HTTP_INVALID = 409, 422


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def browser(nation: Nation, role: Role) -> Client:
    client = Client()
    client.force_login(nation.world.people[role.value])
    return client


def at(nation: Nation, unit: Unit | None = None) -> str:
    args = [nation.world.city.slug, nation.follow_up.plan.pk]
    if unit is None:
        return reverse("plans:endorse", args=args)
    return reverse("plans:endorse_part", args=[*args, unit.pk])


def sign(nation: Nation, **facts: str) -> int:
    office = nation.world.office
    given = {
        "lakukan": "sahkan",
        "seen": part_of(nation.follow_up.plan, office).fingerprint,
        "name": "Kepala Dinas",
        "title": "Kepala Dinas Kominfo",
    }
    return browser(nation, Role.LEADER).post(at(nation, office), given | facts).status_code


def ended(nation: Nation, *names: str) -> list[Unit]:
    """The office ends today; units of these names carry it on."""
    office, today = nation.world.office, clock.today()
    Unit.objects.filter(pk=office.pk).update(valid_to=today)
    made = [
        Unit.objects.create(institution=nation.world.city, name=name, valid_from=START)
        for name in names
    ]
    Succession.objects.bulk_create(Succession(predecessor=office, successor=u) for u in made)
    return made


def lead_of(nation: Nation) -> ActionUnit:
    return ActionUnit.objects.get(action=nation.follow_up.action, is_lead=True)


def test_the_head_reads_the_part_and_signs_it(nation: Nation):
    office = nation.world.office
    page = browser(nation, Role.LEADER).get(at(nation, office)).content.decode()
    assert "Menetapkan peraturan arsitektur" in page
    assert "Sahkan" in page
    assert sign(nation) == 302
    page = browser(nation, Role.ENTRY).get(at(nation)).content.decode()
    assert "Kepala Dinas Kominfo" in page
    assert "1 dari 2 unit" in page
    assert "Baca dan sahkan" not in page
    assert sign(nation) == HTTP_INVALID, "it is signed and did not change"


def test_a_signature_without_a_name_keeps_what_was_typed(nation: Nation):
    office = nation.world.office
    given = {"seen": part_of(nation.follow_up.plan, office).fingerprint, "title": "Plt. Kepala"}
    answer = browser(nation, Role.LEADER).post(at(nation, office), given)
    assert answer.status_code == HTTP_INVALID
    assert 'value="Plt. Kepala"' in answer.content.decode()


def test_a_part_that_changed_while_it_was_read_is_shown_anew(nation: Nation):
    assert sign(nation, seen="0" * 64) == HTTP_CONFLICT
    assert not Endorsement.objects.exists()


def test_a_later_change_shows_both_contents(nation: Nation):
    assert sign(nation) == 302
    Action.objects.filter(pk=nation.follow_up.action.pk).update(title="Menetapkan perwali")
    page = browser(nation, Role.READER)
    assert page.get(at(nation)).status_code == 404
    page = browser(nation, Role.ENTRY).get(at(nation, nation.world.office)).content.decode()
    assert "Bagian ini bukan lagi yang disahkan" in page
    assert "Isi saat disahkan" in page
    assert "Menetapkan peraturan arsitektur" in page
    assert "Menetapkan perwali" in page


def test_a_signature_is_revoked_with_a_reason(nation: Nation):
    sign(nation)
    client, place = browser(nation, Role.LEADER), at(nation, nation.world.office)
    assert client.post(place, {"lakukan": "cabut"}).status_code == HTTP_INVALID
    assert client.post(place, {"lakukan": "cabut", "reason": "Salah unit"}).status_code == 302
    assert "Salah unit" in client.get(at(nation)).content.decode()
    assert client.post(place, {"lakukan": "cabut", "reason": "x"}).status_code == HTTP_CONFLICT


def test_a_unit_without_part_or_of_elsewhere_has_no_page(nation: Nation):
    client = browser(nation, Role.LEADER)
    idle = Unit.objects.create(institution=nation.world.city, name="Umum", valid_from=START)
    for unit in (idle, nation.world.other_office):
        assert client.get(at(nation, unit)).status_code == 404


def test_what_has_one_successor_moves_at_a_click(nation: Nation):
    (heir,) = ended(nation, "Dinas Digital")
    place = reverse("plans:strays", args=[nation.world.city.slug])
    client = browser(nation, Role.ENTRY)
    page = client.get(place).content.decode()
    assert "Dinas Kominfo → Dinas Digital" in page
    assert "Pindahkan sekarang" not in browser(nation, Role.LEADER).get(place).content.decode()
    assert client.post(place, {"lakukan": "ikuti"}).status_code == 302
    assert lead_of(nation).unit == heir
    assert "Tidak ada pekerjaan yang tertinggal" in client.get(place).content.decode()


def test_after_a_split_a_person_chooses_for_all_and_for_some(nation: Nation):
    one, two = ended(nation, "Dinas A", "Dinas B")
    place = reverse("plans:strays", args=[nation.world.city.slug])
    client, office, action = (
        browser(nation, Role.ENTRY),
        nation.world.office,
        nation.follow_up.action,
    )
    assert client.post(place, {}).status_code == HTTP_INVALID
    foreign = {f"aksi-{action.pk}-{office.pk}": nation.world.other_office.pk}
    answer = client.post(place, foreign)
    assert answer.status_code == HTTP_INVALID
    assert "Pilih unit instansi ini" in answer.content.decode()
    sent = {f"semua-{office.pk}": one.pk, f"aksi-{action.pk}-{office.pk}": two.pk}
    assert client.post(place, sent).status_code == 302
    assert lead_of(nation).unit == two
    owing = nation.follow_up.recommendation.unit_rows.get()
    assert (owing.unit, owing.predecessor) == (one, office)


def test_a_target_in_the_words_of_the_source_is_shown_as_it_stands(nation: Nation):
    """Words that look like a day of no calendar are words."""
    actions = Action.objects.filter(pk=nation.follow_up.action.pk)
    actions.update(target_on=None, target_label="2025-02-30")
    page = browser(nation, Role.LEADER).get(at(nation, nation.world.office))
    assert page.status_code == 200
    assert "2025-02-30" in page.content.decode()
