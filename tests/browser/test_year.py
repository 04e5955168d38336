"""A whole year in real browsers: seven people of one city, from plotting to the published result.

What only a person can do is clicked; the answers of the many other indicators are sent by the same
forms from inside the page, so that the year takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import as_role
from tests.homes import running, untouched_home

SAMPLES = Path(__file__).resolve().parents[2] / "demo" / "contoh"
CITY = "Kota Serang"
OPERATOR = f"Operator Dinas Kominfo {CITY}"
MEMBER = f"Anggota Tim Asesor Internal {CITY}"
ENTRY = f"Pelaksana Data Entri {CITY}"
RESPONSIBLE = f"Penanggung Jawab {CITY}"
COORDINATOR = f"Koordinator {CITY}"
LEADER = f"Pimpinan {CITY}"
ASSESSOR = "Asesor Eksternal"
OFFICE = "Dinas Komunikasi dan Informatika"
SEEN_LATER = 30_000

SEND_ANSWERS = """
async ([numbers, claim]) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const base = location.pathname.replace(/indikator\\/.*$/, "indikator/");
  const post = (address, fields) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set("csrfmiddlewaretoken", token);
    return fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  };
  const failed = [];
  for (const number of numbers) {
    const page = await (await fetch(`${base}${number}/?tampilan=lengkap`)).text();
    const version = new DOMParser().parseFromString(page, "text/html")
      .querySelector("form#jawaban input[name=version]").value;
    const saved = await post(`${base}${number}/`, {
      version, fact: "Sudah berjalan.", analysis: "Sesuai kriteria.",
      justification: "Kriteria terpenuhi.", claim,
    });
    if (!saved.ok) { failed.push(`${number}: ${saved.status}`); continue; }
    const { version: now } = await saved.json();
    const handed = await post(`${base}${number}/periksa/`, { version: now });
    if (!handed.ok) failed.push(`${number}: ${handed.status} handing in`);
  }
  return failed;
}
"""


@pytest.fixture(scope="module")
def year_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: the year changes what the other tests read."""
    with (
        untouched_home(tmp_path_factory.mktemp("year")) as home,
        running(home, "--demo", "--port", "0") as (_, address, _said),
    ):
        yield address


Enter = Callable[[str], Page]


@pytest.fixture
def enter(chromium: Browser, year_server: str) -> Iterator[Enter]:
    """Let somebody in: each person sits at a computer of their own."""
    contexts: dict[str, BrowserContext] = {}

    def open_for(person: str) -> Page:
        if person not in contexts:
            contexts[person] = chromium.new_context(
                base_url=year_server,
                locale="id-ID",
                timezone_id="Asia/Jakarta",
                viewport={"width": 1366, "height": 768},
                reduced_motion="reduce",
            )
            contexts[person].set_default_timeout(SEEN_LATER)
            as_role(contexts[person].new_page(), person)
        return contexts[person].pages[0]

    yield open_for
    for context in contexts.values():
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def step(page: Page, work: str, code: str, name: str) -> None:
    """Take a step of the course on its own page."""
    page.goto(f"{work}langkah/{code}/")
    press(page, name)
    expect(page.get_by_role("main")).to_be_visible()


def prepare(page: Page, instrument: str) -> str:
    """Prepare the city's assessment of the newest cycle of that instrument; its address."""
    page.goto("/siklus/")
    row = page.get_by_role("row").filter(has_text=instrument).filter(has_text="2026")
    row.get_by_role("link").first.click()
    page.get_by_role("listitem").filter(has_text=CITY).get_by_role(
        "button", name="Siapkan penilaian"
    ).click()
    page.wait_for_url(re.compile(r"/penilaian/\d+/"))
    found = re.search(r"/penilaian/\d+/", page.url)
    assert found
    return found[0]


def plot_everything(page: Page, work: str) -> list[str]:
    """Give every indicator to one office and one member; the numbers."""
    page.goto(f"{work}pembagian/")
    boxes = page.locator("input[name=indikator]")
    numbers: list[str] = boxes.evaluate_all("all => all.map((box) => box.value)")
    boxes.evaluate_all(
        "all => all.forEach((box) => { box.checked = true;"
        " box.dispatchEvent(new Event('change', { bubbles: true })); })"
    )
    page.locator("summary[aria-label='Unit']").click()
    page.get_by_label(OFFICE, exact=False).first.check()
    page.locator("summary[aria-label='Anggota tim']").click()
    page.locator("label").filter(has_text=MEMBER).get_by_role("checkbox").check()
    press(page, "Pratinjau")
    press(page, "Simpan pembagian")
    expect(page.locator("main")).to_contain_text(MEMBER)
    return numbers


