"""From a city's follow-up table to a plan that reaches the next predicate, in a real browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import as_role
from tests.homes import running, untouched_home

TABLE = Path(__file__).resolve().parents[2] / "demo" / "denpasar-monev-2019.csv"
CITY = "Kota Denpasar"
SLUG = "kota-denpasar"
RESPONSIBLE = f"Penanggung Jawab {CITY}"
COMPUTED_WITHIN = 120_000
SEEN_LATER = 30_000
TITLE = "Membentuk Tim Pengarah SPBE dan menetapkan tugasnya"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: the plan changes what the other tests read."""
    with (
        untouched_home(tmp_path_factory.mktemp("follow-up")) as home,
        running(home, "--demo", "--port", "0") as (_, address, _said),
    ):
        yield address


@pytest.fixture
def desk(chromium: Browser, own_server: str) -> Iterator[Page]:
    """The person in charge of the city, at a computer."""
    context = chromium.new_context(
        base_url=own_server,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    context.set_default_timeout(SEEN_LATER)
    page = context.new_page()
    as_role(page, RESPONSIBLE)
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_from_a_table_to_the_next_predicate(desk: Page) -> None:
    _the_table_is_stored_already(desk)
    desk.goto(f"/rekomendasi/{SLUG}/")
    expect(desk.get_by_role("main")).to_contain_text("Semua 37")
    _a_set_reaches_the_predicate(desk)
    plan = _the_set_becomes_a_plan(desk)
    _it_is_edited_by_keyboard(desk, plan)
    _it_is_printed(desk, plan)
    _the_result_page_says_when_the_index_moves(desk, plan)


def _the_table_is_stored_already(page: Page) -> None:
    """The demo brought the table in; the same file once more changes nothing."""
    page.goto("/impor/")
    main = page.get_by_role("main")
    main.get_by_text("Tabel tindak lanjut", exact=True).first.click()
    page.set_input_files("input[type=file]", TABLE)
    main.get_by_label("Instrumen").first.select_option(
        label="SPBE-2018 · Evaluasi SPBE (PermenPANRB 5/2018)"
    )
    main.get_by_label("Instansi").select_option(label=CITY)
    main.get_by_label("Tahun").fill("2018")
    press(page, "Unggah dan periksa")
    expect(main).to_contain_text("Semua isi berkas ini sudah tersimpan")


def _a_set_reaches_the_predicate(page: Page) -> None:
    page.goto(f"/perencana/{SLUG}/baru/")
    expect(page.get_by_label("Predikat").first).to_be_checked()
    press(page, "Simpan dan hitung")
    heading = page.get_by_role("main").get_by_text(re.compile("Sangat Baik tercapai pada"))
    expect(heading.first).to_be_visible(timeout=COMPUTED_WITHIN)
    expect(page.get_by_role("main")).to_contain_text("simulasi")


def _the_set_becomes_a_plan(page: Page) -> str:
    page.get_by_role("main").get_by_role("link", name="Jadikan rencana aksi").first.click()
    press(page, "Buat rencana aksi")
    page.wait_for_url(re.compile(rf"/rencana-aksi/{SLUG}/\d+/"))
    found = re.search(rf"/rencana-aksi/{SLUG}/\d+/", page.url)
    assert found
    return found[0]


def _it_is_edited_by_keyboard(page: Page, plan: str) -> None:
    page.goto(plan)
    page.keyboard.press("j")
    page.keyboard.press("e")
    title = page.get_by_label("Rencana aksi", exact=True).first
    expect(title).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text=TITLE)).to_be_visible()
    page.reload()
    expect(page.get_by_role("row").filter(has_text=TITLE)).to_be_visible()


def _it_is_printed(page: Page, plan: str) -> None:
    page.goto(plan)
    for kind in ("resmi", "tindak-lanjut-monev"):
        answer = page.request.get(f"{plan}unduh.pdf?bentuk={kind}")
        assert answer.status == 200, kind
        paper = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
        width, height = paper[0].get_size()
        assert width > height, "A4 landscape"
        said = " ".join(
            " ".join(paper[number].get_textpage().get_text_range().split())
            for number in range(len(paper))
        )
        assert "Tim Pengarah SPBE dan menetapkan tugasnya" in said, kind


def _the_result_page_says_when_the_index_moves(page: Page, plan: str) -> None:
    page.goto(plan)
    page.get_by_role("main").locator("summary", has_text="Jalankan rencana").first.click()
    page.get_by_role("main").get_by_role("button", name=re.compile("Jalankan rencana$")).click()
    expect(page.get_by_role("main").get_by_text("Berjalan", exact=True).first).to_be_visible()
    page.goto(f"/hasil/{SLUG}/2018/")
    panel = page.locator("section, div").filter(has_text="Kapan indeks bergerak").last
    expect(panel).to_contain_text("simulasi")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"indeks menjadi 3,5\d"))
    expect(page.get_by_role("main")).to_contain_text("Sangat Baik")
