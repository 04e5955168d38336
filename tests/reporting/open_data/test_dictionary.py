"""The dictionary and the catalogue: what the standards require is there and true."""

from __future__ import annotations

import hashlib
import json
import re
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.services.publish import load
from selaras.reporting.open_data.datasets import BY_CODE, DATASETS
from selaras.reporting.open_data.files import FORMATS
from selaras.reporting.open_data.schema import Kind
from tests.people_fixtures import SYSTEM

TABLE_TYPES = {"string", "integer", "number", "date", "year"}


@pytest.fixture(autouse=True)
def files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def catalog(db: None) -> dict[str, Any]:
    answer = Client().get(reverse("open_data:catalog"))
    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda one: one.code)
def test_every_column_says_what_it_is(dataset: Any) -> None:
    assert re.fullmatch(r"[a-z-]+", dataset.code)
    assert len(set(dataset.names)) == len(dataset.names)
    assert set(dataset.key) <= set(dataset.names)
    for column in dataset.columns:
        assert re.fullmatch(r"[a-z_]+", column.name)
        assert str(column.title)
        assert str(column.meaning).endswith(".")
        assert str(column.source)
        assert column.required or column.name not in dataset.key
        if column.kind == Kind.NUMBER:
            assert column.unit
            assert column.lowest is not None
            assert column.highest is not None


def test_the_table_schema_is_one(db: None) -> None:
    for dataset in DATASETS:
        schema = json.loads(Client().get(reverse("open_data:schema", args=[dataset.code])).content)
        assert [field["name"] for field in schema["fields"]] == dataset.names
        assert {field["type"] for field in schema["fields"]} <= TABLE_TYPES
        assert schema["primaryKey"] == list(dataset.key)


def test_the_csvw_metadata_names_its_file_and_columns(db: None, settings: Any) -> None:
    for dataset in DATASETS:
        answer = Client().get(reverse("open_data:csvw", args=[dataset.code]))
        assert answer["Content-Type"] == "application/csvm+json"
        found = json.loads(answer.content)
        assert found["@context"][0] == "http://www.w3.org/ns/csvw"
        assert found["url"].startswith(settings.SITE)
        assert [c["name"] for c in found["tableSchema"]["columns"]] == dataset.names


def test_every_row_obeys_its_dictionary(db: None) -> None:
    load([open_instrument(path).document for path in instrument_files()], actor=SYSTEM)
    dataset = BY_CODE["instrumen"]
    seen = set()
    for row in dataset.rows(None):
        named = dict(zip(dataset.names, row, strict=True))
        key = tuple(named[name] for name in dataset.key)
        assert key not in seen
        seen.add(key)
        for column in dataset.columns:
            value = named[column.name]
            assert value is not None or not column.required, column.name
            if value is not None and column.lowest is not None and column.highest is not None:
                assert column.lowest <= Fraction(value) <= column.highest
    assert len(seen) > 100


def test_the_catalogue_has_what_dcat_ap_requires(catalog: dict[str, Any], settings: Any) -> None:
    prefixes = set(catalog["@context"])
    terms = set(re.findall(r'"(\w+):[A-Za-z]+":', json.dumps(catalog)))
    assert terms <= prefixes
    assert catalog["@type"] == "dcat:Catalog"
    for term in ("dct:title", "dct:description", "dct:publisher", "dct:license"):
        assert catalog[term], term
    assert catalog["dct:publisher"]["@type"] == "foaf:Agent"
    assert catalog["dct:publisher"]["foaf:name"] == settings.OPEN_DATA_PUBLISHER
    assert {one["dct:identifier"] for one in catalog["dcat:dataset"]} == set(BY_CODE)
    for dataset in catalog["dcat:dataset"]:
        assert dataset["@type"] == "dcat:Dataset"
        for term in (
            *("dct:title", "dct:description", "dct:publisher", "dct:license", "dct:spatial"),
            *("dct:modified", "dct:conformsTo", "dcat:theme", "dcat:keyword"),
            *("dcat:landingPage", "dct:accrualPeriodicity", "dct:language"),
        ):
            assert dataset[term], term
        titles = {one["@language"] for one in dataset["dct:title"]}
        assert "id" in titles
        assert len(dataset["dcat:distribution"]) == len(FORMATS)


def test_every_distribution_leads_to_its_file_with_its_checksum(
    catalog: dict[str, Any], settings: Any
) -> None:
    checked = 0
    for dataset in catalog["dcat:dataset"]:
        for one in dataset["dcat:distribution"]:
            for term in ("dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dct:license"):
                assert one[term]["@id"].startswith("http"), term
            address = one["dcat:downloadURL"]["@id"].removeprefix(settings.SITE)
            content = b"".join(Client().get(address).streaming_content)
            if "spdx:checksum" not in one:
                continue
            checked += 1
            said = one["spdx:checksum"]["spdx:checksumValue"]["@value"]
            assert said == hashlib.sha256(content).hexdigest()
            assert one["dcat:byteSize"]["@value"] == str(len(content))
    assert checked == 2 * len(DATASETS)


def test_licence_and_publisher_are_settings(db: None, settings: Any) -> None:
    settings.OPEN_DATA_LICENCE = "https://contoh.go.id/lisensi"
    settings.OPEN_DATA_PUBLISHER = "Dinas Contoh"
    catalog = json.loads(Client().get(reverse("open_data:catalog")).content)
    assert catalog["dct:license"]["@id"] == "https://contoh.go.id/lisensi"
    home = Client().get(reverse("open_data:home")).content.decode()
    assert "Dinas Contoh" in home
    assert "https://contoh.go.id/lisensi" in home
    file = Client().get(reverse("open_data:file", args=["indeks", "json"]))
    assert json.loads(b"".join(file.streaming_content))["metadata"]["penerbit"] == "Dinas Contoh"
