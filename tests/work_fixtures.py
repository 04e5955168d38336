"""An assessment in full swing to test with, made of rows, without the events services write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    EvidenceItem,
    MemberAssignment,
    Stage,
    UnitAssignment,
)
from selaras.assessments.services.results import record_values
from selaras.assessments.states import AnswerState, ItemState, State
from selaras.evidence.models import Blob, Document, DocumentKind, DocumentVersion, TextState
from selaras.foundation import clock
from selaras.instruments.models import IndicatorRow, InstrumentVersion
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM, World

YEAR = 2025


@dataclass
class Work:
    """The city's assessment of 2025: being filled, indicators 1 to 3 plotted to the office.

    Indicator 1 is handed in with text, claim and an accepted document for its level 2; indicator 2
    has a draft; the rest is untouched.
    """

    world: World
    assessment: Assessment
    document: Document
    item: EvidenceItem

    def indicator(self, number: str) -> IndicatorRow:
        return self.assessment.cycle.instrument.indicators.get(number=number)

    def answer(self, number: str) -> Answer:
        return Answer.objects.get(assessment=self.assessment, indicator__number=number)

    def move(self, state: State) -> Assessment:
        """Put the assessment into a state without asking anyone."""
        Assessment.objects.filter(pk=self.assessment.pk).update(state=state)
        self.assessment.refresh_from_db()
        return self.assessment


def make_work(world: World, version: InstrumentVersion) -> Work:
    """Build it for the city of the world."""
    now = clock.now()
    cycle = Cycle.objects.create(year=YEAR, kind=CycleKind.EVALUATION, instrument=version)
    assessment = Assessment.objects.create(
        cycle=cycle, institution=world.city, state=State.FILLING, state_since=now
    )
    rows = {row.number: row for row in version.indicators.all()}
    Answer.objects.bulk_create(
        [Answer(assessment=assessment, indicator=row) for row in rows.values()]
    )
    for number in ("1", "2", "3"):
        UnitAssignment.objects.create(
            assessment=assessment, indicator=rows[number], unit=world.office
        )
        MemberAssignment.objects.create(
            assessment=assessment,
            indicator=rows[number],
            member=world.people[Role.TEAM_MEMBER.value],
        )
    operator = world.people[Role.UNIT_OPERATOR.value]
    written: dict[str, Any] = {"author": operator, "changed_at": now, "version": 1}
    Answer.objects.filter(assessment=assessment, indicator=rows["1"]).update(
        fact="Perwali 1 Tahun 2024 telah ditetapkan.",
        analysis="Memuat seluruh ruang lingkup.",
        justification="Memenuhi kriteria tingkat 3.",
        claim=30_000,
        state=AnswerState.HANDED_IN,
        handed_in_at=now,
        **written,
    )
    Answer.objects.filter(assessment=assessment, indicator=rows["2"]).update(
        fact="Masih disusun.", **written
    )
    document = make_document(world)
    item = EvidenceItem.objects.create(
        assessment=assessment,
        indicator=rows["1"],
        level=2,
        document=document,
        version=document.versions.get(),
        page=3,
        pointer="Pasal 5",
        claim="Kebijakan telah ditetapkan.",
        state=ItemState.ACCEPTED,
        reviewer=world.people[Role.TEAM_MEMBER.value],
        reviewed_at=now,
        author=operator,
        added_at=now,
    )
    return Work(world, assessment, document, item)


def make_document(world: World, title: str = "Perwali 1 Tahun 2024", **facts: Any) -> Document:
    """A document of the office whose file is a row only; there are no bytes behind it."""
    digest = f"{Blob.objects.count():064x}"
    now = clock.now()
    blob = Blob.objects.create(
        digest=digest,
        size=1000,
        content_type="application/pdf",
        stored_at=now,
        text_state=TextState.LAYER,
        page_count=12,
    )
    given: dict[str, Any] = {
        "institution": world.city,
        "unit": world.office,
        "kind": DocumentKind.REGULATION,
        "number": "1/2024",
        "dated": date(2024, 1, 15),
        "signer": "Wali Kota",
        "author": world.people[Role.UNIT_OPERATOR.value],
        "added_at": now,
    }
    document = Document.objects.create(title=title, **{**given, **facts})
    DocumentVersion.objects.create(
        document=document, revision=1, blob=blob, filename="perwali.pdf", at=now
    )
    return document


def rate_all(work: Work, amount: int = 2) -> None:
    """Give every indicator a self-assessed value, as the system would import it."""
    numbers = work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    record_values(work.assessment, Stage.SELF, dict.fromkeys(numbers, amount), actor=SYSTEM)  # type: ignore[arg-type]
