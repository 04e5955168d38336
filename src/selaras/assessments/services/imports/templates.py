"""Empty tables to fill in, one per instrument and shape."""

from __future__ import annotations

from selaras.assessments.models import AverageGroup
from selaras.foundation.documents.table import Table
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.pure.instrument.model import INDEX


def stage_values_template(version: InstrumentVersion) -> Table:
    """Every indicator with its number and name, and an empty column per stage that is usual."""
    headings = ["nomor", "indikator", "nilai_mandiri", "nilai_akhir", "penjelasan"]
    rows = [[i.number, i.name, None, None, None] for i in definition(version).indicators()]
    return Table(version.code, headings, rows)


def announced_figures_template(version: InstrumentVersion) -> Table:
    """A row per institution: a column for the index and for every domain and aspect."""
    return Table(version.code, ["instansi", "tahun", *_node_names(version), "predikat"], [])


def _node_names(version: InstrumentVersion) -> list[str]:
    """The index, every domain and aspect, as tables print them."""
    instrument = definition(version)
    names = list(instrument.aliases.get(INDEX, ())[:1])
    for domain in instrument.domains:
        if not domain.pseudo:
            names.append(domain.name)
        names += [aspect.name for aspect in domain.aspects]
    return names


def group_averages_template(version: InstrumentVersion) -> Table:
    """The index, every domain and aspect, and an empty column per group."""
    names = _node_names(version)
    rows = [[name, *([None] * len(AverageGroup))] for name in names]
    return Table(version.code, ["nama_indeks", *AverageGroup.values], rows)
