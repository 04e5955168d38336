"""From an instrument document to an Instrument with exact figures.

A document is what the YAML holds: mappings, lists, text, whole numbers; decimals as text, as
``selaras.instruments.files`` reads them, or as floats from another reader. Level keys may be whole
numbers or their digits, since JSON knows only the latter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from selaras.pure.instrument.exact import exact
from selaras.pure.instrument.faults import InvalidInstrumentError
from selaras.pure.instrument.model import (
    INDEX,
    Aspect,
    Band,
    Counterpart,
    Criterion,
    Domain,
    ExternalIndex,
    Indicator,
    Instrument,
    Rounding,
    Rule,
    Scale,
)
from selaras.pure.instrument.validate import faults_in

Document = Mapping[str, Any]
ALIAS_OF_INDEX = "indeks"
"""The key under which a document lists other names of the index itself."""


def instrument_from(document: Document) -> Instrument:
    """The instrument a document describes. Raises InvalidInstrumentError with every fault."""
    faults = tuple(faults_in(document))
    if faults:
        raise InvalidInstrumentError(faults)
    scale, rounding, target = document["skala"], document["pembulatan"], document.get("target", {})
    return Instrument(
        code=str(document["kode"]),
        version=document["versi"],
        name=str(document["nama"]),
        scale=Scale(
            exact(scale["min"]), exact(scale["maks"]), scale["bulat"], str(scale.get("catatan", ""))
        ),
        rounding=Rounding(rounding["desimal"], rounding["cara"], str(rounding.get("catatan", ""))),
        bands=tuple(_bands(document)),
        domains=tuple(_domain(domain) for domain in document["domain"]),
        level_names=_levels(document["kapabilitas"]),
        level_meanings=_levels(document.get("makna_tingkat", {})),
        aliases=_aliases(document),
        target_index=exact(target["indeks"]) if "indeks" in target else None,
        target_value=exact(target["indikator"]) if "indikator" in target else None,
        target_source=str(target.get("sumber", "")),
        legal_basis=_texts(document, "dasar_hukum"),
        status=str(document["status"]),
        confidence=_words(document, "keyakinan"),
        activities=MappingProxyType(
            {str(k): tuple(map(str, v)) for k, v in document.get("kegiatan", {}).items()}
        ),
        activities_source=str(document.get("kegiatan_sumber", "")),
        weight_note=str(document.get("format_bobot", "")),
        rules=tuple(
            Rule(str(r["kode"]), str(r["teks"]), str(r["sumber"]))
            for r in document.get("aturan", ())
        ),
        external_indices=tuple(_external(document)),
        formula=_words(document, "rumus"),
    )


def _bands(document: Document) -> Iterator[Band]:
    for band in reversed(document["predikat"]):
        yield Band(str(band["nama"]), exact(band["batas_bawah"]), str(band["teks"]))


def _domain(domain: Document) -> Domain:
    return Domain(
        code=str(domain["kode"]),
        name=str(domain["nama"]),
        weight=exact(domain["bobot"]),
        aspects=tuple(_aspect(aspect) for aspect in domain["aspek"]),
        pseudo=bool(domain.get("semu", False)),
    )


def _aspect(aspect: Document) -> Aspect:
    return Aspect(
        code=str(aspect["kode"]),
        name=str(aspect["nama"]),
        weight=exact(aspect["bobot"]),
        indicators=tuple(i for raw in aspect["indikator"] for i in _indicators(raw)),
    )


def _indicators(raw: Document) -> Iterator[Indicator]:
    """One indicator, or one for each service it is filled in for."""
    group, code = str(raw["nomor"]), str(raw["kode"])
    shared: dict[str, Any] = {
        "group": group,
        "name": str(raw["nama"]),
        "capability": str(raw["kapabilitas"]),
        "criteria": tuple(_criteria(raw)),
        "question": str(raw.get("pertanyaan", "")),
        "question_source": str(raw.get("pertanyaan_sumber", "")),
        "assessed_object": str(raw.get("objek_penilaian", "")),
        "evidence": _texts(raw, "bukti_lazim"),
        "external_index": str(raw.get("indeks_luar", "")),
        "counterparts": tuple(
            Counterpart(str(instrument), str(number))
            for instrument, numbers in raw.get("padanan", {}).items()
            for number in numbers
        ),
        "note": str(raw.get("catatan", "")),
        "sources": _texts(raw, "sumber"),
    }
    if "instans" not in raw:
        yield Indicator(number=group, code=code, weight=exact(raw["bobot"]), **shared)
        return
    for number in map(str, raw["instans"]):
        yield Indicator(
            number=number,
            code=code + number.removeprefix(group),
            weight=exact(raw["bobot_per_instans"]),
            **shared,
        )


def _criteria(raw: Document) -> Iterator[Criterion]:
    """Ascending by level."""
    levels = {int(level): entry for level, entry in raw["level"].items()}
    if "level_0" in raw:
        levels[0] = raw["level_0"]
    evidence = {int(k): tuple(map(str, v)) for k, v in raw.get("bukti_per_level", {}).items()}
    confirmed = set(raw.get("tingkat_terkonfirmasi", ()))
    for level, entry in sorted(levels.items()):
        yield Criterion(
            level=level,
            text=str(entry["kriteria"]),
            source=str(entry["sumber"]),
            evidence=evidence.get(level, ()),
            confirmed=level in confirmed,
        )


def _levels(named: Document) -> Mapping[str, Mapping[int, str]]:
    return MappingProxyType(
        {
            str(name): MappingProxyType(
                {int(k): str(v) for k, v in sorted(levels.items(), key=_level)}
            )
            for name, levels in named.items()
        }
    )


def _level(item: tuple[object, object]) -> int:
    return int(str(item[0]))


def _aliases(document: Document) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(
        {
            INDEX if str(node) == ALIAS_OF_INDEX else str(node): tuple(map(str, names))
            for node, names in document.get("alias", {}).items()
        }
    )


def _external(document: Document) -> Iterator[ExternalIndex]:
    for code, raw in document.get("indeks_luar", {}).items():
        yield ExternalIndex(
            code=str(code),
            name=str(raw["nama"]),
            points=tuple((exact(given), exact(value)) for given, value in raw["titik"]),
            method=str(raw["cara"]),
            source=str(raw["sumber"]),
        )


def _texts(raw: Document, key: str) -> tuple[str, ...]:
    return tuple(map(str, raw.get(key, ())))


def _words(raw: Document, key: str) -> Mapping[str, str]:
    return MappingProxyType({str(k): str(v) for k, v in raw.get(key, {}).items()})
