"""Keys with which other systems act for a person."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.standing import standing_of


class TokenScope(models.TextChoices):
    """What a key opens; never more than the person it acts for may do."""

    READ = "baca", _("Membaca semua yang boleh dibaca pemiliknya")
    FILES = "berkas", _("Mengunduh berkas bukti dan laporan")
    WRITE_ANSWERS = "jawaban", _("Menulis jawaban dan nilai")
    WRITE_EVIDENCE = "bukti", _("Menyerahkan bukti dukung")
    WRITE_FOLLOW_UP = "tindak-lanjut", _("Menulis rekomendasi dan aksi")


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Reading keys."""

    def visible_to(self, actor: object) -> AccessTokenQuerySet:
        """A person's own; the system administrator sees all."""
        if standing_of(actor).is_system_admin:
            return self
        return self.filter(person=getattr(actor, "pk", None))

    def live(self, now: datetime) -> AccessTokenQuerySet:
        """Keys that open something at that instant."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class AccessToken(models.Model):
    """A key to the programming interface that acts for one person, until its day.

    Only the SHA-256 of the secret is kept; ``prefix`` is the readable beginning by which people
    tell their keys apart. ``scopes`` are values of ``TokenScope``.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_tokens"
    )
    name = models.CharField(_("nama"), max_length=80)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField(_("diterbitkan"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("terakhir dipakai"), null=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")),
                name="access_token_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
