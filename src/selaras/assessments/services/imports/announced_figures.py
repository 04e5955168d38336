"""National lists: index, domains and aspects of institutions, without their indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selaras.assessments.models import Assessment, Stage, StageResult, StageValue
from selaras.assessments.permissions import (
    IMPORT_RESULTS,
    may_import_results,
    may_publish_results,
)
from selaras.assessments.queries.announced import NOTHING_ANNOUNCED, announced_of
from selaras.assessments.services.announced import (
    AnnouncedSheet,
    Edits,
    edits_between,
    record_announced,
)
from selaras.assessments.services.cycles import open_assessments, open_cycle, publish_results
from selaras.assessments.services.imports.announced_reading import (
    INSTITUTION,
    NAME,
    NODE,
    PREDICATE,
    VALUE,
    YEAR,
    AnnouncedRow,
    AnnouncedTable,
    choice_of,
)
from selaras.assessments.services.imports.plan import (
    Alteration,
    Choice,
    Options,
    Part,
    Plan,
    fingerprint,
)
from selaras.assessments.services.imports.shape import (
    VALUE_WORDS,
    ImportShape,
    Layout,
    Outcome,
    Role,
    Words,
    heading_row,
    padded,
)
from selaras.foundation.access import Action, Actor, demand
from selaras.foundation.tables import HEADER_SEARCH_ROWS, Table, normalise
from selaras.instruments.queries import definition, versions
from selaras.pure.numbers import exact

ALTERATIONS_KEPT = 200

Key = tuple[int, int]
"""Institution's key and year."""


