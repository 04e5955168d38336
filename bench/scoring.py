"""The arithmetic alone: one index, no database."""

from __future__ import annotations

import random
import resource
import time
import timeit
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from selaras.assessments.models import StageResult, StageValue
from selaras.assessments.models.value import UNIT
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.instruments.queries import definitions
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import instrument_from
from selaras.pure.numbers import exact
from selaras.pure.scoring import score


def one_index() -> dict[str, float]:
    """Microseconds of one score (index, predicate, every domain and aspect) per instrument."""
    told = {}
    chance = random.Random(1)
    for path in instrument_files():
        instrument = instrument_from(open_instrument(path).document)
        values = {i.number: Fraction(chance.randint(1, 5)) for i in instrument.indicators()}
        if not instrument.scale.whole:
            values = {number: value - Fraction(1, 4) for number, value in values.items()}
            values = {number: max(value, Fraction(1)) for number, value in values.items()}
        runs = timeit.repeat(lambda i=instrument, v=values: score(i, v), number=50, repeat=40)
        told[instrument.code] = min(runs) / 50 * 1e6
    return told


def recompute() -> dict[str, float]:
    """Every stage result of the nation computed again from its stored values and compared."""
    begun, spent = time.perf_counter(), time.process_time()
    stored = {
        (assessment, stage): (index, version)
        for assessment, stage, index, version in StageResult.objects.values_list(
            "assessment_id", "stage", "index", "assessment__cycle__instrument_id"
        ).iterator(chunk_size=5000)
    }
    numbers = dict(IndicatorRow.objects.values_list("pk", "number"))
    instruments = definitions(InstrumentVersion.objects.all())
    exact_values = lru_cache(maxsize=None)(lambda amount: Fraction(amount, UNIT))
    rows = (
        StageValue.objects.filter(is_current=True)
        .order_by("assessment_id", "stage")
        .values_list("assessment_id", "stage", "indicator_id", "amount")
    )
    agreed = 0
    for key, group in groupby(rows.iterator(chunk_size=20_000), key=itemgetter(0, 1)):
        index, version = stored[key]
        values = {numbers[indicator]: exact_values(amount) for _, _, indicator, amount in group}
        agreed += _agrees(instruments[version], values, index)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": seconds,
        "cpu": time.process_time() - spent,
        "megabytes": memory,
        "results": len(stored),
        "agreed": agreed,
    }


def _agrees(instrument: Instrument, values: dict[str, Fraction], index: str) -> bool:
    found = score(instrument, values).index
    return ("" if found is None else exact(found)) == index
