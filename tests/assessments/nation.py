"""A table of 640 institutions, brought in within an installation of its own and measured."""

from __future__ import annotations

import json
import resource
import sys
import time

from selaras.assessments.models import CycleKind, StageResult, StageValue
from selaras.assessments.services.imports.jobs import confirm, hand_in, report_of
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.foundation.access import System
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.models import Category, Institution

SYSTEM = System("uji")


def measure(count: int = 640) -> None:
    """Write out seconds and megabytes of preview, confirmation and repetition, as JSON."""
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    version = current("SPBE-2020")
    Institution.objects.bulk_create(
        Institution(name=f"Kabupaten Uji {n}", slug=f"kabupaten-uji-{n}", category=Category.REGENCY)
        for n in range(count)
    )
    numbers = list(version.indicators.values_list("number", flat=True))
    lines = ["instansi,nomor,nilai_2024"]
    lines += [
        f"Kabupaten Uji {n},{number},{1 + (n * 7 + place) % 5}"
        for n in range(count)
        for place, number in enumerate(numbers)
    ]
    data = "\n".join(lines).encode()
    told: dict[str, float] = {"rows": len(lines) - 1}
    for label in ("first", "again"):
        start = time.perf_counter()
        job = hand_in(
            data,
            "nasional.csv",
            shape("stage-values"),
            Options(version, kind=CycleKind.EVALUATION),
            actor=SYSTEM,
        )
        middle = time.perf_counter()
        report = report_of(confirm(job, actor=SYSTEM))
        told[f"{label}_preview_s"] = round(middle - start, 2)
        told[f"{label}_confirm_s"] = round(time.perf_counter() - middle, 2)
        assert report is not None
        told[f"{label}_added"] = report.added
        told[f"{label}_unchanged"] = report.unchanged
    told["values"] = StageValue.objects.count()
    told["results"] = StageResult.objects.exclude(index="").count()
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(told))
