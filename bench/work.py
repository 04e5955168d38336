"""A working year in the generated nation: teams that fill claims, and what became of their saves.

Everyone rates for an institution of the nation; five people share one, as a team does, and each
has indicators of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    Stage,
    StageValue,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.states import State
from selaras.evidence.models import Blob, Document, DocumentKind, DocumentVersion, TextState
from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.people.models import Appointment, Category, Institution, User
from selaras.people.roles import Role

YEAR = 2026
TEAM = 5
"""People who work at one assessment at once."""
INSTRUMENT = "SPBE-2020"
NAME = "Entri"
"""What the names of the people begin with."""


def open_year(people: int) -> dict[str, Any]:
    """Open the year for as many institutions as these people need; their desks, signed in.

    Institutions that are missing are made.
    """
    version = current(INSTRUMENT)
    cycle, _made = Cycle.objects.get_or_create(
        year=YEAR, instrument=version, defaults={"kind": CycleKind.EVALUATION}
    )
    wanted = -(-people // TEAM)
    places = list(Institution.objects.order_by("pk")[:wanted])
    for number in range(len(places), wanted):
        facts = {"name": f"Kota Kerja {number}", "category": Category.CITY}
        places.append(Institution.objects.create(slug=f"kota-kerja-{number}", **facts))
    works = [_open(cycle, place, version) for place in places]
    numbers = list(version.indicators.values_list("number", flat=True))
    return {"desks": list(_desks(works, numbers, people))}


def _open(cycle: Cycle, place: Institution, version: InstrumentVersion) -> Assessment:
    facts = {"state": State.FILLING, "state_since": clock.now()}
    work, made = Assessment.objects.get_or_create(cycle=cycle, institution=place, defaults=facts)
    if made:
        rows = version.indicators.values_list("pk", flat=True)
        Answer.objects.bulk_create([Answer(assessment=work, indicator_id=pk) for pk in rows])
    return work


def _desks(works: list[Assessment], numbers: list[str], people: int) -> Iterator[dict[str, Any]]:
    for place in range(people):
        work, seat = works[place // TEAM], place % TEAM
        yield {
            "person": place,
            "assessment": work.pk,
            "numbers": numbers[seat::TEAM],
            "cookie": signed_in(_member(work.institution, place)),
        }


def _member(institution: Institution, place: int) -> User:
    address = f"entri-{place}@bench.invalid"
    person, made = User.objects.get_or_create(
        email=address, defaults={"name": f"{NAME} {place}", "institution": institution}
    )
    if made:
        person.set_unusable_password()
        person.save()
        Appointment.objects.create(
            user=person, role=Role.ENTRY, institution=institution, valid_from=date(2020, 1, 1)
        )
    return person


def signed_in(user: User) -> str:
    """The cookie of a fresh session of the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def audit(report: str) -> dict[str, Any]:
    """Compare what the editors were told with what the database holds, and verify the trail.

    ``report`` is the file of ``bench.wire``: for each answer and rating the last acknowledged
    content, and contents sent later whose answer never came.
    """
    told = json.loads(Path(report).read_text(encoding="utf-8"))
    answers = {
        (work, number): fact
        for work, number, fact in Answer.objects.values_list(
            "assessment_id", "indicator__number", "fact"
        )
    }
    ratings = {
        (work, number): amount
        for work, number, amount in StageValue.objects.filter(
            stage=Stage.SELF, is_current=True
        ).values_list("assessment_id", "indicator__number", "amount")
    }
    lost = []
    for work, number, fact, unsure in told["answers"]:
        if answers.get((work, number)) not in [fact, *unsure]:
            lost.append(f"answer {work}/{number}: {answers.get((work, number))!r}, told {fact!r}")
    for work, number, level, unsure in told["ratings"]:
        amounts = [None if one is None else one * UNIT for one in (level, *unsure)]
        if ratings.get((work, number)) not in amounts:
            lost.append(f"rating {work}/{number}: {ratings.get((work, number))}, told {level}")
    count, breaks = verify()
    saves = Event.objects.filter(
        kind__in=["answer.saved", "results.recorded"], actor_label__startswith=NAME
    )
    return {
        "lost": lost,
        "events": count,
        "breaks": len(breaks),
        "saves_in_trail": saves.count(),
    }


def documents(count: int) -> dict[str, int]:
    """Give the first institution so many documents in its library; their rows only."""
    place = Institution.objects.order_by("pk")[0]
    now = clock.now()
    blobs = Blob.objects.bulk_create(
        [
            Blob(
                digest=f"{number:064x}",
                size=100_000,
                content_type="application/pdf",
                stored_at=now,
                text_state=TextState.LAYER,
                page_count=10,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    made = Document.objects.bulk_create(
        [
            Document(
                institution=place,
                kind=DocumentKind.REGULATION,
                title=f"Keputusan tentang layanan {number}",
                number=f"{number}/2026",
                dated=date(2026, 1, 1 + number % 28),
                signer="Wali Kota",
                added_at=now,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    DocumentVersion.objects.bulk_create(
        [
            DocumentVersion(
                document=document, revision=1, blob=blob, filename=f"{blob.pk}.pdf", at=now
            )
            for document, blob in zip(made, blobs, strict=True)
        ],
        batch_size=500,
    )
    return {"documents": len(made)}
