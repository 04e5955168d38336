"""What can happen to how somebody is told things, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

DIGEST_CHANGED = declare("inbox.digest_changed", _("Ringkasan surel %(subject)s diubah"))
CALENDAR_KEY_MADE = declare("calendar.key_made", _("Alamat kalender %(subject)s dibuat"))
CALENDAR_KEY_REVOKED = declare("calendar.key_revoked", _("Alamat kalender %(subject)s dicabut"))
