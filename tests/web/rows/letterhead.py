"""Who gets what at the addresses of letterheads; see ``tests/web/matrix.py``."""

from __future__ import annotations

from tests.web.statuses import ADMIN, Row, but, city, everyone

ROWS: dict[str, Row] = {
    "people:letterhead": Row(ADMIN, but(ADMIN, 422), city),
    # The city of the tests has no crest; who gets one is tested beside its page.
    "people:letterhead_crest": Row(everyone(404), address=city),
}
