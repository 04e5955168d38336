"""What a row of a follow-up table would change: cell by cell against what would be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from selaras.assessments.services.imports.plan import Choice, Findings
from selaras.improvement.models import Action, Source
from selaras.improvement.queries.follow_up_rows import (
    ASSESSOR,
    DUE,
    EVIDENCE,
    FINAL,
    FOLLOW_UP,
    INDICATOR,
    NOTE,
    NUMBER,
    SELF,
    TEXT,
    UNITS,
    VALUE,
    FollowUpRow,
)
from selaras.improvement.queries.follow_up_rows import year_of as year_due
from selaras.improvement.services.actions import ActionFacts, EvidenceFacts
from selaras.improvement.services.imports.reading import Line, Wanted
from selaras.improvement.services.recommendations import RecommendationFacts
from selaras.improvement.states import PlanState
from selaras.pure.numbers import exact

_STATED = {SELF: "stated_self", ASSESSOR: "stated_assessor", FINAL: "stated_final"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that differs: what is stored, what the file says."""

    choice: Choice
    old: str
    new: str


@dataclass(slots=True)
class RowChange:
    """What one row would do."""

    line: Line
    row: FollowUpRow | None
    """What is there already."""
    edits: list[Edit] = field(default_factory=list)
    fresh: list[Wanted] = field(default_factory=list)
    """Follow-ups that become actions."""
    answer: Action | None = None
    """The action the row changes."""
    units_differ: bool = False

    @property
    def touches_action(self) -> bool:
        """Whether the action the row is about changes."""
        if self.answer is None:
            return False
        roles = {edit.choice.role for edit in self.edits}
        return self.units_differ or bool(roles & {FOLLOW_UP, DUE, UNITS, EVIDENCE})

    @property
    def touches_recommendation(self) -> bool:
        """Whether the recommendation itself changes."""
        roles = {edit.choice.role for edit in self.edits}
        return self.units_differ or bool(roles & {INDICATOR, TEXT, VALUE, UNITS, NOTE})


def compare(
    line: Line,
    row: FollowUpRow | None,
    findings: Findings,
    places: Mapping[Choice, int],
    *,
    is_decided: bool,
) -> RowChange:
    """How the row differs from what stands; faults where a table cannot say what to change."""
    change = RowChange(line, row)
    if row is None:
        change.fresh = list(line.wanted)
    else:
        _compare_cells(change, row)
        _settle_answers(change, row, findings, places)
        stored = tuple(unit.unit_id for unit in row.recommendation.unit_rows.all())
        change.units_differ = is_decided and stored != line.units.known
    _check_orphans(change, findings, places)
    return change


def _compare_cells(change: RowChange, row: FollowUpRow) -> None:
    for choice, text in change.line.cells.items():
        if choice.role == NUMBER or (choice.role == INDICATOR and not text):
            continue
        stored = row.cell(choice.role, choice.target, choice.year)
        said = _comparable(choice, text, change.line)
        if said != stored:
            change.edits.append(Edit(choice, stored, said))


def _comparable(choice: Choice, text: str, line: Line) -> str:
    """The file's cell as it would be printed after being stored."""
    if choice.role == VALUE:
        value = line.values.get(choice.target)
        return "" if value is None else exact(value)
    if choice.role == EVIDENCE and len(line.evidence) == 1:
        return line.evidence[0]
    return "" if text in {"-", "–", "—"} else text


def _settle_answers(
    change: RowChange, row: FollowUpRow, findings: Findings, places: Mapping[Choice, int]
) -> None:
    """Which action each differing follow-up belongs to, where that is plain."""
    kept = []
    for edit in change.edits:
        role, year = edit.choice.role, edit.choice.year
        answers = [a for a in row.actions if year is None or year_due(a) == year]
        if role not in {FOLLOW_UP, DUE, EVIDENCE}:
            kept.append(edit)
        elif not answers:
            change.fresh += [one for one in change.line.wanted if _is_for(one, year)]
        elif not edit.new and role == FOLLOW_UP:
            findings.notice("answer_kept", row=change.line.line)
        elif len(answers) > 1:
            _fault(change, edit, "several_answers", findings, places)
        elif answers[0].plan.state == PlanState.CLOSED:
            _fault(change, edit, "answer_not_here", findings, places)
        elif change.answer not in {None, answers[0]}:
            _fault(change, edit, "several_answers", findings, places)
        else:
            change.answer = answers[0]
            kept.append(edit)
    change.edits = kept
    change.fresh = list(dict.fromkeys(change.fresh))
    only = row.actions[0] if len(row.actions) == 1 else None
    if change.answer is None and only is not None and only.plan.state != PlanState.CLOSED:
        change.answer = only


