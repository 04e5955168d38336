"""What the guided steps offer to choose from, and where their forms begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation import clock
from selaras.improvement.models import (
    Action,
    ActionPlan,
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
)
from selaras.improvement.queries.action import ground_of
from selaras.improvement.services.actions import ActionFacts
from selaras.improvement.states import RecommendationState
from selaras.instruments.queries import definition
from selaras.people.queries.units import standing_units
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.web.improvement.plans.forms import month_choices
from selaras.web.improvement.plans.guided_forms import Choices, Offers, criterion_key
from selaras.web.improvement.plans.words import period
from selaras.web.people.forms import indented
from selaras.web.templatetags.selaras import level as level_text
from selaras.web.templatetags.selaras import rupiah, tanggal

LONGEST_NAME = 160
LABELS = {
    "title": gettext_lazy("Rencana aksi"),
    "recommendations": gettext_lazy("Rekomendasi yang dijawab"),
    "targets": gettext_lazy("Kriteria"),
    "units": gettext_lazy("Unit"),
    "starts_on": gettext_lazy("Mulai"),
    "target_on": gettext_lazy("Target selesai"),
    "prerequisites": gettext_lazy("Aksi yang harus selesai lebih dahulu"),
    "steps": gettext_lazy("Tahapan"),
    "evidence": gettext_lazy("Data dukung"),
    "cost": gettext_lazy("Biaya"),
    "funding": gettext_lazy("Sumber dana"),
    "effort": gettext_lazy("Poin usaha"),
    "confidence": gettext_lazy("Keyakinan (%)"),
    "note": gettext_lazy("Keterangan"),
}


def offers_of(part: str, plan: ActionPlan, action: Action | None, actor: object) -> Offers:
    """The choices of one step; at most five queries."""
    if part == "apa":
        return _aims(plan, action, actor)
    if part == "siapa" and action is not None:
        return Offers(units=_units(plan, action), others=_others(plan, action))
    if part == "tahapan":
        return Offers(months=month_choices(plan))
    if part == "bukti" and action is not None:
        return _proofs(plan, action)
    return Offers()


def initial_of(part: str, action: Action) -> dict[str, Any]:
    """Where the form of a step begins: what stands. At most three queries."""
    common: dict[str, Any] = {"version": action.version}
    if part == "apa":
        rows = action.targets.values_list("indicator__number", "level")
        return common | {
            "title": action.title,
            "recommendations": list(action.recommendations.values_list("pk", flat=True)),
            "rows": [{"indicator": number, "level": level} for number, level in rows],
        }
    if part == "siapa":
        return common | _who(action)
    if part == "tahapan":
        return common | {
            "rows": [
                {
                    "title": step.title,
                    "first_month": step.first_month.isoformat() if step.first_month else "",
                    "last_month": step.last_month.isoformat() if step.last_month else "",
                }
                for step in action.steps.all()
            ]
        }
    if part == "bukti":
        return common | {
            "rows": [
                {"text": row.text, "criterion": criterion_key(row.indicator.number, row.level)}
                if row.indicator
                else {"text": row.text}
                for row in action.evidence.select_related("indicator")
            ]
        }
    fields = ("cost", "funding", "effort", "confidence", "note")
    return common | {name: getattr(action, name) for name in fields}


def differences(
    mine: Mapping[str, Any], theirs: ActionFacts, offers: Offers
) -> list[tuple[str, str]]:
    """What somebody else saved of this step: label and text of every fact that differs."""
    names = {str(key): str(text).strip() for key, text in _flat(_all(offers))}
    return [
        (str(LABELS[field]), _said(field, getattr(theirs, field), names) or "–")
        for field, value in mine.items()
        if value != getattr(theirs, field)
    ]


def _aims(plan: ActionPlan, action: Action | None, actor: object) -> Offers:
    instrument = definition(plan.instrument)
    values = ground_of(plan.institution, plan, actor).values
    open_ones = ~Q(state=RecommendationState.DONE) & Q(withdrawn_at__isnull=True)
    if action is not None:
        open_ones |= Q(actions=action)
    found = (
        Recommendation.objects.filter(institution=plan.institution_id)
        .filter(open_ones)
        .distinct()
        .order_by("-year", "source", "position", "pk")
    )
    rows = list(found)
    spoken: dict[int, list[tuple[str, int]]] = defaultdict(list)
    targets = RecommendationTarget.objects.filter(
        recommendation__in=[row.pk for row in rows], level__isnull=False
    )
    known = {indicator.number for indicator in instrument.indicators()}
    for key, number, level in targets.values_list(
        "recommendation_id", "indicator__number", "level"
    ):
        if number in known and level is not None:
            spoken[key].append((number, level))
    scale = instrument.scale
    levels = range(int(scale.minimum), int(scale.maximum) + 1)
    return Offers(
        recommendations=[(row.pk, _recommendation(row)) for row in rows],
        indicators=[("", _("Pilih indikator")), *_indicators(instrument, values)],
        levels=[("", "–"), *((level, str(level)) for level in levels)],
        targets={key: tuple(pairs) for key, pairs in spoken.items()},
    )


def _recommendation(row: Recommendation) -> str:
    words = " ".join(row.text.split())
    short = words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
    return f"{row.year} · {row.number or row.position} · {short}"


def _indicators(instrument: Instrument, values: Mapping[str, Any]) -> Choices:
    """Indicators by aspect, each with the rating it stands at."""
    names = short_names(instrument)

    def label(number: str) -> str:
        value = values.get(number)
        now = _(" (kini %(level)s)") % {"level": level_text(value)} if value is not None else ""
        return f"{number} {names[number]}{now}"

    return [
        (aspect.name, [(one.number, label(one.number)) for one in aspect.indicators])
        for aspect in instrument.aspects()
    ]


def _units(plan: ActionPlan, action: Action) -> Choices:
    """Units that stand today as the tree reads, then those of the action that have ended."""
    today = clock.today()
    standing = indented(standing_units(plan.institution, today))
    known = {pk for pk, _name in standing}
    gone = [row.unit for row in action.unit_rows.select_related("unit") if row.unit_id not in known]
    return [
        *standing,
        *((unit.pk, _("%(unit)s (sudah berakhir)") % {"unit": unit}) for unit in gone),
    ]


def _others(plan: ActionPlan, action: Action) -> Choices:
    rows = Action.objects.filter(plan=plan, cancelled_at__isnull=True).exclude(pk=action.pk)
    return [
        (pk, f"{position}. {title}")
        for pk, position, title in rows.values_list("pk", "position", "title")
    ]


def _proofs(plan: ActionPlan, action: Action) -> Offers:
    """The criteria the action names, and what usually proves them."""
    instrument = definition(plan.instrument)
    names = short_names(instrument)
    held = {row.text for row in action.evidence.all()}
    criteria: list[tuple[str, str]] = []
    hints: list[tuple[str, str]] = []
    for number, level in action.targets.values_list("indicator__number", "level"):
        indicator = instrument.indicator(number)
        if indicator is None:
            continue
        key = criterion_key(number, level)
        text = _("%(number)s, tingkat %(level)d: %(name)s")
        criteria.append((key, text % {"number": number, "name": names[number], "level": level}))
        criterion = indicator.criterion(level)
        usual = (criterion.evidence if criterion else ()) or indicator.evidence
        hints += [
            (f"{key}:{place}", hint)
            for place, hint in enumerate(map(_sentence, usual))
            if hint[:500] not in held
        ]
    known = {key for key, _text in criteria}
    for row in action.evidence.select_related("indicator"):
        if row.indicator is not None:
            key = criterion_key(row.indicator.number, row.level)
            if key not in known:
                known.add(key)
                criteria.append((key, key.replace(":", " → ")))
    return Offers(criteria=criteria, hints=_once(hints))


def _sentence(hint: str) -> str:
    """A hint of the instrument as a line of a list begins."""
    return hint[:1].upper() + hint[1:]


def _once(hints: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every wording once."""
    return [(key, text) for text, key in {text: key for key, text in hints}.items()]


