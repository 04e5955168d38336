"""Which event is told to whom, in which sentence: a table of kinds of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selaras.assessments.models import (
    Audience as Readers,
)
from selaras.assessments.models import (
    Comment,
    Meeting,
)
from selaras.assessments.permissions import works_in
from selaras.assessments.states import ORDER, ReturnKind, State
from selaras.notifications.kinds import SENT_BACK, TURN
from selaras.notifications.queries.rules_follow_up import FOLLOW_UP_RULES
from selaras.notifications.queries.scenes import Rule, Scene, Telling, may_hear
from selaras.people.roles import Role

_DUE = re.compile(r" \(\d{4}-\d{2}-\d{2}\)$")


def tellings(scene: Scene) -> Iterator[Telling]:
    """What the event gives to tell, to those who may open it and did not do it themselves."""
    for telling in RULES[scene.event.kind](scene):
        people = frozenset(
            pk
            for pk in (
                telling.people if telling.is_own else telling.people - {scene.event.actor_id}
            )
            if (listener := scene.audience.listeners.get(pk)) and may_hear(listener, telling)
        )
        if people:
            yield replace(telling, people=people)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, or who wants to know, once an assessment has come to a state."""

    roles: tuple[Role, ...]
    units: bool = False
    members: bool = False


_WATCHERS = (Role.RESPONSIBLE, Role.COORDINATOR, Role.ENTRY)
_EVERYBODY = (*_WATCHERS, Role.LEADER, Role.TEAM_MEMBER, Role.ASSESSOR)

TURNS: Mapping[State, Turn] = {
    State.PREPARED: Turn((Role.RESPONSIBLE, Role.INSTITUTION_ADMIN)),
    State.FILLING: Turn((Role.RESPONSIBLE, Role.ENTRY), units=True, members=True),
    State.CHECKING: Turn((Role.RESPONSIBLE, Role.ENTRY), members=True),
    State.APPROVED: Turn((Role.COORDINATOR,)),
    State.SIGNED: Turn((Role.RESPONSIBLE,)),
    State.SUBMITTED: Turn(_EVERYBODY),
    State.DOCUMENT: Turn(_WATCHERS),
    State.INTERVIEW: Turn(_WATCHERS),
    State.VISIT: Turn(_WATCHERS),
    State.CONSOLIDATION: Turn(_WATCHERS),
    State.FINAL: Turn(_EVERYBODY),
    State.REPORTED: Turn((*_EVERYBODY, Role.INSTITUTION_ADMIN), units=True),
}


