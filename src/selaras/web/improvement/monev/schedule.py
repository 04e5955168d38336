"""From actions and stages to the lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.drawing.timeline import State
from selaras.improvement.models import ActionPlan, ActionStep
from selaras.improvement.queries.monev import Entry
from selaras.improvement.queries.progress import ActionStatus, step_due
from selaras.web.improvement.monev import links
from selaras.web.ui.timelines import TimelineRow, share_text

STATES: dict[ActionStatus, State] = {
    ActionStatus.NOT_STARTED: "open",
    ActionStatus.RUNNING: "running",
    ActionStatus.BLOCKED: "blocked",
    ActionStatus.LATE: "late",
    ActionStatus.DONE: "done",
}


def schedule_of(
    plan: ActionPlan, entries: Sequence[Entry], today: date, *, with_steps: bool = True
) -> list[TimelineRow]:
    """The actions in the order of the plan, each with its stages."""
    rows: list[TimelineRow] = []
    for entry in entries:
        rows.append(_action(plan, entry))
        if with_steps:
            rows.extend(_steps(entry, today))
    return rows


def _action(plan: ActionPlan, entry: Entry) -> TimelineRow:
    """An action begins with its first stage where no day is said."""
    months = [step.first_month for step in entry.parts.steps if step.first_month]
    action = entry.action
    return TimelineRow(
        label=action.title,
        first=action.starts_on or min(months, default=None),
        last=action.target_on,
        share=entry.progress.share,
        state=STATES[entry.progress.status],
        note=_note(entry),
        url=links.action(plan, action.pk),
    )


def _note(entry: Entry) -> str:
    """Who, how far, and what is wrong."""
    lead, progress = entry.lead, entry.progress
    words = [
        (lead.abbreviation or lead.name) if lead else _("tanpa penanggung jawab"),
    ]
    if progress.share is not None:
        words.append(share_text(progress.share))
    if progress.days_late:
        words.append(_("terlambat %(days)s hari") % {"days": progress.days_late})
    if progress.blockers:
        words.append(_("%(count)s kendala") % {"count": progress.blockers})
    if entry.action.target_on is None:
        words.append(_("tanpa target selesai"))
    return " · ".join(words)


def _steps(entry: Entry, today: date) -> Iterator[TimelineRow]:
    for step in entry.parts.steps:
        yield TimelineRow(
            label=step.title,
            first=step.first_month,
            last=step_due(step),
            share=Fraction(step.done_on is not None),
            state=_step_state(step, today),
            part=True,
        )


def _step_state(step: ActionStep, today: date) -> State:
    due = step_due(step)
    if step.done_on is not None:
        return "done"
    if due is not None and due < today:
        return "late"
    return "running" if step.first_month is not None and step.first_month <= today else "open"
