"""Documents of an institution and the versions of their files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.evidence.models.blob import Blob
from selaras.people.models import Institution, Unit, User
from selaras.people.roles import Role
from selaras.people.standing import standing_of


class DocumentKind(models.TextChoices):
    """What a document is."""

    REGULATION = "peraturan", _("Peraturan")
    DECREE = "keputusan", _("Keputusan (SK)")
    LETTER = "surat", _("Surat atau surat edaran")
    GUIDELINE = "pedoman", _("Pedoman atau SOP")
    PLAN = "rencana", _("Dokumen perencanaan")
    MINUTES = "notula", _("Notula atau berita acara")
    REPORT = "laporan", _("Laporan")
    CONTRACT = "kontrak", _("Kontrak atau perjanjian")
    CERTIFICATE = "sertifikat", _("Sertifikat")
    SCREENSHOT = "tangkapan_layar", _("Tangkapan layar")
    OTHER = "lainnya", _("Lainnya")


RESTRICTED_READERS = (
    Role.INSTITUTION_ADMIN,
    Role.COORDINATOR,
    Role.RESPONSIBLE,
    Role.ENTRY,
    Role.TEAM_MEMBER,
)
"""Who reads restricted documents of any unit of the own institution."""


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reading documents."""

    def visible_to(self, actor: object) -> DocumentQuerySet:
        """Documents of the institutions the actor works in; restricted ones for few.

        Assessors and readers see none of it here: an assessor opens evidence through the
        assessment it was put forward in.
        """
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        if not isinstance(actor, User):
            return self.none()
        return self.filter(institution__in=standing.home_institutions()).filter(
            models.Q(is_restricted=False)
            | models.Q(institution__in=standing.institutions(*RESTRICTED_READERS))
            | models.Q(unit__in=standing.units())
            | models.Q(author=actor)
        )


class Document(models.Model):
    """A document that can prove something: stored once, used for many criteria and years.

    ``signer`` is the position that signed it. ``version`` counts changes of these facts, so that
    two people who edit at once notice; the file's own versions are ``DocumentVersion`` rows.
    """

    institution = models.ForeignKey(
        Institution, verbose_name=_("instansi"), on_delete=models.PROTECT, related_name="documents"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit pemilik"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    title = models.CharField(_("judul"), max_length=300)
    kind = models.CharField(
        _("jenis"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.OTHER
    )
    number = models.CharField(_("nomor"), max_length=120, blank=True)
    dated = models.DateField(_("tanggal"), null=True, blank=True)
    signer = models.CharField(_("penanda tangan"), max_length=200, blank=True)
    valid_from = models.DateField(_("berlaku sejak"), null=True, blank=True)
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    note = models.TextField(_("keterangan"), blank=True)
    is_restricted = models.BooleanField(_("terbatas"), default=False)
    is_sample = models.BooleanField(_("contoh"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("ditambahkan"))
    version = models.PositiveIntegerField(default=0)
    stems = models.TextField(default="", editable=False)
    """What searches look in: the words of these facts, kept by the services that write them."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="document_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="document_validity_in_order",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal awal."),
            ),
        ]
        indexes: ClassVar = [
            # The library of an institution, newest first.
            models.Index(fields=["institution", "-id"], name="document_library"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One version of a document's file; replacing it adds a row and keeps the old one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField(_("versi"))
    """Counted from 1."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    filename = models.CharField(_("nama berkas"), max_length=255)
    note = models.CharField(_("alasan penggantian"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("diunggah"))
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["document", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "revision"], name="document_version_unique"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(is_current=True),
                name="document_version_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.revision}"
