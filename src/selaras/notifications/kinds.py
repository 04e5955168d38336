"""What people are told, as sentences: data. A sentence is filled when it is read, not before.

Facts a sentence may use: ``numbers`` and ``count`` (indicators), ``actor``, ``kind`` and ``state``
(words of ``assessments.states``), ``phase``, ``day``, ``at``, ``left``; of a follow-up ``title``
(the action's), ``what`` (the recommendation's number) and ``unit``; of a report ``title``. What a
message does not know is shown as a dash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from selaras.assessments.states import State

TURN = "assessment."
"""What the codes of sentences about an assessment's state begin with; the state follows."""
SENT_BACK = f"{TURN}kembali."
"""The same, for an assessment that went back to a state it had left."""

WORK, INDICATOR, RESULT, MEETINGS = "work", "indicator", "result", "meetings"
FOLLOW_UP = "follow_up"
REPORT = "report"
"""Where a message may lead; the doors know the addresses."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One thing people are told: its sentence and icon, whether it asks to act, where it leads."""

    code: str
    sentence: str | Promise
    icon: str
    asks: bool = False
    place: str = WORK

    def told(self, facts: Mapping[str, Any]) -> str:
        """The sentence with its facts, in the reader's language."""
        return str(self.sentence % _Known(facts))


class _Known(dict[str, Any]):
    """Facts in which whatever is missing reads as a dash."""

    def __missing__(self, _name: str) -> str:
        return "–"


_KINDS = (
    NoticeKind(
        "plotting.assigned",
        ngettext_lazy(
            "Indikator %(numbers)s ditugaskan kepada Anda",
            "Indikator %(numbers)s ditugaskan kepada Anda",
            "count",
        ),
        "clipboard-list",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "answer.handed_in",
        ngettext_lazy(
            "%(actor)s menyerahkan jawaban indikator %(numbers)s",
            "%(actor)s menyerahkan jawaban indikator %(numbers)s",
            "count",
        ),
        "file-check",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "answer.returned",
        ngettext_lazy(
            "Jawaban indikator %(numbers)s dikembalikan",
            "Jawaban indikator %(numbers)s dikembalikan",
            "count",
        ),
        "undo-2",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "evidence.returned",
        ngettext_lazy(
            "Bukti dukung indikator %(numbers)s dikembalikan: %(kind)s",
            "Bukti dukung indikator %(numbers)s dikembalikan: %(kind)s",
            "count",
        ),
        "undo-2",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "evidence.requested",
        ngettext_lazy(
            "Bukti dukung indikator %(numbers)s belum ada dan diminta",
            "Bukti dukung indikator %(numbers)s belum ada dan diminta",
            "count",
        ),
        "file-question-mark",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "comment.mentioned",
        _("%(actor)s menyebut Anda dalam diskusi indikator %(numbers)s"),
        "at-sign",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "meeting.planned",
        _("%(kind)s dijadwalkan: %(at)s"),
        "calendar-plus",
        asks=True,
        place=MEETINGS,
    ),
    NoticeKind("meeting.changed", _("%(kind)s diubah: %(at)s"), "calendar-clock", place=MEETINGS),
    NoticeKind(
        "meeting.cancelled", _("%(kind)s %(at)s dibatalkan"), "calendar-x-2", place=MEETINGS
    ),
    NoticeKind(
        "meeting.held", _("Notula %(kind)s %(at)s sudah dicatat"), "calendar-check", place=MEETINGS
    ),
    NoticeKind("windows.changed", _("Jadwal tahapan diubah"), "calendar-range"),
    NoticeKind("result.published", _("Hasil akhir diumumkan"), "megaphone", place=RESULT),
    NoticeKind(
        f"{TURN}{State.PREPARED}",
        _("Penilaian disiapkan: bagilah indikator kepada unit dan anggota tim"),
        "clipboard-list",
        asks=True,
    ),
    NoticeKind(
        f"{TURN}{State.FILLING}",
        _("Pengisian dibuka: lengkapi indikator yang ditugaskan kepada Anda"),
        "square-pen",
        asks=True,
    ),
    NoticeKind(
        f"{SENT_BACK}{State.FILLING}",
        _("Penilaian dikembalikan ke pengisian"),
        "undo-2",
        asks=True,
    ),
    NoticeKind(
        f"{TURN}{State.CHECKING}",
        _("Pemeriksaan dimulai: periksa jawaban dan bukti dukung"),
        "search-check",
        asks=True,
    ),
    NoticeKind(
        f"{SENT_BACK}{State.CHECKING}",
        _("Penilaian dikembalikan ke pemeriksaan"),
        "undo-2",
        asks=True,
    ),
    NoticeKind(
        f"{TURN}{State.APPROVED}",
        _("Penilaian mandiri disetujui dan menunggu tanda tangan koordinator"),
        "signature",
        asks=True,
    ),
    NoticeKind(f"{SENT_BACK}{State.APPROVED}", _("Tanda tangan dicabut"), "undo-2", asks=True),
    NoticeKind(
        f"{TURN}{State.SIGNED}",
        _("Penilaian mandiri ditandatangani dan siap dikirim"),
        "send",
        asks=True,
    ),
    NoticeKind(f"{TURN}{State.SUBMITTED}", _("Penilaian mandiri terkirim"), "mail-check"),
    NoticeKind(f"{TURN}{State.DOCUMENT}", _("Penilaian dokumen dimulai"), "file-search"),
    NoticeKind(f"{TURN}{State.INTERVIEW}", _("Tahap interviu dimulai"), "messages-square"),
    NoticeKind(f"{TURN}{State.VISIT}", _("Tahap visitasi dimulai"), "map-pin"),
    NoticeKind(f"{TURN}{State.CONSOLIDATION}", _("Konsolidasi nilai dimulai"), "combine"),
    NoticeKind(
        f"{SENT_BACK}{State.CONSOLIDATION}", _("Konsolidasi nilai dibuka kembali"), "undo-2"
    ),
    NoticeKind(f"{TURN}{State.FINAL}", _("Nilai akhir ditetapkan"), "flag", place=RESULT),
    NoticeKind(
        f"{TURN}{State.REPORTED}", _("Laporan hasil penilaian terbit"), "book-check", place=RESULT
    ),
    NoticeKind(
        "reminder.filling",
        ngettext_lazy(
            "%(count)s indikator belum diserahkan, tenggat %(day)s: %(numbers)s",
            "%(count)s indikator belum diserahkan, tenggat %(day)s: %(numbers)s",
            "count",
        ),
        "alarm-clock",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "reminder.checking",
        ngettext_lazy(
            "%(count)s indikator belum selesai diperiksa, tenggat %(day)s: %(numbers)s",
            "%(count)s indikator belum selesai diperiksa, tenggat %(day)s: %(numbers)s",
            "count",
        ),
        "alarm-clock",
        asks=True,
        place=INDICATOR,
    ),
    NoticeKind(
        "reminder.signing",
        _("Penilaian menunggu tanda tangan Anda, tenggat %(day)s"),
        "alarm-clock",
        asks=True,
    ),
    NoticeKind(
        "reminder.sending", _("Penilaian belum dikirim, tenggat %(day)s"), "alarm-clock", asks=True
    ),
    NoticeKind(
        "reminder.external",
        _("%(phase)s belum selesai, tenggat %(day)s"),
        "alarm-clock",
        asks=True,
    ),
)

