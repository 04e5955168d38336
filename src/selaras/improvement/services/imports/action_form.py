"""The official form coming back: stages, months and notes of the actions of one plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.services.imports.plan import (
    Alteration,
    Choice,
    Findings,
    Options,
    Part,
    Plan,
    fingerprint,
)
from selaras.assessments.services.imports.shape import ImportShape, Layout, Outcome, Role, Words
from selaras.assessments.services.results import Recorded
from selaras.foundation.access import Action as Deed
from selaras.foundation.access import Actor, demand
from selaras.foundation.tables import Table
from selaras.foundation.trail.services import record
from selaras.improvement.events import FOLLOW_UP_IMPORTED
from selaras.improvement.models import Action, ActionPlan
from selaras.improvement.permissions import EDITORS, IMPORT_FOLLOW_UP, may_import_follow_up
from selaras.improvement.services.action_facts import facts_of_all
from selaras.improvement.services.action_rows import matched
from selaras.improvement.services.actions import ActionFacts, StepFacts, change_actions
from selaras.improvement.services.imports import form_reading
from selaras.improvement.services.imports.form_reading import (
    CODE,
    MONTH,
    NOTE,
    STEP,
    TITLE,
    FormBlock,
    FormTable,
)
from selaras.improvement.services.imports.messages import ACTION_PLAN_MESSAGES
from selaras.improvement.services.imports.target_plan import PLAN
from selaras.improvement.states import PlanState
from selaras.people.roles import Role as Office

ALTERATIONS_KEPT = 200
FORM_ACTIONS = "aksi_formulir"
_MONTHS = (
    *(_("Januari"), _("Februari"), _("Maret"), _("April"), _("Mei"), _("Juni")),
    *(_("Juli"), _("Agustus"), _("September"), _("Oktober"), _("November"), _("Desember")),
)


@dataclass(frozen=True, slots=True)
class FormChange:
    """What the form says of one action, beside what stands."""

    block: FormBlock
    action: Action
    before: ActionFacts
    after: ActionFacts

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Payload:
    """What the form would write."""

    plan: ActionPlan | None
    changes: Sequence[FormChange]


class ActionForm(ImportShape):
    """Our own rencana aksi form: read back, it changes stages, months and notes, nothing else."""

    identifier: ClassVar[str] = "action-plan"
    name: ClassVar[str | Promise] = _("Formulir rencana aksi")
    action: ClassVar[Deed] = IMPORT_FOLLOW_UP
    importers: ClassVar[tuple[Office, ...]] = EDITORS
    messages: ClassVar[Mapping[str, str | Promise]] = ACTION_PLAN_MESSAGES
    targets: ClassVar[Mapping[str, str | Promise]] = {FORM_ACTIONS: _("Aksi")}
    words: ClassVar[Words] = Words(
        added=_("Baru"),
        altered=_("Isi yang berubah"),
        same=_("Semua isi formulir ini sudah tersimpan."),
        part=_("Jenis"),
        count=_("Banyaknya"),
        altered_note=_("Isi lama tetap terbaca di jejak."),
    )
    roles: ClassVar[tuple[Role, ...]] = (
        Role(CODE, _("Kode aksi")),
        Role(TITLE, _("Rencana aksi")),
        Role(STEP, _("Tahapan kegiatan")),
        *(
            Role(f"{MONTH}:{place:02d}", name, takes_year=True)
            for place, name in enumerate(_MONTHS, 1)
        ),
        Role(NOTE, _("Keterangan")),
    )

    def allows(self, actor: Actor) -> bool:
        """Whoever keeps plans of at least one institution."""
        return may_import_follow_up(actor)

    def detect(self, table: Table) -> Layout:
        """The form's own headings, wherever they stand."""
        return form_reading.detect(table)

    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """Read the form and compare it with the plan. Raises DeniedError."""
        demand(self.allows(actor), self.action)
        found = self.detect(table)
        reading = FormTable(table, Layout(found.header_row, found.headings, tuple(choices)))
        reading.read()
        plan = _plan_of(reading, options, actor)
        changes = _Comparing(reading, plan).changes() if plan is not None else []
        differing = [change for change in changes if change.differs]
        parts = [Part(plan.name, plan.first_year, FORM_ACTIONS, len(changes))] if plan else []
        return Plan(
            reading.findings,
            reading.row_count,
            tuple(parts) if changes else (),
            0,
            len(differing),
            len(changes) - len(differing),
            tuple(_alterations(differing))[:ALTERATIONS_KEPT],
            Payload(plan, differing),
            fingerprint((c.action.pk, c.action.version) for c in changes),
        )

    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Give the actions their new stages and notes."""
        payload: Payload = plan.payload
        if payload.plan is None:
            raise ValueError("a plan without faults has an action plan")
        wanted = {c.action.pk: (c.after, c.action.version) for c in payload.changes}
        done = change_actions(payload.plan, wanted, actor=actor) if wanted else 0
        if done:
            told = {"berkas": filename, "aksi": done, "baris benar saja": options.good_rows_only}
            scope = payload.plan.scope
            record(FOLLOW_UP_IMPORTED, payload.plan, actor=actor, new=told, scope=scope)
        return Outcome(Recorded(changed=done, unchanged=plan.unchanged))


def _plan_of(reading: FormTable, options: Options, actor: Actor) -> ActionPlan | None:
    """The plan the person chose, else the one the codes of the form belong to."""
    if reading.findings.blocks_file:
        return None
    chosen = options.more.get(PLAN)
    keys = [block.key for block in reading.blocks if block.key is not None]
    plans = ActionPlan.objects.select_related("institution", "instrument")
    if options.institution is not None:
        plans = plans.filter(institution=options.institution)
    if chosen:
        found = list(plans.filter(pk=chosen))
    else:
        found = list(plans.filter(actions__in=keys).distinct()[:2])
    allowed = [plan for plan in found if may_import_follow_up(actor, plan.institution_id)]
    if len(allowed) != 1:
        reading.findings.fault(0, -1, "form_no_plan")
        return None
    if allowed[0].state == PlanState.CLOSED:
        reading.findings.fault(0, -1, "form_plan_closed", value=allowed[0].name)
        return None
    return allowed[0]


class _Comparing:
    """Comparing a form with the actions of its plan."""

    def __init__(self, reading: FormTable, plan: ActionPlan) -> None:
        self._reading = reading
        self._findings: Findings = reading.findings
        self._plan = plan
        rows = list(Action.objects.filter(plan=plan).order_by("position", "pk"))
        self._facts = facts_of_all(rows)
        self._rows = {row.pk: row for row in rows}
        self._seen: dict[int, int] = {}

    def changes(self) -> list[FormChange]:
        """One per action the form names and nothing stands against."""
        found = []
        for block in self._reading.blocks:
            action = self._action(block)
            if action is None or block.is_faulty:
                continue
            before = self._facts[action.pk]
            after = self._after(block, before)
            if self._may_be(block, action, after):
                found.append(FormChange(block, action, before, after))
                self._tell(block, action, differs=after != before)
        standing = {pk for pk, row in self._rows.items() if row.cancelled_at is None}
        left = len(standing - self._seen.keys())
        if left and found:
            self._findings.notice("form_left_out", count=left)
        return found

    def _action(self, block: FormBlock) -> Action | None:
        if block.code:
            action = self._rows.get(block.key or 0)
            if action is None:
                self._fault(block, CODE, "form_code_unknown", value=block.code[:40])
                return None
        else:
            action = self._titled(block)
            if action is None:
                return None
        other = self._seen.setdefault(action.pk, block.line)
        if other != block.line:
            self._fault(block, TITLE, "form_action_twice", other=other)
            return None
        if action.cancelled_at is not None:
            self._fault(block, TITLE, "form_cancelled")
            return None
        return action

    def _titled(self, block: FormBlock) -> Action | None:
        """The only uncancelled action of that title."""
        rows = self._rows.values()
        found = [r for r in rows if r.cancelled_at is None and r.title == block.title]
        if len(found) == 1:
            return found[0]
        code = "form_title_twice" if found else "form_title_unknown"
        self._fault(block, TITLE, code, value=block.title[:80])
        return None

    def _after(self, block: FormBlock, before: ActionFacts) -> ActionFacts:
        has_note = Choice(NOTE) in self._reading.places
        note = block.note if has_note else before.note
        steps = tuple(block.steps)
        if not any(choice.role == MONTH for choice in self._reading.places):
            steps = _with_months_kept(steps, before.steps)
        return replace(before, steps=steps, note=note)

    def _may_be(self, block: FormBlock, action: Action, after: ActionFacts) -> bool:
        """Whether the months lie in the plan and nothing that is done would be lost."""
        sound = True
        for step, line in zip(after.steps, block.lines, strict=True):
            for month in {step.first_month, step.last_month} - {None}:
                if month is not None and month.year not in self._plan.years:
                    place = self._reading.places[Choice(STEP)]
                    value = f"{month:%m-%Y}"
                    self._findings.fault(line, place, "form_month_outside", value=value)
                    sound = False
        old = list(action.steps.all())
        kept = matched([step.title for step in old], [step.title for step in after.steps])
        for place, stage in enumerate(old):
            if stage.done_on is not None and place not in kept:
                self._fault(block, STEP, "form_done_dropped", value=stage.title)
                sound = False
        return sound

    def _tell(self, block: FormBlock, action: Action, *, differs: bool) -> None:
        if differs and block.version is not None and block.version != action.version:
            self._findings.notice("form_older", row=block.line)
        if block.title and block.title != action.title:
            self._findings.notice("form_title_differs", row=block.line, value=block.title[:80])

    def _fault(self, block: FormBlock, role: str, code: str, **params: object) -> None:
        place = self._reading.places.get(Choice(role), -1)
        self._findings.fault(block.line, place, code, **params)


def _with_months_kept(
    steps: Sequence[StepFacts], before: Sequence[StepFacts]
) -> tuple[StepFacts, ...]:
    """Stages of a form without months keep those they had."""
    kept = matched([step.title for step in before], [step.title for step in steps])
    return tuple(
        step
        if place is None
        else replace(
            step, first_month=before[place].first_month, last_month=before[place].last_month
        )
        for step, place in zip(steps, kept, strict=True)
    )


def _alterations(changes: Sequence[FormChange]) -> Iterator[Alteration]:
    for change in changes:
        number = str(change.action.position)
        place, before, after = change.action.title[:120], change.before, change.after
        old, new = _steps_said(before.steps), _steps_said(after.steps)
        if old != new:
            yield Alteration(f"{place} · {_('Tahapan')}", number, old, new, is_text=True)
        if before.note != after.note:
            label = f"{place} · {_('Keterangan')}"
            yield Alteration(label, number, before.note, after.note, is_text=True)


def _steps_said(steps: Sequence[StepFacts]) -> str:
    return "\n".join(f"{place}. {_step_said(step)}" for place, step in enumerate(steps, 1))


def _step_said(step: StepFacts) -> str:
    if step.first_month is None or step.last_month is None:
        return step.title
    return f"{step.title} ({step.first_month:%m-%Y} – {step.last_month:%m-%Y})"
