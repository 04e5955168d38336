"""When a message that could not be handed over is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between one attempt and the next: quick at first, then as long as a server may be down.

Together a little over three days, so that a weekend without anybody in the office loses nothing.
"""


def next_attempt(attempts: int, failed_at: datetime) -> datetime | None:
    """When to try again after that many attempts (>= 1), the last of which just failed.

    None when it is given up. Raises ValueError for less than one attempt.
    """
    if attempts < 1:
        raise ValueError("nothing has been tried yet")
    return failed_at + WAITS[attempts - 1] if attempts <= len(WAITS) else None
