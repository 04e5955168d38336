"""What can happen to documents, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

DOCUMENT_ADDED = declare("document.added", _("Dokumen %(subject)s ditambahkan"))
DOCUMENT_CHANGED = declare("document.changed", _("Data dokumen %(subject)s diubah"))
DOCUMENT_REPLACED = declare("document.replaced", _("Berkas dokumen %(subject)s diganti"))
DOCUMENT_REMOVED = declare("document.removed", _("Dokumen %(subject)s dihapus"))
DOCUMENT_MARKED_SAMPLE = declare("document.sample", _("Dokumen %(subject)s ditandai contoh"))
UPLOAD_REFUSED = declare("upload.refused", _("Unggahan %(subject)s ditolak"))
