"""Files on their way in, piece by piece, so that a broken line costs one piece."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.evidence.models.document import Document
from selaras.people.models import Institution, Unit


class UploadState(models.TextChoices):
    """How far an upload has come."""

    RECEIVING = "menerima", _("Sedang diunggah")
    DONE = "selesai", _("Tersimpan")
    REFUSED = "ditolak", _("Ditolak")
    CANCELLED = "batal", _("Dibatalkan")


class Upload(models.Model):
    """One file being received; ``received`` bytes have arrived and stay when the line breaks."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="uploads"
    )
    filename = models.CharField(_("nama berkas"), max_length=255)
    size = models.BigIntegerField(_("ukuran"))
    received = models.BigIntegerField(_("diterima"), default=0)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=UploadState.choices, default=UploadState.RECEIVING
    )
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    replaces = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="+")
    """The document whose file this is to replace."""
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="+")
    """What came of it."""
    started_at = models.DateTimeField(_("dimulai"))
    touched_at = models.DateTimeField(_("terakhir diterima"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=UploadState.values), name="upload_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")),
                name="upload_received_in_range",
            ),
        ]
        indexes: ClassVar = [
            # Half uploads that were left behind, for housekeeping.
            models.Index(fields=["state", "touched_at"], name="upload_left_behind"),
        ]

    def __str__(self) -> str:
        return self.filename
