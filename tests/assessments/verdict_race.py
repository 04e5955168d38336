"""Reviewers who judge one piece of evidence at once, run in an installation of their own."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from selaras.assessments.models import EvidenceItem, EvidenceReview
from selaras.assessments.services.items import ItemChangedError
from selaras.assessments.services.proofs import put_forward
from selaras.assessments.services.verdicts import accept, send_back
from selaras.assessments.states import ItemState, ReturnKind
from selaras.foundation.trail.services import verify
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, make_world
from tests.work_fixtures import make_document, make_work

REVIEWERS = 4


def race() -> None:
    """Write out who decided and what the others were told, as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    world = make_world()
    work = make_work(world, current("SPBE-2020"))
    document = make_document(world, "Pedoman")
    (item,) = put_forward(
        work.assessment, "1", [3], document, actor=world.person(Role.UNIT_OPERATOR)
    )
    start = threading.Barrier(REVIEWERS)

    def judge(turn: int) -> None:
        role = Role.TEAM_MEMBER if turn % 2 else Role.RESPONSIBLE
        person = world.person(role)
        start.wait()
        seen = [(item.pk, 0)]
        try:
            if turn < REVIEWERS // 2:
                accept(work.assessment, seen, actor=person)
            else:
                send_back(work.assessment, seen, ReturnKind.UNREADABLE, "Buram.", actor=person)
        finally:
            connection.close()

    with ThreadPoolExecutor(REVIEWERS) as pool:
        verdicts = [pool.submit(judge, turn) for turn in range(REVIEWERS)]
    errors = [verdict.exception() for verdict in verdicts]
    late = [error for error in errors if isinstance(error, ItemChangedError)]
    stored = EvidenceItem.objects.get(pk=item.pk)
    told = {
        "decided": errors.count(None),
        "told": sum(1 for error in late if error.current.reviewer is not None),
        "other_errors": [repr(e) for e in errors if e is not None and e not in late],
        "reviews": EvidenceReview.objects.filter(item=item).count(),
        "revision": stored.revision,
        "agrees": EvidenceReview.objects.get(item=item).verdict
        == stored.state
        != ItemState.PROPOSED,
        "breaks": len(verify()[1]),
    }
    sys.stdout.write(json.dumps(told))
