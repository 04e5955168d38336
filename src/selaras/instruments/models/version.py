"""A published instrument version and the rows others point at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentVersion(models.Model):
    """One version of an instrument, as published: never changed, only followed by another.

    ``document`` is the parsed YAML; ``digest`` the SHA-256 of its canonical form. ``is_current``
    marks the version new cycles of that code use.
    """

    code = models.CharField(_("kode"), max_length=40)
    version = models.PositiveIntegerField(_("versi"))
    name = models.CharField(_("nama"), max_length=200)
    digest = models.CharField(_("sidik isi"), max_length=64)
    document = models.JSONField()
    is_current = models.BooleanField(_("berlaku"), default=True)
    published_at = models.DateTimeField(_("diterbitkan"))

    class Meta:
        ordering: ClassVar = ["code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="instrument_version_unique"),
            models.UniqueConstraint(fields=["code", "digest"], name="instrument_content_unique"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="instrument_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class IndicatorRow(models.Model):
    """An indicator of a version, so that values, evidence and actions can point at it.

    Names and criteria stand in the version's document; here is only what joins need.
    """

    version = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="indicators"
    )
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    """0-based place in the instrument's order."""

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="indicator_number_unique"),
            models.UniqueConstraint(
                fields=["version", "position"], name="indicator_position_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.code} · {self.number}"
