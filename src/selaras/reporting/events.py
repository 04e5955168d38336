"""What can happen to reports, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

REPORT_ASKED = declare("report.asked", _("Laporan %(subject)s diminta"))
REPORT_MADE = declare("report.made", _("Laporan %(subject)s selesai disusun"))
REPORT_FAILED = declare("report.failed", _("Laporan %(subject)s gagal disusun"))
REPORT_CANCELLED = declare("report.cancelled", _("Penyusunan laporan %(subject)s dibatalkan"))
REPORT_REMOVED = declare("report.removed", _("Laporan %(subject)s dihapus"))
PACKAGE_TAKEN = declare("package.taken", _("Paket bukti %(subject)s diunduh"))
