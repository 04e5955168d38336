"""What an action may say: the things it may point at, and every rule about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.foundation.access import Actor
from selaras.foundation.refusal import Problem, RefusedError
from selaras.improvement.models import Action, ActionPlan, Funding, Recommendation
from selaras.improvement.services.action_facts import ActionFacts
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition
from selaras.people.models import Unit

_Say = Callable[[str, str | Promise], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything actions of one plan may point at, read once for any number of them."""

    plan: ActionPlan
    today: date
    units: Mapping[int, Unit]
    indicators: Mapping[str, IndicatorRow]
    levels: range
    recommendations: Mapping[int, str]
    """Names by key, of the institution and not withdrawn."""
    documents: frozenset[int]
    """Those of the institution's library that the actor may open."""
    after: Mapping[int, frozenset[int]]
    """The plan's actions and what each of them waits for."""

    @property
    def first(self) -> date:
        """The plan's first day."""
        return date(self.plan.first_year, 1, 1)

    @property
    def last(self) -> date:
        """The plan's last day."""
        return date(self.plan.last_year, 12, 31)


def ground_of(plan: ActionPlan, facts: Iterable[ActionFacts], *, actor: Actor) -> Ground:
    """Read the ground for these facts of this person; at most six queries."""
    said = list(facts)
    scale = definition(plan.instrument).scale
    units = {pk for one in said for pk in one.units}
    answered = {pk for one in said for pk in one.recommendations}
    documents = {e.document for one in said for e in one.evidence if e.document is not None}
    place = plan.institution_id
    texts = Recommendation.objects.filter(
        pk__in=answered, institution=place, withdrawn_at__isnull=True
    ).values_list("pk", "year", "number", "position")
    found = Document.objects.visible_to(actor).filter(pk__in=documents, institution=place)
    return Ground(
        plan=plan,
        today=clock.today(),
        units=Unit.objects.filter(institution=place).in_bulk(units) if units else {},
        indicators={row.number: row for row in plan.instrument.indicators.all()},
        levels=range(int(scale.minimum), int(scale.maximum) + 1),
        recommendations={pk: f"{year}/{no or place}" for pk, year, no, place in texts}
        if answered
        else {},
        documents=frozenset(found.values_list("pk", flat=True)) if documents else frozenset(),
        after=waiting(plan),
    )


def waiting(plan: ActionPlan) -> dict[int, frozenset[int]]:
    """What each action of the plan waits for; two queries."""
    found: dict[int, set[int]] = {
        pk: set() for pk in Action.objects.filter(plan=plan).values_list("pk", flat=True)
    }
    links = Action.prerequisites.through.objects.filter(from_action__plan=plan)
    for pk, before in links.values_list("from_action", "to_action"):
        found[pk].add(before)
    return {pk: frozenset(before) for pk, before in found.items()}


def require(
    facts: ActionFacts, ground: Ground, row: Action, old: ActionFacts | None = None
) -> None:
    """Refuse what an action may not say; ``row`` carries the facts' own columns.

    ``old`` is how it stood: what it pointed at already it may go on pointing at, though the unit
    has ended since or the recommendation was withdrawn. Raises RefusedError with every fault.
    """
    problems: list[Problem] = []

    def say(field: str, message: str | Promise) -> None:
        problems.append(Problem(message, field))

    blank = () if facts.title else ("title",)
    try:
        row.clean_fields(exclude=["plan", "author", "funding", *blank])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            for message in messages:
                say(field, message)
    _columns(facts, say)
    _days(facts, ground, say)
    _units(facts, ground, old, say)
    _aims(facts, ground, old, say)
    _order(facts, ground, row, say)
    _below(facts, ground, old, say)
    if problems:
        raise RefusedError(*problems)


def _columns(facts: ActionFacts, say: _Say) -> None:
    if not facts.title:
        say("title", _("Tuliskan rencana aksinya."))
    if facts.cost is not None and facts.cost < 0:
        say("cost", _("Biaya tidak boleh kurang dari nol."))
    if facts.funding and facts.funding not in Funding.values:
        say("funding", _("Pilih sumber dana dari daftar."))


