"""What is open right now, as one fingerprint: when it differs, every file is made anew."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings

from selaras.assessments.models import GroupAverage
from selaras.assessments.queries.openness import announced_days, open_assessments, open_results
from selaras.instruments.models import InstrumentVersion

LAYOUT = 1
"""Counts changes of columns or formats, so that files of an older Selaras are not handed out."""


def state() -> str:
    """The fingerprint of everything the datasets are made of; five queries, whatever the size.

    It is asked at every request: what was withdrawn is gone from the next answer on.
    """
    open_ = open_assessments()
    results = open_results().order_by("pk")
    content = {
        "layout": LAYOUT,
        "terms": [settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_PUBLISHER, settings.SITE],
        "results": [
            list(row)
            for row in results.values_list(
                "pk",
                "version",
                "digest",
                "index",
                "predicate",
                "assessment__cycle__year",
                "assessment__cycle__kind",
                "assessment__institution__name",
                "assessment__institution__slug",
                "assessment__institution__code",
                "assessment__institution__category",
                "assessment__institution__province__name",
            )
        ],
        "days": {str(key): day.isoformat() for key, day in announced_days(open_).items()},
        "instruments": list(
            InstrumentVersion.objects.order_by("pk").values_list("code", "version", "digest")
        ),
        "averages": list(
            GroupAverage.objects.filter(cycle__in=open_.values("cycle"))
            .order_by("pk")
            .values_list("cycle_id", "group", "node", "amount")
        ),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
