"""The evidence library at its full size: one institution with ten thousand documents of text."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from selaras.evidence.models import (
    Blob,
    Document,
    DocumentKind,
    DocumentVersion,
    PageText,
    TextState,
)
from selaras.evidence.queries.library import LibraryFilter, Missing, library, search
from selaras.evidence.services.facts import stems_of
from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.people.models import Institution
from selaras.pure.language.words import keys

PAGES = 4
"""Pages of text of each document."""
BATCH = 500
VOCABULARY = (
    *("penyelenggaraan", "arsitektur", "peta", "rencana", "manajemen", "risiko", "keamanan"),
    *("informasi", "layanan", "publik", "aplikasi", "umum", "pusat", "data", "jaringan", "intra"),
    *("perangkat", "daerah", "peraturan", "wali", "kota", "keputusan", "tim", "koordinasi"),
    *("pengelolaan", "penilaian", "kebijakan", "evaluasi", "reviu", "proses", "bisnis", "audit"),
)
RARE = "kelautan"
"""A word that one page in a thousand holds."""
ROUNDS = 15
ACTOR = System("ukur")


def fill(documents: int) -> dict[str, float]:
    """Give the first institution so many documents with text; how long it took."""
    begun, chance = time.perf_counter(), random.Random(2020)
    institution = Institution.objects.order_by("pk")[0]
    for start in range(0, documents, BATCH):
        with transaction.atomic():
            _batch(institution, range(start, min(start + BATCH, documents)), chance)
    return {"seconds": time.perf_counter() - begun, "pages": PageText.objects.count()}


def _batch(institution: Institution, numbers: range, chance: random.Random) -> None:
    now, kinds = clock.now(), DocumentKind.values
    rows = [
        Document(
            institution=institution,
            title=f"Dokumen {number} {chance.choice(VOCABULARY)} {chance.choice(VOCABULARY)}",
            kind=chance.choice(kinds),
            number=f"{number}/2024" if number % 3 else "",
            dated=date(2019 + number % 6, 1 + number % 12, 1 + number % 28),
            added_at=now,
        )
        for number in numbers
    ]
    for row in rows:
        row.stems = stems_of(row)
    blobs = Blob.objects.bulk_create(
        Blob(
            digest=f"b{number:063x}",
            size=1000,
            content_type="application/pdf",
            stored_at=now,
            text_state=TextState.LAYER,
            page_count=PAGES,
        )
        for number in numbers
    )
    Document.objects.bulk_create(rows)
    DocumentVersion.objects.bulk_create(
        DocumentVersion(document=row, revision=1, blob=blob, filename="a.pdf", at=now)
        for row, blob in zip(rows, blobs, strict=True)
    )
    texts = [(blob, page, _text(chance)) for blob in blobs for page in range(1, PAGES + 1)]
    PageText.objects.bulk_create(
        PageText(blob=blob, number=page, text=text, stems=keys(text)) for blob, page, text in texts
    )


def _text(chance: random.Random) -> str:
    words = chance.choices(VOCABULARY, k=150)
    return " ".join([*words, RARE] if chance.random() < 0.001 else words)


def reading() -> dict[str, dict[str, float]]:
    """Milliseconds and queries of the list, of it filtered, and of searches."""
    second = library(ACTOR, LibraryFilter()).next
    missing = LibraryFilter(missing=frozenset({Missing.NUMBER}), year=2022)
    return {
        "list": _timed(lambda: library(ACTOR, LibraryFilter())),
        "next": _timed(lambda: library(ACTOR, LibraryFilter(), second)),
        "filtered": _timed(lambda: library(ACTOR, missing)),
        "words": _timed(lambda: library(ACTOR, LibraryFilter(words=RARE))),
        "rare": _timed(lambda: search(ACTOR, RARE)),
        "common": _timed(lambda: search(ACTOR, "menyelenggarakan arsitektur")),
    }


def _timed(call: Callable[[], object]) -> dict[str, float]:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as caught:
        call()
    return {"ms": median(times), "queries": len(caught)}
