"""Tables of indicator values: institutions, years and stages in any arrangement of columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Cycle, Stage, StageResult
from selaras.assessments.permissions import IMPORT_RESULTS, may_import_results
from selaras.assessments.services.cycles import open_assessments, open_cycle, publish_results
from selaras.assessments.services.imports import headings
from selaras.assessments.services.imports.plan import (
    Alteration,
    Choice,
    Options,
    Part,
    Plan,
    fingerprint,
)
from selaras.assessments.services.imports.shape import ImportShape, Layout, Outcome, Role
from selaras.assessments.services.imports.stage_reading import StageSheet, StageTable
from selaras.assessments.services.results import Difference, Sheet, differences, record_many
from selaras.foundation.access import Action, Actor, demand
from selaras.foundation.tables import Table
from selaras.instruments.queries import definition
from selaras.pure.numbers import exact

LONG_RUN = 3
ALTERATIONS_KEPT = 200
"""Changes of stored values a preview lists; all are counted."""


class StageValues(ImportShape):
    """One row per indicator (and institution, and year); one or more columns of values."""

    identifier: ClassVar[str] = "stage-values"
    name: ClassVar = _("Nilai indikator")
    action: ClassVar[Action] = IMPORT_RESULTS
    roles: ClassVar[tuple[Role, ...]] = (
        Role(headings.NUMBER, _("Nomor indikator")),
        Role(headings.NAME, _("Nama indikator")),
        Role(f"{headings.VALUE}:{Stage.SELF.value}", _("Nilai mandiri"), takes_year=True),
        Role(f"{headings.VALUE}:{Stage.DOCUMENT.value}", _("Nilai dokumen"), takes_year=True),
        Role(f"{headings.VALUE}:{Stage.INTERVIEW.value}", _("Nilai interviu"), takes_year=True),
        Role(f"{headings.VALUE}:{Stage.VISIT.value}", _("Nilai visitasi"), takes_year=True),
        Role(f"{headings.VALUE}:{Stage.FINAL.value}", _("Nilai akhir"), takes_year=True),
        Role(headings.INSTITUTION, _("Nama instansi")),
        Role(headings.YEAR, _("Tahun")),
        Role(headings.EXPLANATION, _("Penjelasan")),
    )

    def allows(self, actor: Actor) -> bool:
        """Whoever may import for at least one institution."""
        return may_import_results(actor)

    def detect(self, table: Table) -> Layout:
        """Headings such as ``nomor``, ``nilai_2021``, ``nilai_mandiri`` tell their meaning."""
        return headings.detect(table)

    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """Read the table and compare with what is stored; queries do not grow with the rows.

        Raises DeniedError.
        """
        demand(self.allows(actor), self.action)
        found = self.detect(table)
        layout = Layout(found.header_row, found.headings, tuple(choices))
        reading = StageTable(table, layout, options, actor=actor)
        reading.read()
        _note_kinds(reading, options)
        return _plan(reading, options)

    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Open what has to be opened, record the values, announce complete final results."""
        sheets: Mapping[int, list[StageSheet]] = plan.payload
        ready = []
        for year, wanted in sorted(sheets.items()):
            cycle = open_cycle(year, options.kind, options.instrument, actor=actor)
            cycle.instrument = options.instrument
            places = {sheet.institution.pk: sheet.institution for sheet in wanted}
            assessments = open_assessments(cycle, places.values(), actor=actor)
            for sheet in wanted:
                source = f"{filename} · {sheet.heading}"
                ready.append(_sheet(sheet, assessments[sheet.institution.pk], source))
        recorded = record_many(ready, actor=actor)
        if not options.publish:
            return Outcome(recorded)
        final = {s.assessment.pk: s.assessment for s in ready if s.stage == Stage.FINAL}
        complete = set(
            StageResult.objects.filter(assessment__in=final, stage=Stage.FINAL)
            .exclude(index="")
            .values_list("assessment_id", flat=True)
        )
        published = publish_results((final[pk] for pk in sorted(complete)), actor=actor)
        return Outcome(recorded, published, len(final) - len(complete))