def _moved(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    state, before = State(scene.event.new["keadaan"]), State(scene.event.old["keadaan"])
    turn = TURNS.get(state)
    if turn is None:
        return
    people = scene.audience.holding(assessment.institution_id, *turn.roles)
    plotted = scene.audience.plotted(assessment.pk)
    if turn.units:
        people |= scene.audience.owing(assessment.pk, plotted)
    if turn.members:
        people |= scene.audience.looking_after(assessment.pk, plotted)
    begin = SENT_BACK if ORDER[state] < ORDER[before] else TURN
    yield Telling(f"{begin}{state}", people, assessment, (), scene.note("alasan"))


def _published(scene: Scene) -> Iterator[Telling]:
    """A result that came about elsewhere; one that ran here is told of by its last step."""
    (assessment,) = scene.concerned
    if assessment.state == State.RECORDED:
        roles = (Role.COORDINATOR, Role.RESPONSIBLE, Role.LEADER, Role.INSTITUTION_ADMIN)
        people = scene.audience.holding(assessment.institution_id, *roles)
        yield Telling("result.published", people, assessment)


def _windows(scene: Scene) -> Iterator[Telling]:
    roles = (*_WATCHERS, Role.INSTITUTION_ADMIN, Role.TEAM_MEMBER, Role.ASSESSOR)
    for assessment in scene.concerned:
        people = scene.audience.holding(assessment.institution_id, *roles)
        yield Telling("windows.changed", people, assessment)


def _handed_in(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    people = scene.audience.looking_after(assessment.pk, scene.numbers)
    people |= scene.audience.holding(assessment.institution_id, Role.RESPONSIBLE)
    facts = {"actor": scene.event.actor_label}
    yield Telling("answer.handed_in", people, assessment, scene.numbers, facts)


def _answer_returned(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    people = scene.audience.owing(assessment.pk, scene.numbers)
    yield Telling(
        "answer.returned", people, assessment, scene.numbers, scene.note("catatan", "alasan")
    )


def _evidence_returned(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    people = scene.audience.owing(assessment.pk, scene.numbers)
    kind = str(scene.event.new.get("jenis", ""))
    facts = {**scene.note("catatan", "alasan"), "kind": kind if kind in ReturnKind.values else ""}
    yield Telling("evidence.returned", people, assessment, scene.numbers, facts)


def _evidence_requested(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    people = scene.audience.owing(assessment.pk, scene.numbers)
    yield Telling("evidence.requested", people, assessment, scene.numbers, scene.note("catatan"))


def _plotted(scene: Scene) -> Iterator[Telling]:
    """Each indicator told to the units and members that are named in it now and were not before.

    The event tells names, by indicator; who bears them is read from the plotting as it stands.
    """
    (assessment,) = scene.concerned
    for number, told in scene.event.new.items():
        if not isinstance(told, list):
            continue
        before = {_bare(name) for name in scene.event.old.get(number, ())}
        fresh = {_bare(name) for name in told} - before
        people = scene.audience.named(assessment.pk, number, fresh)
        yield Telling("plotting.assigned", people, assessment, (number,))


def _bare(name: str) -> str:
    """The name without the last day that plotting writes behind a unit's."""
    return _DUE.sub("", str(name))


def _mentioned(scene: Scene) -> Iterator[Telling]:
    (assessment,) = scene.concerned
    comment = scene.matter.subject
    if not isinstance(comment, Comment):
        return
    people = {
        person.pk
        for person in comment.mentions.all()
        if (listener := scene.audience.listeners.get(person.pk))
        and (comment.audience == Readers.SHARED or works_in(listener, assessment))
    }
    facts = {"actor": scene.event.actor_label}
    yield Telling("comment.mentioned", frozenset(people), assessment, scene.numbers, facts)


def _meeting(kind: str) -> Rule:
    def told(scene: Scene) -> Iterator[Telling]:
        (assessment,) = scene.concerned
        meeting = scene.matter.subject
        if not isinstance(meeting, Meeting):
            return
        numbers = tuple(str(row.number) for row in meeting.indicators.all())
        people = scene.audience.holding(
            assessment.institution_id, Role.RESPONSIBLE, Role.COORDINATOR, Role.ASSESSOR
        ) | scene.audience.looking_after(
            assessment.pk, numbers or scene.audience.plotted(assessment.pk)
        )
        facts = {"kind": meeting.kind, "at": meeting.starts_at.isoformat()}
        yield Telling(kind, people, assessment, (), facts)

    return told


def _report(kind: str) -> Rule:
    """A report that was made in the background, to the person who asked for it and went on."""

    def told(scene: Scene) -> Iterator[Telling]:
        person = scene.event.actor_id
        if person is not None and scene.event.new.get("kabar"):
            facts = {"title": scene.event.subject_label, "run": int(scene.event.subject_id)}
            yield Telling(kind, frozenset({person}), None, (), facts, is_own=True)

    return told


RULES: Mapping[str, Rule] = {
    "assessment.moved": _moved,
    "results.published": _published,
    "cycle.windows_set": _windows,
    "answer.handed_in": _handed_in,
    "answer.returned": _answer_returned,
    "evidence.returned": _evidence_returned,
    "evidence.requested": _evidence_requested,
    "plotting.changed": _plotted,
    "plotting.carried": _plotted,
    "discussion.commented": _mentioned,
    "meeting.planned": _meeting("meeting.planned"),
    "meeting.changed": _meeting("meeting.changed"),
    "meeting.held": _meeting("meeting.held"),
    "meeting.cancelled": _meeting("meeting.cancelled"),
    "report.made": _report("report.made"),
    "report.failed": _report("report.failed"),
    **FOLLOW_UP_RULES,
}
"""By kind of event; kinds that are not named here are told to nobody."""
