"""Who is appointed to what, where, by which decree and until when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from selaras.people.models.institution import Institution
from selaras.people.models.unit import Unit
from selaras.people.models.user import User
from selaras.people.roles import SITE_ROLES, UNIT_ROLES, Role
from selaras.people.standing import standing_of


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Reading appointments."""

    def in_force(self, day: date) -> AppointmentQuerySet:
        """Appointments that hold on that day."""
        return self.filter(valid_from__lte=day).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day)
        )

    def visible_to(self, actor: object) -> AppointmentQuerySet:
        """Appointments in the actor's own institutions and the actor's own ones."""
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        return self.filter(
            models.Q(institution__in=standing.home_institutions())
            | models.Q(user=getattr(actor, "pk", None))
        )

    def overlapping(self, first: date, end: date | None) -> AppointmentQuerySet:
        """Appointments that hold on any day from ``first`` up to, not including, ``end``."""
        rows = self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=first))
        return rows if end is None else rows.filter(valid_from__lt=end)


class Appointment(models.Model):
    """A person holds a role in a place by a decree (SK) for a term.

    ``valid_to`` is the first day on which the appointment no longer holds.
    """

    user = models.ForeignKey(
        User, verbose_name=_("pengguna"), on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(_("peran"), max_length=30, choices=Role.choices)
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("instansi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    decree = models.CharField(_("nomor SK"), max_length=120, blank=True)
    decree_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_to = models.DateField(_("berakhir"), null=True, blank=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts changes, so that two people who edit at once notice each other."""

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=SITE_ROLES, institution__isnull=True)
                | (~models.Q(role__in=SITE_ROLES) & models.Q(institution__isnull=False)),
                name="appointment_place_fits_role",
                violation_error_message=_(
                    "Administrator sistem tidak terikat instansi; peran lain membutuhkan instansi."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=UNIT_ROLES, unit__isnull=False)
                | (~models.Q(role__in=UNIT_ROLES) & models.Q(unit__isnull=True)),
                name="appointment_unit_fits_role",
                violation_error_message=_(
                    "Operator unit membutuhkan unit; peran lain berlaku untuk seluruh instansi."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="appointment_ends_after_it_begins",
                violation_error_message=_("Tanggal berakhir harus sesudah tanggal mulai berlaku."),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("institution", 0),
                Coalesce("unit", 0),
                condition=models.Q(valid_to__isnull=True),
                name="appointment_once_while_open",
                violation_error_message=_(
                    "Orang ini sudah memegang peran itu di tempat yang sama."
                ),
            ),
        ]
        indexes: ClassVar = [
            # What a signed-in person holds: one read per request.
            models.Index(fields=["user", "valid_from"], name="appointment_of_user"),
            # Who holds what in an institution: queries.people.team_of.
            models.Index(fields=["institution", "role"], name="appointment_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
