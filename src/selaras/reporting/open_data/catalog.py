"""The catalogue record: DCAT 3 in JSON-LD, with the properties DCAT-AP asks for.

The context is written out, so that reading the record needs nothing from elsewhere. Terms:
https://www.w3.org/TR/vocab-dcat-3/ and https://semiceu.github.io/DCAT-AP/releases/3.0.0/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from selaras.reporting.open_data.dictionary import TABLE_SCHEMA
from selaras.reporting.open_data.files import FORMATS, LANGUAGE, Format, Prepared
from selaras.reporting.open_data.schema import Dataset, Text

CONTENT_TYPE = "application/ld+json"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_THEME = "http://publications.europa.eu/resource/authority/data-theme/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/IND"
_INDONESIA = "http://publications.europa.eu/resource/authority/country/IDN"
_IANA = "https://www.iana.org/assignments/media-types/"

CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are, as whole addresses: made by the door that hands the record out."""

    site: str
    catalog: str
    home: str
    dataset: Callable[[str], str]
    schema: Callable[[str], str]
    file: Callable[[str, str], str]
    """Dataset and ending → its file."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the record tells beside the datasets themselves."""

    years: tuple[int, ...]
    """With anything open, newest first."""
    modified: str
    """When the present state was first seen, as an ISO moment."""
    files: Mapping[tuple[str, str], Prepared]
    """Dataset and ending → the file whose size and checksum are known."""


def catalog(
    datasets: tuple[Dataset, ...], contents: Contents, addresses: Addresses
) -> dict[str, Any]:
    """The record of every dataset."""
    return {
        "@context": CONTEXT,
        "@id": addresses.catalog,
        "@type": "dcat:Catalog",
        "dct:title": _both(lambda: _("Data terbuka hasil penilaian pemerintah digital")),
        "dct:description": _both(
            lambda: _(
                "Hasil penilaian SPBE dan Pemerintah Digital yang sudah diumumkan, dari instansi "
                "yang menyetujui pembukaannya."
            )
        ),
        "dct:publisher": _publisher(addresses),
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dct:language": {"@id": _LANGUAGE},
        "dct:modified": _moment(contents.modified),
        "dct:spatial": {"@id": _INDONESIA},
        "foaf:homepage": {"@id": addresses.home},
        "dcat:themeTaxonomy": {"@id": _THEME.rstrip("/")},
        "dcat:dataset": [_dataset(one, contents, addresses) for one in datasets],
    }


def _dataset(dataset: Dataset, contents: Contents, addresses: Addresses) -> dict[str, Any]:
    page = addresses.dataset(dataset.code)
    record: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.code,
        "dct:title": _both(lambda: str(dataset.title)),
        "dct:description": _both(lambda: str(dataset.description)),
        "dct:publisher": _publisher(addresses),
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
        },
        "dct:language": {"@id": _LANGUAGE},
        "dct:modified": _moment(contents.modified),
        "dct:accrualPeriodicity": {"@id": f"{_FREQUENCY}ANNUAL"},
        "dct:spatial": {"@id": _INDONESIA},
        "dct:conformsTo": {"@id": addresses.schema(dataset.code), "@type": "dct:Standard"},
        "dcat:theme": {"@id": f"{_THEME}GOVE"},
        "dcat:keyword": [_in_language(word) for word in dataset.keywords],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            _distribution(dataset, form, contents, addresses) for form in FORMATS.values()
        ],
    }
    if dataset.by_year and contents.years:
        record["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{min(contents.years)}-01-01"),
            "dcat:endDate": _day(f"{max(contents.years)}-12-31"),
        }
    return record


def _distribution(
    dataset: Dataset, form: Format, contents: Contents, addresses: Addresses
) -> dict[str, Any]:
    address = addresses.file(dataset.code, form.suffix)
    record: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{_in_language(dataset.title)['@value']} ({form.label})",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{_IANA}{form.media_type}"},
        "dct:format": {"@id": f"{_FILE_TYPE}{form.label}"},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dct:modified": _moment(contents.modified),
        "dct:conformsTo": {"@id": TABLE_SCHEMA, "@type": "dct:Standard"},
    }
    lying = contents.files.get((dataset.code, form.suffix))
    if lying is not None:
        record["dcat:byteSize"] = {"@value": str(lying.size), "@type": "xsd:nonNegativeInteger"}
        record["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": lying.digest, "@type": "xsd:hexBinary"},
        }
    return record


def _publisher(addresses: Addresses) -> dict[str, Any]:
    return {
        "@id": f"{addresses.site}/#penerbit",
        "@type": "foaf:Agent",
        "foaf:name": settings.OPEN_DATA_PUBLISHER,
        "foaf:homepage": {"@id": addresses.site},
    }


def _in_language(text: Text, language: str = LANGUAGE) -> dict[str, str]:
    with translation.override(language):
        return {"@value": str(text), "@language": language}


def _both(text: Callable[[], str]) -> list[dict[str, str]]:
    """The text in every language of the product; once where a language says the same."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = text()
    return [
        {"@value": value, "@language": language}
        for language, value in found.items()
        if language == LANGUAGE or value != found[LANGUAGE]
    ]


def _moment(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:dateTime"}


def _day(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:date"}
