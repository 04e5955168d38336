"""Units of an institution over time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.models.institution import Institution
from selaras.people.standing import standing_of


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reading units."""

    def standing_on(self, day: date) -> UnitQuerySet:
        """Units that exist on that day."""
        return self.filter(valid_from__lte=day).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day)
        )

    def visible_to(self, actor: object) -> UnitQuerySet:
        """Units of the institutions the actor may know of."""
        if standing_of(actor).is_system_admin:
            return self
        return self.filter(institution__in=Institution.objects.visible_to(actor))


class Unit(models.Model):
    """A Perangkat Daerah or unit kerja; a reorganisation ends it and names its successors.

    ``valid_to`` is the first day on which the unit no longer exists.
    """

    institution = models.ForeignKey(
        Institution, verbose_name=_("instansi"), on_delete=models.PROTECT, related_name="units"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("unit induk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("nama"), max_length=200)
    abbreviation = models.CharField(_("singkatan"), max_length=40, blank=True)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berakhir"), null=True, blank=True)
    successors: models.ManyToManyField[Unit, Succession] = models.ManyToManyField(
        "self",
        verbose_name=_("penerus"),
        through="Succession",
        symmetrical=False,
        related_name="predecessors",
        blank=True,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts changes, so that two people who edit at once notice each other."""

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_ends_after_it_begins",
                violation_error_message=_("Tanggal berakhir harus sesudah tanggal mulai berlaku."),
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                name="unit_not_its_own_parent",
                violation_error_message=_("Unit tidak dapat menjadi induk dirinya sendiri."),
            ),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=models.Q(valid_to__isnull=True),
                name="unit_name_unique_while_standing",
                violation_error_message=_("Sudah ada unit yang masih berlaku dengan nama ini."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def stands_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Succession(models.Model):
    """What a reorganisation made of a unit: one row per ended unit and unit that carries on.

    Several rows with one successor are a merger, several with one predecessor a split.
    """

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="succession_to", verbose_name=_("unit lama")
    )
    successor = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="succession_from",
        verbose_name=_("unit penerus"),
    )
    decree = models.CharField(_("dasar hukum"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="succession_between_two_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
