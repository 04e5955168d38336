"""Files that were handed in to be imported, and what came of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.models import User
from selaras.people.standing import standing_of


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Diunggah")
    PREVIEWED = "previewed", _("Dipratinjau")
    CONFIRMED = "confirmed", _("Diimpor")
    CANCELLED = "cancelled", _("Dibatalkan")


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Reading imports."""

    def visible_to(self, actor: object) -> ImportJobQuerySet:
        """A person's own imports; the system and its administrators see all."""
        if standing_of(actor).is_system_admin:
            return self
        return self.filter(author=actor) if isinstance(actor, User) else self.none()


class ImportJob(models.Model):
    """One file on its way in: uploaded, previewed, then confirmed or cancelled.

    The file's bytes lie in private storage under their SHA-256, so the same file is kept once.
    ``options`` hold what the person chose (instrument, institution, year, kind), ``columns`` what
    each column of the file means, ``report`` the preview and, once confirmed, what was written.
    """

    shape = models.CharField(_("bentuk"), max_length=40)
    filename = models.CharField(_("berkas"), max_length=200)
    digest = models.CharField(_("sidik berkas"), max_length=64)
    size = models.PositiveIntegerField(_("ukuran"))
    options = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    version = models.PositiveIntegerField(default=0)
    """Counts the previews: whoever approves one says which one was seen."""
    report = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="imports"
    )
    """Whoever handed it in; empty for the command line."""
    uploaded_at = models.DateTimeField(_("diunggah"))
    finished_at = models.DateTimeField(_("selesai"), null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            ),
        ]
        indexes: ClassVar = [
            # A person's own imports, newest first.
            models.Index(fields=["author", "-id"], name="import_of_author"),
            # Whether this very file has been imported before.
            models.Index(fields=["digest", "state"], name="import_of_file"),
        ]

    def __str__(self) -> str:
        return self.filename
