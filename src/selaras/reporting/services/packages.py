"""Handing a package of evidence to a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import record
from selaras.people.models import User
from selaras.reporting.events import PACKAGE_TAKEN
from selaras.reporting.package.archive import Archive, archive_of
from selaras.reporting.package.content import Scope, package_of
from selaras.reporting.permissions import TAKE_PACKAGE, may_take_package


def take_package(assessment: Assessment, scope: Scope, *, actor: User) -> Archive:
    """The package as a stream, told in the trail with what it holds before the first byte goes.

    ``assessment`` comes with its cycle's instrument and its institution. What an assessor takes is
    told in the assessors' own scope. Raises DeniedError; RefusedError when there is no file.
    """
    demand(may_take_package(actor, assessment), TAKE_PACKAGE)
    package = package_of(actor, assessment, scope)
    if not package.files:
        raise refuse(
            _("Tidak ada berkas bukti dalam pilihan ini. Ubah pilihannya, lalu unduh lagi.")
        )
    archive = archive_of(package, clock.now())
    new = {
        "berkas": archive.files,
        "bita": archive.size,
        "pilihan": scope.which.value,
        **({"unit": scope.unit.name} if scope.unit else {}),
        **({"indikator": scope.number} if scope.number else {}),
    }
    place = assessment.institution.scope if package.inside else assessment.assessor_scope
    with transaction.atomic():
        record(PACKAGE_TAKEN, assessment, actor=actor, new=new, scope=place)
    return archive