def _days(facts: ActionFacts, ground: Ground, say: _Say) -> None:
    """Every date lies in the plan's years, in order."""
    years = {"first": ground.plan.first_year, "last": ground.plan.last_year}
    for field, day in (("starts_on", facts.starts_on), ("target_on", facts.target_on)):
        if day is not None and not ground.first <= day <= ground.last:
            say(
                field,
                _("Tanggal harus dalam tahun rencana, %(first)d sampai %(last)d.") % years,
            )
    if facts.starts_on and facts.target_on and facts.target_on < facts.starts_on:
        say("target_on", _("Target selesai tidak boleh sebelum mulai."))
    for step in facts.steps:
        months = [month for month in (step.first_month, step.last_month) if month is not None]
        told = {"step": step.title, **years}
        if any(not ground.first <= month <= ground.last for month in months):
            say(
                "steps",
                _("Bulan tahapan “%(step)s” harus dalam tahun %(first)d sampai %(last)d.") % told,
            )
        elif len(months) == 1:
            say("steps", _("Tahapan “%(step)s” perlu bulan mulai dan bulan selesai.") % told)
        elif months and months[1] < months[0]:
            say("steps", _("Tahapan “%(step)s” selesai sebelum mulai.") % told)
        if any(month.day != 1 for month in months):
            raise ValueError("a month is its first day")


def _units(facts: ActionFacts, ground: Ground, old: ActionFacts | None, say: _Say) -> None:
    if len(set(facts.units)) < len(facts.units):
        say("units", _("Setiap unit cukup disebut satu kali."))
    for pk in facts.units:
        unit = ground.units.get(pk)
        if unit is None:
            say("units", _("Pilih unit dari instansi ini."))
        elif not unit.stands_on(ground.today) and (old is None or pk not in old.units):
            say(
                "units",
                _("%(unit)s tidak berlaku hari ini. Pilih unit penerusnya.") % {"unit": unit.name},
            )


def _aims(facts: ActionFacts, ground: Ground, old: ActionFacts | None, say: _Say) -> None:
    """Criteria of the plan's instrument, recommendations of its institution."""
    if len(set(facts.targets)) < len(facts.targets):
        say("targets", _("Setiap kriteria cukup disebut satu kali."))
    for number, level in facts.targets:
        _criterion(number, level, ground, "targets", say)
    known = set(ground.recommendations) | set(old.recommendations if old else ())
    if not set(facts.recommendations) <= known:
        say("recommendations", _("Pilih rekomendasi instansi ini yang belum ditarik."))


def _criterion(number: str, level: int | None, ground: Ground, field: str, say: _Say) -> None:
    if number and number not in ground.indicators:
        say(
            field,
            _("Instrumen rencana ini tidak memuat indikator %(number)s.") % {"number": number},
        )
    if level is not None and level not in ground.levels:
        say(
            field,
            _("Tingkat harus %(first)d sampai %(last)d.")
            % {"first": ground.levels[0], "last": ground.levels[-1]},
        )


def _order(facts: ActionFacts, ground: Ground, row: Action, say: _Say) -> None:
    if not set(facts.prerequisites) <= ground.after.keys():
        say("prerequisites", _("Pilih aksi prasyarat dari rencana ini."))
    elif row.pk is not None and leads_back(row.pk, facts.prerequisites, ground.after):
        say(
            "prerequisites",
            _("Aksi ini menjadi prasyarat bagi prasyaratnya sendiri. Lepaskan salah satunya."),
        )


def leads_back(start: int, before: Sequence[int], after: Mapping[int, Iterable[int]]) -> bool:
    """Whether an action that waits for ``before`` would wait for itself."""
    seen: set[int] = set()
    fresh = list(before)
    while fresh:
        one = fresh.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            fresh.extend(after.get(one, ()))
    return False


def _below(facts: ActionFacts, ground: Ground, old: ActionFacts | None, say: _Say) -> None:
    """Steps and required documents."""
    if any(not step.title.strip() for step in facts.steps):
        say("steps", _("Setiap tahapan perlu nama."))
    if any(len(step.title.strip()) > 300 for step in facts.steps):
        say("steps", _("Nama tahapan paling banyak 300 huruf."))
    held = {one.document for one in old.evidence} if old else set()
    for one in facts.evidence:
        if not one.text.strip():
            say("evidence", _("Setiap data dukung perlu uraian."))
        if len(one.text.strip()) > 500:
            say("evidence", _("Uraian data dukung paling banyak 500 huruf."))
        _criterion(one.number, one.level, ground, "evidence", say)
        if one.document is not None and one.document not in ground.documents | held:
            say("evidence", _("Pilih dokumen dari pustaka bukti instansi ini."))
