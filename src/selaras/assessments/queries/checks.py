"""What the rules say about pieces of evidence, in sentences. No rule decides; people do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import EvidenceItem, Window
from selaras.assessments.states import Phase
from selaras.evidence.models import PageText, TextState
from selaras.instruments.queries import definitions
from selaras.pure.evidence.checks import DocumentFacts, Outcome, Text, Verdict, examine
from selaras.pure.evidence.demand import Demand, demand_of, period_of

_MOST_PAGES = 300
"""Pages of one file whose words are looked at."""

_TEXT = {
    TextState.WAITING: Text.WAITING,
    TextState.LAYER: Text.WHOLE,
    TextState.OCR: Text.WHOLE,
    TextState.PARTIAL: Text.PARTLY,
    TextState.NONE: Text.NONE,
    TextState.FAILED: Text.NONE,
    TextState.UNSUPPORTED: Text.UNREAD,
}

_SENTENCES = {
    "text-whole": _("Teks berkas terbaca dan dapat dicari."),
    "text-partly": _("Hanya sebagian halaman berteks; sisanya pindaian yang tidak dapat dicari."),
    "text-none": _("Berkas tidak memuat teks, mungkin pindaian; isinya tidak dapat diperiksa."),
    "text-waiting": _("Teks berkas sedang dibaca; periksa lagi sebentar lagi."),
    "text-unread": _("Teks jenis berkas ini tidak dibaca; buka berkasnya untuk memeriksa isi."),
    "period-inside": _("Bertanggal %(dated)s, di dalam periode %(start)s–%(end)s."),
    "period-standing": _("Bertanggal %(dated)s, sebelum periode, tetapi masih berlaku."),
    "period-undated": _("Tanggal dokumen belum diisi, sehingga periode tidak dapat diperiksa."),
    "period-before": _("Bertanggal %(dated)s, sebelum periode %(start)s–%(end)s."),
    "period-after": _("Bertanggal %(dated)s, setelah periode berakhir (%(end)s)."),
    "period-lapsed": _("Masa berlakunya berakhir %(valid_to)s, sebelum periode (%(start)s)."),
    "formal-complete": _("Bernomor %(number)s dan ditandatangani %(by)s."),
    "formal-number-inside": _(
        "Nomor belum diisi, padahal di dalamnya tertulis “Nomor %(number)s”. Lengkapi datanya."
    ),
    "formal-neither": _("Nomor dan penanda tangan belum diisi; mungkin masih rancangan."),
    "formal-number": _("Nomor dokumen belum diisi."),
    "formal-signer": _("Penanda tangan belum diisi; mungkin belum ditandatangani."),
    "age-young": _("Bertanggal %(dated)s, lebih muda dari dua tahun."),
    "age-old": _("Bertanggal %(dated)s; tingkat ini meminta yang setelah %(limit)s (dua tahun)."),
    "age-undated": _("Tingkat ini meminta yang lebih muda dari dua tahun; tanggal belum diisi."),
    "things-named": _("Menyebut semua yang diminta: %(things)s."),
    "things-some": _("Menyebut sebagian yang diminta; belum ditemukan: %(missing)s."),
    "things-missing": _("Belum ditemukan di dalam teks: %(missing)s."),
    "things-unread": _("Tingkat ini meminta %(things)s; teks berkas tidak terbaca."),
    "elsewhere-pointed": _("Dipakai juga pada indikator %(numbers)s; halamannya ditunjuk."),
    "elsewhere": _("Dipakai juga pada indikator %(numbers)s; tunjuk halaman atau pasalnya."),
    "name-alike": _("Nama berkas sejalan dengan dokumennya."),
    "name-kind": _("Nama berkas “%(filename)s” menyebut jenis dokumen yang lain."),
    "name-year": _("Nama berkas menyebut tahun %(year)s, yang tidak ada pada dokumennya."),
    "name-other": _("Nama berkas “%(filename)s” tidak sejalan dengan judul dan isinya."),
    "coverage-listed": _("Ada matriks atau rekapitulasi cakupan untuk klaim “seluruh”."),
    "coverage-missing": _(
        "Menyatakan “seluruh” atau 100%%, tetapi matriks cakupannya tidak ditemukan."
    ),
    "coverage-unread": _("Menyatakan “seluruh”; teks berkas tidak terbaca untuk memeriksanya."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One rule's word on a piece of evidence. ``verdict`` is "ok", "warn" or "unknown"."""

    code: str
    verdict: Verdict
    sentence: str


