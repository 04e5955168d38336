"""A national table through the import: preview, confirm, and the same file again."""

from __future__ import annotations

import random
import resource
import time

from bench.nation import ADMINISTRATOR
from selaras.assessments.models import CycleKind
from selaras.assessments.services.imports import jobs
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.instruments.queries import current, definition
from selaras.people.models import Institution, User

YEAR = 2027
"""A year nobody works in: what is being written here is not imported over."""


def national_table() -> dict[str, float]:
    """Seconds of preview, of preview and confirmation together, of the repetition; memory."""
    actor = User.objects.get(email=ADMINISTRATOR)
    version = current("SPBE-2020")
    numbers = [i.number for i in definition(version).indicators()]
    chance = random.Random(7)
    names = Institution.objects.values_list("name", flat=True)
    lines = ["instansi,nomor,nilai_akhir"]
    lines += [f"{name},{number},{chance.randint(1, 5)}" for name in names for number in numbers]
    data = "\n".join(lines).encode()
    options = Options(version, year=YEAR, kind=CycleKind.EVALUATION)
    kind = shape("stage-values")
    begun, spent = time.perf_counter(), time.process_time()
    job = jobs.hand_in(data, "nasional.csv", kind, options, actor=actor)
    preview = time.perf_counter() - begun
    jobs.confirm(job, actor=actor)
    whole, cpu = time.perf_counter() - begun, time.process_time() - spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    again = jobs.hand_in(data, "nasional.csv", kind, options, actor=actor)
    jobs.confirm(again, actor=actor)
    return {
        "rows": len(lines) - 1,
        "preview": preview,
        "whole": whole,
        "cpu": cpu,
        "again": time.perf_counter() - begun,
        "megabytes": memory,
    }
