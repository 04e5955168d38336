"""Reports that were asked for, on their way and where they lie."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.foundation.files.store import Store
from selaras.people.models import User
from selaras.people.standing import standing_of
from selaras.reporting.states import BUSY, RunState

STORE = Store("reports")
"""Where the files of finished reports lie, by their SHA-256."""


class ReportFormat(models.TextChoices):
    """The form a report is handed over in."""

    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Excel (XLSX)")
    DOCX = "docx", _("Word (DOCX)")


class ReportRunQuerySet(models.QuerySet["ReportRun"]):
    """Reading reports that were asked for."""

    def visible_to(self, actor: object) -> ReportRunQuerySet:
        """A person's own; the system and its administrators see all."""
        if standing_of(actor).is_system_admin:
            return self
        return self.filter(author=actor) if isinstance(actor, User) else self.none()


class ReportRun(models.Model):
    """One report asked for by one person: what it was asked about, how far it is, its file.

    ``report`` is the identifier of the report object, ``given`` the answers to what it asks;
    ``key`` is the same for the same wish of the same person: it is never made twice at once.
    ``progress`` is in percent, ``said`` what is being done. ``run`` counts the attempts and says
    which job may write. ``digest`` and ``size`` are those of the file, ``fingerprint`` that of the
    document's content. ``reach`` are words for what the file tells beyond what is open to everybody
    who signs in (``Report.reach``).
    """

    report = models.CharField(_("laporan"), max_length=40)
    given = models.JSONField(default=dict)
    key = models.CharField(max_length=64, blank=True, default="", editable=False)
    format = models.CharField(_("bentuk"), max_length=4, choices=ReportFormat.choices)
    language = models.CharField(max_length=8, default="id")
    title = models.CharField(_("judul"), max_length=300)
    filename = models.CharField(_("nama berkas"), max_length=200, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=RunState.choices, default=RunState.WAITING
    )
    progress = models.PositiveSmallIntegerField(_("kemajuan"), default=0)
    said = models.CharField(max_length=200, blank=True)
    run = models.PositiveIntegerField(default=1)
    failure = models.TextField(_("sebab kegagalan"), blank=True)
    digest = models.CharField(_("sidik berkas"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("ukuran"), default=0)
    fingerprint = models.CharField(_("sidik isi"), max_length=64, blank=True)
    reach = models.JSONField(default=list, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_runs"
    )
    asked_at = models.DateTimeField(_("diminta"))
    finished_at = models.DateTimeField(_("selesai"), null=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="report_run_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(format__in=ReportFormat.values), name="report_run_format_known"
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="report_run_progress_percent"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RunState.DONE) | ~models.Q(digest=""),
                name="report_run_done_has_file",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=sorted(BUSY)) & ~models.Q(key=""),
                name="report_run_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            # A person's own reports, newest first.
            models.Index(fields=["author", "-id"], name="report_run_of_author"),
            # Whether anybody still points to a file.
            models.Index(fields=["digest"], name="report_run_of_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_busy(self) -> bool:
        """Whether it is still to be made or being made."""
        return self.state in BUSY
