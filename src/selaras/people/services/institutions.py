"""Bringing institutions in and correcting their facts."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.people import events
from selaras.people.models import Category, Institution
from selaras.people.permissions import (
    CHANGE_INSTITUTION,
    CLASSIFY_INSTITUTION,
    CREATE_INSTITUTION,
    may_change_institution,
    may_classify_institution,
    may_create_institution,
)
from selaras.people.services.writing import save_changes, save_new

_RESERVED = frozenset({"baru", "daftar"})
"""Addresses that mean something else in the list of institutions."""
_FACTS = ("name", "slug", "category", "code", "province")


@transaction.atomic
def create_institution(
    *,
    name: str,
    category: str,
    code: str = "",
    province: Institution | None = None,
    slug: str = "",
    actor: Actor,
) -> Institution:
    """Add an institution; its address is made from the name when none is given.

    Raises DeniedError, RefusedError (name or address taken, unknown category, province for a
    central body).
    """
    demand(may_create_institution(actor), CREATE_INSTITUTION)
    institution = Institution(
        name=name.strip(),
        slug=slug or _free_slug(name),
        category=category,
        code=code.strip(),
        province=province,
    )
    save_new(institution, events.INSTITUTION_CREATED, actor=actor, names=_FACTS)
    return institution


@transaction.atomic
def change_institution(
    institution: Institution,
    *,
    name: str,
    category: str,
    code: str,
    province: Institution | None,
    version: int,
    actor: Actor,
) -> bool:
    """Correct the facts; the address stays, so that links keep working. False if nothing differs.

    Category, code and province are the system administrator's to change. Raises DeniedError,
    RefusedError (also for a province that would lie in itself or lose its members),
    ChangedMeanwhileError.
    """
    demand(may_change_institution(actor, institution), CHANGE_INSTITUTION)
    if category not in {Category.REGENCY, Category.CITY}:
        province = None
    kind = {"category": category, "code": code.strip(), "province": province}
    if any(getattr(institution, fact) != value for fact, value in kind.items()):
        demand(may_classify_institution(actor), CLASSIFY_INSTITUTION)
        _refuse_odd_province(institution, category, province)
    changes = {"name": name.strip(), **kind}
    return save_changes(
        institution,
        changes,
        version=version,
        kind=events.INSTITUTION_CHANGED,
        actor=actor,
        scope=institution.scope,
    )


def _refuse_odd_province(
    institution: Institution, category: str, province: Institution | None
) -> None:
    """Raise RefusedError for a province in itself, and for one demoted while others lie in it."""
    if province is not None and province.pk == institution.pk:
        raise refuse(_("Instansi tidak dapat menjadi provinsi bagi dirinya sendiri."), "province")
    if category != Category.PROVINCE and institution.members.exists():
        raise refuse(
            _("Masih ada kabupaten atau kota di provinsi ini. Pindahkan dahulu ke provinsi lain."),
            "category",
        )


def _free_slug(name: str) -> str:
    """An address nobody has yet: the name, shortened, with a number when it is taken."""
    base = slugify(name)[:110].strip("-") or "instansi"
    taken = set(Institution.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidate, number = base, 2
    while candidate in taken | _RESERVED:
        candidate, number = f"{base}-{number}", number + 1
    return candidate
