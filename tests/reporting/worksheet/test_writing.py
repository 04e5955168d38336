"""Worksheets as files: what is in them, what may be filled, and the index they reckon."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from selaras.assessments.models import Answer, Assessment, EvidenceItem, Stage, Worksheet
from selaras.assessments.queries.worksheet import paper_of
from selaras.assessments.services.answers import LONGEST
from selaras.assessments.services.results import record_values
from selaras.assessments.services.worksheets import hand_out
from selaras.assessments.states import AnswerState, ItemState, ReturnKind
from selaras.instruments.models import InstrumentVersion
from selaras.pure.numbers import display
from selaras.pure.scoring import score
from selaras.reporting.worksheet.layout import (
    ARITHMETIC_SHEET,
    ASKED_OF_TEAM,
    ASKED_OF_UNIT,
    GUIDE_SHEET,
    LABELS,
    MAP_SHEET,
    SUMMARY_SHEET,
    Part,
    Placed,
    identity_in,
    places_in,
)
from selaras.reporting.worksheet.writer import content
from tests.office import converted, needs_office, sheets_of
from tests.people_fixtures import SYSTEM, World
from tests.pure.scoring.instruments import CODES, case, real
from tests.reporting.worksheet.rounds import add_last_year, add_rated
from tests.work_fixtures import Work, make_document

HOSTILE = ["=1+1", "+62 811", "-5 %", "@SUM(A1)", "'kutip", "_x0041_", "a\tb\nc", "<b>&amp;</b>"]


def team_sheet(assessment: Assessment) -> Worksheet:
    return hand_out(assessment, None, actor=SYSTEM)


def unit_sheet(work: Work) -> Worksheet:
    return hand_out(work.assessment, work.world.office, actor=SYSTEM)


def opened(worksheet: Worksheet) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content(worksheet)))


def map_of(book: Workbook) -> list[Placed]:
    return places_in([[cell.value for cell in row] for row in book[MAP_SHEET].iter_rows()])


def labelled(book: Workbook, number: str, label: str) -> Iterator[tuple[object, object]]:
    """Content and note of the rows of an indicator with that label."""
    for sheet in book.worksheets[2:]:
        for row in sheet.iter_rows(min_row=5, max_col=4, values_only=True):
            if row[0] == number and str(row[1]).startswith(label):
                yield row[2], row[3]


def test_the_same_row_gives_the_same_bytes(work: Work) -> None:
    row = Worksheet.objects.get(pk=team_sheet(work.assessment).pk)
    first = content(row)
    Answer.objects.update(fact="Lain sama sekali.")
    assert content(Worksheet.objects.get(pk=row.pk)) == first


def test_the_sheets_of_the_whole(work: Work) -> None:
    book = opened(team_sheet(work.assessment))
    names = book.sheetnames
    assert names[:2] == [GUIDE_SHEET, SUMMARY_SHEET]
    assert names[-2:] == [ARITHMETIC_SHEET, MAP_SHEET]
    assert [name.split()[0] for name in names[2:-2]] == [f"A{place}" for place in range(1, 9)]
    assert book[MAP_SHEET].sheet_state == "veryHidden"
    assert {"Indeks", "Predikat", "Belum_bernilai", "Nilai_1", "Nilai_47"} <= set(
        book.defined_names
    )


def test_the_hidden_sheet_names_every_cell_that_may_be_filled(work: Work) -> None:
    """And protection leaves exactly those open."""
    for row in (team_sheet(work.assessment), unit_sheet(work)):
        book = opened(row)
        placed = map_of(book)
        listed = {(one.sheet, one.cell) for one in placed}
        open_cells = set()
        for sheet in book.worksheets:
            assert sheet.protection.sheet, sheet.title
            assert not sheet.protection.password
            for cells in sheet.iter_rows():
                open_cells |= {
                    (sheet.title, cell.coordinate) for cell in cells if not cell.protection.locked
                }
        assert open_cells == listed
        for one in placed:
            line = book[one.sheet][one.cell.replace("C", "A")].value
            label = book[one.sheet][one.cell.replace("C", "B")].value
            assert (line, label) == (one.field.number, LABELS[one.field.part])


def test_what_is_asked_of_the_team_and_of_a_unit(work: Work) -> None:
    whole, own = map_of(opened(team_sheet(work.assessment))), map_of(opened(unit_sheet(work)))
    assert {one.field.part for one in whole} == set(ASKED_OF_TEAM)
    assert len({one.field.number for one in whole}) == 47
    # Indicator 1 was handed in, so a unit may not change it any more.
    assert {one.field.number for one in own} == {"2", "3"}
    assert {one.field.part for one in own} == set(ASKED_OF_UNIT)


def test_a_unit_gets_no_values_and_no_other_indicators(work: Work) -> None:
    record_values(work.assessment, Stage.SELF, {"2": Fraction(4)}, actor=SYSTEM)
    row = unit_sheet(work)
    assert set(row.snapshot) == {"1", "2", "3"}
    assert all("nilai" not in parts for parts in row.snapshot.values())
    book = opened(row)
    assert ARITHMETIC_SHEET not in book.sheetnames
    texts = [str(v) for s in book.worksheets for r in s.iter_rows(values_only=True) for v in r]
    assert not [text for text in texts if LABELS[Part.VALUE].lower() in text.lower()]
    assert list(labelled(book, "2", "Tingkat 4")), "the criteria are there"


def test_the_hidden_sheet_says_which_worksheet_it_is(work: Work) -> None:
    row = unit_sheet(work)
    book = opened(row)
    identity = identity_in([[cell.value for cell in each] for each in book[MAP_SHEET].iter_rows()])
    assert identity is not None
    assert (identity.code, identity.assessment, identity.unit) == (
        row.code,
        work.assessment.pk,
        work.world.office.pk,
    )
    assert identity.digest == work.assessment.cycle.instrument.digest


def test_validation_speaks_of_the_scale(work: Work) -> None:
    book = opened(team_sheet(work.assessment))
    sheet = book[map_of(book)[0].sheet]
    by_cell = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    value, fact = by_cell[map_of(book)[0].cell], by_cell[map_of(book)[1].cell]
    assert (value.type, value.formula1) == ("list", '"1,2,3,4,5"')
    assert value.error == "Pilih tingkat bulat dari 1 sampai 5."
    assert (fact.type, fact.formula1) == ("textLength", str(LONGEST))
    assert "20.000" in str(fact.error)


def test_decimals_are_validated_where_they_count(
    world: World, instruments: dict[str, InstrumentVersion]
) -> None:
    assessment = add_rated(world, instruments["PEMDI-2026"], {})
    book = opened(team_sheet(assessment))
    rules = book.worksheets[2].data_validations.dataValidation
    rule = next(rule for rule in rules if rule.type == "custom")
    assert "paling banyak empat desimal" in str(rule.error)


@pytest.mark.parametrize("text", [*HOSTILE, "x" * LONGEST])
def test_texts_arrive_as_they_were_written(work: Work, text: str) -> None:
    Answer.objects.filter(pk=work.answer("2").pk).update(fact=text)
    book = opened(team_sheet(work.assessment))
    assert [found for found, _note in labelled(book, "2", LABELS[Part.FACT])] == [text]


@needs_office
def test_texts_survive_a_real_program(work: Work, tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if "\t" not in text]
    for number, text in enumerate(texts, start=1):
        Answer.objects.filter(assessment=work.assessment, indicator__number=str(number)).update(
            analysis=text
        )
    book = openpyxl.load_workbook(
        io.BytesIO(converted(content(team_sheet(work.assessment)), tmp_path))
    )
    found = [
        next(labelled(book, str(number), LABELS[Part.ANALYSIS]))[0]
        for number in range(1, len(texts) + 1)
    ]
    assert found == texts


def test_a_text_no_cell_holds_is_locked_and_not_in_the_map(work: Work) -> None:
    Answer.objects.filter(pk=work.answer("2").pk).update(fact="y" * 40_000)
    book = opened(team_sheet(work.assessment))
    [(found, note)] = labelled(book, "2", LABELS[Part.FACT])
    assert str(found).endswith("…")
    assert "ubah bagian ini di Selaras" in str(note)
    assert ("2", Part.FACT) not in {(p.field.number, p.field.part) for p in map_of(book)}


def test_evidence_is_listed_and_restricted_documents_are_not_named(work: Work) -> None:
    secret = make_document(work.world, "Rahasia besar", is_restricted=True)
    facts = {"assessment": work.assessment, "indicator": work.indicator("1"), "level": 3}
    EvidenceItem.objects.create(
        **facts,
        document=secret,
        version=secret.versions.get(),
        state=ItemState.RETURNED,
        return_kind=ReturnKind.UNREADABLE,
        note="Pindai ulang.",
        added_at=work.item.added_at,
    )
    for row in (team_sheet(work.assessment), unit_sheet(work)):
        assert "Rahasia besar" not in str(row.shown)
        assert list(labelled(opened(row), "1", "Bukti")) == [
            ("Perwali 1 Tahun 2024, hlm. 3, Pasal 5", "Diterima"),
            ("Dokumen terbatas", "Dikembalikan: Tidak terbaca. Pindai ulang."),
        ]


def test_an_approved_answer_keeps_its_value_open_only(work: Work) -> None:
    Answer.objects.filter(pk=work.answer("1").pk).update(state=AnswerState.APPROVED)
    placed = map_of(opened(team_sheet(work.assessment)))
    assert [one.field.part for one in placed if one.field.number == "1"] == [Part.VALUE]


def test_last_year_stands_beside(work: Work, spbe2020: InstrumentVersion) -> None:
    add_last_year(work.world, spbe2020)
    row = team_sheet(work.assessment)
    assert paper_of(row).previous_nodes[""] == Fraction("2.013")
    book = opened(row)
    assert [found for found, _n in labelled(book, "1", "Nilai 2024")] == [3]
    summary = [cell for line in book[SUMMARY_SHEET].iter_rows(values_only=True) for cell in line]
    assert "Indeks 2024" in summary
    assert 2.013 in summary


def test_open_texts_grow_and_everything_else_keeps_its_height(work: Work) -> None:
    data = content(team_sheet(work.assessment))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet3.xml").decode()
    rows = {int(r[1]): r[0] for r in re.finditer(r'<row r="(\d+)"[^>]*>', sheet)}
    book = opened(team_sheet(work.assessment))
    for placed in map_of(book):
        if placed.sheet == book.sheetnames[2] and placed.field.part == Part.FACT:
            row = rows[int(placed.cell[1:])]
            assert ' ht="' in row
            assert "customHeight" not in row
    assert sum("customHeight" in row for row in rows.values()) > 50


PUBLISHED = {
    "Serang 2022": "2.49",
    "Bontang 2018 akhir": "2.69",
    "Denpasar 2018": "",
    "Bontang 2018 mandiri": "3.49",
}


@needs_office
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_file_reckons_the_published_index(
    world: World, instruments: dict[str, InstrumentVersion], tmp_path: Path, name: str
) -> None:
    instrument, values = case(name)
    row = team_sheet(add_rated(world, instruments[instrument.code], values))
    exact = score(instrument, values)
    assert exact.index is not None
    printed = display(exact.index, instrument.rounding)
    assert printed == (PUBLISHED[name] or printed)
    sheets = sheets_of(converted(content(row), tmp_path))
    top = {line[1]: line[2] for line in sheets[SUMMARY_SHEET][:9]}
    assert [f"{v:.2f}" for k, v in top.items() if "simulasi" in str(k)] == [printed]
    assert top["Predikat"] == (exact.predicate.name if exact.predicate else "")
    assert top["Indikator yang belum bernilai"] == 0
    nodes = {**exact.domains, **exact.aspects}
    for line in sheets[SUMMARY_SHEET][9:]:
        if line[0] in nodes:
            value = nodes[str(line[0])].value
            assert value is not None
            assert f"{line[2]:.2f}" == display(value, instrument.rounding), line[0]


@needs_office
@pytest.mark.parametrize("code", CODES)
def test_what_is_typed_moves_the_index_as_in_selaras(
    world: World, instruments: dict[str, InstrumentVersion], tmp_path: Path, code: str
) -> None:
    """Empty at first; every value typed in the cells, decimals where they count."""
    instrument = real(code)
    row = team_sheet(add_rated(world, instruments[code], {}))
    book = opened(row)
    placed = [one for one in map_of(book) if one.field.part == Part.VALUE]
    step = Fraction(1) if instrument.scale.whole else Fraction("0.13")
    values = {
        one.field.number: instrument.scale.minimum + step * (place % 5)
        for place, one in enumerate(placed)
    }
    for left_out in (0, 1):
        for one in placed[left_out:]:
            book[one.sheet][one.cell] = float(values[one.field.number])
        for one in placed[:left_out]:
            book[one.sheet][one.cell] = None
        saved = io.BytesIO()
        book.save(saved)
        summary = sheets_of(converted(saved.getvalue(), tmp_path))[SUMMARY_SHEET]
        top = {line[1]: line[2] for line in summary[:9]}
        index = next(v for k, v in top.items() if "simulasi" in str(k))
        assert top["Indikator yang belum bernilai"] == left_out
        if left_out:
            assert (index, top["Predikat"]) == ("", "")
            assert "Belum diisi" in [line[7] for line in summary]
        else:
            exact = score(instrument, values).index
            assert exact is not None
            assert f"{index:.2f}" == display(exact, instrument.rounding)


@needs_office
def test_the_results_beside_the_formulas_are_those_of_a_real_program(
    work: Work, spbe2020: InstrumentVersion, tmp_path: Path
) -> None:
    """Programs that only show a file tell the same as those that reckon it."""
    add_last_year(work.world, spbe2020)
    _instrument, values = case("Serang 2022")
    given = {number: value for number, value in values.items() if number not in {"3", "29"}}
    record_values(work.assessment, Stage.SELF, given, actor=SYSTEM)
    for row in (team_sheet(work.assessment), unit_sheet(work)):
        data = content(row)
        written, reckoned = sheets_of(data), sheets_of(converted(data, tmp_path))
        for name, rows in written.items():
            for place, line in enumerate(rows):
                other = reckoned[name][place] if place < len(reckoned[name]) else []
                padded = [*other, *[""] * (len(line) - len(other))]
                assert padded[: len(line)] == line, (name, place)
