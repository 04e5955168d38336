"""The pages of webhooks."""

from __future__ import annotations

import pytest

from selaras.notifications.models import Delivery, Webhook
from selaras.people.roles import Role
from tests.people_fixtures import World

ASKED = {"name": "Dasbor kota", "url": "https://dasbor.contoh.go.id/kabar", "topics": ["hasil"]}


@pytest.fixture
def admin(world: World, client, settings):
    settings.WEBHOOK_HOSTS = ["*.contoh.go.id"]
    client.force_login(world.person(Role.INSTITUTION_ADMIN))
    return client


@pytest.fixture
def hook(world: World, admin) -> Webhook:
    admin.post("/webhook/baru/", {**ASKED, "institution": world.city.pk})
    return Webhook.objects.get()


def test_the_secret_is_shown_only_when_asked_for(hook, admin):
    place = f"/webhook/{hook.pk}/"
    assert hook.secret not in admin.get(place).content.decode()
    assert hook.secret in admin.get(place + "?rahasia=1").content.decode()


def test_a_host_that_is_not_named_keeps_what_was_typed(world, admin):
    sent = {**ASKED, "institution": world.city.pk, "url": "https://jahat.com/x"}
    page = admin.post("/webhook/baru/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Dasbor kota" in text
    assert "https://jahat.com/x" in text
    assert "*.contoh.go.id" in text
    assert not Webhook.objects.exists()


def test_nobody_makes_one_for_another_institution_or_for_all(world, admin):
    for place in (world.other_city.pk, ""):
        assert admin.post("/webhook/baru/", {**ASKED, "institution": place}).status_code == 422
    assert not Webhook.objects.exists()


def test_a_trial_is_queued_and_shown_and_a_pause_says_so(hook, admin):
    place = f"/webhook/{hook.pk}/"
    admin.post(f"{place}tindakan/coba/")
    assert Delivery.objects.get().kind == "webhook.trial"
    assert "webhook.trial" in admin.get(place).content.decode()
    admin.post(f"{place}tindakan/jeda/")
    assert "Dijeda sejak" in admin.get(place).content.decode()
    assert admin.post(f"{place}tindakan/entah/").status_code == 404
    assert admin.post(f"{place}tindakan/hapus/").url == "/webhook/"
    assert admin.get(place).status_code == 404


def test_an_older_page_does_not_overwrite(hook, admin):
    place = f"/webhook/{hook.pk}/ubah/"
    assert admin.post(place, {**ASKED, "name": "Satu", "version": 1}).status_code == 302
    page = admin.post(place, {**ASKED, "name": "Dua", "version": 1})
    assert page.status_code == 422
    assert "Dua" in page.content.decode()
    hook.refresh_from_db()
    assert hook.name == "Satu"
