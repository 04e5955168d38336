"""The head of a unit signs the unit's part of a plan off (*mengetahui pimpinan*)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    Problem,
    RefusedError,
    check,
    refuse,
    refusing_duplicates,
)
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import PLAN_ENDORSED, PLAN_ENDORSEMENT_REVOKED
from selaras.improvement.models import ActionPlan, Endorsement
from selaras.improvement.permissions import ENDORSE_PLAN, may_endorse
from selaras.improvement.queries.endorsements import part_of
from selaras.improvement.services.plans import hold_plan
from selaras.people.models import Unit

LONGEST_REASON = 2_000
REPLACED = _("Digantikan oleh pengesahan yang baru.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerFacts:
    """Who signs, as the printed form names them; ``identity`` is the NIP."""

    name: str
    title: str
    identity: str = ""


def endorse_part(
    plan: ActionPlan, unit: Unit, signer: SignerFacts, *, seen: str, actor: Actor
) -> Endorsement:
    """Sign the unit's part off as it stands; ``seen`` is the fingerprint of the part that was read.

    A sign-off of an earlier state of the part is replaced. Raises DeniedError,
    ChangedMeanwhileError, RefusedError (unit ended, nothing to sign, signed already, no name).
    """
    with telling_last():
        held = hold_plan(plan)
        demand(may_endorse(actor, held, unit), ENDORSE_PLAN)
        _check_signer(signer)
        if not unit.stands_on(clock.today()):
            raise refuse(
                _("Unit ini sudah berakhir. Bagiannya disahkan oleh pimpinan unit penerusnya.")
            )
        part = part_of(held, unit)
        if not part.actions:
            raise refuse(_("Unit ini tidak memiliki aksi dalam rencana ini."))
        if part.fingerprint != seen:
            raise ChangedMeanwhileError(
                _(
                    "Bagian unit ini berubah setelah Anda membukanya. Baca isi terbarunya, lalu "
                    "sahkan lagi."
                )
            )
        _replace_earlier(held, unit, part.fingerprint, actor=actor)
        made = Endorsement(
            plan=held,
            unit=unit,
            unit_name=unit.name,
            name=_plain(signer.name),
            title=_plain(signer.title),
            identity=_plain(signer.identity),
            content=part.content,
            fingerprint=part.fingerprint,
            at=clock.now(),
            by_id=actor.actor_id,
        )
        with refusing_duplicates():
            check(made)
            made.save(force_insert=True)
        new = {"unit": unit.name, "pejabat": made.name, "sidik": made.fingerprint}
        record(PLAN_ENDORSED, held, actor=actor, new=new, scope=held.scope)
        return made


def revoke_endorsement(endorsement: Endorsement, *, reason: str, actor: Actor) -> None:
    """Take a sign-off back; it stays readable, marked as revoked with the reason.

    Raises DeniedError, ChangedMeanwhileError when it was revoked already, RefusedError without a
    reason.
    """
    said = reason.strip()
    with telling_last():
        held = hold_plan(endorsement.plan)
        demand(may_endorse(actor, held, endorsement.unit), ENDORSE_PLAN)
        if not said or len(said) > LONGEST_REASON or not is_storable(said):
            raise refuse(_("Tuliskan alasan pencabutan, paling panjang 2.000 huruf."), "reason")
        _revoke(endorsement, held, said, actor=actor)


def _replace_earlier(plan: ActionPlan, unit: Unit, digest: str, *, actor: Actor) -> None:
    earlier = Endorsement.objects.filter(plan=plan, unit=unit, revoked_at__isnull=True).first()
    if earlier is None:
        return
    if earlier.fingerprint == digest:
        raise refuse(
            _("Bagian ini sudah disahkan %(name)s dan belum berubah.") % {"name": earlier.name}
        )
    _revoke(earlier, plan, str(REPLACED), actor=actor)


def _revoke(endorsement: Endorsement, plan: ActionPlan, reason: str, *, actor: Actor) -> None:
    changed = Endorsement.objects.filter(pk=endorsement.pk, revoked_at__isnull=True).update(
        revoked_at=clock.now(), revocation=reason
    )
    if not changed:
        raise ChangedMeanwhileError
    record(
        PLAN_ENDORSEMENT_REVOKED,
        plan,
        actor=actor,
        old={
            "unit": endorsement.unit_name,
            "pejabat": endorsement.name,
            "sidik": endorsement.fingerprint,
        },
        new={"alasan": reason},
        scope=plan.scope,
    )


def _check_signer(signer: SignerFacts) -> None:
    problems = [
        Problem(message, field)
        for field, value, most, message in (
            ("name", signer.name, 160, _("Tulis nama pejabat, paling panjang 160 huruf.")),
            ("title", signer.title, 200, _("Tulis jabatannya, paling panjang 200 huruf.")),
        )
        if not 0 < len(_plain(value)) <= most or not is_storable(value)
    ]
    if len(_plain(signer.identity)) > 40 or not is_storable(signer.identity):
        problems.append(Problem(_("NIP paling panjang 40 huruf."), "identity"))
    if problems:
        raise RefusedError(*problems)


def _plain(text: str) -> str:
    return " ".join(text.split())