def test_a_year_of_seven_people(enter: Enter) -> None:
    responsible = enter(RESPONSIBLE)
    work = prepare(responsible, "SPBE-2020")
    numbers = plot_everything(responsible, work)
    step(responsible, work, "buka", "Buka pengisian")
    _the_operator_writes_and_loses_the_session(enter(OPERATOR), work)
    _evidence_is_handed_in(enter(OPERATOR), work)
    _two_write_at_once(enter(OPERATOR), enter(ENTRY), work)
    operator = enter(OPERATOR)
    operator.goto(f"{work}indikator/3/?tampilan=lengkap")
    assert operator.evaluate(SEND_ANSWERS, [numbers[:-1], "3"]) == []
    _evidence_is_returned(enter(MEMBER), operator, work)
    step(responsible, work, "periksa", "Mulai pemeriksaan")
    _answers_are_approved(responsible, work)
    _approved_in_spite_of_the_late_one(responsible, work)
    _signed_and_sent(enter(COORDINATOR), responsible, work)
    _assessed(enter(ASSESSOR), work)
    _the_leader_reads_the_result(enter(LEADER), work)


def _the_operator_writes_and_loses_the_session(page: Page, work: str) -> None:
    page.goto(f"{work}indikator/1/?langkah=fact")
    status = page.locator("[data-save-status]")
    page.locator("textarea[name=fact]").fill("Perwali 12/2025 telah ditetapkan.")
    expect(status).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"))
    page.context.clear_cookies()
    page.locator("textarea[name=fact]").fill("Perwali 12/2025 telah ditetapkan dan berlaku.")
    expect(status).to_contain_text("sesi berakhir")
    again = page.context.new_page()
    as_role(again, OPERATOR)
    again.close()
    page.locator("textarea[name=fact]").press("End")
    expect(status).to_have_text(re.compile(r"Tersimpan \d\d\.\d\d"), timeout=SEEN_LATER)
    page.reload()
    expect(page.locator("textarea[name=fact]")).to_have_value(
        "Perwali 12/2025 telah ditetapkan dan berlaku."
    )


def _evidence_is_handed_in(page: Page, work: str) -> None:
    page.goto("/bukti/unggah/")
    page.locator("input[type=file]").set_input_files(SAMPLES / "sop-manajemen-risiko-2019.pdf")
    link = page.get_by_role("link", name="Lengkapi data")
    expect(link.first).to_be_visible(timeout=SEEN_LATER)
    document = re.search(r"/bukti/(\d+)/", link.first.get_attribute("href") or "")
    assert document
    page.goto(f"{work}indikator/1/bukti/?tingkat=2&dokumen={document[1]}")
    page.locator("input[name=page]").fill("1")
    press(page, "Ajukan bukti")
    page.goto(f"{work}indikator/1/?tampilan=lengkap")
    expect(page.locator("#tingkat-2")).to_contain_text("menunggu diperiksa")


def _two_write_at_once(operator: Page, entry: Page, work: str) -> None:
    for page in (operator, entry):
        page.goto(f"{work}indikator/2/?tampilan=lengkap")
    operator.locator("textarea[name=fact]").fill("Ditulis operator.")
    expect(operator.locator("[data-save-status]")).to_have_text(re.compile(r"Tersimpan \d"))
    entry.locator("textarea[name=fact]").fill("Ditulis pelaksana data entri.")
    panel = entry.locator("[data-conflict-panel]")
    expect(panel).to_contain_text("Ada dua versi jawaban ini")
    expect(panel).to_contain_text("Ditulis operator.")
    panel.get_by_label("Keduanya", exact=False).check()
    panel.get_by_role("button", name="Simpan pilihan").click()
    entry.goto(f"{work}indikator/2/?tampilan=lengkap")
    value = entry.locator("textarea[name=fact]").input_value()
    assert "Ditulis operator." in value
    assert "Ditulis pelaksana data entri." in value


def _evidence_is_returned(member: Page, operator: Page, work: str) -> None:
    member.goto(f"{work}pemeriksaan/")
    member.get_by_role("link", name=re.compile("sop-manajemen-risiko")).first.click()
    member.get_by_role("main").get_by_text("Kembalikan…").click()
    member.get_by_label("Tidak memenuhi periode").check()
    member.get_by_label("Catatan").fill("Pedoman tahun 2019; lampirkan yang berlaku.")
    press(member, "Kembalikan kepada unit")
    operator.goto(f"{work}dikembalikan/")
    expect(operator.locator("main")).to_contain_text("Pedoman tahun 2019; lampirkan yang berlaku.")
    expect(operator.locator("main")).to_contain_text("Tidak memenuhi periode")