class AnnouncedFigures(ImportShape):
    """What a national list prints: a row per institution, or one institution's table of indices."""

    identifier: ClassVar[str] = "announced-figures"
    name: ClassVar = _("Daftar nasional: indeks, domain, dan aspek")
    action: ClassVar[Action] = IMPORT_RESULTS
    roles: ClassVar[tuple[Role, ...]] = (
        Role(INSTITUTION, _("Nama instansi")),
        Role(YEAR, _("Tahun")),
        Role(NODE, _("Angka indeks, domain, atau aspek menurut judul kolom")),
        Role(NAME, _("Nama indeks, domain, atau aspek")),
        Role(VALUE, _("Angka dari baris yang bernama")),
        Role(PREDICATE, _("Predikat")),
    )
    words: ClassVar[Words] = replace(
        VALUE_WORDS,
        added=_("Angka baru"),
        altered=_("Angka yang berubah"),
        same=_("Semua angka dalam berkas ini sudah tersimpan."),
        count=pgettext_lazy("plural", "Angka"),
        altered_note=_("Angka lama tetap terbaca di jejak kegiatan."),
    )
    messages: ClassVar[Mapping[str, str | Promise]] = {
        "no_index_column": _(
            "Belum ada kolom indeks. Pilih kolom yang berisi indeksnya sebagai angka indeks, "
            "domain, atau aspek; judulnya harus menyebut nama indeks pada instrumen."
        ),
        "predicate_unknown": _("Predikat “%(value)s” tidak dikenal. Pakai salah satu: %(names)s."),
        "index_missing": _(
            "Indeks %(value)s tahun %(year)s tidak ada dalam berkas. Tambahkan indeksnya."
        ),
        "values_decide": _(
            "%(count)s instansi sudah mempunyai nilai indikator. Hasilnya tetap dihitung dari "
            "nilai itu; angka terbit disimpan di sampingnya dan perbedaannya ditunjukkan."
        ),
    }

    def allows(self, actor: Actor) -> bool:
        """Whoever may import for at least one institution."""
        return may_import_results(actor)

    def detect(self, table: Table) -> Layout:
        """The heading row is the one that names most indices, domains and aspects."""
        width = table.width
        nodes = _node_names()
        found = {
            place: _meanings(table.rows[place], width, nodes)
            for place in range(min(len(table.rows), HEADER_SEARCH_ROWS))
        }
        rank = {place: _rank(choices) for place, choices in found.items()}
        header = heading_row(table, rank)
        return Layout(header, padded(table.rows[header], width), found[header])

    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """Read the list and compare with what is stored; queries do not grow with the rows.

        Raises DeniedError.
        """
        demand(self.allows(actor), self.action)
        found = self.detect(table)
        layout = Layout(found.header_row, found.headings, tuple(choices))
        reading = AnnouncedTable(table, layout, options, actor=actor)
        reading.read()
        return _plan(reading)

    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Open what has to be opened, record the figures, announce where that is asked."""
        rows: Mapping[Key, AnnouncedRow] = plan.payload
        sheets = []
        for year in sorted({year for _place, year in rows}):
            cycle = open_cycle(year, options.kind, options.instrument, actor=actor)
            cycle.instrument = options.instrument
            wanted = [row for row in rows.values() if row.year == year]
            places = [row.institution for row in wanted]
            assessments = open_assessments(cycle, places, actor=actor)
            sheets += [
                AnnouncedSheet(
                    assessments[row.institution.pk], row.figures, row.predicate, filename
                )
                for row in wanted
            ]
        recorded = record_announced(sheets, actor=actor)
        if not options.publish or not may_publish_results(actor):
            return Outcome(recorded)
        # Where only some indicators have values, those decide and there is no index to announce.
        complete = set(
            StageResult.objects.filter(
                assessment__in=[sheet.assessment for sheet in sheets], stage=Stage.FINAL
            )
            .exclude(index="")
            .values_list("assessment_id", flat=True)
        )
        ready = [sheet.assessment for sheet in sheets if sheet.assessment.pk in complete]
        return Outcome(recorded, publish_results(ready, actor=actor), len(sheets) - len(ready))


def _meanings(cells: Sequence[str], width: int, nodes: frozenset[str]) -> tuple[Choice, ...]:
    return tuple(choice_of(normalise(cell), nodes) for cell in padded(cells, width))


def _node_names() -> frozenset[str]:
    """Every name under which an instrument here prints its index, a domain or an aspect."""
    return frozenset(
        normalise(name) for version in versions() for name in definition(version).node_names()
    )


def _rank(choices: Sequence[Choice]) -> tuple[int, int]:
    nodes = sum(choice.role in {NODE, VALUE} for choice in choices)
    return nodes, sum(choice.role in {INSTITUTION, NAME} for choice in choices)


def _plan(reading: AnnouncedTable) -> Plan:
    known = _known(reading)
    before = announced_of(known.values())
    valued = _valued(known.values())
    added = changed = unchanged = 0
    alterations: list[Alteration] = []
    parts, basis = [], list[tuple[object, ...]]()
    for key, row in reading.rows.items():
        place = known[key].pk if key in known else 0
        stored = before.get(place, NOTHING_ANNOUNCED)
        edits = edits_between(stored, row.figures, row.predicate)
        label = f"{row.institution.name} · {row.year}"
        fresh = sum(1 for old, _new in edits.values() if old is None)
        added, changed = added + fresh, changed + len(edits) - fresh
        unchanged += len(row.figures) - len(edits)
        parts.append(Part(label, row.year, Stage.FINAL.value, len(row.figures)))
        basis.append((*key, sorted(edits.items()), stored.predicate, row.predicate))
        alterations += _alterations(label, edits)
    if valued:
        reading.findings.notice("values_decide", count=len(valued))
    return Plan(
        reading.findings,
        reading.row_count,
        tuple(parts),
        added,
        changed,
        unchanged,
        tuple(alterations[:ALTERATIONS_KEPT]),
        dict(reading.rows),
        fingerprint(basis),
    )


def _known(reading: AnnouncedTable) -> dict[Key, Assessment]:
    """The assessments that exist already; one query."""
    cycles = {cycle.pk: year for year, cycle in reading.cycles.items()}
    places = {place for place, _year in reading.rows}
    rows = Assessment.objects.filter(cycle__in=cycles, institution__in=places)
    return {(row.institution_id, cycles[row.cycle_id]): row for row in rows}


def _valued(assessments: Iterable[Assessment]) -> set[int]:
    """Those of which final values of indicators are recorded; one query."""
    rows = StageValue.objects.filter(
        assessment__in=list(assessments), stage=Stage.FINAL, is_current=True
    )
    return set(rows.values_list("assessment_id", flat=True).distinct())


def _alterations(label: str, edits: Edits) -> Iterator[Alteration]:
    for node, (old, new) in edits.items():
        if old is not None and old != new:
            yield Alteration(label, node or str(_("indeks")), exact(old), exact(new))