def _who(action: Action) -> dict[str, Any]:
    """Units and days; of a new action those its recommendations name."""
    rows = list(action.unit_rows.values_list("unit_id", "is_lead"))
    leads = [pk for pk, is_lead in rows if is_lead]
    supporting = [pk for pk, is_lead in rows if not is_lead]
    target = action.target_on
    if not rows:
        owing = RecommendationUnit.objects.filter(recommendation__actions=action)
        found = list(
            dict.fromkeys(
                owing.order_by("recommendation__position", "position").values_list(
                    "unit_id", flat=True
                )
            )
        )
        leads, supporting = found[:1], found[1:]
    return {
        "lead": leads[0] if leads else None,
        "supporting": supporting,
        "starts_on": action.starts_on,
        "target_on": target,
        "prerequisites": list(action.prerequisites.values_list("pk", flat=True)),
    }


def _all(offers: Offers) -> list[tuple[Any, Any]]:
    return [*offers.recommendations, *offers.units, *offers.others]


def _flat(choices: Choices) -> Iterable[tuple[Any, Any]]:
    for key, text in choices:
        if isinstance(text, (list, tuple)):
            yield from text
        else:
            yield key, text


def _said(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A fact in words."""
    if value is None or value == "":
        return ""
    if field == "cost":
        return str(rupiah(value))
    if field in {"starts_on", "target_on"}:
        return str(tanggal(value))
    if field == "targets":
        return ", ".join(f"{number} → {level}" for number, level in value)
    if field == "steps":
        return "; ".join(_step(step) for step in value)
    if field == "evidence":
        return "; ".join(one.text for one in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(names.get(str(key), str(key)) for key in value)
    return str(value)


def _step(step: Any) -> str:
    months = period(step.first_month, step.last_month)
    return f"{step.title} ({months})" if months else str(step.title)