def remarks_for(items: Sequence[EvidenceItem]) -> dict[int, tuple[Remark, ...]]:
    """By item key: what the rules say, warnings first; nothing for items without a document.

    Six queries at most, however many items of however many assessments there are.
    """
    wanted = [item.pk for item in items if item.document_id is not None]
    rows = list(
        EvidenceItem.objects.filter(pk__in=wanted).select_related(
            "assessment__cycle__instrument", "indicator", "document", "version__blob"
        )
    )
    demands = _demands(rows)
    texts = _Texts.of(rows)
    elsewhere = _elsewhere(rows)
    return {
        row.pk: tuple(
            _told(outcome) for outcome in examine(_facts(row, texts, elsewhere), demands[row.pk])
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class _Texts:
    """By key of the content: the stems of its text, and its first page."""

    keys: Mapping[int, frozenset[str]]
    beginnings: Mapping[int, str]

    @staticmethod
    def of(rows: Sequence[EvidenceItem]) -> _Texts:
        blobs = {row.version.blob_id for row in rows if row.version}
        pages = PageText.objects.filter(blob__in=blobs)
        keys: dict[int, set[str]] = defaultdict(set)
        for blob, stems in pages.filter(number__lte=_MOST_PAGES).values_list("blob", "stems"):
            keys[blob].update(stems.split())
        first = pages.filter(number=1).values_list("blob", "text")
        return _Texts({blob: frozenset(found) for blob, found in keys.items()}, dict(first))


def _facts(
    row: EvidenceItem, texts: _Texts, elsewhere: Mapping[tuple[int, int], tuple[str, ...]]
) -> DocumentFacts:
    document, version = row.document, row.version
    if document is None or version is None:
        raise ValueError(row.pk)
    numbers = elsewhere.get((row.assessment_id, version.blob_id), ())
    return DocumentFacts(
        kind=document.kind,
        title=document.title,
        filename=version.filename,
        text=_TEXT[TextState(version.blob.text_state)],
        number=document.number,
        dated=document.dated,
        signer=document.signer,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        keys=texts.keys.get(version.blob_id, frozenset()),
        beginning=texts.beginnings.get(version.blob_id, ""),
        claim=row.claim,
        points=bool(row.page or row.pointer),
        elsewhere=tuple(number for number in numbers if number != row.indicator.number),
    )


def _demands(rows: Sequence[EvidenceItem]) -> dict[int, Demand]:
    cycles = {row.assessment.cycle for row in rows}
    closing = dict(
        Window.objects.filter(cycle__in=cycles, phase=Phase.FILLING).values_list(
            "cycle", "closes_on"
        )
    )
    versions = definitions({cycle.instrument for cycle in cycles})
    found = {}
    for row in rows:
        cycle = row.assessment.cycle
        instrument = versions[cycle.instrument_id]
        found[row.pk] = demand_of(
            instrument.place(row.indicator.number)[2],
            row.level,
            period_of(cycle.year, closing.get(cycle.pk)),
            [rule.text for rule in instrument.rules],
        )
    return found


def _elsewhere(rows: Sequence[EvidenceItem]) -> dict[tuple[int, int], tuple[str, ...]]:
    """By assessment and content: the numbers of the indicators in which it stands."""
    blobs = {row.version.blob_id for row in rows if row.version}
    uses = EvidenceItem.objects.filter(
        assessment__in={row.assessment_id for row in rows},
        version__blob__in=blobs,
        withdrawn_at=None,
    )
    found: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    listed = uses.order_by("indicator_id")
    for assessment, blob, number in listed.values_list(
        "assessment", "version__blob", "indicator__number"
    ):
        found[assessment, blob][number] = None
    return {key: tuple(numbers) for key, numbers in found.items()}


def _told(outcome: Outcome) -> Remark:
    facts = {name: _shown(value) for name, value in outcome.facts.items()}
    return Remark(outcome.code, outcome.verdict, str(_SENTENCES[outcome.code]) % facts)


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return str(value)
