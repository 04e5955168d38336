from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from selaras.foundation.access import DeniedError, System
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import AccessToken, TokenScope
from selaras.people.queries.tokens import holder_of, tokens_of
from selaras.people.roles import Role
from selaras.people.services.tokens import MOST, issue_token, note_use, revoke_token
from tests.people_fixtures import World

READ = [TokenScope.READ.value]


def test_a_secret_is_told_once_and_only_its_digest_is_kept(world: World) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    token, secret = issue_token(person, "  Portal   kota ", ["jawaban", "baca"], 30, actor=person)
    assert secret.startswith("slr_")
    assert len(secret) == 47
    assert (token.name, token.scopes) == ("Portal kota", ["baca", "jawaban"])
    assert token.expires_at - token.issued_at == timedelta(days=30)
    kept = AccessToken.objects.values().get()
    assert secret not in str(kept)
    assert secret[:12] == kept["prefix"]
    event = Event.objects.about(token)[0]
    assert event.kind == "people.token_issued"
    assert secret not in str([event.new, event.subject_label])
    assert event.scope == person.scope


def test_the_holder_is_found_by_the_secret_alone(
    world: World, django_assert_num_queries: Any
) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    token, secret = issue_token(person, "Portal", READ, 30, actor=person)
    with django_assert_num_queries(1):
        holder = holder_of(secret)
    assert holder is not None
    assert (holder.token, holder.person) == (token, person)
    assert holder.scopes == {TokenScope.READ}
    for wrong in ("", secret[:-1], secret.lower(), secret + "x" * 300, token.digest, "slr_\0"):
        assert holder_of(wrong) is None


def test_ended_keys_open_nothing(world: World) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    token, secret = issue_token(person, "Portal", READ, 1, actor=person)
    past = timezone.now() - timedelta(days=3)
    AccessToken.objects.update(issued_at=past, expires_at=past + timedelta(days=1))
    assert holder_of(secret) is None
    second, fresh = issue_token(person, "Portal", READ, 1, actor=person)
    assert holder_of(fresh) is not None
    revoke_token(second, actor=person)
    revoke_token(second, actor=person)
    assert holder_of(fresh) is None
    assert Event.objects.filter(kind="people.token_revoked").count() == 1
    assert list(tokens_of(person)) == [second, token]


def test_a_key_of_somebody_switched_off_opens_nothing(world: World) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    _token, secret = issue_token(person, "Portal", READ, 1, actor=person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert holder_of(secret) is None
    with pytest.raises(RefusedError):
        issue_token(person, "Portal", READ, 1, actor=System("tes"))


def test_a_key_of_a_demo_person_needs_the_demo(world: World, settings: Any) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    person.is_demo = True
    person.save(update_fields=["is_demo"])
    with pytest.raises(RefusedError):
        issue_token(person, "Portal", READ, 1, actor=person)
    settings.DEMO = True
    _token, secret = issue_token(person, "Portal", READ, 1, actor=person)
    assert holder_of(secret) is not None
    settings.DEMO = False
    assert holder_of(secret) is None


def test_nobody_makes_or_ends_keys_of_others(world: World) -> None:
    person, other = world.person(Role.UNIT_OPERATOR), world.person(Role.INSTITUTION_ADMIN)
    admin = world.person(Role.SYSTEM_ADMIN)
    for actor in (other, admin):
        with pytest.raises(DeniedError):
            issue_token(person, "Portal", READ, 1, actor=actor)
    token, _secret = issue_token(person, "Portal", READ, 1, actor=person)
    with pytest.raises(DeniedError):
        revoke_token(token, actor=other)
    assert not AccessToken.objects.visible_to(other).exists()
    revoke_token(token, actor=admin)
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        (" ", READ, 1, "name"),
        ("x" * 81, READ, 1, "name"),
        ("Portal", [], 1, "scopes"),
        ("Portal", ["semua"], 1, "scopes"),
        ("Portal", READ, 0, "days"),
        ("Portal", READ, 367, "days"),
    ],
)
def test_what_does_not_fit_is_refused(
    world: World, name: str, scopes: list[str], days: int, field: str
) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    with pytest.raises(RefusedError) as refused:
        issue_token(person, name, scopes, days, actor=person)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not AccessToken.objects.exists()


def test_a_person_holds_so_many_live_keys_at_most(world: World) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    for number in range(MOST):
        token, _secret = issue_token(person, f"Portal {number}", READ, 1, actor=person)
    with pytest.raises(RefusedError, match="Cabut"):
        issue_token(person, "Satu lagi", READ, 1, actor=person)
    revoke_token(token, actor=person)
    issue_token(person, "Satu lagi", READ, 1, actor=person)


def test_use_is_noted_once_a_minute(world: World, django_assert_num_queries: Any) -> None:
    person = world.person(Role.UNIT_OPERATOR)
    token, secret = issue_token(person, "Portal", READ, 1, actor=person)
    note_use(token)
    holder = holder_of(secret)
    assert holder is not None
    assert holder.token.used_at is not None
    with django_assert_num_queries(0):
        note_use(holder.token)
    AccessToken.objects.update(used_at=timezone.now() - timedelta(seconds=61))
    token.refresh_from_db()
    old = token.used_at
    note_use(token)
    token.refresh_from_db()
    assert token.used_at is not None
    assert old is not None
    assert token.used_at > old
