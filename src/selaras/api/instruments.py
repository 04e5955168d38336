"""Instruments: every version as published, with all its criteria."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import PathEx, Router
from pydantic import Field

from selaras.api.authentication import READING
from selaras.api.bodies import Told
from selaras.api.figures import Exact, told
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition, published, versions
from selaras.pure.instrument.model import Aspect, Domain, Indicator, Instrument
from selaras.pure.numbers import exact

router = Router(tags=["Instrumen"], auth=READING)

Code = Annotated[str, PathEx(min_length=1, max_length=40, description="Kode, “SPBE-2020”.")]
Version = Annotated[int, PathEx(ge=1, le=2**31 - 1, description="Versi, dihitung dari 1.")]


class InstrumentFacts(Told):
    """A published version of an instrument."""

    code: str
    version: int
    name: str
    digest: str = Field(description="SHA-256 isinya dalam bentuk baku.")
    is_current: bool


class CriterionFacts(Told):
    """What a level of an indicator asks for."""

    level: int
    text: str
    source: str
    evidence: list[str]


class IndicatorFacts(Told):
    """A rated question; ``weight`` is in percent of the index."""

    number: str
    code: str
    name: str
    question: str
    weight: Exact
    capability: str
    external_index: str
    evidence: list[str]
    criteria: list[CriterionFacts]


class AspectFacts(Told):
    """A group of indicators; ``weight`` is in percent of the index."""

    code: str
    name: str
    weight: Exact
    indicators: list[IndicatorFacts]


class DomainFacts(Told):
    """A group of aspects; ``pseudo`` is the shell round an instrument without domains."""

    code: str
    name: str
    weight: Exact
    pseudo: bool
    aspects: list[AspectFacts]


class BandFacts(Told):
    """A predicate and the lowest index it is given for."""

    name: str
    lower: Exact
    text: str


class InstrumentDefinition(InstrumentFacts):
    """The whole definition of a version."""

    scale_minimum: Exact
    scale_maximum: Exact
    scale_whole: bool
    target_index: Exact | None
    target_value: Exact | None
    bands: list[BandFacts]
    level_names: dict[str, dict[int, str]]
    legal_basis: list[str]
    domains: list[DomainFacts]


@router.get("/instruments", response=list[InstrumentFacts])
def list_instruments(request: HttpRequest) -> list[InstrumentFacts]:  # noqa: ARG001
    """Semua versi instrumen yang terbit."""
    return [InstrumentFacts(**_facts(row)) for row in versions()]


@router.get("/instruments/{code}/{version}", response=InstrumentDefinition)
def read_instrument(
    request: HttpRequest,  # noqa: ARG001
    code: Code,
    version: Version,
) -> InstrumentDefinition:
    """Seluruh isi satu versi: domain, aspek, indikator, kriteria tingkat, bobot, predikat."""
    row = published(code, version)
    return _definition(row, definition(row))


def _facts(row: InstrumentVersion) -> dict[str, Any]:
    return {
        "code": row.code,
        "version": row.version,
        "name": row.name,
        "digest": row.digest,
        "is_current": row.is_current,
    }


def _definition(row: InstrumentVersion, found: Instrument) -> InstrumentDefinition:
    return InstrumentDefinition(
        **_facts(row),
        scale_minimum=exact(found.scale.minimum),
        scale_maximum=exact(found.scale.maximum),
        scale_whole=found.scale.whole,
        target_index=told(found.target_index),
        target_value=told(found.target_value),
        bands=[
            BandFacts(name=band.name, lower=exact(band.lower), text=band.text)
            for band in found.bands
        ],
        level_names={name: dict(levels) for name, levels in found.level_names.items()},
        legal_basis=list(found.legal_basis),
        domains=[_domain(domain) for domain in found.domains],
    )


def _domain(domain: Domain) -> DomainFacts:
    return DomainFacts(
        code=domain.code,
        name=domain.name,
        weight=exact(domain.weight),
        pseudo=domain.pseudo,
        aspects=[_aspect(aspect) for aspect in domain.aspects],
    )


def _aspect(aspect: Aspect) -> AspectFacts:
    return AspectFacts(
        code=aspect.code,
        name=aspect.name,
        weight=exact(aspect.weight),
        indicators=[_indicator(indicator) for indicator in aspect.indicators],
    )


def _indicator(indicator: Indicator) -> IndicatorFacts:
    return IndicatorFacts(
        number=indicator.number,
        code=indicator.code,
        name=indicator.name,
        question=indicator.question,
        weight=exact(indicator.weight),
        capability=indicator.capability,
        external_index=indicator.external_index,
        evidence=list(indicator.evidence),
        criteria=[
            CriterionFacts(
                level=one.level, text=one.text, source=one.source, evidence=list(one.evidence)
            )
            for one in indicator.criteria
        ],
    )
