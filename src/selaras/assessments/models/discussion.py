"""What people say to each other about an indicator."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.instruments.models import IndicatorRow


class Audience(models.TextChoices):
    """Who reads a comment: the institution alone, or its assessors as well."""

    INTERNAL = "internal", _("Instansi")
    SHARED = "bersama", _("Instansi dan asesor")


class Comment(models.Model):
    """One contribution to the discussion of an indicator; it stays as it was written."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(
        _("pembaca"), max_length=10, choices=Audience.choices, default=Audience.INTERNAL
    )
    body = models.TextField(_("isi"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    mentions: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True
    )
    at = models.DateTimeField(_("waktu"))

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="comment_audience_known"
            ),
        ]
        indexes: ClassVar = [
            # The thread of one indicator.
            models.Index(fields=["assessment", "indicator"], name="comment_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.indicator.number}"
