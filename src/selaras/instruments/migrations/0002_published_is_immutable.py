"""A published version never changes: the database itself refuses, whoever asks.

``is_current`` stays free, since a newer version takes its place. Deleting is refused by the
indicator rows, which protect their version. On SQLite a later migration that rebuilds the table
drops the trigger and must create it again; a test notices.
"""

from django.db import migrations

TABLE = "instruments_instrumentversion"
COLUMNS = ("code", "version", "name", "digest", "document", "published_at")
MESSAGE = "a published instrument version is immutable"

SQLITE = f"""
CREATE TRIGGER instrument_version_immutable
BEFORE UPDATE OF {", ".join(COLUMNS)} ON {TABLE}
BEGIN
    SELECT RAISE(ABORT, '{MESSAGE}');
END
"""

POSTGRESQL = f"""
CREATE FUNCTION instrument_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER instrument_version_immutable
BEFORE UPDATE OF {", ".join(COLUMNS)} ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION instrument_version_refuse()
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS instrument_version_immutable")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS instrument_version_immutable ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS instrument_version_refuse()")


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
