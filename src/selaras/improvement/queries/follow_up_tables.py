"""Follow-up tables as they are handed out: the forms of two cities, and the one that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import ImportJob, ImportState
from selaras.improvement.models import ActionPlan
from selaras.improvement.queries.follow_up_rows import (
    ASSESSOR,
    DUE,
    FINAL,
    FOLLOW_UP,
    INDICATOR,
    NUMBER,
    SELF,
    TEXT,
    UNITS,
    VALUE,
    FollowUpRow,
    follow_up_rows,
)
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit

SHAPE = "follow-up"
"""The import shape whose tables these are."""
MONITORING, EVALUATION, ORIGINAL = (
    "tindak-lanjut-monev",
    "tindak-lanjut-evaluasi",
    "tindak-lanjut-asal",
)
"""The forms by the name addresses use."""
IGNORED = "abaikan"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a follow-up table; ``target`` and ``year`` as in an import."""

    heading: str
    role: str
    target: str = ""
    year: int | None = None


FORMS: Mapping[str, str | Promise] = {
    MONITORING: _("Tabel MONEV"),
    EVALUATION: _("Tabel tindak lanjut evaluasi"),
    ORIGINAL: _("Seperti tabel asal"),
}

# What these forms print is Indonesian in every language, as the papers are.
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    MONITORING: (
        Column("No", NUMBER),
        Column("Indikator", INDICATOR),
        Column("Rekomendasi", TEXT),
        Column("Nilai Tingkat Kematangan", VALUE, FINAL),
        Column("Tindak Lanjut", FOLLOW_UP),
        Column("Target Waktu", DUE),
        Column("OPD Terkait", UNITS),
    ),
    EVALUATION: (
        Column("No", NUMBER),
        Column("Indikator", INDICATOR),
        Column("Nilai Mandiri", VALUE, SELF),
        Column("Nilai Evaluator", VALUE, ASSESSOR),
        Column("Nilai Akhir", VALUE, FINAL),
        Column("Perangkat Daerah Penanggung Jawab", UNITS),
        Column("Rekomendasi", TEXT),
    ),
}


@dataclass(frozen=True, slots=True)
class FollowUpPaper:
    """A table with its headings; ``years`` are those of the reports its rows come from."""

    columns: Sequence[Column]
    rows: Sequence[FollowUpRow]

    @property
    def years(self) -> list[int]:
        """The years of the reports, ascending."""
        return sorted({row.recommendation.year for row in self.rows})

    @property
    def headings(self) -> list[str]:
        """What stands above the columns."""
        return [column.heading for column in self.columns]

    def cells(self) -> list[list[str]]:
        """The texts, row by row."""
        return [[row.cell(c.role, c.target, c.year) for c in self.columns] for row in self.rows]


def follow_up_paper(
    institution: Institution,
    instrument: InstrumentVersion,
    form: str,
    *,
    year: int | None = None,
    plan: ActionPlan | None = None,
    unit: Unit | None = None,
) -> FollowUpPaper:
    """The table of a year, or of a plan, in one of ``FORMS``; twelve queries.

    Without an import to take the headings from, ``ORIGINAL`` is the table of the monitoring.
    Raises KeyError for another form.
    """
    rows = follow_up_rows(institution, instrument, year=year, plan=plan, unit=unit)
    if form != ORIGINAL:
        return FollowUpPaper(_COLUMNS[form], rows)
    years = [year] if year is not None else sorted({row.recommendation.year for row in rows})
    columns = _imported(institution, instrument, years[-1]) if years else None
    return FollowUpPaper(columns or _COLUMNS[MONITORING], rows)


def report_years(institution: Institution, instrument: InstrumentVersion) -> list[int]:
    """The years of which there are recommendations of a report, newest first; one query."""
    rows = institution.recommendations.standing().filter(instrument=instrument)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def _imported(
    institution: Institution, instrument: InstrumentVersion, year: int
) -> tuple[Column, ...] | None:
    """The columns of the last table that came in for this year, those that were read."""
    job = ImportJob.objects.filter(
        shape=SHAPE,
        state=ImportState.CONFIRMED,
        options__institution=institution.pk,
        options__instrument=instrument.pk,
        options__year=year,
    ).first()
    if job is None:
        return None
    headings = job.report.get("headings", ())
    columns = []
    for heading, kept in zip(headings, job.columns, strict=False):
        role, _colon, target = kept["token"].partition(":")
        if role != IGNORED:
            columns.append(Column(heading, role, target, kept["year"]))
    return tuple(columns) or None
