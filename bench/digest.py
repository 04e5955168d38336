"""The national digest: every result of five years read, composed and written."""

from __future__ import annotations

import resource
import time

from django.utils import translation

from bench.nation import ADMINISTRATOR
from selaras.assessments.queries.overview import cycles_for
from selaras.foundation.documents import docx, pdf_document, workbook
from selaras.people.models import User
from selaras.reporting.reports.ikhtisar import asking
from selaras.reporting.reports.registry import REPORTS


def national() -> dict[str, float]:
    """Seconds and megabytes of the digest of the newest cycle beside four earlier years."""
    report, person = REPORTS["ikhtisar"], User.objects.get(email=ADMINISTRATOR)
    cycle = asking.name_of(cycles_for(person)[0])
    given = {asking.CYCLE: cycle, asking.SCOPE: asking.NATION}
    told: dict[str, float] = {}
    with translation.override("id"):
        begun, spent = time.perf_counter(), _spent()
        manuscript = report.compose(person, given, lambda _percent, _said: None)
        told["compose"] = time.perf_counter() - begun
        for name, writer in (("pdf", pdf_document), ("xlsx", workbook), ("docx", docx)):
            begun = time.perf_counter()
            writer.content(manuscript)
            told[name] = time.perf_counter() - begun
            if name == "pdf":
                told["cpu"] = _spent() - spent
    usages = _usages()
    return {
        **told,
        "seconds": told["compose"] + told["pdf"],
        "megabytes": usages[0].ru_maxrss / 1024,
        "typesetter": usages[1].ru_maxrss / 1024,
        "bodies": len(next(g for g in manuscript.grids() if g.sheet == "Peringkat").rows),
    }


def _usages() -> list[resource.struct_rusage]:
    """What this process and those that have ended used."""
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _spent() -> float:
    """Processor seconds of all of them."""
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())
