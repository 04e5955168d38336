"""What can happen to instruments, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

INSTRUMENT_PUBLISHED = declare("instrument.published", _("Instrumen %(subject)s diterbitkan"))
