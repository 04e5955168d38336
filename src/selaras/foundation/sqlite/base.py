"""The database backend ``selaras.foundation.sqlite``."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from selaras.foundation.sqlite.turn import Turn

_PATIENCE = 5.0
"""Seconds a connection waits when its settings name no timeout, as SQLite's own module does."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before a transaction and gives it back after."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turn: Turn | None = None

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Begin a transaction when autocommit ends: this is where writers queue."""
        if not autocommit:
            self._take_turn()
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._give_back()
            raise

    def commit(self) -> None:
        """End the transaction and the turn. A failed commit is rolled back by Django."""
        super().commit()
        self._give_back()

    def rollback(self) -> None:
        """Undo the transaction and end the turn."""
        try:
            super().rollback()
        finally:
            self._give_back()

    def close(self) -> None:
        """Close the connection; whatever was open is undone."""
        try:
            super().close()
        finally:
            self._give_back()

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        if self._turn is None:
            self._turn = Turn(f"{self.settings_dict['NAME']}-turn")
        self._turn.take(self.settings_dict["OPTIONS"].get("timeout", _PATIENCE))

    def _give_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
