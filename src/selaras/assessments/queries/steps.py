"""What stands in the way of a step: asked by the service that takes it and told by the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from selaras.assessments.models import Assessment, CycleKind, SignedKind, Stage, StageValue
from selaras.assessments.queries.sheet import Sheet, SheetLine
from selaras.assessments.queries.signing import verifications
from selaras.assessments.states import AnswerState, Step

Sentence = str | Promise
Guard = Callable[[Sheet], Iterable[Sentence]]

NAMED_AT_MOST = 12
"""Indicators a sentence names before it only counts the others."""


def named(numbers: Sequence[str]) -> str:
    """The numbers as a sentence lists them, the rest counted: "1, 2, 5 dan 30 lainnya"."""
    shown = ", ".join(numbers[:NAMED_AT_MOST])
    rest = len(numbers) - NAMED_AT_MOST
    if rest <= 0:
        return shown
    others = ngettext("dan %(count)d lainnya", "dan %(count)d lainnya", rest) % {"count": rest}
    return f"{shown} {others}"


def is_late(line: SheetLine) -> bool:
    """Whether the indicator is not ready for approval: no approved answer, or no own value."""
    return line.state != AnswerState.APPROVED or line.own is None


def late_lines(sheet: Sheet) -> list[SheetLine]:
    """The indicators only a reasoned override would carry past approval."""
    return [line for line in sheet.lines if is_late(line)]


def has_later_values(assessment: Assessment) -> bool:
    """Whether anyone but the institution has spoken already: such a record is history."""
    values = StageValue.objects.filter(assessment=assessment)
    return values.exclude(stage=Stage.SELF).exists()


def _is_no_history(sheet: Sheet) -> Iterator[Sentence]:
    if sheet.assessment.is_published or has_later_values(sheet.assessment):
        yield _(
            "Penilaian ini sudah memiliki nilai tahap sesudah penilaian mandiri, jadi merupakan "
            "catatan hasil. Penilaian baru disiapkan pada siklus yang belum memiliki hasil."
        )


def _is_plotted(sheet: Sheet) -> Iterator[Sentence]:
    missing = [line.number for line in sheet.lines if not line.units and not line.members]
    if missing:
        yield _(
            "Setiap indikator perlu sedikitnya satu unit atau anggota tim. Belum dibagikan: "
            "indikator %(numbers)s."
        ) % {"numbers": named(missing)}


def _is_approved(sheet: Sheet) -> Iterator[Sentence]:
    late = [line.number for line in late_lines(sheet)]
    if late:
        yield _(
            "Jawaban yang belum disetujui atau belum bernilai: indikator %(numbers)s. Setujui "
            "jawabannya dan tetapkan nilainya, atau setujui penilaian dengan alasan tertulis."
        ) % {"numbers": named(late)}


def _has_index(sheet: Sheet) -> Iterator[Sentence]:
    missing = sheet.score_of(Stage.SELF).missing
    if missing:
        yield _("Indeks belum lengkap: indikator %(numbers)s belum bernilai.") % {
            "numbers": named(missing)
        }


def _is_as_signed(sheet: Sheet) -> Iterator[Sentence]:
    found = verifications(sheet.assessment)
    if {one.signed.kind for one in found} != set(SignedKind.values):
        yield _("Berita acara dan pernyataan persetujuan publikasi belum ditandatangani.")
    if not all(one.holds for one in found):
        yield _(
            "Isi penilaian tidak lagi sama dengan yang ditandatangani. Buka halaman pengesahan "
            "untuk melihat apa yang berubah, lalu cabut tanda tangan dan tanda tangani kembali."
        )


def _is_evaluation(sheet: Sheet) -> Iterator[Sentence]:
    if sheet.assessment.cycle.kind != CycleKind.EVALUATION:
        yield _(
            "Interviu dan visitasi hanya ada pada siklus evaluasi; siklus ini pemantauan. "
            "Lanjutkan ke konsolidasi."
        )


def _has_final_values(sheet: Sheet) -> Iterator[Sentence]:
    missing = sheet.score_of(Stage.FINAL).missing
    if missing:
        yield _("Nilai akhir belum lengkap: indikator %(numbers)s belum bernilai akhir.") % {
            "numbers": named(missing)
        }


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    Step.PREPARE: (_is_no_history,),
    Step.OPEN: (_is_plotted,),
    Step.APPROVE: (_is_approved,),
    Step.SIGN: (_has_index,),
    Step.SUBMIT: (_is_as_signed,),
    Step.INTERVIEW: (_is_evaluation,),
    Step.VISIT: (_is_evaluation,),
    Step.FINALISE: (_has_final_values,),
    Step.REPORT: (_has_final_values,),
}
"""What must hold before a step; a step without a row has no condition of its own."""


def hindrances(sheet: Sheet, step: Step | str) -> list[Sentence]:
    """What stands in the way of the step, each as a sentence that says what to do."""
    return [sentence for guard in GUARDS.get(step, ()) for sentence in guard(sheet)]
