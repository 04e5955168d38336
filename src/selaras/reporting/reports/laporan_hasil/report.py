"""The report object: what it asks for, who may have it, and its chapters in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.permissions import may_read_findings
from selaras.assessments.queries.said import said_of
from selaras.foundation.documents.manuscript import Contents, Cover, Manuscript, PageBreak
from selaras.improvement.permissions import may_open_improvement
from selaras.people.models import User
from selaras.people.permissions import may_know_institution
from selaras.reporting.queries.outcome import institutions_with_results, outcome_of
from selaras.reporting.reports.laporan_hasil import (
    appendix,
    aspects,
    front,
    indices,
    method,
    nation,
    ratings,
    recommending,
    summary,
)
from selaras.reporting.reports.laporan_hasil.wording import Pen, report_name
from selaras.reporting.reports.of_assessment import (
    ASSESSMENT,
    AssessmentReport,
    NothingToTellError,
    asked,
    choices_among,
    language,
)
from selaras.reporting.reports.report import Ask, Choice, Given, Tell

STAGE = "tahap"
"""The answer that names the stage whose values are shown."""


def _assessments(actor: User, _given: Given) -> Sequence[Choice]:
    return choices_among(institutions_with_results(actor))


def _stages(actor: User, given: Given) -> Sequence[Choice]:
    """The stages with values, the last one first: that is the one usually meant."""
    assessment = asked(actor, given)
    if assessment is None:
        return ()
    return tuple(Choice(one.value, str(one.label)) for one in reversed(_open(actor, assessment)))


def _open(actor: User, assessment: Assessment) -> tuple[Stage, ...]:
    """The stages that spoke and that the actor may read; a published figure speaks as final."""
    return said_of(actor, [assessment])[assessment.pk].staged.spoken


class LaporanHasil(AssessmentReport):
    """What an assessment came to, with the structure of the ministry's own reports."""

    identifier = "laporan-hasil"
    name = gettext_lazy("Laporan hasil pemantauan atau evaluasi")
    purpose = gettext_lazy(
        "Indeks, capaian tiap aspek dan indikator, perbandingan, serta rekomendasi satu instansi "
        "dalam satu siklus."
    )
    asks: ClassVar = (
        Ask(
            ASSESSMENT,
            gettext_lazy("Penilaian"),
            _assessments,
            empty=gettext_lazy(
                "Belum ada hasil yang terbuka bagi Anda. Hasil tersedia setelah dinilai atau "
                "diumumkan."
            ),
        ),
        Ask(
            STAGE,
            gettext_lazy("Tahap"),
            _stages,
            optional=True,
            hint=gettext_lazy("Tanpa pilihan: tahap terakhir yang sudah bernilai."),
        ),
    )

    def allows(self, actor: User, given: Given) -> bool:
        """Whether the actor may read a value of the assessment and the stage."""
        assessment = asked(actor, given)
        if assessment is None:
            return False
        stages = _open(actor, assessment)
        wanted = given.get(STAGE, "")
        return bool(stages) and (not wanted or wanted in stages)

    def reach(self, actor: User, given: Given) -> frozenset[str]:
        """The stages, and whether remarks, findings and recommendations are told."""
        assessment = asked(actor, given)
        if assessment is None:
            return frozenset()
        place = assessment.institution
        also = {
            "dalam": may_know_institution(actor, place),
            "temuan": may_read_findings(actor, assessment),
            "rekomendasi": may_open_improvement(actor, place.pk),
        }
        stages = _open(actor, assessment)
        return frozenset(stage.value for stage in stages) | {
            word for word, is_so in also.items() if is_so
        }

    def title(self, actor: User, given: Given) -> str:
        """The name with place and year: "Laporan Hasil Pemantauan Kota Serang 2022"."""
        assessment = asked(actor, given)
        if assessment is None:
            return str(self.name)
        return _("%(report)s %(institution)s %(year)s") % {
            "report": report_name(assessment.cycle.kind),
            "institution": assessment.institution.name,
            "year": assessment.cycle.year,
        }

    def stem(self, given: Given) -> str:
        """As "laporan-hasil-kota-serang-2022", with the stage where one was chosen."""
        stage = given.get(STAGE, "")
        plain = super().stem(given)
        return f"{plain}-{stage}" if stage in Stage.values else plain

    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """The whole report. Raises NothingToTellError, CalledOffError."""
        tell(5, _("Membaca nilai"))
        assessment = asked(actor, given)
        stage = given.get(STAGE, "")
        outcome = outcome_of(actor, assessment, stage=stage) if assessment else None
        if outcome is None or (stage and outcome.result.stage != stage):
            raise NothingToTellError(given.get(ASSESSMENT, ""))
        tell(40, _("Menyusun bab"))
        return _manuscript(Pen(outcome))


def _manuscript(pen: Pen) -> Manuscript:
    result, head = pen.result, pen.outcome.head
    cycle = result.assessment.cycle
    name = report_name(cycle.kind)
    instrument = pen.instrument
    return Manuscript(
        title=_("%(report)s %(institution)s %(year)s")
        % {"report": name, "institution": result.institution.name, "year": cycle.year},
        subject=instrument.name,
        issuer=result.institution.name,
        language=language(),
        as_of=pen.outcome.as_of,
        instrument=_("%(name)s · %(code)s versi %(version)s")
        % {"name": instrument.name, "code": instrument.code, "version": instrument.version},
        cover=Cover(
            lines=head.lines if head else (),
            title=name,
            subtitle=front.subtitle(pen),
            year=str(cycle.year),
            crest=head.crest if head else None,
        ),
        draft="" if result.is_official else _("KONSEP"),
        keywords=(pen.index_name, result.institution.name, str(cycle.year), instrument.code),
        blocks=(
            *front.foreword(pen),
            PageBreak(),
            Contents(),
            PageBreak(),
            *summary.chapter(pen),
            *method.legal_basis(pen),
            *method.chapter(pen),
            *nation.chapter(pen),
            *indices.chapter(pen),
            *ratings.chapter(pen),
            *aspects.chapter(pen),
            *recommending.chapter(pen),
            *appendix.chapter(pen),
        ),
    )
