"""The published JSON Schema and the program's own shape say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from selaras.instruments.files import instrument_files
from selaras.pure.instrument import shape
from tests.pure.instrument.documents import documents

SCHEMA = json.loads((instrument_files()[0].parent / "schema.json").read_text(encoding="utf-8"))


def followed(schema):
    while "$ref" in schema:
        target = SCHEMA
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def compare(kind, schema, path):
    """Walk both descriptions side by side."""
    schema = followed(schema)
    if isinstance(kind, shape.Record):
        assert set(schema["required"]) == set(kind.must), path
        assert set(schema["properties"]) == set(kind.must) | set(kind.may), path
        assert schema["additionalProperties"] is False, path
        for key, item in {**kind.must, **kind.may}.items():
            compare(item, schema["properties"][key], f"{path}.{key}")
    elif isinstance(kind, shape.Many):
        assert schema["type"] == "array", path
        assert kind.least == schema.get("minItems", 0) or isinstance(kind.item, shape.Pair), path
        compare(kind.item, schema["items"], f"{path}[]")
    elif isinstance(kind, shape.Named):
        inner = schema["additionalProperties"]
        if kind.levels:
            (inner,) = schema["patternProperties"].values()
        compare(kind.item, inner, f"{path}.*")
    elif isinstance(kind, shape.Choice):
        assert schema["enum"] == list(kind.words), path
    elif isinstance(kind, shape.Whole):
        assert (schema["type"], schema["minimum"], schema["maximum"]) == (
            "integer",
            kind.low,
            kind.high,
        ), path
    elif isinstance(kind, shape.Flag):
        assert schema["type"] == "boolean", path
    else:
        expected = {shape.Text: "teks", shape.Code: "kode", shape.Exact: "bilangan"}
        if type(kind) in expected:
            assert schema is SCHEMA["$defs"][expected[type(kind)]], path
        else:
            assert isinstance(kind, shape.Pair), path
            assert (schema["minItems"], schema["maxItems"]) == (2, 2), path


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_and_the_shape_agree():
    compare(shape.DOCUMENT, SCHEMA, "")


@pytest.mark.parametrize("path", instrument_files(), ids=lambda path: path.stem)
def test_the_files_validate_as_our_reader_and_as_others_read_them(path: Path):
    validator = Draft202012Validator(SCHEMA)
    others = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8"))))
    for document in (documents()[path.stem], others):
        assert [error.json_path for error in validator.iter_errors(document)] == []


def test_the_schema_refuses_what_the_shape_refuses():
    validator = Draft202012Validator(SCHEMA)
    document = dict(documents()["SPBE-2018"])
    for broken in (
        {**document, "zzz": 1},
        {**document, "versi": "satu"},
        {**document, "predikat": []},
        {key: value for key, value in document.items() if key != "skala"},
    ):
        assert not validator.is_valid(broken)
        assert list(shape.DOCUMENT.check(broken, ()))


def test_every_key_is_described_in_both_languages():
    def described(schema, path):
        if isinstance(schema, dict):
            for key, item in schema.get("properties", {}).items():
                text = item.get("description", "") or followed(item).get("description", "")
                assert " / " in text, f"{path}.{key}"
                described(item, f"{path}.{key}")

    described(SCHEMA, "")
    for name, part in SCHEMA["$defs"].items():
        described(part, name)
