"""The report object of the units' progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Head,
    Heading,
    Manuscript,
    Paragraph,
)
from selaras.people.models import Unit, User
from selaras.people.queries.letterheads import letterhead_of
from selaras.people.standing import standing_of
from selaras.reporting.models import ReportFormat
from selaras.reporting.permissions import MAKE_REPORT, units_followed
from selaras.reporting.queries.unit_progress import (
    UnitProgress,
    followed_assessment,
    followed_assessments,
    unit_progress,
    units_open_to,
)
from selaras.reporting.reports.figures import instrument_line
from selaras.reporting.reports.kemajuan_unit import follow_up, owed
from selaras.reporting.reports.of_assessment import (
    ASSESSMENT,
    AssessmentReport,
    choices_among,
    language,
)
from selaras.reporting.reports.report import Ask, Choice, Given, Tell

UNIT = "unit"
"""The answer that names one unit by its key; absent: every unit open to the person."""


def _assessments(actor: User, _given: Given) -> Sequence[Choice]:
    return choices_among(followed_assessments(actor))


def _units(actor: User, given: Given) -> Sequence[Choice]:
    assessment = followed_assessment(actor, given.get(ASSESSMENT, ""))
    if assessment is None:
        return ()
    return [Choice(str(unit.pk), unit.name) for unit in units_open_to(actor, assessment)]


class UnitProgressReport(AssessmentReport):
    """How far one unit, or every unit of an institution, is in one assessment."""

    identifier = "kemajuan-unit"
    name = gettext_lazy("Kemajuan unit")
    purpose = gettext_lazy(
        "Indikator, bukti, pengembalian, dan tindak lanjut satu unit atau semua unit, bagi yang "
        "mengejar kelengkapan sebelum penilaian dikirim."
    )
    action = MAKE_REPORT
    formats: ClassVar = (ReportFormat.PDF, ReportFormat.DOCX, ReportFormat.XLSX)
    asks: ClassVar = (
        Ask(
            ASSESSMENT,
            gettext_lazy("Penilaian"),
            _assessments,
            empty=gettext_lazy(
                "Tidak ada penilaian berjalan yang kemajuan unitnya terbuka bagi Anda. Laporan ini "
                "tersedia setelah indikator dibagikan kepada unit."
            ),
        ),
        Ask(
            UNIT,
            gettext_lazy("Unit"),
            _units,
            optional=True,
            hint=gettext_lazy("Bila kosong: semua unit yang boleh Anda lihat kemajuannya."),
        ),
    )

    def is_open_to(self, actor: User) -> bool:
        """Whoever works in an institution, and the system administrator."""
        standing = standing_of(actor)
        return standing.is_system_admin or bool(standing.home_institutions())

    def allows(self, actor: User, given: Given) -> bool:
        """Whether the assessment is followed by the actor, and the unit one of the actor's."""
        return _asked(actor, given) is not None

    def reach(self, actor: User, given: Given) -> frozenset[str]:
        """The units the actor follows, as far as they were asked for."""
        assessment = followed_assessment(actor, given.get(ASSESSMENT, ""))
        if assessment is None:
            return frozenset()
        allowed = units_followed(actor, assessment.institution_id)
        if allowed is None:
            allowed = frozenset(assessment.institution.units.values_list("pk", flat=True))
        wanted = given.get(UNIT, "")
        return frozenset(str(pk) for pk in allowed if wanted in {"", str(pk)})

    def title(self, actor: User, given: Given) -> str:
        """What it is called: "Kemajuan unit 2025: Dinas Kominfo"."""
        asked = _asked(actor, given)
        if asked is None:
            return str(self.name)
        assessment, units = asked
        whose = units[0].name if given.get(UNIT) else assessment.institution.name
        return _("Kemajuan unit %(year)s: %(whose)s") % {
            "year": assessment.cycle.year,
            "whose": whose,
        }

    def stem(self, given: Given) -> str:
        """As in "kemajuan-unit-kota-contoh-2025", with the unit's key where one was named."""
        return slugify(f"{super().stem(given)} {given.get(UNIT, '')}")

    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """Thirty queries or so to read, none to write."""
        asked = _asked(actor, given)
        if asked is None:
            raise DeniedError(self.action)
        assessment, units = asked
        tell(10, _("Membaca kemajuan unit"))
        found = unit_progress(actor, assessment, units, today=clock.today())
        tell(60, _("Menyusun tabel"))
        return Manuscript(
            title=self.title(actor, given),
            subject=str(self.name),
            issuer=assessment.institution.name,
            language=language(),
            as_of=_as_of(found),
            instrument=instrument_line(found.progress.sheet.instrument),
            blocks=tuple(_blocks(found)),
            head=_head(assessment),
        )


def _asked(actor: User, given: Given) -> tuple[Assessment, list[Unit]] | None:
    """The assessment and the units the answers mean; None where any is not open to the actor."""
    assessment = followed_assessment(actor, given.get(ASSESSMENT, ""))
    if assessment is None:
        return None
    units = units_open_to(actor, assessment)
    wanted = given.get(UNIT, "")
    if wanted:
        units = [unit for unit in units if str(unit.pk) == wanted]
        if not units:
            return None
    return assessment, units


def _as_of(found: UnitProgress) -> datetime:
    """When the newest of what it says was written; the year's beginning where nothing was."""
    at = found.written_at or found.assessment.state_since
    year = found.assessment.cycle.year
    return at or datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())


def _head(assessment: Assessment) -> Head:
    paper = letterhead_of(assessment.institution)
    if paper is None or not paper.lines:
        return Head((assessment.institution.name,))
    return Head(paper.lines, paper.crest)


def _blocks(found: UnitProgress) -> Iterator[Block]:
    yield Paragraph(_opening(found))
    if not found.parts:
        yield Paragraph(_("Belum ada unit yang dibagi indikator dalam penilaian ini."))
        return
    if len(found.parts) > 1:
        yield owed.overview(found)
    for part in found.parts:
        yield Heading(part.unit.name)
        yield from owed.blocks(found, part)
        yield from follow_up.blocks(found, part)
    yield Heading(_("Cara membaca"))
    yield Bullets((owed.reading(), follow_up.reading()))


def _opening(found: UnitProgress) -> str:
    """When this holds, where the assessment stands, and until when it is open."""
    assessment, window = found.assessment, found.progress.sheet.window
    said = _("Keadaan per %(day)s. %(cycle)s sedang pada tahap “%(state)s”.") % {
        "day": date_format(found.progress.today, "j F Y"),
        "cycle": assessment.cycle,
        "state": assessment.get_state_display(),
    }
    if window is not None:
        said += " " + _("Tahap ini ditutup %(day)s.") % {
            "day": date_format(window.closes_on, "j F Y")
        }
    if found.undivided:
        said += " " + _("%(count)s indikator belum dibagi kepada unit mana pun.") % {
            "count": found.undivided
        }
    return said
