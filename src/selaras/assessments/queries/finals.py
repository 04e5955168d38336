"""Final values: what is proposed, what was decided, and what each decision does to the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from selaras.assessments.models import Stage
from selaras.assessments.queries.external import Desk, DeskLine, Word
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.pure.finals import Proposal, propose
from selaras.pure.scoring import Score, score, what_if

PROPOSING = tuple(stage for stage in STAGE_ORDER if stage != Stage.FINAL)
"""Every stage before the final one, in the order in which they speak."""


def proposals(values: Mapping[Stage, Mapping[str, Fraction]]) -> dict[str, Proposal]:
    """The proposed final value of every indicator a stage spoke of."""
    return propose(PROPOSING, {str(stage): said for stage, said in values.items()})


@dataclass(frozen=True, slots=True)
class FinalLine:
    """One indicator: proposal, decision, and what deciding otherwise does to the index."""

    desk: DeskLine
    proposal: Proposal | None
    decided: Word | None
    tried: Fraction | None
    """A value being tried on the page."""
    effect: Fraction | None
    """Points of the index by which decision or try moves it away from the proposal."""

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.desk.number

    @property
    def stage(self) -> Stage | None:
        """The stage the proposal comes from."""
        return Stage(self.proposal.stage) if self.proposal else None

    @property
    def is_unassessed(self) -> bool:
        """Whether only the institution has spoken, so the proposal is nobody's judgement."""
        return self.stage in {None, Stage.SELF}

    @property
    def value(self) -> Fraction | None:
        """What would stand: the try, the decision, or the proposal."""
        if self.tried is not None:
            return self.tried
        if self.decided is not None:
            return self.decided.value
        return self.proposal.value if self.proposal else None

    @property
    def differs(self) -> bool:
        """Whether what would stand is not what is proposed."""
        return self.proposal is not None and self.value != self.proposal.value

    @property
    def suggestion(self) -> str:
        """The explanation of the stage that proposes."""
        word = self.desk.words.get(self.proposal.stage) if self.proposal else None
        return word.explanation if word else ""


@dataclass(frozen=True)
class Finals:
    """The final values of one assessment in the making."""

    desk: Desk
    lines: tuple[FinalLine, ...]
    proposed: Score
    """If every proposal stood: a simulation."""
    standing: Score
    """With the decisions, the tries, and the proposals where nothing was decided: a simulation."""
    decided: Score
    """Of decided values alone; complete when the final values can be fixed."""

    @property
    def undecided(self) -> tuple[FinalLine, ...]:
        """Indicators without a final value."""
        return tuple(line for line in self.lines if line.decided is None)

    @property
    def decided_count(self) -> int:
        """How many have been decided."""
        return len(self.lines) - len(self.undecided)

    @property
    def acceptable(self) -> tuple[FinalLine, ...]:
        """Undecided ones whose proposal is an assessor's word, so that it can be taken over."""
        return tuple(line for line in self.undecided if not line.is_unassessed)

    @cached_property
    def claim(self) -> Score:
        """The score of the frozen claim."""
        return self.desk.score_of(Stage.SELF)

    @property
    def change(self) -> Fraction | None:
        """How far the standing index lies from the claim's."""
        if self.standing.index is None or self.claim.index is None:
            return None
        return self.standing.index - self.claim.index


def finals_of(desk: Desk, tries: Mapping[str, Fraction] | None = None) -> Finals:
    """Put proposals, decisions and tries together; no query. Raises ScoringError for a bad try."""
    tries = tries or {}
    proposed = proposals({stage: desk.values_of(stage) for stage in PROPOSING})
    base = {number: proposal.value for number, proposal in proposed.items()}
    decided = desk.values_of(Stage.FINAL)
    standing = {**base, **decided, **tries}
    moved = what_if(desk.instrument, base, standing)
    effects = {part.number: part.effect for part in moved.parts}
    lines = tuple(
        FinalLine(
            desk=line,
            proposal=proposed.get(line.number),
            decided=line.words.get(Stage.FINAL),
            tried=tries.get(line.number),
            effect=effects.get(line.number),
        )
        for line in desk.lines
    )
    return Finals(
        desk=desk,
        lines=lines,
        proposed=score(desk.instrument, base),
        standing=score(desk.instrument, standing),
        decided=score(desk.instrument, decided),
    )
