"""Whether an institution lets everybody read its announced results."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.models import Institution


class OpenAgreement(models.Model):
    """An institution agrees that its announced results are open to everybody, until it withdraws.

    ``basis`` names the decree or letter. A withdrawn one is kept; at most one is in force.
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="open_agreements"
    )
    basis = models.CharField(_("dasar"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(_("disetujui"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="open_agreement_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)
