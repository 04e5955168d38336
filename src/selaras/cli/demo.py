"""``selaras demo``: the demo data, loaded through the services and the import people use."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from selaras.assessments.models import Cycle, CycleKind, ImportJob, ImportState
from selaras.assessments.services.cycles import open_cycle
from selaras.assessments.services.imports.jobs import confirm, hand_in
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.cli.demo_follow_up import load_follow_up
from selaras.cli.demo_papers import load_papers
from selaras.cli.demo_year import load_year
from selaras.foundation.access import System
from selaras.improvement.services.imports.target_plan import NAME
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import versions
from selaras.instruments.services.publish import load
from selaras.people.models import Appointment, Institution, Unit, User
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint
from selaras.people.services.institutions import create_institution
from selaras.people.services.reorganisation import NewUnit, Plan, reorganise
from selaras.people.services.units import create_unit
from selaras.people.services.users import create_demo_user

ACTOR = System("selaras demo")
SINCE = date(2017, 1, 1)
"""From when demo units and appointments hold; no claim about the real ones."""

_BUNDLED = settings.PACKAGE / "demo"
_CHECKOUT = settings.PACKAGE.parents[1] / "demo"

Part = Mapping[str, Any]


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "demo",
        help=_("muat data demo"),
        description=_(
            "Memuat instrumen, instansi, unit, orang, dan tabel hasil contoh. Menjalankannya lagi "
            "tidak mengubah apa pun."
        ),
    )
    parser.set_defaults(handler=handle)


def handle(_arguments: argparse.Namespace) -> int:
    """Load what is missing and say how much that was."""
    count = load_demo()
    if count:
        print(_("Data demo dimuat: %(count)d hal baru.") % {"count": count})
    else:
        print(_("Data demo sudah lengkap."))
    return 0


def demo_folder() -> Path:
    """Where the demo tables lie: inside the package, or beside a checkout."""
    return _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT


def load_demo() -> int:
    """Load what is missing of the demo data; how many things were added. Safe to repeat."""
    folder = demo_folder()
    described = yaml.safe_load((folder / "demo.yaml").read_text(encoding="utf-8"))
    known_versions = _versions(part["instrumen"] for part in described["siklus"])
    added, places = _institutions(described["instansi"])
    added += _units(described["unit"], described["penataan"], places)
    added += _cycles(described["siklus"], known_versions)
    added += _people(described["orang"], places)
    added += _tables(described["impor"], folder, known_versions, places)
    added += load_year(folder)
    added += load_follow_up(folder)
    added += load_papers(folder)
    return added


def _versions(codes: Iterable[str]) -> dict[str, InstrumentVersion]:
    """The current version of each instrument; published first where it is not yet."""
    wanted = set(codes)
    found = {v.code: v for v in versions().filter(is_current=True, code__in=wanted)}
    if found.keys() != wanted:
        load([open_instrument(path).document for path in instrument_files()], actor=ACTOR)
        found = {v.code: v for v in versions().filter(is_current=True, code__in=wanted)}
    return found


def _institutions(parts: Iterable[Part]) -> tuple[int, dict[str, Institution]]:
    wanted = list(parts)
    names = [part["nama"] for part in wanted]
    found = {place.name: place for place in Institution.objects.filter(name__in=names)}
    added = 0
    for part in wanted:
        if part["nama"] in found:
            continue
        found[part["nama"]] = create_institution(
            name=part["nama"],
            category=part["kategori"],
            code=part["kode"],
            province=found[part["provinsi"]] if "provinsi" in part else None,
            slug=part.get("alamat", ""),
            actor=ACTOR,
        )
        added += 1
    return added, found


def _units(
    trees: Mapping[str, list[Part]], changes: Iterable[Part], places: Mapping[str, Institution]
) -> int:
    rows = Unit.objects.filter(institution__in=places.values())
    found = {(unit.institution_id, unit.name): unit for unit in rows}
    added = 0
    for name, parts in trees.items():
        place = places[name]
        for part in parts:
            if (place.pk, part["nama"]) in found:
                continue
            found[place.pk, part["nama"]] = create_unit(
                institution=place,
                name=part["nama"],
                abbreviation=part.get("singkatan", ""),
                parent=found[place.pk, part["induk"]] if "induk" in part else None,
                valid_from=SINCE,
                actor=ACTOR,
            )
            added += 1
    for part in changes:
        place = places[part["instansi"]]
        ended = found[place.pk, part["berakhir"]]
        if ended.valid_to is None:
            _reorganise(part, place, ended)
            added += 1
    return added


def _reorganise(part: Part, place: Institution, ended: Unit) -> None:
    fresh = part["penerus"]
    plan = Plan(
        institution=place,
        ended=[ended],
        made=[NewUnit(fresh["nama"], fresh.get("singkatan", ""))],
        kept=[],
        parent=None,
        moves={},
        day=part["tanggal"],
        decree=part["dasar"],
    )
    reorganise(plan, versions={ended.pk: ended.version}, actor=ACTOR)


def _cycles(parts: Iterable[Part], known: Mapping[str, InstrumentVersion]) -> int:
    standing = set(Cycle.objects.values_list("year", "instrument_id"))
    added = 0
    for part in parts:
        version = known[part["instrumen"]]
        if (part["tahun"], version.pk) not in standing:
            open_cycle(part["tahun"], CycleKind(part["jenis"]), version, actor=ACTOR)
            added += 1
    return added


def _people(parts: Iterable[Part], places: Mapping[str, Institution]) -> int:
    wanted = list(parts)
    emails = [part["surel"] for part in wanted]
    found = {user.email: user for user in User.objects.filter(email__in=emails)}
    held = set(
        Appointment.objects.filter(user__in=found.values()).values_list(
            "user_id", "role", "institution_id"
        )
    )
    added = 0
    for part in wanted:
        person = found.get(part["surel"])
        if person is None:
            person = create_demo_user(
                email=part["surel"],
                name=part["nama"],
                position=part.get("jabatan", ""),
                institution=places[part["instansi"]] if "instansi" in part else None,
                actor=ACTOR,
            )
            added += 1
        for post in part["peran"]:
            place = places[post["instansi"]] if "instansi" in post else None
            if (person.pk, post["peran"], place.pk if place else None) not in held:
                _appoint(person, post, place)
                added += 1
    return added


def _appoint(person: User, post: Part, place: Institution | None) -> None:
    unit = None
    if "unit" in post:
        unit = Unit.objects.get(institution=place, name=post["unit"], valid_to__isnull=True)
    appoint(
        person,
        role=Role(post["peran"]),
        institution=place,
        unit=unit,
        decree=_("SK contoh"),
        valid_from=SINCE,
        actor=ACTOR,
    )


def _tables(
    parts: Iterable[Part],
    folder: Path,
    known: Mapping[str, InstrumentVersion],
    places: Mapping[str, Institution],
) -> int:
    """Bring in every table that has not gone in yet; a file is known by its content and shape."""
    done = set(
        ImportJob.objects.filter(state=ImportState.CONFIRMED, author=None).values_list(
            "digest", "shape"
        )
    )
    added = 0
    for part in parts:
        data = (folder / part["berkas"]).read_bytes()
        kind = shape(part.get("bentuk", "stage-values"))
        if (hashlib.sha256(data).hexdigest(), kind.identifier) in done:
            continue
        options = Options(
            instrument=known[part["instrumen"]],
            institution=places[part["instansi"]] if "instansi" in part else None,
            year=part.get("tahun"),
            more={NAME: part["rencana"]} if "rencana" in part else {},
        )
        job = hand_in(data, part["berkas"], kind, options, actor=ACTOR)
        confirm(job, publish=part.get("umumkan", False), actor=ACTOR)
        added += 1
    return added
