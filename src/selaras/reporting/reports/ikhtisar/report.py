"""The report object of the digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation.access import DeniedError
from selaras.foundation.documents.manuscript import (
    Block,
    Contents,
    Cover,
    Heading,
    Manuscript,
    PageBreak,
)
from selaras.people.models import User
from selaras.people.queries.letterheads import letterhead_of
from selaras.reporting.models import ReportFormat
from selaras.reporting.permissions import MAKE_REPORT
from selaras.reporting.queries.digest import Digest, digest_of
from selaras.reporting.queries.digest_rows import known_bodies
from selaras.reporting.reports.figures import instrument_line
from selaras.reporting.reports.ikhtisar import (
    asking,
    bodies,
    groups,
    indicators,
    moving,
    summary,
)
from selaras.reporting.reports.ikhtisar.wording import Pen
from selaras.reporting.reports.of_assessment import language
from selaras.reporting.reports.report import Ask, Given, Report, Tell

READ = 40
"""Percent done when everything is read."""


class DigestReport(Report):
    """How a nation or a province stands in a cycle, and how it moved."""

    identifier = "ikhtisar"
    name = gettext_lazy("Ikhtisar nasional atau provinsi")
    purpose = gettext_lazy(
        "Rata-rata, sebaran predikat, perubahan terbesar, indikator terlemah, dan peringkat "
        "semua instansi dalam satu siklus, bagi yang membaca banyak instansi sekaligus."
    )
    action = MAKE_REPORT
    formats: ClassVar = (ReportFormat.PDF, ReportFormat.XLSX, ReportFormat.DOCX)
    is_long = True
    asks: ClassVar = (
        Ask(asking.CYCLE, gettext_lazy("Siklus"), asking.cycle_choices),
        Ask(
            asking.SCOPE,
            gettext_lazy("Cakupan"),
            asking.scope_choices,
            hint=gettext_lazy("Yang dihitung hanya hasil akhir yang boleh Anda baca."),
        ),
        Ask(
            asking.YEARS,
            gettext_lazy("Bandingkan dengan"),
            asking.year_choices,
            optional=True,
            hint=gettext_lazy("Bila kosong: semua tahun sebelumnya, paling banyak empat."),
        ),
    )

    def is_open_to(self, actor: User) -> bool:
        """Everybody who signs in: announced results are for all of them."""
        return bool(actor.is_authenticated)

    def allows(self, actor: User, given: Given) -> bool:
        """Whether the cycle and the scope are open to the actor; what is counted follows them."""
        return asking.asked_of(actor, given) is not None

    def reach(self, actor: User, given: Given) -> frozenset[str]:
        """The institutions of which the actor reads more than what was announced."""
        asked = asking.asked_of(actor, given)
        if asked is None:
            return frozenset()
        return frozenset(str(body.key) for body in known_bodies(actor, asked.province))

    def title(self, actor: User, given: Given) -> str:
        """As in "Ikhtisar Evaluasi 2022 · Provinsi Banten"."""
        asked = asking.asked_of(actor, given)
        if asked is None:
            return str(self.name)
        return _("Ikhtisar %(cycle)s (%(instrument)s) · %(scope)s") % {
            "cycle": asked.cycle,
            "instrument": asked.cycle.instrument.code,
            "scope": asked.province.name if asked.province else _("Nasional"),
        }

    def stem(self, given: Given) -> str:
        """As in "ikhtisar-2022-spbe-2020-nasional"."""
        words = (given.get(name, "").replace(":", "-") for name in (asking.CYCLE, asking.SCOPE))
        return slugify("-".join((self.identifier, *words)))[:120]

    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """Ten queries or so to read, none to write."""
        asked = asking.asked_of(actor, given)
        if asked is None:
            raise DeniedError(self.action)
        digest = digest_of(
            actor,
            asked.cycle,
            asked.province,
            asked.years,
            lambda percent: tell(percent * READ // 100, _("Membaca hasil semua instansi")),
        )
        tell(READ, _("Menyusun tabel dan grafik"))
        pen = Pen(digest)
        return Manuscript(
            title=_title(pen),
            subject=str(self.name),
            issuer=pen.scope,
            language=language(),
            as_of=_as_of(digest),
            instrument=instrument_line(digest.instrument),
            blocks=tuple(_blocks(pen)),
            cover=_cover(pen),
        )


def _as_of(digest: Digest) -> datetime:
    """When the newest figure was written; without any, the beginning of the cycle's year."""
    if digest.newest is not None:
        return digest.newest
    return datetime(digest.cycle.year, 1, 1, tzinfo=timezone.get_default_timezone())


def _title(pen: Pen) -> str:
    return _("Ikhtisar Hasil %(cycle)s") % {"cycle": pen.digest.cycle}


def _cover(pen: Pen) -> Cover:
    province = pen.digest.province
    head = letterhead_of(province) if province else None
    return Cover(
        lines=(head.lines if head and head.lines else (pen.scope,)),
        title=_title(pen),
        subtitle=pen.digest.instrument.name,
        crest=head.crest if head else None,
    )


def _blocks(pen: Pen) -> Iterator[Block]:
    yield Contents()
    yield PageBreak()
    yield from summary.blocks(pen)
    if pen.digest.lines:
        yield from groups.blocks(pen)
        yield from moving.blocks(pen)
        yield from indicators.blocks(pen)
        yield from bodies.blocks(pen)
    elif pen.digest.published:
        yield groups.published(pen)
    yield from bodies.missing(pen)
    yield Heading(_("Cara menghitung"))
    yield summary.method()
