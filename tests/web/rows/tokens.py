"""Who gets what at the addresses of access tokens; see ``tests/web/matrix.py``."""

from __future__ import annotations

from tests.web.statuses import Row

ROWS: dict[str, Row] = {}
