"""Worksheets (LKE) that were handed out, and the files that came back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.people.models import Unit


class Worksheet(models.Model):
    """A worksheet as it left: whose, and what every indicator said at that moment.

    With a unit it holds that unit's indicators and asks for its claims and explanations; without
    one it holds all and asks for the team's values. ``code`` is written into the file, so that what
    comes back is known again. ``snapshot`` is indicator number → part → text, the parts being
    "klaim", "nilai", "fakta", "analisis" and "justifikasi": what a returned file is compared with.
    ``shown`` is what else the file tells (see ``queries.worksheet``), so that one row always gives
    the same file. Neither is changed once the row is there.
    """

    code = models.CharField(_("kode lembar"), max_length=24, unique=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="worksheets")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="worksheets"
    )
    snapshot = models.JSONField()
    shown = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code} · {self.unit or self.assessment}"


class ReturnState(models.TextChoices):
    """How far a file that came back has come."""

    UPLOADED = "diperiksa", _("Diperiksa")
    APPLIED = "diterapkan", _("Diterapkan")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class WorksheetReturn(models.Model):
    """A filled worksheet that came back: what it says, and whose word was chosen to stand.

    ``content`` has the shape of ``Worksheet.snapshot``, with what was found in the file;
    ``problems`` are cells that cannot be used. ``choices`` holds, for "number/part" that changed on
    both sides, whose word stands ("berkas" or "selaras"). ``report`` is what was written.
    """

    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="returns")
    filename = models.CharField(_("berkas"), max_length=200)
    digest = models.CharField(_("sidik berkas"), max_length=64)
    size = models.PositiveIntegerField(_("ukuran"))
    content = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=ReturnState.choices, default=ReturnState.UPLOADED
    )
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("diunggah"))
    finished_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReturnState.values),
                name="worksheet_return_state_known",
            ),
        ]
        indexes: ClassVar = [
            # Whether this very file has come back before.
            models.Index(fields=["worksheet", "digest"], name="worksheet_return_of_file"),
        ]

    def __str__(self) -> str:
        return self.filename
