"""Reading instruments: versions from the database, definitions from memory."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from django.db.models import QuerySet

from selaras.instruments.models import InstrumentVersion
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import Document, instrument_from

_MOST_REMEMBERED = 64
_remembered: dict[str, Instrument] = {}
_lock = Lock()


def definition(version: InstrumentVersion) -> Instrument:
    """The instrument of a version, built once per content; one query for a deferred document."""
    known = _remembered.get(version.digest)
    return known if known is not None else _remember(version.digest, version.document)


def definitions(versions: Iterable[InstrumentVersion]) -> dict[int, Instrument]:
    """The instruments of several versions by key; at most one query for the unknown ones."""
    wanted = list(versions)
    unknown = [version.pk for version in wanted if version.digest not in _remembered]
    rows = (
        InstrumentVersion.objects.filter(pk__in=unknown).values_list("digest", "document")
        if unknown
        else ()
    )
    fresh = {digest: _remember(digest, document) for digest, document in rows}
    return {v.pk: fresh.get(v.digest) or definition(v) for v in wanted}


def versions() -> QuerySet[InstrumentVersion]:
    """All published versions, by code, newest first, without their documents."""
    return InstrumentVersion.objects.defer("document").order_by("code", "-version")


def current(code: str) -> InstrumentVersion:
    """The version new cycles use. Raises InstrumentVersion.DoesNotExist."""
    return versions().get(code=code, is_current=True)


def published(code: str, version: int) -> InstrumentVersion:
    """One published version. Raises InstrumentVersion.DoesNotExist."""
    return versions().get(code=code, version=version)


def _remember(digest: str, document: Document) -> Instrument:
    instrument = instrument_from(document)
    with _lock:
        while len(_remembered) >= _MOST_REMEMBERED:
            del _remembered[next(iter(_remembered))]
        return _remembered.setdefault(digest, instrument)
