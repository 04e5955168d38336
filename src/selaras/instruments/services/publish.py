"""Publishing instrument versions: once published, a version never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.trail.services import record
from selaras.instruments.events import INSTRUMENT_PUBLISHED
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.instruments.permissions import PUBLISH_INSTRUMENTS, may_publish_instruments
from selaras.pure.instrument.digest import digest_of
from selaras.pure.instrument.parse import Document, instrument_from


class PublishedOtherwiseError(Exception):
    """The version is published with other content; ``free`` is the next free version number."""

    def __init__(self, code: str, version: int, free: int) -> None:
        super().__init__(f"{code} v{version}")
        self.code = code
        self.version = version
        self.free = free


@dataclass(frozen=True, slots=True)
class Publication:
    """A published version and whether it was new."""

    version: InstrumentVersion
    added: bool


@transaction.atomic
def load(documents: Sequence[Document], *, actor: Actor) -> list[Publication]:
    """Publish documents, all or none; one that is published with the same content stays as it is.

    Raises DeniedError, InvalidInstrumentError (not an instrument) and PublishedOtherwiseError
    (the content changed but ``versi`` did not).
    """
    demand(may_publish_instruments(actor), PUBLISH_INSTRUMENTS)
    return [_publish(document, actor) for document in documents]


def _publish(document: Document, actor: Actor) -> Publication:
    instrument = instrument_from(document)
    digest = digest_of(document)
    siblings = InstrumentVersion.objects.defer("document").filter(code=instrument.code)
    before = {sibling.version: sibling for sibling in siblings}
    same = before.get(instrument.version)
    if same is not None:
        if same.digest != digest:
            raise PublishedOtherwiseError(instrument.code, instrument.version, max(before) + 1)
        return Publication(same, added=False)
    newest = instrument.version > max(before, default=0)
    if newest:
        InstrumentVersion.objects.filter(code=instrument.code, is_current=True).update(
            is_current=False
        )
    version = InstrumentVersion.objects.create(
        code=instrument.code,
        version=instrument.version,
        name=instrument.name,
        digest=digest,
        document=document,
        is_current=newest,
        published_at=clock.now(),
    )
    IndicatorRow.objects.bulk_create(
        IndicatorRow(version=version, number=indicator.number, position=position)
        for position, indicator in enumerate(instrument.indicators())
    )
    record(
        INSTRUMENT_PUBLISHED,
        version,
        actor=actor,
        old={"versi": max(before)} if before else {},
        new={"kode": instrument.code, "versi": instrument.version, "sidik": digest},
    )
    return Publication(version, added=True)
