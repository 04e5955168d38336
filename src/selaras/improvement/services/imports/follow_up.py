"""Follow-up tables: a recommendation per row, what is done about it, by when and by which units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.services.imports.plan import (
    Alteration,
    Choice,
    Notice,
    Options,
    Part,
    Plan,
    fingerprint,
)
from selaras.assessments.services.imports.shape import (
    ImportShape,
    Layout,
    Outcome,
    Role,
    Words,
)
from selaras.assessments.services.results import Recorded
from selaras.foundation.access import Action as Deed
from selaras.foundation.access import Actor, demand
from selaras.foundation.tables import Table
from selaras.foundation.trail.services import record
from selaras.improvement.events import FOLLOW_UP_IMPORTED
from selaras.improvement.models import ActionPlan, Recommendation, Source
from selaras.improvement.permissions import EDITORS, IMPORT_FOLLOW_UP, may_import_follow_up
from selaras.improvement.queries.follow_up_rows import (
    ASSESSOR,
    BETWEEN,
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
    follow_up_rows,
)
from selaras.improvement.services.imports import headings
from selaras.improvement.services.imports.difference import RowChange, compare, edits_of
from selaras.improvement.services.imports.messages import FOLLOW_UP_MESSAGES
from selaras.improvement.services.imports.reading import FollowUpTable, Wanted
from selaras.improvement.services.imports.target_plan import TargetPlan, target_plan
from selaras.improvement.services.imports.units import UNITS as DECISIONS
from selaras.improvement.services.imports.units import make_units
from selaras.improvement.services.imports.writing import write
from selaras.instruments.queries import definition
from selaras.people.roles import Role as Office

RECOMMENDATIONS, ACTIONS = "rekomendasi", "aksi"
ALTERATIONS_KEPT = 200
REPLACED_FROM = 5
"""Fewer rewritten recommendations are an everyday correction."""


@dataclass(slots=True)
class Payload:
    """What a table would write."""

    changes: list[RowChange] = field(default_factory=list)
    plan: TargetPlan | None = None
    levels: Mapping[str, int | None] = field(default_factory=dict)
    """The level every row's recommendation aims at, by the number the file writes."""
    new_units: Sequence[str] = ()


