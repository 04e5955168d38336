"""Full-text indexes over the stems of documents and of their pages, in each database's own way."""

from typing import Any

from django.db import migrations

TABLES = ("evidence_document", "evidence_pagetext")

SQLITE = """
CREATE VIRTUAL TABLE {table}_search USING fts5(
    stems, content='{table}', content_rowid='id', tokenize='unicode61'
);
INSERT INTO {table}_search(rowid, stems) SELECT id, stems FROM {table};
CREATE TRIGGER {table}_search_added AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_search(rowid, stems) VALUES (new.id, new.stems);
END;
CREATE TRIGGER {table}_search_removed AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, stems) VALUES ('delete', old.id, old.stems);
END;
CREATE TRIGGER {table}_search_changed AFTER UPDATE OF stems ON {table} BEGIN
    INSERT INTO {table}_search({table}_search, rowid, stems) VALUES ('delete', old.id, old.stems);
    INSERT INTO {table}_search(rowid, stems) VALUES (new.id, new.stems);
END;
"""

POSTGRESQL = """
CREATE INDEX {table}_search ON {table} USING gin (to_tsvector('simple', stems));
"""


def build(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "sqlite":
                for statement in _statements(SQLITE.format(table=table)):
                    cursor.execute(statement)
            else:
                cursor.execute(POSTGRESQL.format(table=table))


def remove(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "sqlite":
                for trigger in ("added", "removed", "changed"):
                    cursor.execute(f"DROP TRIGGER {table}_search_{trigger}")
                cursor.execute(f"DROP TABLE {table}_search")
            else:
                cursor.execute(f"DROP INDEX {table}_search")


def _statements(script: str) -> list[str]:
    """The statements of a script; those of a trigger end with END."""
    found, held = [], ""
    for line in script.strip().splitlines():
        held += line + "\n"
        is_trigger = held.startswith("CREATE TRIGGER")
        if line.startswith("END;") if is_trigger else line.endswith(";"):
            found.append(held.strip().rstrip(";"))
            held = ""
    return found


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_document_stems")]

    operations = [migrations.RunPython(build, remove)]
