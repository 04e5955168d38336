"""The demo's papers: heads and signature blocks, and a city that opens its results to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q

from selaras.assessments.services.openness import agree
from selaras.foundation.access import System
from selaras.people.models import Institution, User
from selaras.people.services.letterheads import set_letterhead

ACTOR = System("selaras demo")

Part = Mapping[str, Any]


def load_papers(folder: Path) -> int:
    """Set what nobody has set or decided yet; how many things that were."""
    described = yaml.safe_load((folder / "naskah.yaml").read_text(encoding="utf-8"))
    parts = {part["nama"]: part for part in described["instansi"]}
    unset = {"is_bare": Q(letterhead=None), "is_undecided": Q(open_agreements=None)}
    places: Iterable[Any] = Institution.objects.filter(name__in=parts).annotate(**unset).distinct()
    done = 0
    for place in places:
        part = parts[place.name]
        done += _head(part, place) if place.is_bare else 0
        done += _open(part, place) if place.is_undecided and "terbuka" in part else 0
    return done


def _head(part: Part, place: Institution) -> int:
    return set_letterhead(
        place,
        lines="\n".join(part["kop"]),
        place=part["tempat"],
        position=part["jabatan"],
        signer="",
        number="",
        version=0,
        actor=ACTOR,
    )


def _open(part: Part, place: Institution) -> int:
    person = User.objects.get(email=part["terbuka"]["oleh"])
    agree(place, basis=part["terbuka"]["dasar"], actor=person)
    return 1
