"""Four writers at one stage, run in an installation of their own."""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

from django.db import connection, transaction

from selaras.assessments.models import CycleKind, ImportJob, Stage, StageResult, StageValue
from selaras.assessments.services.cycles import open_assessment, open_assessments, open_cycle
from selaras.assessments.services.derivation import derived_result
from selaras.assessments.services.imports.jobs import confirm, hand_in
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.assessments.services.results import Sheet, record_many, record_values
from selaras.foundation.access import System
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Category, Institution

DEMO = Path(__file__).resolve().parents[2] / "demo"
SYSTEM = System("uji")
WRITERS = 4


def race() -> None:
    """Write out what is left after all have written, as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    version = current("SPBE-2020")
    place = Institution.objects.create(name="Kota Uji", slug="kota-uji", category=Category.CITY)
    cycle = open_cycle(2022, CycleKind.MONITORING, version, actor=SYSTEM)
    assessment = open_assessment(cycle, place, actor=SYSTEM)
    numbers = list(version.indicators.values_list("number", flat=True))
    start = threading.Barrier(WRITERS)

    def write(share: int) -> None:
        start.wait()
        try:
            for number in numbers[share::WRITERS]:
                record_values(assessment, Stage.FINAL, {number: Fraction(2)}, actor=SYSTEM)
                record_values(assessment, Stage.FINAL, {"1": Fraction(1 + share)}, actor=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, share) for share in range(WRITERS)]
    rows = StageValue.objects.filter(is_current=True).select_related("indicator")
    amounts = {row.indicator.number: row.amount for row in rows}
    stored = StageResult.objects.get()
    expected = derived_result(assessment, Stage.FINAL, amounts)
    revisions = StageValue.objects.filter(indicator__number="1").order_by("revision")
    told = {
        "errors": [repr(error) for w in writers if (error := w.exception())],
        "values": len(amounts),
        "result_agrees": (stored.index, stored.digest, stored.missing)
        == (expected.index, expected.digest, 0),
        "revisions_of_1": list(revisions.values_list("revision", flat=True)),
        "breaks": len(verify()[1]),
    }
    sys.stdout.write(json.dumps(told))


def double_click() -> None:
    """Confirm one import from several threads at once; write out what that did, as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    place = Institution.objects.create(name="Kota Uji", slug="kota-uji", category=Category.CITY)
    options = Options(current("SPBE-2020"), place, kind=CycleKind.MONITORING)
    data = (DEMO / "serang-2022.csv").read_bytes()
    job = hand_in(data, "serang-2022.csv", shape("stage-values"), options, actor=SYSTEM)
    start = threading.Barrier(WRITERS)

    def click() -> str:
        start.wait()
        try:
            return confirm(ImportJob.objects.get(pk=job.pk), actor=SYSTEM).state
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        states = [future.result() for future in [pool.submit(click) for _ in range(WRITERS)]]
    told = {
        "states": states,
        "values": StageValue.objects.count(),
        "confirmations": Event.objects.filter(kind="import.confirmed").count(),
        "breaks": len(verify()[1]),
    }
    sys.stdout.write(json.dumps(told))


def crossing() -> None:
    """A save and an import that opens a cycle, both after the same stage; as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    version = current("SPBE-2020")
    place = Institution.objects.create(name="Kota Uji", slug="kota-uji", category=Category.CITY)
    cycle = open_cycle(2022, CycleKind.MONITORING, version, actor=SYSTEM)
    assessment = open_assessment(cycle, place, actor=SYSTEM)
    record_values(assessment, Stage.FINAL, {"1": Fraction(2)}, actor=SYSTEM)
    data = b"no,nilai_2021,nilai_2022\n2,3,3\n"
    options = Options(version, place, kind=CycleKind.MONITORING)
    job = hand_in(data, "dua.csv", shape("stage-values"), options, actor=SYSTEM)

    def save() -> None:
        try:
            record_values(assessment, Stage.FINAL, {"1": Fraction(4)}, actor=SYSTEM)
        finally:
            connection.close()

    def bring_in() -> None:
        try:
            confirm(ImportJob.objects.get(pk=job.pk), actor=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(StageResult.objects.select_for_update().values_list("pk"))
            writers = [pool.submit(save)]
            _wait_for_waiting(1)
            writers.append(pool.submit(bring_in))
            _wait_for_waiting(2)
        errors = [repr(error) for w in writers if (error := w.exception())]
    sys.stdout.write(json.dumps({"errors": errors, "breaks": len(verify()[1])}))


def _wait_for_waiting(count: int) -> None:
    """Until so many connections of this database wait for a lock."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise TimeoutError(f"{count} writers were to wait")


def crowd() -> None:
    """Writers of many stages in different orders, beside savers of single ones; as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    places = [
        Institution.objects.create(name=f"Kota {n}", slug=f"kota-{n}", category=Category.CITY)
        for n in range(12)
    ]
    cycle = open_cycle(2022, CycleKind.MONITORING, current("SPBE-2020"), actor=SYSTEM)
    opened = list(open_assessments(cycle, places, actor=SYSTEM).values())
    start = threading.Barrier(WRITERS)

    def write(share: int) -> None:
        start.wait()
        try:
            for turn in range(8):
                value = {str(share + 1): Fraction(1 + turn % 5)}
                one, two = (Stage.SELF, Stage.FINAL)[:: 1 if share % 2 else -1]
                some = opened[share : share + 9]
                sheets = [Sheet(a, stage, value) for a in some for stage in (one, two)]
                for at in (sheets, sheets[turn : turn + 1]):
                    record_many(at[:: 1 if share % 2 else -1], actor=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, share) for share in range(WRITERS)]
    errors = [repr(error) for w in writers if (error := w.exception())]
    sys.stdout.write(json.dumps({"errors": errors, "breaks": len(verify()[1])}))
