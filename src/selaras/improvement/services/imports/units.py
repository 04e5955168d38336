"""Which units the texts of a table mean: what is proposed, and what the person decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selaras.assessments.services.imports.plan import Findings
from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.people.models import Institution, Unit
from selaras.people.permissions import may_manage_units
from selaras.people.services.units import create_unit
from selaras.pure.unit_names import KnownUnit, Sureness, UnitNames, UnitReading

NEW = "baru:"
"""Before the name of a unit that is to be made."""
NONE = "-"
"""The decision that a part names no unit."""
UNITS = "units"
"""Where decisions stand in the options of a job, and proposals in its report."""
LONGEST_NAME = 200
LONGEST_KEY = 18
"""Digits of a key; Python refuses to read numbers of thousands."""
MOST_NAMED = 20
"""Unknown names that are told one by one."""

Decision = str
"""A unit's key as text, ``NONE``, or ``NEW`` with a name."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The units one text means: keys, and names of units to be made, in the order of the text."""

    decisions: tuple[Decision, ...]

    def keys(self, made: Mapping[str, int]) -> tuple[int, ...]:
        """The units' keys; ``made`` has those that were made meanwhile, by name."""
        found = (
            made.get(one.removeprefix(NEW)) if one.startswith(NEW) else int(one)
            for one in self.decisions
        )
        return tuple(dict.fromkeys(key for key in found if key is not None))

    @property
    def known(self) -> tuple[int, ...]:
        """The keys of those that exist already."""
        return self.keys({})

    @property
    def new_names(self) -> tuple[str, ...]:
        """Names of units to be made."""
        return tuple(one.removeprefix(NEW) for one in self.decisions if one.startswith(NEW))


NOTHING_MEANT = Meant(())
"""An empty cell."""


class UnitReader:
    """Reads the texts of one table; remembers each text once, in the order of the table."""

    def __init__(
        self, institution: Institution, decided: Mapping[str, Any], *, actor: Actor
    ) -> None:
        self._institution = institution
        self._decided = decided if isinstance(decided, dict) else {}
        self._may_make = may_manage_units(actor, institution)
        units = list(institution.units.standing_on(clock.today()).order_by("name", "pk"))
        self._standing = {unit.pk: unit.name for unit in units}
        known = [KnownUnit(unit.pk, unit.name, unit.abbreviation) for unit in units]
        self._names = UnitNames([*known, *_ended(institution, self._standing)])
        self._seen: dict[str, tuple[UnitReading, Meant]] = {}
        self._lines: dict[str, list[int]] = {}

    def read(self, text: str, line: int) -> Meant:
        """What the person decided for this text, else what is proposed."""
        if not text:
            return NOTHING_MEANT
        self._lines.setdefault(text, []).append(line)
        known = self._seen.get(text)
        if known is None:
            reading = self._names.read(text)
            known = self._seen[text] = (reading, self._meant(text, reading))
        return known[1]

    def is_decided(self, text: str) -> bool:
        """Whether the person has looked at this text and said what it means."""
        return isinstance(self._decided.get(text), list)

    def tell(self, findings: Findings) -> None:
        """Notices and faults over all texts, each once."""
        for text, (reading, meant) in self._seen.items():
            row = self._lines[text][0]
            if meant.new_names and not self._may_make:
                findings.fault(row, -1, "unit_not_yours", value=", ".join(meant.new_names))
            if self.is_decided(text):
                continue
            for part in reading.parts:
                name = self._standing.get(part.key or 0, "")
                if part.sureness is Sureness.NONE:
                    findings.notice("unit_unknown", row=row, value=part.text[:80])
                elif part.sureness is Sureness.NEAR:
                    findings.notice("unit_near", row=row, value=part.text[:80], name=name)
            if reading.has_more:
                findings.notice("unit_more", row=row, value=text[:80])

    def told(self) -> list[dict[str, Any]]:
        """Every text with its parts and what each means now, for the page that asks."""
        return [
            {
                "text": text,
                "rows": len(self._lines[text]),
                "parts": [
                    {"text": part.text, "name": part.name[:LONGEST_NAME]} for part in reading.parts
                ],
                "decisions": list(self._shown(text, reading, meant)),
                "sure": not reading.has_more
                and all(part.sureness is Sureness.SAME for part in reading.parts),
            }
            for text, (reading, meant) in self._seen.items()
        ]

    def names_of(self, meant: Meant) -> list[str]:
        """How the units that are meant are called."""
        return [self._standing[key] for key in meant.known] + list(meant.new_names)

    def new_names(self) -> list[str]:
        """Names of all units that are to be made."""
        return list(dict.fromkeys(n for _r, meant in self._seen.values() for n in meant.new_names))

    def _shown(self, text: str, reading: UnitReading, meant: Meant) -> Sequence[str]:
        if self.is_decided(text):
            return meant.decisions
        return [NONE if part.key is None else str(part.key) for part in reading.parts]

    def _meant(self, text: str, reading: UnitReading) -> Meant:
        if not self.is_decided(text):
            return Meant(tuple(str(key) for key in reading.keys))
        sound = filter(self._is_sound, self._decided[text])
        return Meant(tuple(dict.fromkeys(map(self._settled, sound))))

    def _settled(self, decision: str) -> Decision:
        """A unit that was to be made and stands by now is that unit."""
        name = decision.removeprefix(NEW).strip()
        key = next((key for key, known in self._standing.items() if known == name), None)
        if not decision.startswith(NEW) or key is None:
            return decision
        return str(key)

    def _is_sound(self, decision: object) -> bool:
        """Whether a stored decision still means something: units end, and forms can be forged."""
        if not isinstance(decision, str):
            return False
        if decision.startswith(NEW):
            return 0 < len(decision.removeprefix(NEW).strip()) <= LONGEST_NAME
        if not (decision.isascii() and decision.isdigit() and len(decision) <= LONGEST_KEY):
            return False
        return int(decision) in self._standing


def _ended(institution: Institution, standing: Mapping[int, str]) -> Iterable[KnownUnit]:
    """Units that have ended, as names of their only successor: old tables call them so."""
    rows = (
        Unit.objects.filter(institution=institution)
        .exclude(pk__in=standing)
        .prefetch_related("succession_to")
    )
    for unit in rows:
        after = [link.successor_id for link in unit.succession_to.all()]
        if len(after) == 1 and after[0] in standing:
            yield KnownUnit(after[0], unit.name, unit.abbreviation)


def make_units(institution: Institution, names: Iterable[str], *, actor: Actor) -> dict[str, int]:
    """Make the units the person asked for; one that stands by now is taken. Key by name."""
    standing = institution.units.standing_on(clock.today())
    made = {unit.name: unit.pk for unit in standing}
    for name in names:
        if name.strip() not in made:
            unit = create_unit(
                institution=institution, name=name, valid_from=clock.today(), actor=actor
            )
            made[unit.name] = unit.pk
        made[name] = made[name.strip()]
    return made
