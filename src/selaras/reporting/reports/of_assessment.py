"""What reports about one assessment share: which one is meant, and who may have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment
from selaras.people.models import User
from selaras.pure.instrument.model import INDEX, Instrument
from selaras.pure.language.prose import Language
from selaras.reporting.models import ReportFormat
from selaras.reporting.permissions import MAKE_REPORT
from selaras.reporting.queries.outcome import assessment_for
from selaras.reporting.reports.report import Choice, Given, Report

ASSESSMENT = "penilaian"
"""The answer that names the assessment, by its key."""


class NothingToTellError(LookupError):
    """There is nothing the actor may read of the assessment asked for."""


class AssessmentReport(Report):
    """A report about one assessment that is read, edited and reckoned with."""

    action = MAKE_REPORT
    formats: ClassVar = (ReportFormat.PDF, ReportFormat.DOCX, ReportFormat.XLSX)

    def is_open_to(self, actor: User) -> bool:
        """Everybody who signs in: announced results are for all of them."""
        return bool(actor.is_authenticated)

    def stem(self, given: Given) -> str:
        """As "laporan-hasil-kota-serang-2022"; without the place where the row is gone."""
        key = given.get(ASSESSMENT, "")
        found = (
            Assessment.objects.filter(pk=int(key))
            .values_list("institution__slug", "cycle__year")
            .first()
            if key.isascii() and key.isdigit() and len(key) <= 18
            else None
        )
        if found is None:
            return self.identifier
        return f"{self.identifier}-{found[0]}-{found[1]}"


def asked(actor: User, given: Given) -> Assessment | None:
    """The assessment the answers name, where the actor may see it; one query."""
    return assessment_for(actor, given.get(ASSESSMENT, ""))


def choices_among(assessments: Sequence[Assessment]) -> tuple[Choice, ...]:
    """Assessments to choose from, under their institutions' names."""
    return tuple(
        Choice(
            str(one.pk),
            _("%(kind)s %(year)s · %(instrument)s")
            % {
                "kind": one.cycle.get_kind_display(),
                "year": one.cycle.year,
                "instrument": one.cycle.instrument.code,
            },
            one.institution.name,
        )
        for one in assessments
    )


def language() -> Language:
    """The language sentences are put together in."""
    return "en" if get_language() == "en" else "id"


def index_name(instrument: Instrument) -> str:
    """What the instrument's index is called where people speak of it: "Indeks SPBE"."""
    known = instrument.aliases.get(INDEX, ())
    called = next((name for name in known if name.startswith("Indeks ")), None)
    return called or (_("Indeks %(name)s") % {"name": known[0]} if known else _("Indeks"))
