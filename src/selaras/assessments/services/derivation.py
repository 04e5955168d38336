"""From the current values of a stage to its stored result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from selaras.assessments.models import Assessment, Stage, StageResult
from selaras.assessments.models.value import UNIT
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.pure.numbers import exact
from selaras.pure.scoring import score


def derived_result(assessment: Assessment, stage: Stage, amounts: Mapping[str, int]) -> StageResult:
    """The unsaved result of these amounts (ten-thousandths by indicator number).

    Raises UnknownIndicatorError and ValueOutOfScaleError.
    """
    version = assessment.cycle.instrument
    found = score(definition(version), {n: _value(amount) for n, amount in amounts.items()})
    nodes = {
        code: exact(node.value)
        for code, node in chain(found.domains.items(), found.aspects.items())
        if node.value is not None
    }
    return StageResult(
        assessment_id=assessment.pk,
        stage=stage,
        index="" if found.index is None else exact(found.index),
        order=None if found.index is None else int(found.index * 1_000_000),
        predicate=found.predicate.name if found.predicate else "",
        nodes=nodes,
        missing=len(found.missing),
        digest=digest_of(version, amounts),
    )


def digest_of(version: InstrumentVersion, amounts: Mapping[str, int]) -> str:
    """SHA-256 over the instrument's digest and the values, as 64 hexadecimal digits."""
    content = json.dumps([version.digest, sorted(amounts.items())], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


@lru_cache(maxsize=4096)
def _value(amount: int) -> Fraction:
    return Fraction(amount, UNIT)
