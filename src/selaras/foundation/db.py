"""The database as such."""

from __future__ import annotations

import psycopg
from django.db import connection


def reach() -> None:
    """Connect once, past the pool, which would wait long for a server that is not there.

    Raises the driver's own error (``django.db.DatabaseError`` and its kin) at once.
    """
    if connection.vendor == "postgresql":
        parameters = {"connect_timeout": 5, **connection.get_connection_params()}
        with connection.wrap_database_errors:
            psycopg.connect(**parameters).close()
    else:
        connection.ensure_connection()
