"""Finding institutions by the names tables give them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from selaras.assessments.services.imports.cells import CellError
from selaras.people.models import Institution

SUGGESTED = 100
"""Unknown names for which near ones are looked up; comparing with all names takes time."""

_NOISE = re.compile(r"^(?:pemerintah(?: daerah)?|pemda)\s+")
_SHORT = (
    (re.compile(r"^(?:kab\.?|pemkab)\s+"), "kabupaten "),
    (re.compile(r"^(?:prov\.?|pemprov)\s+"), "provinsi "),
    (re.compile(r"^pemkot\s+"), "kota "),
)
_BETWEEN = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """A name for comparing: "Pemerintah Kab. Contoh" and "kabupaten contoh" are the same."""
    text = name.casefold().strip()
    text = _NOISE.sub("", text)
    for pattern, full in _SHORT:
        text = pattern.sub(full, text)
    return _BETWEEN.sub(" ", text).strip()


class Directory:
    """Institutions by name, slug and code, read once."""

    def __init__(self, institutions: Iterable[Institution]) -> None:
        names: dict[str, set[int]] = defaultdict(set)
        self.by_id: dict[int, Institution] = {}
        for institution in institutions:
            self.by_id[institution.pk] = institution
            for key in (institution.name, institution.slug, institution.code):
                if key:
                    names[plain(key)].add(institution.pk)
        self._places = {name: found.pop() for name, found in names.items() if len(found) == 1}
        self._names = {plain(i.name): i.name for i in self.by_id.values()}
        self._seen: dict[str, Institution | CellError] = {}
        self._strangers = 0

    @classmethod
    def known_to(cls, actor: object) -> Directory:
        """Every institution the actor may know of, in one query."""
        return cls(Institution.objects.visible_to(actor))

    def find(self, text: str) -> Institution:
        """The institution a cell means. Raises CellError, naming the nearest ones."""
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = self._look_up(text)
        if isinstance(found, CellError):
            raise CellError(found.code, **found.params)
        return found

    def _look_up(self, text: str) -> Institution | CellError:
        if not text:
            return CellError("institution_empty")
        key = plain(text)
        place = self._places.get(key)
        if place is not None:
            return self.by_id[place]
        self._strangers += 1
        close = get_close_matches(key, self._names, n=3) if self._strangers <= SUGGESTED else []
        near = [self._names[name] for name in close]
        if near:
            return CellError("institution_unknown_near", value=text[:80], near=", ".join(near))
        return CellError("institution_unknown", value=text[:80])
