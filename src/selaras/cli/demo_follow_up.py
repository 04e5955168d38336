"""The demo's follow-up: an invented city acts on its recommendations.

Everything goes through the services people use. Months are counted from the month of loading, so
that something is done, something runs and something is late whenever the demo is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from selaras.assessments.models import Assessment
from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.foundation.access import Actor, System
from selaras.foundation.trail.services import telling_last
from selaras.improvement.models import Action, ActionPlan, Recommendation, Source
from selaras.improvement.queries.endorsements import part_of
from selaras.improvement.services.actions import (
    ActionFacts,
    EvidenceFacts,
    StepFacts,
    add_actions,
    change_action,
)
from selaras.improvement.services.endorsing import SignerFacts, endorse_part
from selaras.improvement.services.plans import PlanFacts, make_plan, move_plan
from selaras.improvement.services.recommendations import RecommendationFacts, add_recommendation
from selaras.improvement.services.working import finish_step, raise_blocker
from selaras.improvement.states import PlanMove
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current
from selaras.people.models import Institution, Unit, User
from selaras.pure.months import last_day, month_after

ACTOR = System("selaras demo")

Part = Mapping[str, Any]


def load_follow_up(folder: Path) -> int:
    """Load the follow-ups that are not there yet; how many institutions were filled."""
    described = yaml.safe_load((folder / "tindak-lanjut.yaml").read_text(encoding="utf-8"))
    parts = {part["nama"]: part for part in described["instansi"]}
    missing = Institution.objects.filter(name__in=parts, recommendations__isnull=True)
    for place in missing:
        with telling_last():
            _City(parts[place.name], place).load()
    return len(missing)


class _City:
    """One invented city while its follow-up is being played."""

    def __init__(self, part: Part, place: Institution) -> None:
        self.part, self.place = part, place
        self.instrument: InstrumentVersion = current(part["instrumen"])
        self.units = {unit.name: unit for unit in Unit.objects.filter(institution=place)}
        self.actor: Actor = User.objects.get(email=part["oleh"])
        self.month = clock.today().replace(day=1)
        self.recommendations: dict[str, Recommendation] = {}

    def load(self) -> None:
        """Recommendations, the plan with its actions, what was done of it, and a sign-off."""
        assessment = Assessment.objects.filter(
            institution=self.place,
            cycle__year=self.part["tahun"],
            cycle__instrument=self.instrument,
        ).first()
        self._recommend(assessment)
        described = self.part["rencana"]
        plan = self._plan(described, assessment)
        actions = self._actions(plan, described["aksi"])
        if described["jalankan"]:
            plan.refresh_from_db()
            move_plan(plan, PlanMove.START, version=plan.version, actor=self.actor)
        for one in described["aksi"]:
            self._work(actions[one["judul"]], one)
        for one in described["pengesahan"]:
            self._endorse(plan, one)

    def _recommend(self, assessment: Assessment | None) -> None:
        for place, one in enumerate(self.part["rekomendasi"], 1):
            self.recommendations[one["nomor"]] = add_recommendation(
                self.place,
                self.instrument,
                RecommendationFacts(
                    text=one["uraian"],
                    year=self.part["tahun"],
                    source=Source.REPORT,
                    number=one["nomor"],
                    position=place,
                    targets=((one["indikator"], one["tingkat"]),),
                    units=self._units(one["unit"]),
                    due_on=last_day(self._at(one["tenggat"])) if "tenggat" in one else None,
                    assessment=assessment,
                ),
                actor=self.actor,
            )

    def _plan(self, described: Part, assessment: Assessment | None) -> ActionPlan:
        first, last = (self._at(offset) for offset in described["bulan"])
        return make_plan(
            self.place,
            self.instrument,
            PlanFacts(
                name=f"{described['nama']} {first.year}–{last.year}",
                first_year=first.year,
                last_year=last.year,
                assessment=assessment,
            ),
            actor=self.actor,
        )

    def _endorse(self, plan: ActionPlan, one: Part) -> None:
        unit = self.units[one["unit"]]
        endorse_part(
            plan,
            unit,
            SignerFacts(name=one["nama"], title=one["jabatan"]),
            seen=part_of(plan, unit).fingerprint,
            actor=User.objects.get(email=one["oleh"]),
        )

    def _at(self, offset: int) -> date:
        return month_after(self.month, offset)

    def _units(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.units[name].pk for name in names)

    def _actions(self, plan: ActionPlan, parts: Sequence[Part]) -> dict[str, Action]:
        facts = [self._facts(one) for one in parts]
        made = add_actions(plan, facts, actor=self.actor)
        actions = {action.title: action for action in made}
        for one, given in zip(parts, facts, strict=True):
            if before := one.get("sesudah"):
                action = actions[one["judul"]]
                keys = tuple(actions[title].pk for title in before)
                action.refresh_from_db()
                change_action(
                    action,
                    replace(given, prerequisites=keys),
                    version=action.version,
                    actor=self.actor,
                )
        return actions

    def _facts(self, one: Part) -> ActionFacts:
        first, last = one["bulan"]
        return ActionFacts(
            title=one["judul"],
            starts_on=self._at(first),
            target_on=last_day(self._at(last)),
            units=self._units(one["unit"]),
            cost=one["biaya"],
            funding=one["dana"],
            confidence=one["keyakinan"],
            targets=tuple(one["kriteria"].items()),
            recommendations=tuple(self.recommendations[number].pk for number in one["untuk"]),
            steps=tuple(self._step(step) for step in one["tahapan"]),
            evidence=tuple(self._evidence(row) for row in one["data_dukung"]),
        )

    def _step(self, step: Part) -> StepFacts:
        first, last = step["bulan"]
        return StepFacts(
            title=step["judul"], first_month=self._at(first), last_month=self._at(last)
        )

    def _evidence(self, row: Part) -> EvidenceFacts:
        return EvidenceFacts(
            text=row["uraian"],
            number=row["indikator"],
            level=row["tingkat"],
            document=self._document(row),
        )

    def _document(self, row: Part) -> int | None:
        if "dokumen" not in row:
            return None
        return Document.objects.get(institution=self.place, title=row["dokumen"]).pk

    def _work(self, action: Action, one: Part) -> None:
        for step, described in zip(action.steps.order_by("position"), one["tahapan"], strict=True):
            if "selesai" in described:
                action.refresh_from_db()
                finish_step(
                    step,
                    on=self._at(described["selesai"]),
                    version=action.version,
                    actor=self.actor,
                )
        if "kendala" in one:
            action.refresh_from_db()
            raise_blocker(action, one["kendala"], version=action.version, actor=self.actor)
