"""Actions of a plan: everything they may say, and everything they may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.evidence.models import Document, DocumentKind
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, Recommendation
from selaras.improvement.services.action_rules import ground_of
from selaras.improvement.services.actions import (
    ActionFacts,
    EvidenceFacts,
    StepFacts,
    add_action,
    add_actions,
    cancel_action,
    change_action,
    change_actions,
    facts_of,
    facts_of_all,
    restore_action,
)
from selaras.improvement.states import PlanState, RecommendationState
from selaras.people.roles import Role


def fresh(action: Action) -> Action:
    return Action.objects.select_related("plan").get(pk=action.pk)


def last_event() -> Event:
    return Event.objects.order_by("-sequence")[0]


def refused(run) -> dict[str, str]:
    """The sentences of a refusal by field."""
    with pytest.raises(RefusedError) as caught:
        run()
    assert not isinstance(caught.value, ChangedMeanwhileError)
    return {problem.field: str(problem.message) for problem in caught.value.problems}


@pytest.fixture
def whole(follow_up, world) -> ActionFacts:
    """An action that says everything."""
    return ActionFacts(
        title="  Menyusun pedoman\r\ndata  ",
        starts_on=date(2025, 2, 1),
        target_on=date(2026, 6, 30),
        units=(world.office.pk, world.division.pk),
        cost=25_000_000,
        effort=3,
        funding="apbd",
        confidence=70,
        note="Baris satu\r\nBaris dua",
        targets=(("3", 2), ("3", 3)),
        recommendations=(follow_up.recommendations[2].pk,),
        prerequisites=(follow_up.action.pk,),
        steps=(
            StepFacts(title="Rapat", first_month=date(2025, 2, 1), last_month=date(2025, 3, 1)),
            StepFacts(title="Penetapan"),
        ),
        evidence=(EvidenceFacts(text="Peraturan", number="3", level=3),),
    )


def test_an_action_keeps_everything_said_of_it(follow_up, keeper, whole):
    action = add_action(follow_up.plan, whole, actor=keeper)
    assert action.position == 3
    assert facts_of(fresh(action)) == replace(
        whole, title="Menyusun pedoman\ndata", note="Baris satu\nBaris dua"
    )
    assert [(row.unit.name, row.is_lead) for row in action.unit_rows.all()] == [
        ("Dinas Kominfo", True),
        ("Bidang Aplikasi", False),
    ]
    event = last_event()
    assert (event.kind, event.scope) == ("action.added", follow_up.plan.scope)
    assert event.new["kriteria"] == ["3 → 2", "3 → 3"]
    assert event.new["unit"] == ["Dinas Kominfo", "Bidang Aplikasi"]


def test_a_recommendation_is_planned_once_an_action_answers_it(follow_up, keeper, whole):
    answered = follow_up.recommendations[2]
    action = add_action(follow_up.plan, whole, actor=keeper)
    answered.refresh_from_db()
    assert answered.state == RecommendationState.PLANNED
    cancel_action(action, reason="Tidak perlu", version=0, actor=keeper)
    answered.refresh_from_db()
    assert answered.state == RecommendationState.OPEN
    restore_action(fresh(action), version=1, actor=keeper)
    answered.refresh_from_db()
    assert answered.state == RecommendationState.PLANNED


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": "  "}, "title", "Tuliskan"),
        ({"title": "a" * 501}, "title", "500"),
        ({"cost": -1}, "cost", "nol"),
        ({"effort": 0}, "effort", "1"),
        ({"confidence": 0}, "confidence", "1"),
        ({"confidence": 101}, "confidence", "100"),
        ({"funding": "emas"}, "funding", "daftar"),
        ({"starts_on": date(2024, 12, 31)}, "starts_on", "2025 sampai 2026"),
        ({"target_on": date(2027, 1, 1)}, "target_on", "2025 sampai 2026"),
        ({"target_on": date(2025, 1, 31)}, "target_on", "sebelum mulai"),
        ({"targets": (("3", 6),)}, "targets", "1 sampai 5"),
        ({"targets": (("3", 0),)}, "targets", "1 sampai 5"),
        ({"targets": (("99", 3),)}, "targets", "99"),
        ({"targets": (("3", 3), ("3", 3))}, "targets", "satu kali"),
        ({"prerequisites": (0,)}, "prerequisites", "rencana ini"),
        ({"recommendations": (0,)}, "recommendations", "belum ditarik"),
        ({"units": (0,)}, "units", "instansi ini"),
        ({"steps": (StepFacts(title=" "),)}, "steps", "perlu nama"),
        ({"steps": (StepFacts(title="a" * 301),)}, "steps", "300"),
        ({"steps": (StepFacts(title="A", first_month=date(2025, 1, 1)),)}, "steps", "perlu bulan"),
        (
            {
                "steps": (
                    StepFacts(title="A", first_month=date(2025, 2, 1), last_month=date(2025, 1, 1)),
                )
            },
            "steps",
            "sebelum mulai",
        ),
        (
            {
                "steps": (
                    StepFacts(
                        title="A", first_month=date(2026, 12, 1), last_month=date(2027, 1, 1)
                    ),
                )
            },
            "steps",
            "2025 sampai 2026",
        ),
        ({"evidence": (EvidenceFacts(text=" "),)}, "evidence", "perlu uraian"),
        ({"evidence": (EvidenceFacts(text="a" * 501),)}, "evidence", "500"),
        ({"evidence": (EvidenceFacts(text="A", number="99"),)}, "evidence", "99"),
        ({"evidence": (EvidenceFacts(text="A", number="1", level=9),)}, "evidence", "1 sampai 5"),
        ({"evidence": (EvidenceFacts(text="A", document=0),)}, "evidence", "pustaka"),
    ],
)
def test_what_an_action_may_not_say(follow_up, keeper, whole, change, field, words):
    said = replace(whole, **change)
    found = refused(lambda: add_action(follow_up.plan, said, actor=keeper))
    assert list(found) == [field]
    assert words in found[field]
    assert Action.objects.count() == 2


def test_every_fault_is_said_at_once(follow_up, keeper, whole):
    said = replace(whole, title="", cost=-1, units=(0,))
    found = refused(lambda: add_action(follow_up.plan, said, actor=keeper))
    assert set(found) == {"title", "cost", "units"}


def test_units_of_others_and_ended_ones_are_refused(follow_up, world, keeper, whole):
    said = replace(whole, units=(world.other_office.pk,))
    assert (
        "instansi ini" in refused(lambda: add_action(follow_up.plan, said, actor=keeper))["units"]
    )
    world.division.valid_to = clock.today()
    world.division.save(update_fields=["valid_to"])
    found = refused(lambda: add_action(follow_up.plan, whole, actor=keeper))
    assert "Bidang Aplikasi tidak berlaku" in found["units"]


def test_an_action_stays_editable_after_its_unit_has_ended(follow_up, world, keeper):
    world.division.valid_to = clock.today()
    world.division.save(update_fields=["valid_to"])
    action = fresh(follow_up.actions[1])
    change_action(action, replace(facts_of(action), cost=5), version=0, actor=keeper)
    assert fresh(action).cost == 5


def test_recommendations_of_others_are_refused(follow_up, world, keeper, whole):
    stray = follow_up.recommendations[2]
    Recommendation.objects.filter(pk=stray.pk).update(institution=world.other_city)
    found = refused(lambda: add_action(follow_up.plan, whole, actor=keeper))
    assert list(found) == ["recommendations"]


def test_a_circle_of_prerequisites_is_refused(follow_up, keeper):
    first, second = (fresh(action) for action in follow_up.actions)
    change_action(
        second, replace(facts_of(second), prerequisites=(first.pk,)), version=0, actor=keeper
    )
    said = replace(facts_of(first), prerequisites=(second.pk,))
    found = refused(lambda: change_action(first, said, version=0, actor=keeper))
    assert "prasyaratnya sendiri" in found["prerequisites"]
    alone = replace(facts_of(first), prerequisites=(first.pk,))
    assert "prerequisites" in refused(lambda: change_action(first, alone, version=0, actor=keeper))
    assert fresh(first).version == 0


def test_new_actions_may_wait_for_one_another_but_not_in_a_circle(follow_up, keeper):
    said = [ActionFacts(title=name) for name in "ABC"]
    rows = add_actions(follow_up.plan, said, actor=keeper, order={2: [0, 1], 1: [0]})
    assert [row.position for row in rows] == [3, 4, 5]
    assert set(rows[2].prerequisites.all()) == {rows[0], rows[1]}
    found = refused(lambda: add_actions(follow_up.plan, said, actor=keeper, order={0: [1], 1: [0]}))
    assert "saling menunggu" in found["prerequisites"]
    assert Action.objects.count() == 5


def test_adding_many_costs_the_same_as_adding_few(follow_up, keeper, whole):
    def cost(count: int) -> int:
        said = [replace(whole, title=f"Aksi {place}") for place in range(count)]
        with CaptureQueriesContext(connection) as told:
            add_actions(follow_up.plan, said, actor=keeper)
        return len(told)

    cost(1)
    few, many = cost(5), cost(60)
    assert many - few <= 2, "one statement holds so many rows only"
    assert many <= 26


def test_a_change_says_what_differs_and_counts_the_version(follow_up, keeper):
    action = fresh(follow_up.action)
    change_action(
        action, replace(facts_of(action), cost=60_000_000, note="Naik"), version=0, actor=keeper
    )
    assert fresh(action).version == 1
    event = last_event()
    assert event.kind == "action.changed"
    assert event.old == {"biaya": 50_000_000, "keterangan": ""}
    assert event.new == {"biaya": 60_000_000, "keterangan": "Naik"}


def test_saying_the_same_again_changes_nothing(follow_up, keeper):
    action = fresh(follow_up.action)
    before = Event.objects.count()
    change_action(action, facts_of(action), version=0, actor=keeper)
    assert fresh(action).version == 0
    assert Event.objects.count() == before


def test_who_saw_an_older_version_is_told(follow_up, keeper):
    action = fresh(follow_up.action)
    change_action(action, replace(facts_of(action), cost=1), version=0, actor=keeper)
    action = fresh(action)
    with pytest.raises(ChangedMeanwhileError):
        change_action(action, replace(facts_of(action), cost=2), version=0, actor=keeper)
    assert fresh(action).cost == 1


def test_steps_stay_done_and_documents_stay_attached(follow_up, world, keeper):
    action = fresh(follow_up.action)
    document = Document.objects.create(
        institution=world.city,
        title="Peraturan",
        kind=DocumentKind.values[0],
        added_at=clock.now(),
    )
    action.evidence.filter(position=2).update(document=document)
    old = facts_of(action)
    said = replace(
        old,
        steps=(StepFacts(title="Rapat awal"), *reversed(old.steps)),
        evidence=(replace(old.evidence[1], document=None), EvidenceFacts(text="Baru")),
    )
    change_action(action, said, version=0, actor=keeper)
    assert [(s.title, s.done_on is not None) for s in fresh(action).steps.all()] == [
        ("Rapat awal", False),
        ("Menetapkan", False),
        ("Menyusun rancangan", True),
    ]
    assert [(e.text, e.document_id) for e in fresh(action).evidence.all()] == [
        ("Laporan pemantauan", document.pk),
        ("Baru", None),
    ]


def test_a_renamed_step_in_the_same_place_stays_done(follow_up, keeper):
    action = fresh(follow_up.action)
    old = facts_of(action)
    said = replace(old, steps=(replace(old.steps[0], title="Menyusun naskah"), old.steps[1]))
    change_action(action, said, version=0, actor=keeper)
    assert [(s.title, s.done_on is not None) for s in fresh(action).steps.all()] == [
        ("Menyusun naskah", True),
        ("Menetapkan", False),
    ]


def test_the_words_of_the_source_give_way_to_a_change(follow_up, world, keeper):
    Action.objects.filter(pk=follow_up.action.pk).update(
        units_label="Diskominfo, dll", target_label="TW IV 2025"
    )
    action = fresh(follow_up.action)
    change_action(action, replace(facts_of(action), cost=1), version=0, actor=keeper)
    assert (fresh(action).units_label, fresh(action).target_label) == (
        "Diskominfo, dll",
        "TW IV 2025",
    )
    action = fresh(action)
    said = replace(facts_of(action), units=(world.division.pk,), target_on=date(2025, 11, 30))
    change_action(action, said, version=1, actor=keeper)
    assert (fresh(action).units_label, fresh(action).target_label) == ("", "")


def test_many_change_together_or_not_at_all(follow_up, keeper):
    rows = [fresh(action) for action in follow_up.actions]
    before = facts_of_all(rows)
    changes = {row.pk: (replace(before[row.pk], funding="apbn"), 0) for row in rows}
    late = {**changes, rows[1].pk: (changes[rows[1].pk][0], 7)}
    with pytest.raises(ChangedMeanwhileError):
        change_actions(follow_up.plan, late, actor=keeper)
    assert {row.funding for row in Action.objects.all()} == {""}
    assert change_actions(follow_up.plan, changes, actor=keeper) == 2
    assert {row.funding for row in Action.objects.all()} == {"apbn"}


def test_a_cancelled_action_changes_no_more_until_restored(follow_up, keeper):
    action = fresh(follow_up.action)
    assert "reason" in refused(lambda: cancel_action(action, reason=" ", version=0, actor=keeper))
    cancel_action(action, reason="Digabung", version=0, actor=keeper)
    event = last_event()
    assert (event.kind, event.new) == ("action.cancelled", {"alasan": "Digabung"})
    gone = fresh(action)
    assert gone.cancelled_at is not None
    found = refused(
        lambda: change_action(gone, replace(facts_of(gone), cost=1), version=1, actor=keeper)
    )
    assert "Pulihkan" in found[""]
    with pytest.raises(ChangedMeanwhileError):
        cancel_action(gone, reason="Lagi", version=1, actor=keeper)
    with pytest.raises(ChangedMeanwhileError):
        restore_action(gone, version=0, actor=keeper)
    restore_action(gone, version=1, actor=keeper)
    assert last_event().kind == "action.restored"
    back = fresh(action)
    assert (back.cancelled_at, back.cancel_reason, back.version) == (None, "", 2)
    with pytest.raises(ChangedMeanwhileError):
        restore_action(back, version=2, actor=keeper)


def test_a_closed_plan_takes_no_change(follow_up, keeper):
    action = fresh(follow_up.action)
    follow_up.plan.state = PlanState.CLOSED
    follow_up.plan.save(update_fields=["state"])
    for run in (
        lambda: add_action(follow_up.plan, ActionFacts(title="A"), actor=keeper),
        lambda: change_action(action, replace(facts_of(action), cost=1), version=0, actor=keeper),
        lambda: cancel_action(action, reason="A", version=0, actor=keeper),
    ):
        assert "ditutup" in refused(run)[""]


@pytest.mark.parametrize("role", [Role.LEADER, Role.UNIT_OPERATOR, Role.COORDINATOR])
def test_only_keepers_write_actions(follow_up, world, role):
    actor, action = world.person(role), fresh(follow_up.action)
    for run in (
        lambda: add_action(follow_up.plan, ActionFacts(title="A"), actor=actor),
        lambda: change_action(action, facts_of(action), version=0, actor=actor),
        lambda: cancel_action(action, reason="A", version=0, actor=actor),
        lambda: restore_action(action, version=0, actor=actor),
    ):
        with pytest.raises(DeniedError):
            run()


def test_only_documents_the_actor_may_open_can_be_attached(follow_up, world, keeper):
    """Restricted ones and those of another institution are no ground to stand on."""
    open_one, restricted, foreign = (
        Document.objects.create(
            institution=place,
            title=title,
            kind=DocumentKind.values[0],
            is_restricted=is_restricted,
            added_at=clock.now(),
        )
        for place, title, is_restricted in (
            (world.city, "Terbuka", False),
            (world.city, "Terbatas", True),
            (world.stranger.institution, "Milik kota lain", False),
        )
    )
    proofs = tuple(
        EvidenceFacts(text=one.title, document=one.pk) for one in (open_one, restricted, foreign)
    )
    said = ActionFacts(title="Memasang bukti", evidence=proofs)
    leader = world.person(Role.LEADER)
    assert ground_of(follow_up.plan, [said], actor=leader).documents == {open_one.pk}
    assert ground_of(follow_up.plan, [said], actor=keeper).documents == {open_one.pk, restricted.pk}
    assert "evidence" in refused(lambda: add_action(follow_up.plan, said, actor=keeper))
    mine = replace(said, evidence=proofs[:2])
    action = add_action(follow_up.plan, mine, actor=keeper)
    later = replace(mine, evidence=(*proofs[:2], proofs[2]))
    changed = refused(lambda: change_action(fresh(action), later, version=0, actor=keeper))
    assert "pustaka" in changed["evidence"]
