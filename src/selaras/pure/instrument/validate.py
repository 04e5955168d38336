"""Everything that can be wrong with an instrument document.

First the shape; only a document of the right shape is asked whether it makes sense: weights that
sum, levels that are all there, numbers used once, predicates that cover the scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from selaras.pure.instrument import faults as say
from selaras.pure.instrument.exact import exact
from selaras.pure.instrument.faults import Fault, Path
from selaras.pure.instrument.model import plain_name
from selaras.pure.instrument.shape import DOCUMENT

Document = Mapping[str, Any]
WHOLE_INDEX = Fraction(100)
"""Weights are percent of the index."""
_ALIAS_OF_INDEX = "indeks"
_SIXTH_PLACE = Fraction(1, 10**6)


def faults_in(document: object) -> Iterator[Fault]:
    """All faults of a document, in its order; none means it is an instrument."""
    shape = list(DOCUMENT.check(document, ()))
    if shape or not isinstance(document, Mapping):
        yield from shape
        return
    yield from _scale(document)
    yield from _level_names(document)
    yield from _weights(document)
    yield from _unique(document)
    for path, raw in _indicators(document):
        yield from _indicator(document, raw, path)
    yield from _bands(document)
    yield from _external(document)
    yield from _target(document)
    yield from _aliases(document)


def _indicators(document: Document) -> Iterator[tuple[Path, Document]]:
    for d, domain in enumerate(document["domain"]):
        for a, aspect in enumerate(domain["aspek"]):
            for i, raw in enumerate(aspect["indikator"]):
                yield ("domain", d, "aspek", a, "indikator", i), raw


def _bounds(document: Document) -> tuple[Fraction, Fraction]:
    return exact(document["skala"]["min"]), exact(document["skala"]["maks"])


def _level_range(document: Document) -> range:
    low, high = _bounds(document)
    return range(int(low), int(high) + 1)


def _scale(document: Document) -> Iterator[Fault]:
    low, high = _bounds(document)
    if low >= high:
        yield Fault(("skala", "min"), say.SCALE_EMPTY, {"low": low, "high": high})


def _level_names(document: Document) -> Iterator[Fault]:
    """Every capability names every level; level 0, "nothing there", needs no name."""
    for name, levels in document["kapabilitas"].items():
        known = {int(level) for level in levels}
        for level in _level_range(document):
            if level and level not in known:
                yield Fault(
                    ("kapabilitas", str(name)),
                    say.MISSING_LEVEL_NAME,
                    {"level": level, "name": name},
                )
    for section in ("kapabilitas", "makna_tingkat"):
        for name, levels in document.get(section, {}).items():
            if name not in document["kapabilitas"]:
                yield Fault((section, str(name)), say.UNKNOWN_CAPABILITY, _choices(document, name))
            for level in levels:
                yield from _off_scale(document, level, (section, str(name), str(level)))


def _choices(document: Document, value: object) -> dict[str, object]:
    return {"value": value, "choices": ", ".join(map(str, document["kapabilitas"]))}


def _off_scale(document: Document, level: object, path: Path) -> Iterator[Fault]:
    if int(str(level)) not in _level_range(document):
        low, high = _bounds(document)
        params = {"level": level, "low": low, "high": high}
        yield Fault(path, say.EXTRA_LEVEL, params)


def _weights(document: Document) -> Iterator[Fault]:
    for d, domain in enumerate(document["domain"]):
        here: Path = ("domain", d)
        yield from _positive(domain["bobot"], (*here, "bobot"))
        for a, aspect in enumerate(domain["aspek"]):
            there: Path = (*here, "aspek", a)
            yield from _positive(aspect["bobot"], (*there, "bobot"))
            for i, raw in enumerate(aspect["indikator"]):
                yield from _positive(raw["bobot"], (*there, "indikator", i, "bobot"))
            yield from _sum(aspect, aspect["indikator"], (*there, "bobot"), say.INDICATORS_OFF)
        yield from _sum(domain, domain["aspek"], (*here, "bobot"), say.ASPECTS_OFF)
    whole = {"kode": "", "bobot": str(WHOLE_INDEX)}
    yield from _sum(whole, document["domain"], ("domain",), say.DOMAINS_OFF)


def _positive(weight: object, path: Path) -> Iterator[Fault]:
    if exact(weight) <= 0:
        yield Fault(path, say.WEIGHT_NOT_POSITIVE, {"value": exact(weight)})


def _sum(node: Document, parts: Iterable[Document], path: Path, message: str) -> Iterator[Fault]:
    weight = exact(node["bobot"])
    total = sum((exact(part["bobot"]) for part in parts), Fraction(0))
    if total != weight:
        params = {
            "code": node["kode"],
            "sum": total,
            "weight": weight,
            "off": total - weight,
        }
        yield Fault(path, message, params)


def _unique(document: Document) -> Iterator[Fault]:
    """Numbers among indicators and their instances; codes among each kind of node."""
    numbers: dict[str, str] = {}
    codes: dict[str, str] = {}
    nodes: dict[str, str] = {_ALIAS_OF_INDEX.casefold(): "indeks"}
    for d, domain in enumerate(document["domain"]):
        yield from _once(nodes, domain, ("domain", d))
        for a, aspect in enumerate(domain["aspek"]):
            yield from _once(nodes, aspect, ("domain", d, "aspek", a))
    for path, raw in _indicators(document):
        yield from _once(codes, raw, path)
        own = str(raw["nama"])
        places: list[tuple[str, Path]] = [(str(raw["nomor"]), (*path, "nomor"))]
        places += [(str(n), (*path, "instans", i)) for i, n in enumerate(raw.get("instans", ()))]
        for number, place in places:
            if number in numbers:
                params = {"value": number, "other": f"“{numbers[number]}”"}
                yield Fault(place, say.DUPLICATE_NUMBER, params)
            numbers.setdefault(number, own)


def _once(seen: dict[str, str], node: Document, path: Path) -> Iterator[Fault]:
    code = str(node["kode"])
    if code.casefold() in seen:
        params = {"value": code, "other": f"“{seen[code.casefold()]}”"}
        yield Fault((*path, "kode"), say.DUPLICATE_CODE, params)
    seen.setdefault(code.casefold(), str(node["nama"]))


def _indicator(document: Document, raw: Document, path: Path) -> Iterator[Fault]:
    yield from _indicator_levels(document, raw, path)
    yield from _instances(raw, path)
    if raw["kapabilitas"] not in document["kapabilitas"]:
        place = (*path, "kapabilitas")
        yield Fault(place, say.UNKNOWN_CAPABILITY, _choices(document, raw["kapabilitas"]))
    fed_by = raw.get("indeks_luar")
    if fed_by is not None and fed_by not in document.get("indeks_luar", {}):
        yield Fault((*path, "indeks_luar"), say.UNKNOWN_EXTERNAL, {"value": fed_by})
    if document["kode"] in raw.get("padanan", {}):
        yield Fault((*path, "padanan", str(document["kode"])), say.SELF_COUNTERPART)


def _indicator_levels(document: Document, raw: Document, path: Path) -> Iterator[Fault]:
    known = {int(level) for level in raw["level"]} | ({0} if "level_0" in raw else set())
    for level in _level_range(document):
        if level not in known:
            place = path if level == 0 else (*path, "level")
            params = {"level": level, "number": raw["nomor"]}
            yield Fault(place, say.MISSING_LEVEL, params)
    if "level_0" in raw:
        yield from _off_scale(document, 0, (*path, "level_0"))
    for section in ("level", "bukti_per_level"):
        for level in raw.get(section, {}):
            yield from _off_scale(document, level, (*path, section, str(level)))
    for position, level in enumerate(raw.get("tingkat_terkonfirmasi", ())):
        if level not in known:
            place = (*path, "tingkat_terkonfirmasi", position)
            yield Fault(place, say.UNKNOWN_CONFIRMED, {"level": level})


def _instances(raw: Document, path: Path) -> Iterator[Fault]:
    for key, of in (
        ("bobot_desimal", "bobot"),
        ("bobot_per_instans_desimal", "bobot_per_instans"),
    ):
        if key in raw and abs(exact(raw[key]) - exact(raw.get(of, 0))) > _SIXTH_PLACE:
            params = {"value": exact(raw[key]), "weight": exact(raw.get(of, 0))}
            yield Fault((*path, key), say.DECIMAL_OFF, params)
    if ("instans" in raw) != ("bobot_per_instans" in raw):
        yield Fault(path, say.INSTANCES_ALONE)
    elif "instans" in raw:
        yield from _instance_weights(raw, path)
        prefix = f"{raw['nomor']}-"
        for position, number in enumerate(raw["instans"]):
            if not str(number).startswith(prefix):
                place = (*path, "instans", position)
                yield Fault(place, say.INSTANCE_FOREIGN, {"value": number, "prefix": prefix})


def _instance_weights(raw: Document, path: Path) -> Iterator[Fault]:
    each, count = exact(raw["bobot_per_instans"]), len(raw["instans"])
    if each * count != exact(raw["bobot"]):
        params = {
            "number": raw["nomor"],
            "weight": exact(raw["bobot"]),
            "count": count,
            "each": each,
            "sum": each * count,
        }
        yield Fault((*path, "bobot_per_instans"), say.INSTANCES_OFF, params)


def _bands(document: Document) -> Iterator[Fault]:
    """Written from the highest band down; each holds up to the one above it."""
    low, high = _bounds(document)
    bands = document["predikat"]
    names: set[str] = set()
    for position, band in enumerate(bands):
        name, bound = band["nama"], exact(band["batas_bawah"])
        place: Path = ("predikat", position, "batas_bawah")
        if plain_name(str(name)) in names:
            yield Fault(("predikat", position, "nama"), say.BAND_NAME_TWICE, {"name": name})
        names.add(plain_name(str(name)))
        if bound > high:
            params = {"name": name, "value": bound, "high": high}
            yield Fault(place, say.BAND_ABOVE_SCALE, params)
        if position:
            above = bands[position - 1]
            other = exact(above["batas_bawah"])
            params = {
                "name": name,
                "other": above["nama"],
                "value": bound,
                "bound": other,
            }
            if bound >= other:
                message = say.BANDS_EQUAL if bound == other else say.BANDS_UNSORTED
                yield Fault(place, message, params)
    lowest = min(range(len(bands)), key=lambda p: exact(bands[p]["batas_bawah"]))
    bound = exact(bands[lowest]["batas_bawah"])
    if bound > low:
        params = {"value": bound, "low": low}
        yield Fault(("predikat", lowest, "batas_bawah"), say.BANDS_LEAVE_GAP, params)


def _external(document: Document) -> Iterator[Fault]:
    low, high = _bounds(document)
    for code, raw in document.get("indeks_luar", {}).items():
        path: Path = ("indeks_luar", str(code), "titik")
        points = [(exact(given), exact(value)) for given, value in raw["titik"]]
        if len(points) < 2:
            yield Fault(path, say.POINTS_FEW)
        for position, (given, value) in enumerate(points):
            if not low <= value <= high:
                params = {"value": value, "low": low, "high": high}
                yield Fault((*path, position), say.POINT_OFF_SCALE, params)
            if position:
                for now, before in zip((given, value), points[position - 1], strict=True):
                    if now <= before:
                        params = {"value": now, "before": before}
                        yield Fault((*path, position), say.POINTS_UNSORTED, params)


def _target(document: Document) -> Iterator[Fault]:
    low, high = _bounds(document)
    for key in ("indikator", "indeks"):
        value = document.get("target", {}).get(key)
        if value is not None and not low <= exact(value) <= high:
            params = {"value": exact(value), "low": low, "high": high}
            yield Fault(("target", key), say.TARGET_OFF_SCALE, params)


def _aliases(document: Document) -> Iterator[Fault]:
    """A name printed in a table means one node."""
    means: dict[str, str] = {}
    nodes = {_ALIAS_OF_INDEX}
    for domain in document["domain"]:
        for node in (domain, *domain["aspek"]):
            nodes.add(str(node["kode"]))
            means.setdefault(plain_name(str(node["nama"])), str(node["kode"]))
    for code, names in document.get("alias", {}).items():
        if str(code) not in nodes:
            yield Fault(("alias", str(code)), say.UNKNOWN_NODE, {"value": code})
        for position, name in enumerate(names):
            other = means.setdefault(plain_name(str(name)), str(code))
            if other != str(code):
                place = ("alias", str(code), position)
                yield Fault(place, say.ALIAS_AMBIGUOUS, {"value": name, "other": other})
