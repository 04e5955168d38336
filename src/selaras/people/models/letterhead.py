"""How an institution's papers look: crest, head, and who signs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.foundation.files.store import Store
from selaras.people.models.institution import Institution

CRESTS = Store("crests")
"""Where crests lie, by their SHA-256."""
LARGEST_CREST = 1024 * 1024
"""Bytes."""


class Letterhead(models.Model):
    """Crest, head lines and signature block of an institution's reports.

    The crest is a PNG or JPEG in ``CRESTS``; ``lines`` is what stands beside it, one line each.
    ``number`` is the signer's NIP, text because it begins with digits that count.
    """

    institution = models.OneToOneField(
        Institution, on_delete=models.PROTECT, related_name="letterhead"
    )
    lines = models.TextField(_("kepala surat"), blank=True, max_length=600)
    crest_digest = models.CharField(max_length=64, blank=True)
    crest_type = models.CharField(max_length=20, blank=True)
    crest_size = models.PositiveIntegerField(default=0)
    place = models.CharField(_("tempat"), max_length=80, blank=True)
    position = models.CharField(_("jabatan penanda tangan"), max_length=200, blank=True)
    signer = models.CharField(_("nama penanda tangan"), max_length=150, blank=True)
    number = models.CharField(_("NIP"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(crest_digest="", crest_type="", crest_size=0)
                | models.Q(crest_type__in=["image/png", "image/jpeg"], crest_size__gt=0),
                name="letterhead_crest_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)
