"""Examples made from the description: what an operation may be sent and may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 8
_FORMATS = {
    "date": "2025-03-01",
    "date-time": "2025-03-01T08:00:00Z",
    "binary": "@berkas.pdf",
}
_NAMED = {
    "slug": "kota-serang",
    "institution_slug": "kota-serang",
    "institution_name": "Kota Serang",
    "number": "1",
    "code": "SPBE-2020",
    "instrument": "SPBE-2020",
    "exact": "2.673",
    "shown": "2,67",
    "cursor": "WyJmIiwxN10",
    "column": "kota-serang:2022",
    "year": 2025,
    "stage": "akhir",
    "institution": "kota-serang",
}
"""What stands for members and parameters of these names."""


def sample(
    schema: Mapping[str, Any], shapes: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """A value of the schema; ``shapes`` are the schemas references lead to."""
    if "$ref" in schema:
        return sample(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes, name, depth)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return _NAMED[name] if _NAMED.get(name) in schema["enum"] else schema["enum"][0]
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            kinds = [one for one in schema[several] if one.get("type") != "null"]
            return sample(kinds[0] if kinds else {}, shapes, name, depth)
    return _plain(schema, shapes, name, depth)


def _plain(schema: Mapping[str, Any], shapes: Mapping[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        members = schema.get("properties", {}) if depth < _DEEPEST else {}
        return {key: sample(one, shapes, key, depth + 1) for key, one in members.items()}
    if kind == "array":
        if "prefixItems" in schema:
            return [sample(one, shapes, name, depth + 1) for one in schema["prefixItems"]]
        return [sample(schema.get("items", {"type": "string"}), shapes, name, depth + 1)]
    if kind in {"integer", "number"}:
        named = _NAMED.get(name)
        return named if isinstance(named, int) else max(1, int(schema.get("minimum", 1)))
    if kind == "boolean":
        return bool(schema.get("default", False))
    if kind == "null":
        return None
    return _NAMED.get(name) or _FORMATS.get(schema.get("format", ""), "…")
