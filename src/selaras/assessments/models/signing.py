"""Signed documents with the frozen claim, and the receipt of its submission."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment


class SignedKind(models.TextChoices):
    """What the coordinator signs (PermenPANRB 59/2020, chapter III)."""

    MINUTES = "berita_acara", _("Berita Acara Penilaian Mandiri")
    CONSENT = "persetujuan_publikasi", _("Pernyataan Persetujuan Publikasi")


class SignedDocument(models.Model):
    """A document as it was signed.

    ``content`` is the frozen claim in canonical form, ``fingerprint`` its SHA-256: when the rows
    behind it change later, the fingerprint computed from them differs. A revoked one is kept.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="signed")
    kind = models.CharField(_("jenis"), max_length=24, choices=SignedKind.choices)
    number = models.CharField(_("nomor"), max_length=80, blank=True)
    content = models.JSONField()
    fingerprint = models.CharField(_("sidik isi"), max_length=64)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signer_label = models.CharField(_("penanda tangan"), max_length=200)
    signer_position = models.CharField(_("jabatan"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("ditandatangani"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True)
    revocation = models.TextField(_("alasan pencabutan"), blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "kind"],
                condition=models.Q(revoked_at__isnull=True),
                name="signed_document_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SignedKind.values), name="signed_document_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.assessment}"


class Submission(models.Model):
    """The receipt: the claim left the institution at this moment with this content."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="submission"
    )
    receipt = models.CharField(_("nomor tanda terima"), max_length=40, unique=True)
    fingerprint = models.CharField(_("sidik isi"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("dikirim"))

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.receipt
