"""What can happen to assessments, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

CYCLE_OPENED = declare("cycle.opened", _("Siklus %(subject)s dibuka"))
ASSESSMENT_OPENED = declare("assessment.opened", _("Penilaian %(subject)s dibuka"))
VALUES_RECORDED = declare("results.recorded", _("Nilai %(subject)s dicatat"))
RESULT_PUBLISHED = declare("results.published", _("Hasil %(subject)s diumumkan"))
FIGURES_ANNOUNCED = declare("results.figures", _("Angka terbit %(subject)s dicatat"))
AVERAGES_RECORDED = declare("averages.recorded", _("Rata-rata kelompok %(subject)s dicatat"))
IMPORT_HANDED_IN = declare("import.handed_in", _("Berkas %(subject)s diunggah untuk diimpor"))
IMPORT_PREVIEWED = declare("import.previewed", _("Pratinjau impor %(subject)s diperbarui"))
IMPORT_CANCELLED = declare("import.cancelled", _("Impor %(subject)s dibatalkan"))
IMPORT_CONFIRMED = declare("import.confirmed", _("Berkas %(subject)s diimpor"))
WINDOWS_SET = declare("cycle.windows_set", _("Jadwal %(subject)s ditetapkan"))
ASSESSMENT_MOVED = declare("assessment.moved", _("Penilaian %(subject)s berpindah keadaan"))
ANSWER_SAVED = declare("answer.saved", _("Jawaban %(subject)s disimpan"))
ANSWER_HANDED_IN = declare("answer.handed_in", _("Jawaban %(subject)s diserahkan"))
ANSWER_TAKEN_BACK = declare("answer.taken_back", _("Jawaban %(subject)s ditarik kembali"))
ANSWER_CARRIED = declare("answer.carried", _("Isian tahun lalu %(subject)s dibawa"))
COMMENTED = declare("discussion.commented", _("Komentar pada %(subject)s ditulis"))
FINDING_ADDED = declare("finding.added", _("Temuan %(subject)s dicatat"))
FINDING_CHANGED = declare("finding.changed", _("Temuan %(subject)s diubah"))
FINDING_REMOVED = declare("finding.removed", _("Temuan %(subject)s dihapus"))
MEETING_PLANNED = declare("meeting.planned", _("%(subject)s dijadwalkan"))
MEETING_CHANGED = declare("meeting.changed", _("Jadwal %(subject)s diubah"))
MEETING_HELD = declare("meeting.held", _("Notula %(subject)s dicatat"))
MEETING_CANCELLED = declare("meeting.cancelled", _("%(subject)s dibatalkan"))
CALIBRATION_DRAWN = declare("calibration.drawn", _("Kalibrasi %(subject)s dimulai"))
BLIND_RATED = declare(
    "calibration.rated",
    _("Nilai buta pada kalibrasi %(subject)s disimpan"),
    masked=frozenset({"nilai", "alasan"}),
)
CALIBRATION_REVEALED = declare("calibration.revealed", _("Kalibrasi %(subject)s dibuka"))
DISPUTE_OPENED = declare("dispute.opened", _("Perbedaan pada %(subject)s dicatat"))
DISPUTE_SETTLED = declare("dispute.settled", _("Perbedaan pada %(subject)s diselesaikan"))
EVIDENCE_PROPOSED = declare("evidence.proposed", _("Bukti %(subject)s diajukan"))
EVIDENCE_REDIRECTED = declare("evidence.redirected", _("Petunjuk bukti %(subject)s diubah"))
EVIDENCE_RENEWED = declare("evidence.renewed", _("Bukti %(subject)s memakai versi terbaru"))
EVIDENCE_WITHDRAWN = declare("evidence.withdrawn", _("Bukti %(subject)s ditarik"))
EVIDENCE_REQUESTED = declare("evidence.requested", _("Dokumen untuk %(subject)s diminta"))
EVIDENCE_ANSWERED = declare("evidence.answered", _("Permintaan dokumen %(subject)s dijawab"))
EVIDENCE_ACCEPTED = declare("evidence.accepted", _("Bukti %(subject)s diterima"))
EVIDENCE_RETURNED = declare("evidence.returned", _("Bukti %(subject)s dikembalikan"))
ANSWER_APPROVED = declare("answer.approved", _("Jawaban %(subject)s disetujui"))
ANSWER_RETURNED = declare("answer.returned", _("Jawaban %(subject)s dikembalikan"))
PLOTTING_CHANGED = declare("plotting.changed", _("Pembagian indikator %(subject)s diubah"))
PLOTTING_CARRIED = declare(
    "plotting.carried", _("Pembagian indikator tahun lalu dibawa ke %(subject)s")
)
CLAIM_SIGNED = declare("claim.signed", _("%(subject)s ditandatangani"))
SIGNATURE_REVOKED = declare("claim.revoked", _("Tanda tangan %(subject)s dicabut"))
CLAIM_SUBMITTED = declare(
    "claim.submitted", _("Penilaian mandiri dikirim, tanda terima %(subject)s")
)
OPENNESS_AGREED = declare("openness.agreed", _("Hasil %(subject)s dibuka untuk umum"))
OPENNESS_WITHDRAWN = declare("openness.withdrawn", _("Hasil %(subject)s ditutup untuk umum"))
WORKSHEET_HANDED_OUT = declare("worksheet.handed_out", _("Lembar kerja %(subject)s dibuat"))
WORKSHEET_RETURNED = declare("worksheet.returned", _("Lembar kerja %(subject)s diunggah kembali"))
WORKSHEET_APPLIED = declare("worksheet.applied", _("Isian lembar kerja %(subject)s diterapkan"))
WORKSHEET_RETURN_CANCELLED = declare(
    "worksheet.cancelled", _("Lembar kerja %(subject)s dibatalkan")
)
