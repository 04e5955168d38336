"""People who sign in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from selaras.people.models.institution import Institution
from selaras.people.standing import Held, standing_of


class UserQuerySet(models.QuerySet["User"]):
    """Reading people."""

    def visible_to(self, actor: object) -> UserQuerySet:
        """The actor, and whoever works or is appointed in the institutions the actor works in."""
        standing = standing_of(actor)
        if standing.is_system_admin:
            return self
        home = standing.home_institutions()
        return self.filter(
            models.Q(pk=getattr(actor, "pk", None))
            | models.Q(institution__in=home)
            | models.Q(pk__in=User.objects.filter(appointments__institution__in=home).values("pk"))
        )

    def able_to_sign_in(self) -> UserQuerySet:
        """Active people with a password of their own."""
        return self.filter(is_active=True, is_demo=False).exclude(
            password__startswith=UNUSABLE_PASSWORD_PREFIX
        )


class UserManager(BaseUserManager["User"]):
    """Finding people by the name they sign in with."""

    def get_queryset(self) -> UserQuerySet:
        """People, with the readings above."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: object) -> UserQuerySet:
        """As UserQuerySet.visible_to."""
        return self.get_queryset().visible_to(actor)

    def demo(self) -> UserQuerySet:
        """The demo people."""
        return self.get_queryset().filter(is_demo=True, is_active=True)

    def able_to_sign_in(self) -> UserQuerySet:
        """As UserQuerySet.able_to_sign_in."""
        return self.get_queryset().able_to_sign_in()

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their appointments alone."""

    email = models.EmailField(
        _("surel"),
        unique=True,
        error_messages={"unique": _("Sudah ada pengguna dengan surel ini.")},
    )
    name = models.CharField(_("nama"), max_length=150)
    position = models.CharField(_("jabatan"), max_length=150, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    """A demo person: has no password and signs in through the role switcher only."""
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("instansi asal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    """Where the person works, and so who looks after the account; gives no right by itself."""
    joined_at = models.DateTimeField(_("terdaftar"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts changes, so that two people who edit at once notice each other."""
    appointments_version = models.PositiveIntegerField(default=0, editable=False)
    """Counts new appointments; raising it first makes them queue."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_in_any_case",
                violation_error_message=_("Sudah ada pengguna dengan surel ini."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_demo=False)
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="user_demo_has_no_password",
                violation_error_message=_("Pengguna demo tidak dapat diberi kata sandi."),
            ),
        ]
        indexes: ClassVar = [
            # People by name, a page at a time: queries.people.people_list.
            models.Index(fields=["name", "id"], name="user_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> int | None:
        """The key the trail keeps."""
        return self.pk

    @property
    def actor_label(self) -> str:
        """The name the trail keeps."""
        return self.name

    @property
    def scope(self) -> str:
        """How the trail names the owner of events about this person."""
        return f"institution:{self.institution_id}" if self.institution_id else ""

    def roles_held(self, day: date) -> Iterable[Held]:
        """The roles in force on that day, with their places."""
        return self.appointments.in_force(day).values_list("role", "institution_id", "unit_id")

    def roles_from(self, day: date) -> Iterable[Held]:
        """The roles in force on that day or on any later one, with their places."""
        held = self.appointments.overlapping(day, None)
        return held.values_list("role", "institution_id", "unit_id")

    def get_short_name(self) -> str:
        """How mails greet the person."""
        return self.name
