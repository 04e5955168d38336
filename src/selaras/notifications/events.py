"""What can happen to how somebody is told things, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

DIGEST_CHANGED = declare("inbox.digest_changed", _("Ringkasan surel %(subject)s diubah"))
CALENDAR_KEY_MADE = declare("calendar.key_made", _("Alamat kalender %(subject)s dibuat"))
CALENDAR_KEY_REVOKED = declare("calendar.key_revoked", _("Alamat kalender %(subject)s dicabut"))

WEBHOOK_MADE = declare("webhook.made", _("Webhook %(subject)s dibuat"))
WEBHOOK_CHANGED = declare("webhook.changed", _("Webhook %(subject)s diubah"))
WEBHOOK_RENEWED = declare("webhook.secret_renewed", _("Rahasia webhook %(subject)s diganti"))
WEBHOOK_PAUSED = declare("webhook.paused", _("Webhook %(subject)s dijeda"))
WEBHOOK_RESUMED = declare("webhook.resumed", _("Webhook %(subject)s dilanjutkan"))
WEBHOOK_REMOVED = declare("webhook.removed", _("Webhook %(subject)s dihapus"))