def _note_kinds(reading: StageTable, options: Options) -> None:
    for year in sorted({sheet.year for sheet in reading.sheets.values()}):
        cycle = reading.cycles.get(year)
        if cycle and options.kind and cycle.kind != options.kind:
            reading.findings.notice("kind_kept", year=year, kind=cycle.get_kind_display())


def _plan(reading: StageTable, options: Options) -> Plan:
    added = changed = unchanged = 0
    alterations: list[Alteration] = []
    parts = []
    own = [indicator.number for indicator in definition(options.instrument).indicators()]
    by_year: dict[int, list[StageSheet]] = {}
    basis: list[tuple[object, ...]] = []
    for sheet, found in _compared(reading, options):
        label = f"{sheet.institution.name} · {sheet.year}"
        stored = found.revisions if found else {}
        missing = ranges(own, sheet.values.keys() | stored.keys())
        sheet.expected = {number: stored.get(number, 0) for number in sheet.values}
        # The plain word of the stage: read from a form it is text, detected it is a member.
        stage = Stage(sheet.stage).value
        basis.append((sheet.institution.pk, sheet.year, stage, found and found.edits))
        parts.append(Part(label, sheet.year, sheet.stage, len(sheet.values), missing))
        by_year.setdefault(sheet.year, []).append(sheet)
        if found is None:
            added += len(sheet.values)
            continue
        fresh = sum(1 for _, old, _ in found.edits if old is None)
        added += fresh
        changed += len(found.edits) - fresh
        unchanged += len(sheet.values) - len(found.edits)
        alterations += [
            Alteration(f"{label} · {Stage(sheet.stage).label}", number, exact(old), exact(new))
            for number, old, new in found.edits
            if old is not None and len(alterations) < ALTERATIONS_KEPT
        ]
    return Plan(
        reading.findings,
        reading.row_count,
        tuple(parts),
        added,
        changed,
        unchanged,
        tuple(alterations[:ALTERATIONS_KEPT]),
        by_year,
        fingerprint(basis),
    )


def ranges(own: Sequence[str], present: Collection[str]) -> tuple[str, ...]:
    """The numbers that are not present, in the instrument's order, runs of three and more joined:
    "3", "5–9".
    """
    runs: list[list[str]] = []
    after_gap = False
    for number in own:
        if number in present:
            after_gap = False
        elif after_gap:
            runs[-1].append(number)
        else:
            runs.append([number])
            after_gap = True
    return tuple(
        text for run in runs for text in (run if len(run) < LONG_RUN else [f"{run[0]}–{run[-1]}"])
    )


def _compared(
    reading: StageTable, options: Options
) -> Iterator[tuple[StageSheet, Difference | None]]:
    """Every sheet with how it differs from what is stored; None where nothing can be stored yet."""
    known = _known_assessments(reading, options)
    ready = {
        target: _sheet(sheet, known[target[0], target[1]], "")
        for target, sheet in reading.sheets.items()
        if (target[0], target[1]) in known
    }
    found = dict(zip(ready, differences(list(ready.values())), strict=True))
    for target, sheet in reading.sheets.items():
        yield sheet, found.get(target)


def _known_assessments(reading: StageTable, options: Options) -> dict[tuple[int, int], Assessment]:
    cycles: dict[int, Cycle] = {}
    years = {year for _, year, _ in reading.sheets}
    for year in years & reading.cycles.keys():
        cycle = reading.cycles[year]
        cycle.instrument = options.instrument
        cycles[cycle.pk] = cycle
    places = {target[0] for target in reading.sheets}
    found = {}
    rows = Assessment.objects.filter(cycle__in=cycles)
    if len(places) == 1:
        rows = rows.filter(institution__in=places)
    for assessment in rows:
        assessment.cycle = cycles[assessment.cycle_id]
        found[assessment.institution_id, assessment.cycle.year] = assessment
    return found


def _sheet(sheet: StageSheet, assessment: Assessment, source: str) -> Sheet:
    stage = Stage(sheet.stage)
    return Sheet(assessment, stage, sheet.values, source, sheet.explanations, sheet.expected)
