"""The data dictionary for programs: Table Schema (Frictionless) and CSV on the Web (W3C)."""

from __future__ import annotations

from typing import Any

from selaras.pure.numbers import exact
from selaras.reporting.open_data.schema import Column, Dataset

CSVW = "http://www.w3.org/ns/csvw"
TABLE_SCHEMA = "https://specs.frictionlessdata.io/table-schema/"
DIALECT = {"delimiter": ",", "header": True, "encoding": "utf-8", "lineTerminators": "\r\n"}


def table_schema(dataset: Dataset) -> dict[str, Any]:
    """The columns as a Table Schema."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "title": str(dataset.title),
        "description": str(dataset.description),
        "fields": [_field(column) for column in dataset.columns],
        "primaryKey": list(dataset.key),
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": column.required}
    if column.lowest is not None:
        rules["minimum"] = _number(exact(column.lowest))
    if column.highest is not None:
        rules["maximum"] = _number(exact(column.highest))
    if column.words:
        rules["enum"] = [word for word, _label in column.words]
    field = {
        "name": column.name,
        "title": str(column.title),
        "description": str(column.meaning),
        "type": column.kind.table_schema,
        "constraints": rules,
    }
    if column.unit:
        field["unit"] = str(column.unit)
    if column.source:
        field["source"] = str(column.source)
    return field


def _number(text: str) -> int | str:
    """Whole bounds as numbers; others as text, which the standard reads alike."""
    return int(text) if text.lstrip("-").isdigit() else text


def csvw(dataset: Dataset, url: str, licence: str) -> dict[str, Any]:
    """The metadata document of the CSV file at ``url``, as CSV on the Web asks for it."""
    return {
        "@context": [CSVW, {"@language": "id"}],
        "url": url,
        "dc:title": str(dataset.title),
        "dc:description": str(dataset.description),
        "dc:license": {"@id": licence},
        "dialect": DIALECT,
        "tableSchema": {
            "primaryKey": list(dataset.key),
            "columns": [_csvw_column(column) for column in dataset.columns],
        },
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    kind: dict[str, Any] = {"base": column.kind.csvw}
    if column.lowest is not None:
        kind["minimum"] = exact(column.lowest)
    if column.highest is not None:
        kind["maximum"] = exact(column.highest)
    if column.words:
        kind["format"] = "|".join(word for word, _label in column.words)
    return {
        "name": column.name,
        "titles": column.name,
        "dc:title": str(column.title),
        "dc:description": str(column.meaning),
        "datatype": kind,
        "required": column.required,
    }
