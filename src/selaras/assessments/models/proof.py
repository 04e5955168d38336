"""Evidence put to a criterion: a document, where to look in it, and whether it was accepted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.assessments.states import ItemState, ReturnKind
from selaras.evidence.models import Document, DocumentVersion
from selaras.instruments.models import IndicatorRow


class EvidenceItem(models.Model):
    """A document put forward for one level criterion of one indicator.

    It stays with the version it was put forward with; ``page`` and ``pointer`` say where to look,
    ``claim`` what it shows. Without a document it is a request: the team says what is missing.
    A withdrawn item stays for the history.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("kriteria tingkat"))
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="items"
    )
    version = models.ForeignKey(
        DocumentVersion, null=True, on_delete=models.PROTECT, related_name="items"
    )
    page = models.PositiveIntegerField(_("halaman"), null=True, blank=True)
    pointer = models.CharField(_("pasal atau bagian"), max_length=120, blank=True)
    claim = models.TextField(_("apa yang dibuktikan"), blank=True)
    state = models.CharField(
        _("keadaan"), max_length=12, choices=ItemState.choices, default=ItemState.PROPOSED
    )
    return_kind = models.CharField(
        _("jenis pengembalian"), max_length=24, choices=ReturnKind.choices, blank=True
    )
    note = models.TextField(_("catatan"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("diperiksa"), null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("ditambahkan"))
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    """Last year's item it was taken over from."""
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True)
    revision = models.PositiveIntegerField(default=0)
    """Counts changes, so that two reviewers notice each other."""

    class Meta:
        ordering: ClassVar = ["level", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "indicator", "level", "document"],
                condition=models.Q(withdrawn_at__isnull=True, document__isnull=False),
                name="evidence_item_once_per_criterion",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ItemState.values), name="evidence_item_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ItemState.RETURNED, return_kind__in=ReturnKind.values)
                | (~models.Q(state=ItemState.RETURNED) & models.Q(return_kind="")),
                name="evidence_item_returned_with_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=False, version__isnull=False)
                | models.Q(
                    document__isnull=True,
                    version__isnull=True,
                    state=ItemState.RETURNED,
                    return_kind=ReturnKind.MISSING,
                ),
                name="evidence_item_has_document_or_is_request",
            ),
        ]
        indexes: ClassVar = [
            # The review queue, what was refused, and readiness of one assessment.
            models.Index(fields=["assessment", "state"], name="evidence_item_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.indicator.number} · {self.level}"


class EvidenceReview(models.Model):
    """One verdict on a piece of evidence, kept for good."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(_("putusan"), max_length=12, choices=ItemState.choices)
    return_kind = models.CharField(max_length=24, choices=ReturnKind.choices, blank=True)
    note = models.TextField(_("catatan"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("waktu"))

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.item} · {self.get_verdict_display()}"
