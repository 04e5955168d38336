"""Opening an institution's announced results to everybody, and closing them again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import OPENNESS_AGREED, OPENNESS_WITHDRAWN
from selaras.assessments.models import OpenAgreement
from selaras.assessments.permissions import AGREE_OPEN, may_agree_open
from selaras.assessments.queries.openness import open_assessments
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import refuse, refusing_duplicates
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import record
from selaras.people.models import Institution, User

LONGEST_BASIS = 200


@transaction.atomic
def agree(institution: Institution, *, basis: str = "", actor: User) -> OpenAgreement:
    """Open what is announced and what will be; ``basis`` names the decree or letter behind it.

    Raises DeniedError; RefusedError when an agreement is in force already or the basis is too long.
    """
    demand(may_agree_open(actor, institution), AGREE_OPEN)
    basis = " ".join(basis.split())
    if len(basis) > LONGEST_BASIS or not is_storable(basis):
        raise refuse(
            _("Tuliskan dasar paling panjang %(most)d huruf.") % {"most": LONGEST_BASIS}, "basis"
        )
    if OpenAgreement.objects.filter(institution=institution, withdrawn_at=None).exists():
        raise refuse(_("Hasil instansi ini sudah terbuka untuk umum. Muat ulang halaman ini."))
    with refusing_duplicates():
        made = OpenAgreement.objects.create(
            institution=institution, basis=basis, author=actor, agreed_at=clock.now()
        )
    new = {"dasar": basis} if basis else {}
    record(OPENNESS_AGREED, institution, actor=actor, new=new, scope=institution.scope)
    return made


@transaction.atomic
def withdraw(institution: Institution, *, actor: User) -> OpenAgreement:
    """Close everything that is open, at once, also what a consent of a single year had opened.

    Where only such a consent speaks, the withdrawal is kept as a row of its own. Raises
    DeniedError; RefusedError when nothing is open.
    """
    demand(may_agree_open(actor, institution), AGREE_OPEN)
    now = clock.now()
    standing = OpenAgreement.objects.filter(institution=institution, withdrawn_at=None)
    held = standing.first()
    if held is not None and standing.filter(pk=held.pk).update(withdrawn_at=now):
        held.withdrawn_at = now
    elif open_assessments().filter(institution=institution).exists():
        held = OpenAgreement.objects.create(
            institution=institution, author=actor, agreed_at=now, withdrawn_at=now
        )
    else:
        raise refuse(_("Tidak ada hasil yang terbuka untuk umum. Muat ulang halaman ini."))
    record(OPENNESS_WITHDRAWN, institution, actor=actor, scope=institution.scope)
    return held
