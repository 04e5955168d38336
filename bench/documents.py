"""The report of one assessment, from its rows to the bytes of a file, in every form."""

from __future__ import annotations

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.nation import ADMINISTRATOR
from selaras.assessments.models import Assessment, Stage
from selaras.people.models import User
from selaras.reporting.reports.of_assessment import ASSESSMENT
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.services.writing import WRITERS

ROUNDS = 5
REPORT = "laporan-hasil"


def report() -> dict[str, dict[str, float]]:
    """Seconds to compose and to write each form, the typesetter's own process counted in.

    Composing is told on its own; a form's time is composing and writing together.
    """
    actor = User.objects.get(email=ADMINISTRATOR)
    assessment = Assessment.objects.filter(results__stage=Stage.FINAL).order_by(
        "-cycle__year", "pk"
    )[0]
    kind, given = REPORTS[REPORT], {ASSESSMENT: str(assessment.pk)}
    told: dict[str, dict[str, float]] = {}
    with translation.override("id"):
        kind.compose(actor, given, lambda _percent, _doing: None)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            begun = time.perf_counter()
            manuscript = kind.compose(actor, given, lambda _percent, _doing: None)
            composing = time.perf_counter() - begun
    told["compose"] = {"seconds": composing, "queries": len(asked)}
    for form, write in WRITERS.items():
        times: list[float] = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            body = write(manuscript)
            times.append(time.perf_counter() - begun)
        told[str(form)] = {"seconds": min(times) + composing, "bytes": len(body)}
    return told
