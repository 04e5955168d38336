"""Reports of other instruments, of incomplete and unannounced results, and who may have them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from selaras.assessments.models import (
    AnnouncedFigure,
    Assessment,
    Cycle,
    CycleKind,
    Finding,
    FindingKind,
    Stage,
    StageValue,
)
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.results import record_values
from selaras.assessments.states import State
from selaras.foundation.documents.manuscript import Chart, Heading, Quotation
from selaras.improvement.models import Recommendation, Source
from selaras.people.models import Appointment, Category, Institution, Letterhead, User
from selaras.people.roles import Role
from selaras.reporting.queries.outcome import institutions_with_results
from selaras.reporting.reports.of_assessment import NothingToTellError
from selaras.reporting.reports.registry import REPORTS
from tests.assessments.conftest import SYSTEM
from tests.assessments.test_real_tables import bring_in
from tests.reporting.laporan_hasil.conftest import make, plain, said

REPORT = REPORTS["laporan-hasil"]


def rated(institution, version, values, *, year=2022, kind=CycleKind.EVALUATION, stage=Stage.FINAL):
    """The institution rated with these values, unannounced."""
    cycle, _made = Cycle.objects.get_or_create(
        year=year, instrument=version, defaults={"kind": kind}
    )
    assessment, _made = Assessment.objects.get_or_create(cycle=cycle, institution=institution)
    record_values(assessment, stage, values, actor=SYSTEM)
    return assessment


def announce(assessment):
    Assessment.objects.filter(pk=assessment.pk).update(is_published=True)
    assessment.refresh_from_db()
    return assessment


def numbers(version) -> list[str]:
    return list(version.indicators.order_by("position").values_list("number", flat=True))


def level(version, value) -> dict[str, Fraction]:
    """The same value for every indicator."""
    return dict.fromkeys(numbers(version), Fraction(value))


@pytest.fixture
def outsider(db):
    """A person of no institution with a role in another city."""
    elsewhere = Institution.objects.create(
        name="Kota Lain", slug="kota-lain", category=Category.CITY
    )
    user = User.objects.create(email="luar@contoh.go.id", name="Luar")
    Appointment.objects.create(
        user=user,
        role=Role.INSTITUTION_ADMIN,
        institution=elsewhere,
        valid_from=date(2020, 1, 1),
    )
    return user


def test_the_old_instrument_with_thirds(instruments, places, admin):
    version = instruments["SPBE-2018"]
    bring_in("bontang-2018.csv", Options(version, places["bontang"], 2018, CycleKind.EVALUATION))
    assessment = announce(Assessment.objects.get(institution=places["bontang"]))
    manuscript = make(admin, assessment)
    assert manuscript.cover.title == "Laporan Hasil Evaluasi"
    text = said(manuscript)
    assert "mencapai 2,69 dengan predikat Baik." in text
    assert "Target indeks" not in text, "this instrument has no target"
    composition = next(g for g in manuscript.grids() if g.sheet == "Hitungan indeks")
    assert composition.rows[-1].cells[1].value == Fraction("2.69")
    own = make(admin, assessment, "mandiri")
    composition = next(g for g in own.grids() if g.sheet == "Hitungan indeks")
    assert composition.rows[-1].cells[1].text == "262/75 (≈ 3,49)"
    assert own.cover.subtitle == "Kota Bontang · tahap penilaian mandiri"
    assert own.draft == "KONSEP"


def test_pemdi_has_no_domains_decimals_and_external_indices(instruments, serang, admin):
    version = instruments["PEMDI-2026"]
    values = level(version, 2) | {"1": Fraction("1.26"), "2": Fraction("3.5")}
    manuscript = make(admin, announce(rated(serang, version, values, year=2026)))
    weights = next(g for g in manuscript.grids() if g.sheet == "Bobot")
    assert len(weights.rows) == 8
    ratings = next(g for g in manuscript.grids() if g.sheet == "Indikator")
    shown = {row.cells[0]: row.cells[2].text for row in ratings.rows if row.kind == "plain"}
    assert (shown["1"], shown["2"], shown["3"]) == ("1,26", "3,50", "2,00")
    assert "bersumber dari Indeks Satu Data Indonesia." in ratings.note
    text = said(manuscript)
    assert "Domain" not in text
    assert "Aspek dengan nilai tertinggi adalah Tata Kelola dan Manajemen (2,38)" in text


def test_missing_values_give_bounds_and_no_index(spbe2020, serang, admin):
    values = level(spbe2020, 3)
    del values["47"], values["46"]
    manuscript = make(admin, announce(rated(serang, spbe2020, values)))
    text = said(manuscript)
    assert "belum dapat dihitung karena dua indikator belum bernilai." in text
    assert "terletak di antara 2,88 dan 3,12." in text
    assert "Belum bernilai: Layanan Publik Sektor 2 dan 3." in text
    assert not any("predikat" in b.title for b in manuscript.blocks if isinstance(b, Chart))


def test_a_first_year_without_averages(spbe2020, serang, admin):
    manuscript = make(admin, announce(rated(serang, spbe2020, level(spbe2020, 3))))
    text = said(manuscript)
    assert "belum diterbitkan atau dicatat." in text
    assert "Distribusi predikat tidak disajikan" in text
    assert "kurang dari dua instansi" in text
    for word in ("Sejak tahun", "Perubahan sejak", "Dibandingkan dengan", "Nilainya naik"):
        assert word not in text
    figures = next(g for g in manuscript.grids() if g.sheet == "Indeks")
    assert [column.heading for column in figures.columns] == ["Nama indeks", "Nilai 2022", "Target"]


def test_last_year_under_another_instrument(instruments, serang, admin):
    old, new = instruments["SPBE-2020"], instruments["PEMDI-2026"]
    announce(rated(serang, old, level(old, 3), year=2025))
    manuscript = make(admin, announce(rated(serang, new, level(new, 2), year=2026)))
    text = said(manuscript)
    assert "Tahun 2025 dinilai dengan instrumen lain (SPBE-2020), sehingga indeksnya, 3,00," in text
    assert "Nilai 2025 tidak disandingkan" in text
    ratings = next(g for g in manuscript.grids() if g.sheet == "Indikator")
    assert "2025" not in [column.heading for column in ratings.columns]


def test_the_distribution_says_from_how_many(spbe2020, places, admin):
    for place, value in (("serang", 1), ("bontang", 3), ("denpasar", 3)):
        announce(rated(places[place], spbe2020, level(spbe2020, value)))
    manuscript = make(admin, Assessment.objects.get(institution=places["serang"]))
    assert "disusun dari tiga instansi" in said(manuscript)
    table = next(g for g in manuscript.grids() if g.sheet == "Distribusi")
    counts = {plain(row.cells[0]): (row.cells[1], row.cells[2].text) for row in table.rows}
    assert counts["Baik"] == (2, "66,7\u00a0%")
    assert counts["Kurang"] == (1, "33,3\u00a0%")
    assert counts["Jumlah"] == (3, "100,0\u00a0%")


def test_an_outsider_counts_only_what_is_announced(spbe2020, places, outsider, admin):
    announce(rated(places["serang"], spbe2020, level(spbe2020, 2)))
    announce(rated(places["bontang"], spbe2020, level(spbe2020, 3)))
    rated(places["denpasar"], spbe2020, level(spbe2020, 3))
    own = Assessment.objects.get(institution=places["serang"])
    assert "disusun dari dua instansi" in said(make(outsider, own))
    assert "disusun dari tiga instansi" in said(make(admin, own))


def test_unannounced_results_are_a_draft_and_say_so(spbe2020, serang, admin):
    assessment = rated(serang, spbe2020, level(spbe2020, 3))
    manuscript = make(admin, assessment)
    text = said(manuscript)
    assert manuscript.draft == "KONSEP"
    assert "Status angka: menunggu" in text
    assert "Hasil akhir dalam laporan ini belum diumumkan." in text
    official = make(admin, announce(assessment))
    assert official.draft == ""
    assert "Status angka: resmi" in said(official)
    assert official.fingerprint != manuscript.fingerprint


def test_strangers_get_nothing_and_outsiders_the_announced_values(spbe2020, serang, outsider):
    assessment = rated(serang, spbe2020, level(spbe2020, 3))
    record_values(assessment, Stage.SELF, level(spbe2020, 4), actor=SYSTEM)
    given = {"penilaian": str(assessment.pk)}
    assert not REPORT.allows(outsider, given)
    with pytest.raises(NothingToTellError):
        make(outsider, assessment)
    assert institutions_with_results(outsider) == []
    announce(assessment)
    assert REPORT.allows(outsider, given)
    assert not REPORT.allows(outsider, given | {"tahap": "mandiri"})
    with pytest.raises(NothingToTellError):
        make(outsider, assessment, "mandiri")
    offered = REPORT.asks[0].choices(outsider, {})
    assert [(one.value, one.group) for one in offered] == [(str(assessment.pk), "Kota Serang")]
    assert [one.value for one in REPORT.asks[1].choices(outsider, given)] == ["akhir"]


def test_colleagues_choose_a_stage(spbe2020, serang, person):
    assessment = rated(serang, spbe2020, level(spbe2020, 3))
    record_values(assessment, Stage.SELF, level(spbe2020, 4), actor=SYSTEM)
    member = person(Role.TEAM_MEMBER, serang)
    given = {"penilaian": str(assessment.pk)}
    offered = [one.value for one in REPORT.asks[1].choices(member, given)]
    assert offered == ["akhir", "mandiri"]
    assert "mencapai 4,00" in said(make(member, assessment, "mandiri"))


@pytest.mark.parametrize("key", ["", "abc", "0", "-1", "9" * 18, "9" * 40, "²", "1 or 1=1"])
def test_answers_that_name_nothing(db, admin, key):
    given = {"penilaian": key}
    assert not REPORT.allows(admin, given)
    assert REPORT.asks[1].choices(admin, given) == ()
    assert REPORT.title(admin, given)
    assert REPORT.stem(given) == "laporan-hasil"
    with pytest.raises(NothingToTellError):
        REPORT.compose(admin, given, lambda _percent, _said: None)


def test_title_and_stem(serang_2022, admin):
    given = {"penilaian": str(serang_2022.pk)}
    assert REPORT.title(admin, given) == "Laporan Hasil Pemantauan Kota Serang 2022"
    assert REPORT.stem(given) == "laporan-hasil-kota-serang-2022"
    assert REPORT.stem(given | {"tahap": "mandiri"}) == "laporan-hasil-kota-serang-2022-mandiri"
    assert REPORT.stem(given | {"tahap": "../x"}) == "laporan-hasil-kota-serang-2022"


WRITTEN = "Peta rencana ada,\nnamun  belum disahkan — lihat “Bab 3” & lampiran <2>."


def test_what_an_assessor_wrote_stands_verbatim(spbe2020, serang, admin, outsider):
    assessment = announce(rated(serang, spbe2020, level(spbe2020, 2)))
    Assessment.objects.filter(pk=assessment.pk).update(state=State.FINAL)
    finding = Finding.objects.create(
        assessment=assessment,
        aspect="A2",
        kind=FindingKind.WEAKNESS,
        text=WRITTEN,
        changed_at=timezone.now(),
    )
    finding.indicators.set(spbe2020.indicators.filter(number__in=["12", "13"]))
    manuscript = make(admin, assessment)
    quoted = [block for block in manuscript.blocks if isinstance(block, Quotation)]
    assert [(one.text, one.source) for one in quoted] == [
        (WRITTEN, "Asesor eksternal · indikator 12 dan 13")
    ]
    headings = [plain(block.text) for block in manuscript.blocks if isinstance(block, Heading)]
    of_aspect = headings[headings.index("Aspek 2: Perencanaan Strategis SPBE") :][1:4]
    assert of_aspect == [
        "Kekuatan (disusun dari nilai)",
        "Kelemahan",
        "Rekomendasi (disusun dari kriteria)",
    ]
    assert manuscript.as_of == finding.changed_at
    assert WRITTEN not in said(make(outsider, assessment)), "findings are the institution's"


def test_why_a_value_was_given_stands_verbatim(spbe2020, serang, admin, outsider):
    assessment = announce(rated(serang, spbe2020, level(spbe2020, 2)))
    StageValue.objects.filter(assessment=assessment, indicator__number="5").update(
        explanation=WRITTEN
    )
    quoted = [b for b in make(admin, assessment).blocks if isinstance(b, Quotation)]
    source = "Indikator 5, Kebijakan Internal Layanan Pusat Data · nilai akhir"
    assert [(one.text, one.source) for one in quoted] == [(WRITTEN, source)]
    assert WRITTEN not in said(make(outsider, assessment))


def test_recommendations_are_told_to_colleagues_alone(spbe2020, serang, person, outsider):
    assessment = announce(rated(serang, spbe2020, level(spbe2020, 2)))
    Recommendation.objects.create(
        institution=serang,
        instrument=spbe2020,
        year=2022,
        source=Source.REPORT,
        assessment=assessment,
        position=1,
        text="Menetapkan kebijakan audit.",
        state_since=timezone.now(),
        added_at=timezone.now(),
    )
    member = person(Role.TEAM_MEMBER, serang)
    table = next(g for g in make(member, assessment).grids() if g.sheet == "Rekomendasi")
    assert table.rows[0].cells[1] == "Menetapkan kebijakan audit."
    assert table.rows[0].cells[-1] == "Terbuka"
    outside = make(outsider, assessment)
    assert "Rekomendasi" not in [grid.sheet for grid in outside.grids()]


def test_the_letterhead_signs(serang_2022, admin):
    Letterhead.objects.create(
        institution=serang_2022.institution,
        lines="PEMERINTAH KOTA SERANG\nSEKRETARIAT DAERAH",
        place="Serang",
        position="Sekretaris Daerah",
        signer="Nama Pejabat",
        number="001122334455667788",
    )
    manuscript = make(admin, serang_2022)
    assert manuscript.cover.lines == ("PEMERINTAH KOTA SERANG", "SEKRETARIAT DAERAH")
    signature = next(b for b in manuscript.blocks if type(b).__name__ == "Signature")
    assert signature.place_and_day.startswith("Serang, ")
    assert (signature.position, signature.name) == ("Sekretaris Daerah", "Nama Pejabat")
    assert signature.number == "NIP 001122334455667788"


def test_queries_do_not_grow(spbe2020, places, admin):
    def count() -> int:
        assessment = Assessment.objects.get(institution=places["serang"], cycle__year=2022)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            make(admin, assessment)
        return len(taken)

    announce(rated(places["serang"], spbe2020, level(spbe2020, 2)))
    make(admin, Assessment.objects.get(institution=places["serang"]))
    few = count()
    for place in ("bontang", "denpasar", "banten"):
        announce(rated(places[place], spbe2020, level(spbe2020, 3)))
    announce(rated(places["serang"], spbe2020, level(spbe2020, 3), year=2021))
    announce(rated(places["serang"], spbe2020, level(spbe2020, 3), year=2020))
    assert count() == few
    assert few <= 21


def test_choices_take_one_query(spbe2020, places, admin):
    for place in ("serang", "bontang"):
        announce(rated(places[place], spbe2020, level(spbe2020, 3)))
    REPORT.asks[0].choices(admin, {})
    with CaptureQueriesContext(connection) as taken:
        assert len(REPORT.asks[0].choices(admin, {})) == 2
    assert len(taken) == 1


def test_it_can_be_composed_in_english(serang_2022, admin):
    with translation.override("en"):
        manuscript = make(admin, serang_2022)
    assert manuscript.language == "en"
    figure = next(b for b in manuscript.blocks if type(b).__name__ == "KeyFigure")
    assert figure.value.text == "2.49"


def test_a_result_of_which_only_published_figures_are_known(spbe2020, serang, admin):
    cycle = Cycle.objects.create(year=2023, instrument=spbe2020, kind=CycleKind.EVALUATION)
    assessment = Assessment.objects.create(cycle=cycle, institution=serang, is_published=True)
    for node, amount in (("", 27_900), ("D1", 30_000)):
        AnnouncedFigure.objects.create(
            assessment=assessment,
            node=node,
            amount=amount,
            predicate="" if node else "Baik",
            source="Daftar nasional",
        )
    given = {"penilaian": str(assessment.pk)}
    assert REPORT.allows(admin, given)
    manuscript = make(admin, assessment)
    text = said(manuscript)
    assert "mencapai 2,79 dengan predikat Baik." in text
    assert "nilai tiap indikator tidak diketahui" in text
    assert "Hitungan indeks" not in [grid.sheet for grid in manuscript.grids()]
    figures = next(g for g in manuscript.grids() if g.sheet == "Indeks")
    assert figures.rows[1].cells[1].text == "3,00"
    assert figures.rows[3].cells[1] is None
