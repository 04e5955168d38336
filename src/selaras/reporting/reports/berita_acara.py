"""The minutes of a self-assessment as a report: the figures that are signed, in editable forms.

What is signed is the paper of the work pages; this carries the same figures, marked as a draft
until they are signed, and afterwards with number, signer and the fingerprint of the signed claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation.documents.manuscript import (
    Amount,
    Block,
    Bullets,
    Column,
    Facts,
    Grid,
    Head,
    Heading,
    KeyFigure,
    Manuscript,
    Paragraph,
    Quotation,
    Row,
    Run,
    Signature,
)
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.paper import amount
from selaras.foundation.notation import day_in_words, figure
from selaras.people.models import User
from selaras.pure.fingerprint import grouped
from selaras.pure.instrument.model import INDEX
from selaras.pure.instrument.naming import short_names
from selaras.pure.language.prose import listed
from selaras.reporting.queries.minutes import (
    Carried,
    Minutes,
    assessments_with_minutes,
    has_claim,
    may_read_minutes,
    minutes_of,
)
from selaras.reporting.reports.of_assessment import (
    ASSESSMENT,
    AssessmentReport,
    NothingToTellError,
    asked,
    choices_among,
    index_name,
    language,
)
from selaras.reporting.reports.report import Ask, Choice, Given, Tell

_BLANK = "……………………"


def _assessments(actor: User, _given: Given) -> Sequence[Choice]:
    return choices_among(assessments_with_minutes(actor))


class BeritaAcara(AssessmentReport):
    """The minutes of the self-assessment."""

    identifier = "berita-acara"
    name = gettext_lazy("Berita acara penilaian mandiri")
    purpose = gettext_lazy(
        "Hasil penilaian mandiri yang ditandatangani koordinator, dengan nilai setiap indikator; "
        "berstatus konsep sampai ditandatangani."
    )
    asks: ClassVar = (
        Ask(
            ASSESSMENT,
            gettext_lazy("Penilaian"),
            _assessments,
            empty=gettext_lazy(
                "Belum ada penilaian mandiri yang terbuka bagi Anda. Berita acara dapat dibuat "
                "setelah tim asesor internal instansi Anda memberi nilai."
            ),
        ),
    )

    def allows(self, actor: User, given: Given) -> bool:
        """Whether the actor knows of the work and there is a claim."""
        assessment = asked(actor, given)
        return (
            assessment is not None and may_read_minutes(actor, assessment) and has_claim(assessment)
        )

    def title(self, actor: User, given: Given) -> str:
        """The name with place and year."""
        assessment = asked(actor, given)
        if assessment is None:
            return str(self.name)
        return _("Berita Acara Penilaian Mandiri %(institution)s %(year)s") % {
            "institution": assessment.institution.name,
            "year": assessment.cycle.year,
        }

    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """The minutes. Raises NothingToTellError, CalledOffError."""
        tell(5, _("Membaca nilai"))
        assessment = asked(actor, given)
        minutes = None
        if assessment is not None and may_read_minutes(actor, assessment):
            minutes = minutes_of(assessment)
        if minutes is None:
            raise NothingToTellError(given.get(ASSESSMENT, ""))
        tell(40, _("Menyusun berita acara"))
        return _manuscript(minutes, self.title(actor, given))


def _manuscript(minutes: Minutes, title: str) -> Manuscript:
    instrument, head = minutes.instrument, minutes.head
    institution = minutes.assessment.institution.name
    return Manuscript(
        title=title,
        subject=instrument.name,
        issuer=institution,
        language=language(),
        as_of=minutes.as_of,
        instrument=_("%(name)s · %(code)s versi %(version)s")
        % {"name": instrument.name, "code": instrument.code, "version": instrument.version},
        head=Head(head.lines or (institution,), head.crest) if head else None,
        draft="" if minutes.signed else _("KONSEP"),
        keywords=(index_name(instrument), institution, str(minutes.assessment.cycle.year)),
        blocks=(
            *_opening(minutes),
            *_result(minutes),
            _ratings(minutes),
            *(_approval(minutes.carried) if minutes.carried else ()),
            Paragraph(
                _(
                    "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana "
                    "mestinya."
                )
            ),
            *_signing(minutes),
        ),
    )


def _opening(minutes: Minutes) -> Iterator[Block]:
    """Who states what, and under which number."""
    signed, cycle = minutes.signed, minutes.assessment.cycle
    yield Paragraph(
        _("Pada hari ini, %(day)s, yang bertanda tangan di bawah ini:")
        % {"day": day_in_words(timezone.localtime(signed.signed_at)) if signed else _BLANK}
    )
    yield Facts(
        (
            (_("Nomor"), signed.number if signed else _BLANK),
            (_("Nama"), signed.signer_label if signed else _BLANK),
            (_("Jabatan"), (signed.signer_position if signed else "") or _BLANK),
            (_("Instansi"), minutes.assessment.institution.name),
            *_proof(minutes),
        )
    )
    yield Paragraph(
        _(
            "menyatakan bahwa penilaian mandiri pada %(kind)s tahun %(year)s dengan instrumen "
            "%(instrument)s telah dilaksanakan oleh Tim Asesor Internal dengan hasil sebagai "
            "berikut."
        )
        % {
            "kind": str(cycle.get_kind_display()).lower(),
            "year": cycle.year,
            "instrument": minutes.instrument.name,
        }
    )


def _proof(minutes: Minutes) -> Iterator[tuple[str, str]]:
    """What proves signed minutes."""
    if minutes.signed is None:
        return
    yield _("Sidik isi yang ditandatangani"), grouped(minutes.signed.fingerprint, 16)
    yield (
        _("Masih sesuai dengan data"),
        _("ya") if minutes.holds else _("tidak: nilai atau bukti berubah sesudah ditandatangani"),
    )


def _result(minutes: Minutes) -> Iterator[Block]:
    """The index and its predicate."""
    instrument = minutes.instrument
    index = minutes.figures.get(INDEX)
    label = _("%(index)s hasil penilaian mandiri") % {"index": index_name(instrument)}
    if index is None:
        rated, total = len(minutes.values), sum(1 for _one in instrument.indicators())
        yield KeyFigure(
            label,
            _("belum lengkap"),
            _("%(rated)s dari %(total)s indikator bernilai") % {"rated": rated, "total": total},
        )
    else:
        shown = figure(index, instrument.rounding)
        value = Amount(index, shown, instrument.rounding.places)
        yield KeyFigure(label, value, _("Predikat %(name)s") % {"name": minutes.predicate})


def _ratings(minutes: Minutes) -> Grid:
    """Every value: domains and aspects above the indicators they are made of."""
    names = short_names(minutes.instrument)
    late = frozenset(minutes.carried.late if minutes.carried else ())
    rows: list[Row] = []
    for domain in minutes.instrument.domains:
        if not domain.pseudo:
            rows.append(Row((domain.code, domain.name, _figure(minutes, domain.code)), "group"))
        for aspect in domain.aspects:
            name = (Run(aspect.name, bold=True),)
            rows.append(Row((aspect.code, name, _figure(minutes, aspect.code))))
            for indicator in aspect.indicators:
                said = names[indicator.number]
                marked = f"{said} *)" if indicator.number in late else said
                value = _rating(minutes.values.get(indicator.number))
                rows.append(Row((indicator.number, marked, value)))
    return Grid(
        _("Nilai domain, aspek, dan indikator")
        if minutes.instrument.real_domains()
        else _("Nilai aspek dan indikator"),
        (
            Column(_("No."), "right", 0.8),
            Column(_("Indikator"), width=7),
            Column(_("Nilai"), "right"),
        ),
        tuple(rows),
        note=_("*) Jawaban belum disetujui ketika penilaian mandiri disetujui.") if late else "",
        sheet=_("Nilai"),
    )


def _figure(minutes: Minutes, code: str) -> Amount | None:
    return amount(minutes.figures.get(code), minutes.instrument.rounding)


def _rating(value: Fraction | None) -> Amount | None:
    if value is None:
        return None
    return Amount(value, level_text(value), 0 if value.denominator == 1 else 2)


def _approval(carried: Carried) -> Iterator[Block]:
    """Why the claim was approved although answers were late, in the words of whoever decided."""
    yield Heading(_("Catatan Persetujuan"), 2)
    yield Paragraph(
        _(
            "Penilaian mandiri disetujui walaupun jawaban indikator %(numbers)s belum disetujui, "
            "dengan alasan berikut."
        )
        % {"numbers": listed(carried.late, language())}
    )
    yield Quotation(carried.reason, carried.actor)
    if carried.filled:
        yield Paragraph(_("Nilai yang diisikan karena tim belum menetapkannya:"))
        yield Bullets(
            tuple(
                _("indikator %(number)s: %(value)s")
                % {"number": number, "value": level_text(value)}
                for number, value in carried.filled.items()
            )
        )


def _signing(minutes: Minutes) -> Iterator[Block]:
    """The signature block."""
    signed, head = minutes.signed, minutes.head
    place = f"{head.place}, " if head and head.place else ""
    if signed is None:
        yield Signature(
            place_and_day=f"{place}{_BLANK}",
            position=_("Koordinator"),
            name=_BLANK,
            note=_("KONSEP: belum ditandatangani"),
        )
        return
    at = timezone.localtime(signed.signed_at)
    yield Signature(
        place_and_day=f"{place}{date_format(at, 'j F Y')}",
        position=signed.signer_position,
        name=signed.signer_label,
        note=_("ditandatangani secara elektronik %(time)s")
        % {"time": date_format(at, "j F Y H.i")},
    )
