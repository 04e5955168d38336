"""What a national list printed of assessments, and where it differs from what values add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.assessments.models import AnnouncedFigure, Assessment
from selaras.assessments.models.value import UNIT
from selaras.foundation.notation import localised
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import INDEX, Instrument
from selaras.pure.numbers import display
from selaras.pure.scoring import Score, stated


@dataclass(frozen=True, slots=True)
class Announced:
    """The published figures of one assessment by node code, the index under ``INDEX``."""

    figures: Mapping[str, Fraction] = field(default_factory=dict)
    predicate: str = ""
    source: str = ""

    def score(self, instrument: Instrument) -> Score | None:
        """The score they state; None while no index was published."""
        if INDEX not in self.figures:
            return None
        return stated(instrument, self.figures, self.predicate)


NOTHING_ANNOUNCED = Announced()


def announced_of(assessments: Iterable[Assessment]) -> dict[int, Announced]:
    """Published figures by assessment id, in one query; assessments without any are left out."""
    ids = [assessment.pk for assessment in assessments]
    figures: dict[int, dict[str, Fraction]] = defaultdict(dict)
    words: dict[int, tuple[str, str]] = {}
    rows = AnnouncedFigure.objects.filter(assessment_id__in=ids).order_by("assessment_id", "node")
    for place, node, amount, predicate, source in rows.values_list(
        "assessment_id", "node", "amount", "predicate", "source"
    ):
        figures[place][node] = Fraction(amount, UNIT)
        if node == INDEX:
            words[place] = (predicate, source)
    return {
        place: Announced(found, *words.get(place, ("", ""))) for place, found in figures.items()
    }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A node whose published figure is not what the values add up to, both as they are shown."""

    name: str
    published: str
    computed: str


def disagreements(
    assessment: Assessment, announced: Announced, score: Score
) -> tuple[Disagreement, ...]:
    """Where published and computed figures differ in their printed form, the index first."""
    instrument = definition(assessment.cycle.instrument)
    computed: dict[str, tuple[str, Fraction | None]] = {INDEX: ("", score.index)}
    for domain in instrument.real_domains():
        computed[domain.code] = (domain.name, score.domains[domain.code].value)
    for aspect in instrument.aspects():
        computed[aspect.code] = (aspect.name, score.aspects[aspect.code].value)
    found = []
    for code, (name, value) in computed.items():
        published = announced.figures.get(code)
        if published is None or value is None:
            continue
        said, reckoned = (display(one, instrument.rounding) for one in (published, value))
        if said != reckoned:
            found.append(Disagreement(name, localised(said), localised(reckoned)))
    return tuple(found)