class FollowUp(ImportShape):
    """The tables cities keep: recommendations of a report with what is done about them."""

    identifier: ClassVar[str] = "follow-up"
    name: ClassVar[str | Promise] = _("Tabel tindak lanjut")
    action: ClassVar[Deed] = IMPORT_FOLLOW_UP
    importers: ClassVar[tuple[Office, ...]] = EDITORS
    messages: ClassVar[Mapping[str, str | Promise]] = FOLLOW_UP_MESSAGES
    targets: ClassVar[Mapping[str, str | Promise]] = {
        RECOMMENDATIONS: _("Rekomendasi"),
        ACTIONS: _("Aksi"),
    }
    words: ClassVar[Words] = Words(
        added=_("Baru"),
        altered=_("Isi yang berubah"),
        same=_("Semua isi berkas ini sudah tersimpan."),
        part=_("Jenis"),
        count=_("Banyaknya"),
        altered_note=_("Isi lama tetap terbaca di jejak."),
    )
    roles: ClassVar[tuple[Role, ...]] = (
        Role(NUMBER, _("Nomor indikator")),
        Role(INDICATOR, _("Nama indikator")),
        Role(TEXT, _("Rekomendasi")),
        Role(f"{VALUE}:{SELF}", _("Nilai mandiri")),
        Role(f"{VALUE}:{ASSESSOR}", _("Nilai asesor")),
        Role(f"{VALUE}:{FINAL}", _("Nilai akhir")),
        Role(FOLLOW_UP, _("Tindak lanjut"), takes_year=True),
        Role(DUE, _("Target waktu")),
        Role(UNITS, _("Unit penanggung jawab")),
        Role(EVIDENCE, _("Data dukung")),
        Role(NOTE, _("Keterangan")),
    )

    def allows(self, actor: Actor) -> bool:
        """Whoever keeps recommendations and plans of at least one institution."""
        return may_import_follow_up(actor)

    def detect(self, table: Table) -> Layout:
        """Headings such as ``Rekomendasi``, ``Tindak Lanjut``, ``OPD Terkait`` tell theirs."""
        return headings.detect(table)

    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """Read the table and compare it with what is stored. Raises DeniedError."""
        demand(self.allows(actor), self.action)
        found = self.detect(table)
        layout = Layout(found.header_row, found.headings, tuple(choices))
        reading = FollowUpTable(table, layout, options, actor=actor)
        reading.read()
        return _Comparing(reading, layout, options).plan()

    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Make the units and the plan that are missing, then recommendations, then actions."""
        payload: Payload = plan.payload
        institution = options.institution
        if institution is None or options.year is None:
            raise ValueError("a plan without faults has an institution and a year")
        made = make_units(institution, payload.new_units, actor=actor)
        counted = write(payload, options, made, actor=actor)
        if counted.added or counted.changed:
            record(
                FOLLOW_UP_IMPORTED,
                institution,
                actor=actor,
                new={"berkas": filename, "tahun": options.year, "baris": plan.row_count},
                scope=institution.scope,
            )
        return Outcome(counted)


class _Comparing:
    """Comparing what was read with what is stored."""

    def __init__(self, reading: FollowUpTable, layout: Layout, options: Options) -> None:
        self._reading = reading
        self._findings = reading.findings
        self._options = options
        self._places = {choice: place for place, choice in enumerate(layout.choices)}
        self._top = int(definition(options.instrument).scale.maximum)
        self._assumed: list[str] = []

    def plan(self) -> Plan:
        """The plan, with faults where there are any."""
        stored = self._stored()
        self._tell_withdrawn(stored)
        changes = [
            compare(
                line,
                stored.get(line.number),
                self._findings,
                self._places,
                is_decided=self._is_decided(line.text(UNITS)),
            )
            for line in self._reading.lines
        ]
        self._tell_replaced(changes)
        levels = {change.line.number: self._level(change) for change in changes}
        target = self._target(changes)
        for change in changes:
            self._check_days(change, target)
        self._tell_levels()
        changes = [c for c in changes if c.line.line not in self._findings.bad_rows]
        units = self._reading.units
        payload = Payload(changes, target, levels, units.new_names() if units else ())
        return self._summed(changes, payload)

    def _stored(self) -> dict[str, FollowUpRow]:
        institution, year = self._options.institution, self._options.year
        if institution is None or year is None or self._findings.blocks_file:
            return {}
        rows = follow_up_rows(institution, self._options.instrument, year=year)
        return {row.cell(NUMBER): row for row in rows}

    def _tell_withdrawn(self, stored: Mapping[str, FollowUpRow]) -> None:
        numbers = {line.number: line.line for line in self._reading.lines if line.number}
        rows = Recommendation.objects.filter(
            institution=self._options.institution,
            instrument=self._options.instrument,
            year=self._options.year or 0,
            source=Source.REPORT,
            withdrawn_at__isnull=False,
            number__in=numbers.keys() - stored.keys(),
        )
        for number in sorted(set(rows.values_list("number", flat=True))):
            self._findings.notice("withdrawn", row=numbers[number], value=number)

    def _is_decided(self, text: str) -> bool:
        return self._reading.units is not None and self._reading.units.is_decided(text)

    def _level(self, change: RowChange) -> int | None:
        """The level to aim at: what is stored, else one above the final value."""
        line, row = change.line, change.row
        if row is not None:
            aims = row.recommendation.targets.all()
            known = next((a.level for a in aims if a.indicator.number == line.indicator), None)
            if known is not None:
                return known
        final: Fraction | None = line.values.get(FINAL)
        if final is None:
            return None
        level = min(int(final) + 1, self._top)
        if level > int(final) and (row is None or change.fresh):
            self._assumed.append(f"{line.number}: {int(final)} → {level}")
        return level

    def _tell_levels(self) -> None:
        if self._assumed:
            example = ", ".join(self._assumed[:3])
            self._findings.notice("level_assumed", count=len(self._assumed), example=example)

    def _target(self, changes: Sequence[RowChange]) -> TargetPlan | None:
        fresh = [wanted for change in changes for wanted in change.fresh]
        days = [wanted.due_on for wanted in fresh if wanted.due_on is not None]
        if self._findings.blocks_file:
            return None
        return target_plan(self._options, days, self._findings, is_needed=bool(fresh))

    def _tell_replaced(self, changes: Sequence[RowChange]) -> None:
        """A table that rewrites most of what is stored may be the one of somebody else."""
        stored = [change for change in changes if change.row is not None]
        replaced = sum(any(e.choice.role == TEXT for e in change.edits) for change in stored)
        if replaced >= REPLACED_FROM and replaced * 2 > len(stored):
            facts = {
                "count": replaced,
                "stored": len(stored),
                "institution": _label(self._options),
            }
            # Above whatever was read row by row, and never crowded out by it.
            self._findings.notices.insert(0, Notice("mostly_replaced", facts))

    def _check_days(self, change: RowChange, target: TargetPlan | None) -> None:
        """Every day lies in the years of the plan its action stands in."""
        plans: list[tuple[Wanted, TargetPlan | ActionPlan]] = []
        if target is not None:
            plans += [(wanted, target) for wanted in change.fresh]
        if change.answer is not None and any(e.choice.role == DUE for e in change.edits):
            plans += [(wanted, change.answer.plan) for wanted in change.line.wanted]
        for wanted, plan in plans:
            day = wanted.due_on
            if day is None or plan.first_year <= day.year <= plan.last_year:
                continue
            choice = Choice(FOLLOW_UP, "", wanted.year) if wanted.year else Choice(DUE)
            self._findings.fault(
                change.line.line,
                self._places.get(choice, -1),
                "due_outside",
                value=wanted.due_label,
                first=plan.first_year,
                last=plan.last_year,
            )

    def _summed(self, changes: Sequence[RowChange], payload: Payload) -> Plan:
        counted = count(changes)
        year = self._options.year or 0
        parts = []
        if changes:
            parts.append(Part(_label(self._options), year, RECOMMENDATIONS, len(changes)))
        answers = sum(len(change.line.wanted) for change in changes)
        if answers:
            parts.append(Part(_label(self._options), year, ACTIONS, answers))
        units = self._reading.units
        return Plan(
            self._findings,
            self._reading.row_count,
            tuple(parts),
            counted.added,
            counted.changed,
            counted.unchanged,
            tuple(self._alterations(changes)),
            payload,
            fingerprint(_basis(changes)),
            {DECISIONS: units.told() if units else []},
        )

    def _alterations(self, changes: Sequence[RowChange]) -> list[Alteration]:
        labels = {role.token: str(role.label) for role in FollowUp.roles}
        told = list(self._other_units(changes))
        for change, edit in edits_of(changes):
            label = labels[edit.choice.token]
            place = f"{label} {edit.choice.year}" if edit.choice.year else label
            told.append(Alteration(place, change.line.number, edit.old, edit.new, is_text=True))
        return told[:ALTERATIONS_KEPT]

    def _other_units(self, changes: Sequence[RowChange]) -> Iterator[Alteration]:
        """Rows whose words for the units stay while other units are meant by them."""
        units = self._reading.units
        for change in changes:
            if change.row is None or not change.units_differ or units is None:
                continue
            if any(edit.choice.role == UNITS for edit in change.edits):
                continue
            rows = change.row.recommendation.unit_rows.all()
            old = BETWEEN.join(row.unit.name for row in rows)
            new = BETWEEN.join(units.names_of(change.line.units))
            place = str(_("Unit yang dimaksud"))
            yield Alteration(place, change.line.number, old, new, is_text=True)


def count(changes: Sequence[RowChange]) -> Recorded:
    """Recommendations and actions that are new, changed or the same."""
    added = changed = unchanged = 0
    for change in changes:
        added += int(change.row is None) + len(change.fresh)
        touched = [change.touches_recommendation] if change.row else []
        touched += [change.touches_action] if change.row and change.line.wanted else []
        changed += sum(touched)
        unchanged += len(touched) - sum(touched) - min(len(change.fresh), len(touched[1:]))
    return Recorded(added, changed, max(unchanged, 0))


def _label(options: Options) -> str:
    return f"{options.institution} · {options.year}"


def _basis(changes: Sequence[RowChange]) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    for change in changes:
        row = change.row
        if row is None:
            told.append((change.line.number, len(change.fresh)))
            continue
        versions = tuple((action.pk, action.version) for action in row.actions)
        told.append((row.recommendation.pk, row.recommendation.version, versions))
    return told
