"""What holds a document in the library: whoever refers to documents says in which words."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_declared: dict[type[models.Model], str | Promise] = {}

_EVIDENCE = _(
    "Dokumen ini pernah diajukan sebagai bukti, sehingga tidak dapat dihapus. Ganti berkasnya bila "
    "keliru, atau tarik buktinya dari indikator yang memakainya."
)


def declare(holder: type[models.Model], sentence: str | Promise) -> None:
    """Say why a document such rows refer to stays. Raises ValueError when it was said already."""
    if holder in _declared:
        raise ValueError(f"hold on documents declared twice: {holder._meta.label}")
    _declared[holder] = sentence


def sentences_about(holders: Iterable[models.Model]) -> list[str | Promise]:
    """Why the document stays, each reason once; what nobody declared is evidence put forward."""
    kinds = dict.fromkeys(type(row) for row in holders)
    return list(dict.fromkeys(_declared.get(kind, _EVIDENCE) for kind in kinds))
