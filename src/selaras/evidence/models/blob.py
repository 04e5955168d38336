"""File contents, each kept once, and the text found in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.foundation.files.store import Store

STORE = Store("evidence")
"""Where the bytes lie."""


class TextState(models.TextChoices):
    """How far the text of a file has been read."""

    WAITING = "menunggu", _("Menunggu pembacaan")
    LAYER = "lapisan_teks", _("Ada lapisan teks")
    OCR = "ocr", _("Teks dibaca dari pindaian (OCR)")
    PARTIAL = "sebagian", _("Hanya sebagian halaman berteks")
    NONE = "tanpa_teks", _("Tidak ada teks")
    UNSUPPORTED = "tidak_didukung", _("Jenis berkas ini tidak dibaca")
    FAILED = "gagal", _("Tidak terbaca")


class Blob(models.Model):
    """The content of a file under its SHA-256; the bytes lie in private storage.

    ``content_type`` was found by looking inside, never taken from the name. ``facts`` hold what the
    file says of itself, such as whether it is locked.
    """

    digest = models.CharField(_("sidik berkas"), max_length=64, unique=True)
    size = models.BigIntegerField(_("ukuran"))
    """In bytes."""
    content_type = models.CharField(_("jenis isi"), max_length=100)
    stored_at = models.DateTimeField(_("disimpan"))
    text_state = models.CharField(
        _("teks"), max_length=16, choices=TextState.choices, default=TextState.WAITING
    )
    page_count = models.PositiveIntegerField(_("jumlah halaman"), null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(text_state__in=TextState.values), name="blob_text_state_known"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="blob_not_empty"),
        ]
        indexes: ClassVar = [
            # Files whose text is still to be read, for the background job.
            models.Index(
                fields=["id"], condition=models.Q(text_state="menunggu"), name="blob_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.digest


class PageText(models.Model):
    """The text of one page; files without pages have one. ``stems`` is what searches look in."""

    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("halaman"))
    """Counted from 1."""
    text = models.TextField(_("teks"))
    stems = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blob", "number"], name="page_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.blob} · {self.number}"