def _is_for(wanted: Wanted, year: int | None) -> bool:
    return wanted.year == year


def _check_orphans(change: RowChange, findings: Findings, places: Mapping[Choice, int]) -> None:
    """Cells that say something about an action the row does not name."""
    line = change.line
    if line.wanted or (change.row is not None and change.row.actions):
        return
    for role, code in ((DUE, "due_without_follow_up"), (EVIDENCE, "evidence_without_follow_up")):
        said = line.text(role) and line.text(role) not in {"-", "–", "—"}
        if said and any(choice.role == FOLLOW_UP for choice in line.cells):
            findings.fault(line.line, places[Choice(role)], code)


def _fault(
    change: RowChange,
    edit: Edit,
    code: str,
    findings: Findings,
    places: Mapping[Choice, int],
) -> None:
    findings.fault(change.line.line, places[edit.choice], code)


def edits_of(changes: Sequence[RowChange]) -> Iterator[tuple[RowChange, Edit]]:
    """All cells that differ."""
    for change in changes:
        for edit in change.edits:
            yield change, edit


def new_recommendation(
    line: Line, year: int, position: int, level: int | None, units: tuple[int, ...]
) -> RecommendationFacts:
    """The recommendation a row tells of."""
    return RecommendationFacts(
        text=line.text(TEXT),
        year=year,
        source=Source.REPORT,
        number=line.number,
        position=position,
        targets=((line.indicator, level),),
        units=units,
        units_label=line.text(UNITS),
        indicator_label=line.text(INDICATOR),
        note=line.text(NOTE),
        **_stated(line.values),
    )


def changed_recommendation(
    change: RowChange, facts: RecommendationFacts, units: tuple[int, ...]
) -> RecommendationFacts:
    """The same recommendation with what the row says differently."""
    line, said = change.line, {edit.choice.role for edit in change.edits}
    more: dict[str, Any] = {}
    if TEXT in said:
        more["text"] = line.text(TEXT)
    if INDICATOR in said:
        more["indicator_label"] = line.text(INDICATOR)
    if NOTE in said:
        more["note"] = line.text(NOTE)
    if UNITS in said or change.units_differ:
        more |= {"units": units, "units_label": line.text(UNITS)}
    targets = {edit.choice.target for edit in change.edits if edit.choice.role == VALUE}
    more |= {_STATED[target]: line.values.get(target) for target in targets}
    return facts.replace(**more)


def new_action(
    line: Line, wanted: Wanted, recommendation: int, level: int | None, units: tuple[int, ...]
) -> ActionFacts:
    """The action a follow-up becomes."""
    return ActionFacts(
        title=wanted.title,
        target_on=wanted.due_on,
        target_label=wanted.due_label,
        units=units,
        units_label=line.text(UNITS),
        targets=() if level is None else ((line.indicator, level),),
        recommendations=(recommendation,),
        evidence=_evidence(line, level),
    )


def changed_action(
    change: RowChange, facts: ActionFacts, level: int | None, units: tuple[int, ...]
) -> ActionFacts:
    """The same action with what the row says differently."""
    line, said = change.line, {edit.choice.role for edit in change.edits}
    more: dict[str, Any] = {}
    wanted = next(
        (
            one
            for edit in change.edits
            if edit.choice.role in {FOLLOW_UP, DUE}
            for one in line.wanted
            if _is_for(one, edit.choice.year)
        ),
        None,
    )
    if wanted is not None and FOLLOW_UP in said:
        more["title"] = wanted.title
    if wanted is not None and DUE in said:
        more |= {"target_on": wanted.due_on, "target_label": wanted.due_label}
    if UNITS in said or change.units_differ:
        more |= {"units": units, "units_label": line.text(UNITS)}
    if EVIDENCE in said:
        more["evidence"] = _evidence(line, level)
    return replace(facts, **more)


def _evidence(line: Line, level: int | None) -> tuple[EvidenceFacts, ...]:
    return tuple(
        EvidenceFacts(text=text, number=line.indicator, level=level) for text in line.evidence
    )


def _stated(values: Mapping[str, Fraction]) -> dict[str, Any]:
    return {_STATED[owner]: value for owner, value in values.items()}
