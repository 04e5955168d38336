"""The full-text indexes, asked in each database's own words.

A question is a tuple of keys as ``pure.language.words.question`` makes them: small letters and
figures only, so that none of them can mean anything to a query language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from selaras.evidence.models import Document

_MOST_PAGES = 300
_MOST_DOCUMENTS = 60

# ``{visible}`` stands for the documents the actor may see, ``{most}`` for how many rows are wanted.
# Judging how well a page matches costs more than finding it, so of a word that is everywhere only
# 2000 of the pages the actor may see are put in order: on SQLite the ones that came last.
_SQLITE = {
    "documents": """
        SELECT rowid FROM evidence_document_search WHERE evidence_document_search MATCH %s""",
    "pages": """
        SELECT version.document_id FROM evidence_pagetext_search
        JOIN evidence_pagetext page ON page.id = evidence_pagetext_search.rowid
        JOIN evidence_documentversion version
            ON version.blob_id = page.blob_id AND version.is_current
        WHERE evidence_pagetext_search MATCH %s""",
    "ranked_documents": """
        WITH met AS MATERIALIZED (
            SELECT rowid AS id, rank AS place FROM evidence_document_search
            WHERE evidence_document_search MATCH %s
        )
        SELECT id, place FROM met WHERE id IN ({visible})
        ORDER BY place, id DESC LIMIT {most}""",
    "ranked_pages": """
        WITH met AS MATERIALIZED (
            SELECT version.document_id, page.id, evidence_pagetext_search.rank AS place
            FROM evidence_pagetext_search
            CROSS JOIN evidence_pagetext page ON page.id = evidence_pagetext_search.rowid
            CROSS JOIN evidence_documentversion version
                ON version.blob_id = page.blob_id AND version.is_current
            WHERE evidence_pagetext_search MATCH %s AND version.document_id IN ({visible})
            ORDER BY evidence_pagetext_search.rowid DESC LIMIT 2000
        )
        SELECT document_id, id, place FROM met ORDER BY place, id LIMIT {most}""",
}
# PostgreSQL reads every match again to put it in order, of documents as of pages.
_POSTGRESQL = {
    "documents": """
        SELECT document.id FROM evidence_document document
        WHERE to_tsvector('simple', document.stems) @@ to_tsquery('simple', %s)""",
    "pages": """
        SELECT version.document_id FROM evidence_pagetext page
        JOIN evidence_documentversion version
            ON version.blob_id = page.blob_id AND version.is_current
        WHERE to_tsvector('simple', page.stems) @@ to_tsquery('simple', %s)""",
    "ranked_documents": """
        SELECT id, -ts_rank(to_tsvector('simple', stems), to_tsquery('simple', %s)) AS place
        FROM (
            SELECT document.id, document.stems FROM evidence_document document
            WHERE to_tsvector('simple', document.stems) @@ to_tsquery('simple', %s)
            AND document.id IN ({visible}) LIMIT 2000
        ) met ORDER BY place, id DESC LIMIT {most}""",
    "ranked_pages": """
        SELECT document_id, id,
            -ts_rank(to_tsvector('simple', stems), to_tsquery('simple', %s)) AS place
        FROM (
            SELECT version.document_id, page.id, page.stems FROM evidence_pagetext page
            JOIN evidence_documentversion version
                ON version.blob_id = page.blob_id AND version.is_current
            WHERE to_tsvector('simple', page.stems) @@ to_tsquery('simple', %s)
            AND version.document_id IN ({visible}) LIMIT 2000
        ) met ORDER BY place, id LIMIT {most}""",
}


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page that holds the keys; the smaller ``rank``, the better."""

    document_id: int
    page_id: int
    rank: float


def documents_with(question: tuple[str, ...]) -> RawSQL:
    """The keys of documents whose facts, or one of whose pages, hold all of the question."""
    asked = _asked(question, loose=False)
    both = f"{_sql('documents')} UNION {_sql('pages')}"
    return RawSQL(both, [asked, asked])  # noqa: S611 - built from the constants above


def ranked_documents(
    visible: QuerySet[Document], question: tuple[str, ...], *, loose: bool
) -> list[int]:
    """Documents among ``visible`` whose facts hold the question, the best first. One query.

    ``loose`` is content with any of the keys.
    """
    rows = _rows("ranked_documents", visible, _asked(question, loose=loose), _MOST_DOCUMENTS)
    return [int(pk) for pk, _rank in rows]


def ranked_pages(
    visible: QuerySet[Document], question: tuple[str, ...], *, loose: bool
) -> list[PageMatch]:
    """Pages of current files of ``visible`` that hold the question, the best first. One query."""
    rows = _rows("ranked_pages", visible, _asked(question, loose=loose), _MOST_PAGES)
    return [PageMatch(int(document), int(page), float(rank)) for document, page, rank in rows]


def _rows(name: str, visible: QuerySet[Document], asked: str, most: int) -> list[Any]:
    try:
        inner, parameters = visible.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    sql = _sql(name).replace("{visible}", inner).replace("{most}", str(most))
    # The rank of PostgreSQL asks once more, before everything else.
    again = [asked] if connection.vendor == "postgresql" else []
    with connection.cursor() as cursor:
        cursor.execute(sql, [*again, asked, *parameters])
        return list(cursor.fetchall())


def _sql(name: str) -> str:
    return (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)[name]


def _asked(question: tuple[str, ...], *, loose: bool) -> str:
    if connection.vendor == "postgresql":
        return (" | " if loose else " & ").join(f"'{key}'" for key in question)
    return (" OR " if loose else " AND ").join(f'"{key}"' for key in question)
