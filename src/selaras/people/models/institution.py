"""Institutions that are rated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.roles import Role
from selaras.people.standing import standing_of


class Category(models.TextChoices):
    """The six groups in which national averages are published."""

    MINISTRY = "kementerian", _("Kementerian")
    AGENCY = "lpnk", _("LPNK")
    OTHER = "lembaga_lainnya", _("Lembaga lainnya")
    PROVINCE = "provinsi", _("Provinsi")
    REGENCY = "kabupaten", _("Kabupaten")
    CITY = "kota", _("Kota")


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Reading institutions."""

    def visible_to(self, actor: object) -> InstitutionQuerySet:
        """Institutions the actor may know of: those of an appointment, all for the administrator.

        A reader appointed over a province also sees the regencies and cities in it.
        """
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        return self.filter(
            models.Q(pk__in=standing.institutions())
            | models.Q(province__in=standing.institutions(Role.READER))
        )


class Institution(models.Model):
    """A government body that is rated as a whole (Instansi Pusat or Pemerintah Daerah)."""

    name = models.CharField(_("nama"), max_length=200, unique=True)
    slug = models.SlugField(_("alamat"), max_length=120, unique=True)
    category = models.CharField(_("kategori"), max_length=20, choices=Category.choices)
    code = models.CharField(_("kode wilayah atau instansi"), max_length=20, blank=True)
    province = models.ForeignKey(
        "self",
        verbose_name=_("provinsi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
        limit_choices_to={"category": Category.PROVINCE},
    )
    """The province a regency or city lies in."""
    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts changes, so that two people who edit at once notice each other."""
    tree_version = models.PositiveIntegerField(default=0, editable=False)
    """Counts changes to the shape of the unit tree; raising it first makes such changes queue."""

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="institution_category_known"
            ),
            models.CheckConstraint(
                condition=models.Q(province__isnull=True)
                | models.Q(category__in=[Category.REGENCY, Category.CITY]),
                name="institution_province_only_for_local",
                violation_error_message=_("Provinsi hanya diisi untuk kabupaten dan kota."),
            ),
        ]
        indexes: ClassVar = [
            # The list of institutions of one group, by name.
            models.Index(fields=["category", "name"], name="institution_group"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """How the trail names this institution as the owner of an event."""
        return f"institution:{self.pk}"
