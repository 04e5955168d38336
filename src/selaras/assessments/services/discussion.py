"""Speaking about an indicator. What was said stays as it was said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from selaras.assessments.events import COMMENTED
from selaras.assessments.models import Assessment, Audience, Comment
from selaras.assessments.permissions import COMMENT, may_comment
from selaras.assessments.queries.discussion import mentioned_in, people_to_mention
from selaras.assessments.services.holding import hold
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.foundation.text import is_storable
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import IndicatorRow

LONGEST = 5000
"""Characters of one comment."""


def say(
    assessment: Assessment, number: str, body: str, audience: Audience | str, *, actor: Actor
) -> Comment:
    """Add a comment; "@Name" of somebody who may read it mentions that person.

    The event tells ``sebutan``, the keys of the mentioned people, so that they can be told.
    Raises DeniedError, RefusedError and IndicatorRow.DoesNotExist.
    """
    now = clock.now()
    text = body.replace("\r\n", "\n").strip()
    with telling_last():
        held = hold(assessment)
        demand(may_comment(actor, held, audience), COMMENT)
        if audience not in Audience.values:
            raise refuse(_("Pilih siapa yang membaca komentar ini."), "audience")
        if not text:
            raise refuse(_("Tulis komentarnya dulu."), "body")
        if len(text) > LONGEST:
            raise refuse(_("Komentar paling panjang %(most)d huruf.") % {"most": LONGEST}, "body")
        if not is_storable(text):
            raise refuse(_("Komentar memuat tanda yang tidak dapat disimpan. Ketik ulang."), "body")
        row = IndicatorRow.objects.get(version=held.cycle.instrument_id, number=number)
        comment = Comment(
            assessment=held,
            indicator=row,
            audience=audience,
            body=text,
            author_id=actor.actor_id,
            at=now,
        )
        comment.save()
        mentioned = mentioned_in(text, people_to_mention(held, audience)) if "@" in text else []
        comment.mentions.set(mentioned)
        record(
            COMMENTED,
            comment,
            actor=actor,
            new={
                "penilaian": held.pk,
                "indikator": number,
                "pembaca": str(audience),
                "sebutan": [person.pk for person in mentioned],
            },
            scope=held.institution.scope,
        )
    return comment
