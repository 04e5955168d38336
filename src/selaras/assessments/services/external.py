"""What an external assessor gives each indicator, stage by stage, beside the frozen claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import ASSESS, WRITING_STATES, may_assess
from selaras.assessments.queries.external import asked_numbers
from selaras.assessments.queries.values import NOTHING, StagedValues, staged_values
from selaras.assessments.services.holding import hold
from selaras.assessments.services.results import Recorded, TooFineError, record_values
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.foundation.trail.services import telling_last
from selaras.pure.numbers import exact, localise
from selaras.pure.scoring import UnknownIndicatorError, ValueOutOfScaleError

UNLISTED = "di luar daftar pertemuan"
"""Source of a value of an indicator that no meeting lists and the assessor chose to rate."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A value with the words that carry it."""

    value: Fraction
    explanation: str = ""


def rate(
    assessment: Assessment,
    stage: Stage,
    ratings: Mapping[str, Rating],
    *,
    actor: Actor,
    expected: Mapping[str, int],
    chosen: Collection[str] = (),
) -> Recorded:
    """Record what the assessor gives these indicators in the stage that is going on.

    ``expected`` are the revisions the assessor saw (0 for none). A value other than the claim needs
    an explanation. Interview and visit rate what a meeting lists; ``chosen`` are others the
    assessor says were asked all the same.

    Raises DeniedError, ConflictError, RefusedError.
    """
    with telling_last():
        held = taken_in_turn(assessment, stage, actor=actor)
        claims = values_of(held).of(Stage.SELF)
        explain_differences(ratings, claims, _("klaim"))
        asked = asked_numbers(held, stage)
        unlisted = set() if asked is None else ratings.keys() - asked
        stray = sorted(unlisted - set(chosen))
        if stray:
            raise refuse(
                _(
                    "Indikator %(numbers)s tidak termasuk yang ditanyakan dalam pertemuan. "
                    "Tambahkan ke pertemuan, atau tandai bahwa indikator ini memang ditanyakan."
                )
                % {"numbers": ", ".join(stray)},
                "chosen",
            )
        listed = {n: r for n, r in ratings.items() if n not in unlisted}
        others = {n: r for n, r in ratings.items() if n in unlisted}
        return record_ratings(held, stage, listed, actor=actor, expected=expected) + record_ratings(
            held, stage, others, actor=actor, expected=expected, source=UNLISTED
        )


def adopt_claim(
    assessment: Assessment, stage: Stage, numbers: Collection[str], *, actor: Actor
) -> Recorded:
    """Give these indicators the value the institution claims; those rated already keep theirs.

    Raises DeniedError, RefusedError when one has no claim or is not asked in this stage.
    """
    with telling_last():
        held = taken_in_turn(assessment, stage, actor=actor)
        staged = values_of(held)
        claims, rated = staged.of(Stage.SELF), staged.of(stage)
        fresh = [number for number in numbers if number not in rated]
        bare = [number for number in fresh if number not in claims]
        if bare:
            raise refuse(
                _("Indikator %(numbers)s tidak memiliki klaim yang dapat diambil.")
                % {"numbers": ", ".join(bare)}
            )
        ratings = {number: Rating(claims[number]) for number in fresh}
        expected = dict.fromkeys(fresh, 0)
        return rate(held, stage, ratings, actor=actor, expected=expected)


def taken_in_turn(assessment: Assessment, stage: Stage, *, actor: Actor) -> Assessment:
    """The assessment as it is now, held, while the stage is the one that speaks.

    Raises DeniedError, and RefusedError when the assessment has moved on meanwhile, so that what
    was typed can be kept and the page can say why.
    """
    held = hold(assessment)
    demand(may_assess(actor, held), ASSESS)
    if held.state not in WRITING_STATES[stage]:
        raise refuse(
            _("Nilai %(stage)s tidak dapat dicatat sekarang: penilaian ini berada pada %(state)s.")
            % {"stage": stage.label, "state": held.get_state_display()}
        )
    return held


def explain_differences(
    ratings: Mapping[str, Rating], base: Mapping[str, Fraction], what: object
) -> None:
    """Raise RefusedError naming every value that differs from its base without an explanation."""
    problems = [
        Problem(
            _(
                "Indikator %(number)s: tuliskan penjelasan, karena nilai %(value)s berbeda dari "
                "%(what)s."
            )
            % {"number": number, "value": localise(exact(rating.value)), "what": what},
            "explanation",
        )
        for number, rating in ratings.items()
        if base.get(number) != rating.value and not rating.explanation.strip()
    ]
    if problems:
        raise RefusedError(*problems)


def values_of(assessment: Assessment) -> StagedValues:
    """What every stage of the assessment says."""
    return staged_values([assessment]).get(assessment.pk, NOTHING)


def record_ratings(
    held: Assessment,
    stage: Stage,
    ratings: Mapping[str, Rating],
    *,
    actor: Actor,
    expected: Mapping[str, int],
    source: str = "",
) -> Recorded:
    """Record ratings of a held assessment, faults of the values told as sentences.

    Raises DeniedError, ConflictError, RefusedError.
    """
    if not ratings:
        return Recorded()
    try:
        return record_values(
            held,
            stage,
            {number: rating.value for number, rating in ratings.items()},
            actor=actor,
            source=source,
            explanations={n: rating.explanation.strip() for n, rating in ratings.items()},
            expected={n: seen for n, seen in expected.items() if n in ratings},
        )
    except UnknownIndicatorError as error:
        raise refuse(
            _("Instrumen ini tidak mengenal indikator %(number)s.") % {"number": error.number}
        ) from error
    except (ValueOutOfScaleError, TooFineError) as error:
        raise refuse(off_scale(error.number, error.value), "value") from error


def off_scale(number: str, value: Fraction) -> str:
    """The sentence for a value the instrument's scale does not have."""
    return _(
        "Indikator %(number)s: nilai %(value)s tidak ada pada skala instrumen. Periksa angkanya."
    ) % {"number": number, "value": localise(exact(value))}
