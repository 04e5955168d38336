"""Pages and saves in one process: server time, queries, bytes."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable
from fractions import Fraction

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.nation import ADMINISTRATOR
from bench.work import NAME, YEAR
from selaras.assessments.models import Answer, Assessment, Stage, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.services.results import record_values
from selaras.people.models import User

ROUNDS = 25
WARM_UP = 4
NUMBER = "21"
"""The indicator that is read and saved."""


def pages() -> dict[str, dict[str, float]]:
    """Milliseconds, queries and packed bytes of the work pages, after a warm-up."""
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(User.objects.get(email=ADMINISTRATOR))
    assessment = Assessment.objects.order_by("-cycle__year", "pk").select_related("cycle")[0]
    place = [assessment.institution.slug, assessment.cycle.year]
    addresses = {
        "home": reverse("home"),
        "overview": reverse("assessments:overview"),
        "result": reverse("assessments:result", args=place),
        "indicator": reverse("assessments:indicator", args=[*place, "21"]),
        "compare": reverse("assessments:compare"),
    }
    return {name: _page(client, address) for name, address in addresses.items()}


def _page(client: Client, address: str) -> dict[str, float]:
    response = client.get(address, follow=True)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = len(captured)
    body = response.content
    packed = len(body) if response.get("Content-Encoding") else len(gzip.compress(body, 6))
    return {"queries": queries, "bytes": packed} | _median(lambda: client.get(address))


def saving() -> dict[str, float]:
    """Milliseconds of recording one rating: value, result, trail, in one transaction."""
    actor = User.objects.get(email=ADMINISTRATOR)
    assessment = Assessment.objects.select_related("cycle__instrument", "institution").latest("pk")
    levels = iter(range(10**6))

    def save() -> None:
        level = Fraction(next(levels) % 5 + 1)
        record_values(assessment, Stage.FINAL, {"21": level}, actor=actor)

    with CaptureQueriesContext(connection) as captured:
        save()
    queries = len(captured)
    return {"queries": queries} | _median(save)


def work() -> dict[str, dict[str, float]]:
    """The desk of one indicator, saving there, and the evidence list, as one of the team."""
    member = User.objects.filter(name__startswith=NAME).order_by("pk")[0]
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip")
    client.force_login(member)
    assessment = Assessment.objects.get(cycle__year=YEAR, institution=member.institution)
    desk = reverse("workspace:indicator", args=[assessment.pk, NUMBER])
    return {
        "desk": _page(client, desk),
        "save": _counted(_saver(client, desk, assessment)),
        "rate": _counted(_rater(client, assessment)),
        "library": _page(client, reverse("evidence:library")),
    }


def _saver(client: Client, address: str, assessment: Assessment) -> Callable[[], None]:
    """Saves one answer again and again, each time on the version the server told."""
    answer = Answer.objects.get(assessment=assessment, indicator__number=NUMBER)
    seen = [answer.version]

    def save() -> None:
        form = {"version": seen[-1], "fact": f"Uraian fakta {seen[-1]}. " * 10}
        told = client.post(address, form, headers={"accept": "application/json"})
        if told.status_code != 200:
            raise SystemExit(f"{address}: {told.status_code}")
        seen.append(told.json()["version"])

    return save


def _rater(client: Client, assessment: Assessment) -> Callable[[], None]:
    """Rates one indicator again and again, a level further each time."""
    address = reverse("workspace:rate", args=[assessment.pk, NUMBER])
    known = StageValue.objects.filter(
        assessment=assessment, stage=Stage.SELF, indicator__number=NUMBER, is_current=True
    ).first()
    seen = [(known.revision, known.amount // UNIT) if known else (0, 0)]

    def rate() -> None:
        revision, level = seen[-1]
        level = int(level) % 5 + 1
        told = client.post(address, {"revision": revision, "value": level, "explanation": ""})
        if told.status_code != 302:
            raise SystemExit(f"{address}: {told.status_code}")
        seen.append((revision + 1, level))

    return rate


def _counted(call: Callable[[], object]) -> dict[str, float]:
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return {"queries": len(captured)} | _median(call)


def _median(call: Callable[[], object]) -> dict[str, float]:
    """Median milliseconds by the clock and of the processor (this process alone)."""
    for _ in range(WARM_UP):
        call()
    clock, processor = [], []
    for _ in range(ROUNDS):
        begun, spent = time.perf_counter(), time.process_time()
        call()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - spent)
    return {"ms": statistics.median(clock) * 1000, "cpu": statistics.median(processor) * 1000}
