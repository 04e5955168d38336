"""What holds for all operations: problems, versions, repeated requests, limits, pages, tokens."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from selaras.assessments.models import Comment
from selaras.evidence.models import Document
from selaras.foundation.replies import Reply, forget_replies
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Recommendation
from selaras.people.models import AccessToken, Category, Institution
from selaras.people.roles import Role
from tests.api.calling import PNG, Called, call

ENTRY = Role.ENTRY.value


def answer_address(called: Called, number: str = "2") -> str:
    return f"/assessments/{called.nation.work.assessment.pk}/answers/{number}"


def test_a_problem_says_kind_status_and_what_to_do(called: Called) -> None:
    for answer, status, code in (
        (call("", "get", "/me"), 401, "belum-dikenal"),
        (call("slr_salah", "get", "/me"), 401, "belum-dikenal"),
        (call(called.token(ENTRY), "get", "/tidak-ada"), 404, "tidak-ada"),
        (call(called.token(ENTRY), "delete", "/me"), 405, "cara-tidak-dikenal"),
        (call(called.token(ENTRY), "get", "/me", Accept="text/csv"), 406, "bentuk-tidak-tersedia"),
        (call(called.token(ENTRY), "get", "/me?a=%00"), 400, "permintaan-rusak"),
        (call(called.token(ENTRY), "get", "/people?limit=0"), 422, "tidak-sah"),
        (call(called.token(ENTRY), "get", "/people?cursor=abc"), 422, "tidak-sah"),
        (call(called.token(ENTRY), "get", "/documents/99999999999999999999"), 422, "tidak-sah"),
    ):
        told = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.status_code, told["status"]) == (status, status)
        assert told["type"].endswith(f"#masalah-{code}")
        assert told["title"]
        assert told["detail"]
        assert answer["X-Request-ID"]
    assert call("", "get", "/me")["WWW-Authenticate"].startswith("Bearer")
    assert call(called.token(ENTRY), "delete", "/me")["Allow"] == "GET, HEAD"


def test_a_fault_of_ours_is_a_problem_too(called: Called, monkeypatch: Any) -> None:
    secret = called.token(ENTRY)
    monkeypatch.setattr("selaras.api.people.appointments_of", None)
    answer = call(secret, "get", "/me")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer["X-Request-ID"]


def test_wrong_scopes_and_ended_tokens_open_nothing(called: Called) -> None:
    reader = called.token(ENTRY, "baca")
    body = {"fact": "x"}
    answer = call(reader, "patch", answer_address(called), body, If_Match='"1"')
    assert answer.status_code == 403
    assert answer.json()["scope"] == "jawaban"
    assert 'scope="jawaban"' in answer["WWW-Authenticate"]
    assert call(reader, "get", f"/documents/{called.filed.pk}").status_code == 200
    file = f"/documents/{called.filed.pk}/versions/1/file"
    assert call(reader, "get", file).status_code == 403
    AccessToken.objects.update(revoked_at=timezone.now())
    assert call(reader, "get", "/me").status_code == 401
    past = timezone.now() - timedelta(days=9)
    AccessToken.objects.update(revoked_at=None, issued_at=past, expires_at=past + timedelta(days=1))
    assert call(reader, "get", "/me").status_code == 401


def test_somebody_signed_in_reads_and_never_writes(called: Called) -> None:
    client = Client()
    client.force_login(called.person(ENTRY))
    assert client.get("/api/v1/me").json()["token"] is None
    address = f"/api/v1{answer_address(called)}"
    answer = client.patch(
        address, {"fact": "x"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 401
    # A bad token is not made good by a session beside it.
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_reading_again_costs_nothing_where_nothing_changed(called: Called) -> None:
    secret = called.token(ENTRY)
    first = call(secret, "get", answer_address(called))
    again = call(secret, "get", answer_address(called), If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    head = call(secret, "head", answer_address(called))
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])


def test_of_two_writers_the_second_is_told(called: Called) -> None:
    one, two = called.token(ENTRY), called.token(Role.TEAM_MEMBER.value)
    address = answer_address(called)
    seen = call(one, "get", address)["ETag"]
    assert call(one, "patch", address, {"fact": "Satu."}).status_code == 428
    assert call(one, "patch", address, {"fact": "Satu."}, If_Match="*").status_code == 428
    done = call(one, "patch", address, {"fact": "Satu."}, If_Match=seen)
    assert done.status_code == 200
    assert done.json()["fact"] == "Satu."
    late = call(two, "patch", address, {"fact": "Dua."}, If_Match=seen)
    assert late.status_code == 412
    assert "berubah" in late.json()["type"]
    assert called.nation.work.answer("2").fact == "Satu."
    fresh = done["ETag"]
    assert (
        fresh == call(two, "get", address)["ETag"]
        or fresh.split(".")[0] == (call(two, "get", address)["ETag"].split(".")[0])
    )
    after = call(two, "patch", address, {"claim": "3"}, If_Match=f"W/{fresh}")
    assert after.status_code == 200
    assert (after.json()["fact"], after.json()["claim"]) == ("Satu.", "3")


def test_a_value_is_rated_on_the_revision_seen(called: Called) -> None:
    secret = called.token(ENTRY)
    address = f"{answer_address(called)}/value"
    none_yet = call(secret, "get", address)
    assert none_yet.json()["value"] is None
    rated = call(secret, "put", address, {"value": "3"}, If_Match=none_yet["ETag"])
    assert (rated.status_code, rated.json()["value"], rated.json()["version"]) == (200, "3", 1)
    stale = call(secret, "put", address, {"value": 4}, If_Match=none_yet["ETag"])
    assert stale.status_code == 412
    off = call(secret, "put", address, {"value": "9"}, If_Match=rated["ETag"])
    assert off.status_code == 422
    assert off.json()["errors"][0]["pointer"] == "/value"
    words = call(secret, "put", address, {"value": "tiga"}, If_Match=rated["ETag"])
    assert words.json()["errors"][0]["pointer"] == "/value"


def test_refusals_name_the_member(called: Called) -> None:
    secret = called.token(ENTRY)
    address = answer_address(called)
    tag = call(secret, "get", address)["ETag"]
    answer = call(secret, "post", f"{address}/hand-in", If_Match=tag)
    assert answer.status_code == 422
    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert pointers == {"/justification", "/claim"}
    unknown = call(secret, "patch", address, {"fakta": "x"}, If_Match=tag)
    assert unknown.json()["errors"][0]["pointer"] == "/fakta"


def test_a_repeated_key_makes_one_row_and_gives_the_same_answer(called: Called) -> None:
    secret = called.token(ENTRY)
    address = f"/institutions/{called.nation.world.city.slug}/recommendations"
    body = {"text": "Susun kebijakan data.", "year": 2024, "instrument": "SPBE-2020"}
    before = Recommendation.objects.count()
    first = call(secret, "post", address, body, Idempotency_Key="kunci")
    again = call(secret, "post", address, body, Idempotency_Key="kunci")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert Recommendation.objects.count() == before + 1
    other = call(secret, "post", address, {**body, "year": 2023}, Idempotency_Key="kunci")
    assert other.status_code == 409
    somebody = called.token(Role.RESPONSIBLE.value)
    assert call(somebody, "post", address, body, Idempotency_Key="kunci").status_code == 201
    assert Recommendation.objects.count() == before + 2
    # What was refused is tried anew.
    bad = {**body, "units": [10**9]}
    assert call(secret, "post", address, bad, Idempotency_Key="lain").status_code == 422
    assert call(secret, "post", address, body, Idempotency_Key="lain").status_code == 201


def test_kept_answers_are_forgotten_after_two_days(called: Called) -> None:
    secret = called.token(ENTRY)
    body = {"body": "Mohon dilengkapi."}
    address = f"{answer_address(called)}/comments"
    call(secret, "post", address, body, Idempotency_Key="a")
    Reply.objects.update(at=timezone.now() - timedelta(days=3))
    assert forget_replies() == 1
    call(secret, "post", address, body, Idempotency_Key="a")
    assert Comment.objects.count() == 2


def test_too_many_requests_are_told_when_to_come_again(called: Called, settings: Any) -> None:
    settings.API_RATE, settings.API_FAILURES = 3, 2
    secret = called.token(ENTRY)
    left = [call(secret, "get", "/me")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    busy = call(secret, "get", "/me")
    assert busy.status_code == 429
    assert 1 <= int(busy["Retry-After"]) <= 60
    assert call(called.token(ENTRY), "get", "/me").status_code == 200
    guesses = [call(f"slr_{n}", "get", "/me").status_code for n in range(3)]
    assert guesses == [401, 401, 429]
    assert call(called.token(ENTRY), "get", "/me").status_code == 200


def test_pages_hold_every_row_once_both_ways(called: Called) -> None:
    Institution.objects.bulk_create(
        Institution(name=f"Kota {n % 150:03} {n}", slug=f"kota-{n}", category=Category.CITY)
        for n in range(300)
    )
    secret = called.token(Role.SYSTEM_ADMIN.value)
    forth: list[int] = []
    address, last = "/institutions?limit=37", ""
    while address:
        answer = call(secret, "get", address.removeprefix("http://testserver"))
        page = answer.json()
        forth += [row["id"] for row in page["items"]]
        assert (page["next"] is None) == ('rel="next"' not in answer.get("Link", ""))
        last, address = address, page["next"] or ""
    assert sorted(forth) == sorted(Institution.objects.values_list("pk", flat=True))
    assert len(forth) == len(set(forth)) == 303
    back: list[int] = []
    while last:
        page = call(secret, "get", last.removeprefix("http://testserver")).json()
        back = [row["id"] for row in page["items"]] + back
        last = page["previous"] or ""
    assert back == forth


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"fact": "\\u0000"}', "application/json", 400),
        (b'{"fact": "\\ud800"}', "application/json", 400),
        (b'{"fact": NaN}', "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"claim": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"claim": ' + b"9" * 400 + b"}", "application/json", 422),
        (b'{"claim": 1e400}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b"fact=x", "application/x-www-form-urlencoded", 415),
        (b"<fact/>", "application/xml", 415),
        (b'{"fact": "' + b"x" * 6_000_000 + b'"}', "application/json", 413),
    ],
)
def test_hostile_bodies_are_refused(called: Called, content: bytes, kind: str, status: int) -> None:
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {called.token(ENTRY)}", "If-Match": '"1"'}
    answer = client.generic(
        "PATCH", f"/api/v1{answer_address(called)}", content, kind, headers=headers
    )
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert called.nation.work.answer("2").fact == "Masih disusun."


def test_a_file_is_handed_in_once_and_comes_back(called: Called) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    secret = called.token(ENTRY)
    slug = called.nation.world.city.slug

    def parts(content: bytes) -> dict[str, Any]:
        file = SimpleUploadedFile("sk.txt", content)
        return {"institution": slug, "title": "SK Tim", "kind": "keputusan", "file": file}

    made = call(secret, "post", "/documents", data=parts(b"Keputusan tim."))
    assert made.status_code == 201
    told = made.json()
    assert (told["title"], told["versions"][0]["size"]) == ("SK Tim", 14)
    same = call(secret, "post", "/documents", data=parts(b"Keputusan tim."))
    assert (same.status_code, same.json()["document"]) == (409, told["id"])
    file = call(secret, "get", f"/documents/{told['id']}/versions/1/file")
    assert b"".join(file.streaming_content) == b"Keputusan tim."  # type: ignore[attr-defined]
    part = call(secret, "get", f"/documents/{called.filed.pk}/versions/1/file", Range="bytes=1-3")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 1-3/{len(PNG)}")
    assert b"".join(part.streaming_content) == PNG[1:4]  # type: ignore[attr-defined]
    beyond = call(
        secret, "get", f"/documents/{called.filed.pk}/versions/1/file", Range="bytes=9999-"
    )
    assert beyond.status_code == 416
    strangers = call("", "post", "/documents", data=parts(b"Tak dikenal."))
    assert strangers.status_code == 401
    assert Document.objects.filter(title="SK Tim").count() == 1


def test_what_a_program_does_stands_in_the_trail_with_its_request(called: Called) -> None:
    secret = called.token(ENTRY)
    address = answer_address(called)
    tag = call(secret, "get", address)["ETag"]
    done = call(secret, "patch", address, {"fact": "Ditetapkan."}, If_Match=tag)
    event = Event.objects.order_by("-sequence")[0]
    assert event.request_id == done["X-Request-ID"]
    assert event.actor_id == called.person(ENTRY).pk
    admin = called.token(Role.INSTITUTION_ADMIN.value)
    feed = call(admin, "get", f"/events?after={event.sequence - 1}").json()["items"]
    # Issuing the second token is an event as well.
    assert [row["sequence"] for row in feed] == [event.sequence, event.sequence + 1]
    assert "Ditetapkan." in json.dumps(feed[0])


def test_figures_are_exact_and_shown(called: Called) -> None:
    found = called.nation.world.city.assessments.get(cycle__year=2022)
    secret = called.token(Role.LEADER.value)
    told = call(secret, "get", f"/assessments/{found.pk}/results/akhir").json()
    assert told["index"] == {"exact": "2", "shown": "2,00"}
    assert told["is_official"] is False
    assert len(told["indicators"]) == 47
    stages = call(secret, "get", f"/assessments/{found.pk}").json()["stages"]
    assert [stage["stage"] for stage in stages] == ["akhir"]
