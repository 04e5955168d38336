"""Many editors saving at once: one server process of theirs, with a thread for each.

Each editor rates an institution of their own, one indicator a save, without a pause, and remembers
what was acknowledged; afterwards every acknowledged rating must stand in the database.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

from django.db import connection

from bench.nation import ADMINISTRATOR
from selaras.assessments.models import Assessment, Stage, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.instruments.queries import definition
from selaras.people.models import User

SECONDS = 6
LONGEST_WAIT = 60

Acknowledged = dict[str, int]


def edit(first: int, editors: int, start_at: int) -> dict[str, object]:
    """Run so many editors from a moment (Unix seconds) on, beginning at that assessment.

    Returns the seconds of every save, how many acknowledged ones were lost and what failed.
    """
    recorded = Assessment.objects.filter(state=State.RECORDED).order_by("-pk")
    found = recorded.select_related("cycle__instrument", "institution")
    assessments = list(found[first : first + editors])
    actor = User.objects.get(email=ADMINISTRATOR)
    ready = threading.Barrier(len(assessments))
    with ThreadPoolExecutor(len(assessments)) as pool:
        works = [pool.submit(_edit, one, actor, ready, start_at) for one in assessments]
        told = [work.result(SECONDS + LONGEST_WAIT) for work in works]
    return {
        "times": [spent for times, _kept, _failed in told for spent in times],
        "lost": sum(_lost(a, kept) for a, (_, kept, _) in zip(assessments, told, strict=True)),
        "failed": [failure for _times, _kept, failures in told for failure in failures],
    }


def _edit(
    assessment: Assessment, actor: User, ready: threading.Barrier, start_at: int
) -> tuple[list[float], Acknowledged, list[str]]:
    numbers = [i.number for i in definition(assessment.cycle.instrument).indicators()]
    times: list[float] = []
    failures: list[str] = []
    kept: Acknowledged = {}
    try:
        ready.wait()
        time.sleep(max(start_at - time.time(), 0))
        end = time.perf_counter() + SECONDS
        count = 0
        while time.perf_counter() < end:
            number, level = numbers[count % len(numbers)], count // len(numbers) % 5 + 1
            count += 1
            begun = time.perf_counter()
            try:
                record_values(assessment, Stage.VISIT, {number: Fraction(level)}, actor=actor)
            except Exception as error:  # noqa: BLE001  a failed save is a figure, not the end
                failures.append(repr(error))
            else:
                kept[number] = level
                times.append(time.perf_counter() - begun)
    finally:
        connection.close()
    return times, kept, failures


def _lost(assessment: Assessment, kept: Acknowledged) -> int:
    """Acknowledged ratings that are not what the database holds."""
    rows = StageValue.objects.filter(assessment=assessment, stage=Stage.VISIT, is_current=True)
    stored = dict(rows.values_list("indicator__number", "amount"))
    return sum(stored.get(number) != level * UNIT for number, level in kept.items())