_FOLLOW_UP_KINDS = (
    NoticeKind(
        "action.given",
        _("Aksi diberikan kepada unit Anda: %(title)s"),
        "clipboard-list",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "actions.given",
        ngettext_lazy(
            "%(count)s aksi diberikan kepada unit Anda",
            "%(count)s aksi diberikan kepada unit Anda",
            "count",
        ),
        "clipboard-list",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "plan.started",
        _("Rencana aksi mulai berjalan: kerjakan aksi unit Anda"),
        "calendar-range",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "plan.endorsement_revoked",
        _("Pengesahan bagian %(unit)s dicabut"),
        "undo-2",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "action.blocked",
        _("Kendala dicatat pada aksi: %(title)s"),
        "octagon-alert",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "recommendation.returned",
        _("Rekomendasi nomor %(what)s dikembalikan"),
        "undo-2",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "recommendation.submitted",
        _("Rekomendasi nomor %(what)s menunggu verifikasi"),
        "search-check",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "reminder.actions",
        ngettext_lazy(
            "%(count)s aksi belum selesai, target %(day)s",
            "%(count)s aksi belum selesai, target %(day)s",
            "count",
        ),
        "alarm-clock",
        asks=True,
        place=FOLLOW_UP,
    ),
    NoticeKind(
        "reminder.stages",
        ngettext_lazy(
            "%(count)s tahapan kegiatan belum selesai, waktunya sampai %(day)s",
            "%(count)s tahapan kegiatan belum selesai, waktunya sampai %(day)s",
            "count",
        ),
        "alarm-clock",
        asks=True,
        place=FOLLOW_UP,
    ),
)

_REPORT_KINDS = (
    NoticeKind("report.made", _("Laporan siap diunduh: %(title)s"), "file-check", place=REPORT),
    NoticeKind(
        "report.failed",
        _("Laporan gagal disusun: %(title)s"),
        "file-x",
        asks=True,
        place=REPORT,
    ),
)

KINDS: Mapping[str, NoticeKind] = {
    kind.code: kind for kind in (*_KINDS, *_FOLLOW_UP_KINDS, *_REPORT_KINDS)
}
UNKNOWN = NoticeKind("", _("Pesan dari versi lain Selaras"), "bell")
"""Instead of a kind that this version does not know."""
