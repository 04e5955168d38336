"""A worksheet mangled in two hundred ways never breaks the page nor changes a value unseen."""

from __future__ import annotations

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import Answer, Assessment, StageValue, Worksheet, WorksheetReturn
from selaras.assessments.queries.worksheet_difference import FIELDS
from selaras.assessments.queries.worksheet_return import preview_of
from selaras.assessments.services.worksheets import hand_out
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.roles import Role
from selaras.pure.numbers import exact
from selaras.reporting.worksheet.writer import content
from tests.people_fixtures import SYSTEM, World
from tests.reporting.worksheet.books import filled
from tests.web.reporting.manglings import COUNT, manglings
from tests.work_fixtures import Work, make_work

TYPED = {
    ("2", "klaim"): 3,
    ("2", "fakta"): "Dari berkas.",
    ("2", "analisis"): "Analisis dari berkas.",
    ("3", "klaim"): 2,
    ("3", "fakta"): "Juga dari berkas.",
}
MANGLINGS = list(manglings())


def test_there_are_two_hundred() -> None:
    assert len(MANGLINGS) == COUNT
    assert len({name for name, _mangle in MANGLINGS}) == COUNT


@pytest.fixture(scope="module")
def _documents():
    files = [path for path in instrument_files() if path.stem.upper() == "SPBE-2020"]
    return [open_instrument(path).document for path in files]


@pytest.fixture
def work(world: World, _documents) -> Work:
    load(_documents, actor=SYSTEM)
    return make_work(world, current("SPBE-2020"))


def stored(assessment: Assessment) -> dict[str, str]:
    """Everything a worksheet could change, by "number/part"."""
    found = {}
    for answer in Answer.objects.filter(assessment=assessment).select_related("indicator"):
        claim = answer.claimed
        for part, field in FIELDS.items():
            text = getattr(answer, field) if part != "klaim" else ""
            found[f"{answer.indicator.number}/{part}"] = text
        found[f"{answer.indicator.number}/klaim"] = "" if claim is None else exact(claim)
    for value in StageValue.objects.filter(assessment=assessment, is_current=True):
        found[f"{value.indicator.number}/nilai"] = exact(value.value)
    return found


@pytest.mark.parametrize("group", range(10))
def test_no_mangled_file_breaks_or_changes_unseen(work: Work, group: int) -> None:
    operator = work.world.person(Role.UNIT_OPERATOR)
    sheet = hand_out(work.assessment, work.world.office, actor=operator)
    whole = filled(content(sheet), TYPED)
    client = Client()
    client.force_login(operator)
    tried = 0
    for place, (name, mangle) in enumerate(MANGLINGS):
        if place % 10 == group:
            _try(client, work, sheet, name, mangle(whole, random.Random(place)))
            tried += 1
    assert tried == COUNT // 10


def _try(client: Client, work: Work, sheet: Worksheet, name: str, data: bytes) -> None:
    address = reverse("worksheet:return", args=[work.assessment.pk])
    before = stored(work.assessment)
    known = set(WorksheetReturn.objects.values_list("pk", flat=True))
    file = SimpleUploadedFile(f"{name}.xlsx".replace("/", "-"), data)
    chosen = {"lembar": sheet.code} if len(data) % 2 else {}
    answer = client.post(address, {"berkas": file, **chosen})
    assert answer.status_code in {302, 422}, name
    assert stored(work.assessment) == before, f"{name} wrote without a preview"
    made = WorksheetReturn.objects.exclude(pk__in=known)
    if answer.status_code == 422:
        page = answer.content.decode()
        assert re.search(r"notice-error|field-error", page), name
        assert not made.exists(), name
        return
    for row in made:
        _decide(client, work, row, name)


def _decide(client: Client, work: Work, row: WorksheetReturn, name: str) -> None:
    """Apply it as a person would; only what the page said changes."""
    address = reverse("worksheet:returned", args=[work.assessment.pk, row.pk])
    page = client.get(address)
    assert page.status_code == 200, name
    text = page.content.decode()
    preview = preview_of(
        WorksheetReturn.objects.select_related(
            "worksheet__assessment__cycle__instrument", "worksheet__assessment__institution"
        ).get(pk=row.pk),
        work.world.person(Role.UNIT_OPERATOR),
    )
    announced = {part.key: part.merged.returned for part in preview.parts if part.writes}
    for number, part in (key.split("/") for key in announced):
        assert f'id="indikator-{number}"' in text, (name, part)
    before = stored(work.assessment)
    sent = dict(re.findall(r'name="(versi|lihat)" value="([^"]*)"', text))
    done = client.post(address, {**sent, "aksi": "terapkan"})
    assert done.status_code == 302, name
    assert client.get(address).status_code == 200, name
    assert stored(work.assessment) == before | announced, name
