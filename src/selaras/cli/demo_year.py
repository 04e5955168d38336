"""The demo's working year: two invented cities in the middle of a cycle, played by demo people.

Everything goes through the services people use, in their names, so the trail, the inboxes and the
checks are those of real work. A city is loaded whole or not at all, and only once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from selaras.assessments.models import (
    Answer,
    Assessment,
    Audience,
    Cycle,
    EvidenceItem,
    MeetingKind,
    Stage,
)
from selaras.assessments.services.answers import hand_in, save_answer
from selaras.assessments.services.approval import approve
from selaras.assessments.services.calibration import Draw, draw, rate_blind, reveal
from selaras.assessments.services.conduct import move_on, prepare
from selaras.assessments.services.cycles import set_windows
from selaras.assessments.services.discussion import say
from selaras.assessments.services.external import Rating, rate
from selaras.assessments.services.findings import add_finding
from selaras.assessments.services.meetings import Plan, plan_meeting
from selaras.assessments.services.plotting import Change, Mode, change_plotting
from selaras.assessments.services.proofs import ask_for, put_forward
from selaras.assessments.services.signing import sign, submit
from selaras.assessments.services.verdicts import (
    accept,
    approve_answer,
    return_answer,
    send_back,
)
from selaras.assessments.states import State, Step
from selaras.evidence.models import Document
from selaras.evidence.services.documents import Facts, add_file, mark_sample
from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.trail.services import telling_last
from selaras.people.models import Institution, Unit, User

ACTOR = System("selaras demo")

Part = Mapping[str, Any]


def load_year(folder: Path) -> int:
    """Load the cities that are not there yet; how many. ``folder`` holds the file and samples."""
    described = yaml.safe_load((folder / "tahun-kerja.yaml").read_text(encoding="utf-8"))
    places = described["instansi"]
    wanted = {
        "cycle__year": described["siklus"]["tahun"],
        "cycle__instrument__code": described["siklus"]["instrumen"],
    }
    begun = set(
        Assessment.objects.filter(institution__name__in=[p["nama"] for p in places], **wanted)
        .exclude(state=State.RECORDED)
        .values_list("institution__name", flat=True)
    )
    missing = [part for part in places if part["nama"] not in begun]
    if not missing:
        return 0
    cycle = Cycle.objects.select_related("instrument").get(
        year=wanted["cycle__year"], instrument__code=wanted["cycle__instrument__code"]
    )
    if not cycle.windows.exists():
        _open_windows(cycle, described["jendela"])
    for part in missing:
        with telling_last():
            _load(part, cycle, folder / "contoh")
    return len(missing)


def _open_windows(cycle: Cycle, days: Mapping[str, Sequence[int]]) -> None:
    today = clock.today()
    windows = {
        phase: (today + timedelta(days=opens), today + timedelta(days=closes))
        for phase, (opens, closes) in days.items()
    }
    set_windows(cycle, windows, actor=ACTOR)


@dataclass
class _City:
    """One city while it is being played."""

    assessment: Assessment
    people: Mapping[str, User]
    units: Mapping[str, Unit]
    numbers: Sequence[str]
    documents: dict[str, Document] = field(default_factory=dict)

    def fresh(self) -> Assessment:
        """The assessment as the next person would see it."""
        found = Assessment.objects.select_related("cycle__instrument", "institution")
        self.assessment = found.get(pk=self.assessment.pk)
        return self.assessment

    def answer(self, number: str) -> Answer:
        """The answer of an indicator as it stands now."""
        rows = Answer.objects.select_related(
            "assessment__cycle__instrument", "assessment__institution", "indicator"
        )
        return rows.get(assessment=self.assessment, indicator__number=number)

    def items(self, number: str, *documents: str) -> list[EvidenceItem]:
        """The evidence of an indicator that stands on these documents."""
        rows = EvidenceItem.objects.filter(
            assessment=self.assessment,
            indicator__number=number,
            document__in=[self.documents[name] for name in documents],
            withdrawn_at=None,
        )
        return list(rows.select_related("assessment__institution", "indicator", "document"))


def _load(part: Part, cycle: Cycle, samples: Path) -> None:
    institution = Institution.objects.get(name=part["nama"])
    assessment = prepare(cycle, institution, actor=ACTOR)
    city = _City(
        assessment,
        {user.email: user for user in User.objects.demo()},
        {unit.name: unit for unit in Unit.objects.filter(institution=institution)},
        list(cycle.instrument.indicators.values_list("number", flat=True)),
    )
    _plot(city, part)
    responsible = city.people[part["penanggung_jawab"]]
    move_on(city.fresh(), Step.OPEN, actor=responsible, seen=city.assessment.version)
    _documents(city, part, samples)
    for answer in part.get("jawaban", ()):
        _answer(city, answer)
    for verdict in part.get("pemeriksaan", ()):
        _review(city, verdict)
    for wish in part.get("permintaan", ()):
        asker = city.people[wish["oleh"]]
        ask_for(city.assessment, wish["nomor"], wish["tingkat"], wish["catatan"], actor=asker)
    for word in part.get("diskusi", ()):
        author = city.people[word["oleh"]]
        say(city.assessment, word["nomor"], word["isi"], Audience.INTERNAL, actor=author)
    if part.get("kirim"):
        _claim_all(city, part, responsible)
        _send(city, part, responsible)
        _assess(city, part)


def _plot(city: _City, part: Part) -> None:
    for name, written in part["unit"].items():
        change = Change(Mode.ADD, units=(city.units[name].pk,))
        change_plotting(city.assessment, list(_numbers(written)), change, actor=ACTOR)
    for email, written in part["anggota"].items():
        change = Change(Mode.ADD, members=(city.people[email].pk,))
        change_plotting(city.assessment, list(_numbers(written)), change, actor=ACTOR)


def _numbers(written: str) -> Iterator[str]:
    """The numbers in "1-3 7"."""
    for word in written.split():
        first, _, last = word.partition("-")
        yield from (str(number) for number in range(int(first), int(last or first) + 1))


def _documents(city: _City, part: Part, samples: Path) -> None:
    for name, told in part["dokumen"].items():
        unit = city.units[told["unit"]]
        facts = Facts(
            title=told["judul"],
            kind=told["jenis"],
            number=told.get("nomor", ""),
            dated=told.get("tanggal"),
            signer=told.get("penanda_tangan", ""),
        )
        with (samples / told["berkas"]).open("rb") as file:
            city.documents[name] = add_file(
                city.assessment.institution,
                file,
                told["berkas"],
                actor=city.people[told["oleh"]],
                unit=unit,
                facts=facts,
            )
    mark_sample(city.documents.values(), actor=ACTOR)


def _answer(city: _City, told: Part) -> None:
    author = city.people[told["oleh"]]
    number = told["nomor"]
    for proof in told.get("bukti", ()):
        put_forward(
            city.assessment,
            number,
            proof["tingkat"],
            city.documents[proof["dokumen"]],
            actor=author,
            page=proof["halaman"],
            pointer=proof["bagian"],
            claim=proof["klaim"],
        )
    saved = save_answer(
        city.assessment,
        number,
        actor=author,
        seen=city.answer(number).version,
        fact=told["fakta"],
        analysis=told["analisis"],
        justification=told["justifikasi"],
        claim=Fraction(told["usulan"]),
    )
    if told.get("serahkan"):
        hand_in(city.answer(number), actor=author, seen=saved.version)


def _review(city: _City, told: Part) -> None:
    reviewer = city.people[told["oleh"]]
    number = told["nomor"]
    if "terima" in told:
        accept(city.assessment, _seen(city.items(number, *told["terima"])), actor=reviewer)
    if "kembalikan" in told:
        items = _seen(city.items(number, told["kembalikan"]))
        send_back(city.assessment, items, told["jenis"], told["catatan"], actor=reviewer)
    answer = city.answer(number)
    if "jawaban" in told:
        return_answer(answer, told["jawaban"], actor=reviewer, seen=answer.version)
    if "setujui" in told:
        approver = city.people[told["penyetuju"]]
        value = Fraction(told["setujui"])
        approve_answer(answer, actor=approver, seen=answer.version, value=value)


def _seen(items: Sequence[EvidenceItem]) -> list[tuple[int, int]]:
    """The items with the revision just read, which is what the reviewer looked at."""
    return [(item.pk, item.revision) for item in items]


def _claim_all(city: _City, part: Part, responsible: User) -> None:
    """Answer and approve every indicator, with the evidence that was named for it."""
    operator = city.people[part["operator"]]
    names = {name: set(_numbers(written)) for name, written in part.get("bukti_untuk", {}).items()}
    for number, value in zip(city.numbers, part["klaim"], strict=True):
        for name, wanted in names.items():
            if number in wanted:
                levels = range(2, min(value, 3) + 1)
                put_forward(
                    city.assessment, number, levels, city.documents[name], actor=responsible, page=1
                )
                accept(city.assessment, _seen(city.items(number, name)), actor=responsible)
        saved = save_answer(
            city.assessment,
            number,
            actor=operator if number in set(_numbers(part["unit"][OPERATOR_UNIT])) else responsible,
            seen=city.answer(number).version,
            fact=CLAIM_FACT,
            justification=CLAIM_JUSTIFICATION.format(level=value),
            claim=Fraction(value),
        )
        hand_in(city.answer(number), actor=responsible, seen=saved.version)
        approve_answer(city.answer(number), actor=responsible, seen=city.answer(number).version)


OPERATOR_UNIT = "Dinas Komunikasi dan Informatika"
CLAIM_FACT = "Contoh: penerapan tahun 2026 dituliskan perangkat daerah di sini."
CLAIM_JUSTIFICATION = "Contoh: kriteria tingkat {level} terpenuhi menurut bukti yang dilampirkan."


def _send(city: _City, part: Part, responsible: User) -> None:
    coordinator = city.people[part["koordinator"]]
    move_on(city.fresh(), Step.CHECK, actor=responsible, seen=city.assessment.version)
    approve(city.fresh(), actor=responsible, seen=city.assessment.version)
    number = part["nomor_berita_acara"]
    sign(city.fresh(), actor=coordinator, seen=city.assessment.version, number=number)
    submit(city.fresh(), actor=responsible, seen=city.assessment.version)


def _assess(city: _City, part: Part) -> None:
    first, second = city.people[part["asesor"]], city.people[part["asesor_kedua"]]
    move_on(city.fresh(), Step.ASSESS_DOCUMENTS, actor=first, seen=city.assessment.version)
    ratings = {
        number: Rating(Fraction(value), said)
        for number, (value, said) in part["dokumen_dinilai"].items()
    }
    rate(city.fresh(), Stage.DOCUMENT, ratings, actor=first, expected=dict.fromkeys(ratings, 0))
    for told in part["temuan"]:
        add_finding(
            city.assessment,
            aspect=told["aspek"],
            kind=told["jenis"],
            text=told["uraian"],
            numbers=list(_numbers(told["nomor"])),
            actor=first,
        )
    _meet(city, part["interviu"], first)
    _calibrate(city, part["kalibrasi"], first, second)


def _meet(city: _City, told: Part, assessor: User) -> None:
    day: date = clock.today() + timedelta(days=told["hari"])
    starts = timezone.make_aware(datetime.combine(day, time(told["jam"])))
    plan = Plan(
        kind=MeetingKind.INTERVIEW,
        starts_at=starts,
        ends_at=starts + timedelta(hours=told["lama"]),
        place=told["tempat"],
        agenda=told["agenda"],
        numbers=list(_numbers(told["nomor"])),
    )
    plan_meeting(city.assessment, plan, actor=assessor)


def _calibrate(city: _City, told: Part, first: User, second: User) -> None:
    numbers = list(_numbers(told["nomor"]))
    calibration = draw(city.assessment, first, second, Draw(numbers), actor=first)
    for assessor, given in ((first, told["pertama"]), (second, told["kedua"])):
        ratings = {
            number: Rating(Fraction(value)) for number, value in zip(numbers, given, strict=True)
        }
        rate_blind(calibration, ratings, actor=assessor)
    reveal(calibration, actor=first)
