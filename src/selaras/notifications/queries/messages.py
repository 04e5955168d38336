"""What a message to another system says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The JSON of one message, in the form of Standard Webhooks: type, timestamp, data."""
    content = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
