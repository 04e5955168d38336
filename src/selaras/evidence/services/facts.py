"""What is said about a document beside its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from selaras.evidence.models import Document, DocumentKind
from selaras.people.models import Unit
from selaras.pure.language.words import keys


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a document as a person states them; ``signer`` is a position, not a person."""

    title: str = ""
    kind: str = DocumentKind.OTHER
    number: str = ""
    dated: date | None = None
    signer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    is_restricted: bool = False
    unit: Unit | None = None


def facts_from(given: Facts | Mapping[str, Any]) -> Facts:
    """Facts from a form's cleaned data; other keys in it are left alone."""
    if isinstance(given, Facts):
        return given
    known = {field.name for field in fields(Facts)}
    return Facts(**{name: value for name, value in given.items() if name in known})


def facts_of(document: Document) -> Facts:
    """The facts as they stand."""
    return Facts(**{field.name: getattr(document, field.name) for field in fields(Facts)})


def write_facts(document: Document, facts: Facts) -> None:
    """Put the facts on the row, with what searches look in; nothing is saved."""
    for field in fields(Facts):
        value = getattr(facts, field.name)
        setattr(document, field.name, value.strip() if isinstance(value, str) else value)
    document.stems = stems_of(document)


def stems_of(document: Document) -> str:
    """The keys of every word that tells what the document is."""
    told = (document.title, document.number, document.signer, document.note)
    return keys("\n".join((*told, str(document.get_kind_display()))))


def told(facts: Facts) -> dict[str, Any]:
    """The facts as the trail keeps them."""
    values = {field.name: getattr(facts, field.name) for field in fields(Facts)}
    values["unit"] = str(facts.unit) if facts.unit else None
    for name in ("dated", "valid_from", "valid_to"):
        values[name] = values[name].isoformat() if values[name] else None
    return {name: str(value) if isinstance(value, DocumentKind) else value
            for name, value in values.items()}  # fmt: skip