def _answers_are_approved(page: Page, work: str) -> None:
    page.goto(f"{work}pemeriksaan/?jenis=jawaban")
    page.locator("input[name=jawaban]").evaluate_all(
        "all => all.forEach((box) => { box.checked = true;"
        " box.dispatchEvent(new Event('change', { bubbles: true })); })"
    )
    page.get_by_role("button", name=re.compile("Setujui yang dipilih")).click()
    page.get_by_role("button", name=re.compile(r"Setujui \d+ jawaban")).click()
    expect(page.locator("main")).to_be_visible()


def _approved_in_spite_of_the_late_one(page: Page, work: str) -> None:
    page.goto(f"{work}persetujuan/")
    expect(page.locator("main")).to_contain_text("1 indikator belum siap")
    page.locator("textarea[name=override]").fill("Unit belum menyerahkan sampai batas waktu.")
    press(page, "Setujui dengan alasan")
    expect(page.locator("main")).to_contain_text("Disetujui")


def _signed_and_sent(coordinator: Page, responsible: Page, work: str) -> None:
    coordinator.goto(f"{work}pengesahan/")
    expect(coordinator.locator("main")).to_contain_text(
        "Unit belum menyerahkan sampai batas waktu."
    )
    coordinator.locator("input[name=number]").fill("500/BA/2026")
    press(coordinator, "Tanda tangani kedua dokumen")
    responsible.goto(f"{work}kirim/")
    press(responsible, "Kirim sekarang")
    responsible.goto(f"{work}tanda-terima/")
    expect(responsible.locator("main")).to_contain_text("TT-2026")
    responsible.goto(f"{work}indikator/1/?tampilan=lengkap")
    expect(responsible.locator("textarea[name=fact]")).to_have_count(0)


def _assessed(page: Page, work: str) -> None:
    step(page, work, "nilai_dokumen", "Mulai penilaian dokumen")
    page.goto(f"{work}eksternal/indikator/1/")
    page.locator("input[name=value][value='2']").check(force=True)
    press(page, "Simpan")
    expect(page.locator("main")).to_contain_text("penjelasan", ignore_case=True)
    page.locator("input[name=value][value='2']").check(force=True)
    page.locator("textarea[name=explanation]").fill("Pedoman tidak memenuhi periode.")
    press(page, "Simpan")
    page.goto(f"{work}eksternal/")
    page.get_by_role("link", name="Centang semua yang belum dinilai").click()
    page.get_by_role("button", name="Sama dengan klaim…").click()
    press(page, "Ya, catat")
    step(page, work, "konsolidasikan", "Mulai konsolidasi")
    page.goto(f"{work}nilai-akhir/")
    page.get_by_role("button", name=re.compile(r"Terima \d+ usulan")).click()
    expect(page.locator("main")).to_be_visible()
    step(page, work, "finalkan", "Tetapkan nilai akhir")
    step(page, work, "terbitkan", "Terbitkan laporan")


def _the_leader_reads_the_result(page: Page, work: str) -> None:
    page.goto("/hasil/kota-serang/2026/?instrumen=SPBE-2020")
    expect(page.locator("main")).to_contain_text("resmi")
    # 45 indicators at 3, the first lowered to 2 (weight 1.3), the late one at 1 (weight 3):
    # (3 x 100 - 1 x 1.3 - 2 x 3) / 100 = 2.927
    expect(page.locator("main")).to_contain_text("2,93")
    page.goto(work)
    expect(page.locator("main")).to_contain_text("Laporan terbit")


def test_a_short_year_with_decimal_values(enter: Enter) -> None:
    responsible = enter(RESPONSIBLE)
    work = prepare(responsible, "PEMDI-2026")
    numbers = plot_everything(responsible, work)
    step(responsible, work, "buka", "Buka pengisian")
    operator = enter(OPERATOR)
    operator.goto(f"{work}indikator/1/?langkah=claim")
    operator.get_by_label("Nilai yang diusulkan").fill("2,755")
    expect(operator.locator("[data-save-status]")).to_have_text(re.compile(r"Tersimpan \d"))
    operator.goto(f"{work}indikator/1/?tampilan=lengkap")
    assert operator.evaluate(SEND_ANSWERS, [numbers, "2,75"]) == []
    step(responsible, work, "periksa", "Mulai pemeriksaan")
    _answers_are_approved(responsible, work)
    responsible.goto(f"{work}persetujuan/")
    expect(responsible.locator("main")).to_contain_text("2,75")
    press(responsible, "Setujui penilaian mandiri")
    expect(responsible.locator("main")).to_contain_text("Disetujui")
