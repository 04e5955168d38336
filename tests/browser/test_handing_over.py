"""A report, a worksheet that goes round, a package, open data and a key, in a real browser."""

from __future__ import annotations

import hashlib
import io
import json
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.conftest import as_role
from tests.homes import running, untouched_home

SEEN_LATER = 30_000
MADE_WITHIN = 90_000
CITY = "Kota Contoh"
RESPONSIBLE = f"Penanggung Jawab {CITY}"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: worksheets that come back change what the other tests read."""
    with (
        untouched_home(tmp_path_factory.mktemp("handing-over")) as home,
        running(home, "--demo", "--port", "0") as (_, address, _said),
    ):
        yield address


@pytest.fixture
def visitor(chromium: Browser, own_server: str) -> Iterator[Page]:
    """Somebody at a computer who has not signed in."""
    context = chromium.new_context(
        base_url=own_server,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    context.set_default_timeout(SEEN_LATER)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def report_of_serang(page: Page, form: str) -> bytes:
    """From the result page to the file, as a person goes."""
    page.goto("/hasil/kota-serang/2022/")
    page.get_by_role("main").get_by_role("link", name="Laporan hasil", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Bentuk berkas")
    page.get_by_label(form, exact=True).check()
    press(page, "Buat laporan")
    link = page.get_by_role("link", name=re.compile("^Unduh"))
    expect(link).to_be_visible(timeout=MADE_WITHIN)
    with page.expect_download() as waiting:
        link.click()
    return content(waiting.value)


def test_the_report_of_serang_is_made_found_again_and_the_same(visitor: Page) -> None:
    as_role(visitor, "Penanggung Jawab Kota Serang")
    first = report_of_serang(visitor, "PDF")
    told = text_of(first)
    for figure in ("Laporan Hasil Pemantauan", "2,49", "Cukup", "SPBE-2020", "Sidik isi"):
        assert figure in told
    assert report_of_serang(visitor, "PDF") == first
    book = openpyxl.load_workbook(io.BytesIO(report_of_serang(visitor, "Excel (XLSX)")))
    assert len(book.sheetnames) > 5
    visitor.goto("/laporan/")
    expect(visitor.get_by_role("main")).to_contain_text("Laporan Hasil Pemantauan Kota Serang 2022")


def test_a_worksheet_goes_out_is_filled_and_comes_back(visitor: Page, tmp_path: Path) -> None:
    as_role(visitor, RESPONSIBLE)
    visitor.goto("/penilaian/")
    visitor.get_by_role("main").get_by_role("link", name=re.compile(CITY)).first.click()
    visitor.get_by_role("main").get_by_role("link", name=re.compile("LKE")).first.click()
    press(visitor, "Buat Seluruh penilaian")
    with visitor.expect_download() as waiting:
        visitor.get_by_role("link", name=re.compile("^Unduh LKE|^Unduh [A-Z0-9-]+$")).first.click()
    sheet = tmp_path / "lembar.xlsx"
    sheet.write_bytes(content(waiting.value))
    fill_one(sheet, 4)
    hand_in(visitor, sheet)
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("Belum ada yang disimpan")
    press(visitor, "Terapkan 1 isian")
    expect(main).to_contain_text("1 isian pada 1 indikator ditulis")
    main.locator("tbody a").first.click()
    expect(visitor.get_by_role("main")).to_contain_text("4")
    hand_in(visitor, sheet)
    press(visitor, "Tandai selesai")
    expect(visitor.get_by_role("main")).to_contain_text("Tidak ada yang ditulis")


def hand_in(page: Page, sheet: Path) -> None:
    page.goto(re.search(r".*/penilaian/\d+/", page.url)[0] + "lembar/")
    page.get_by_role("link", name="Unggah lembar terisi").click()
    page.set_input_files("input[type=file]", sheet)
    press(page, "Unggah dan periksa")


def fill_one(path: Path, level: int) -> None:
    """Type a level into the first empty rating of the workbook, which its hidden sheet names."""
    book = openpyxl.load_workbook(path)
    hidden = next(sheet for sheet in book if sheet.sheet_state == "veryHidden")
    for row in hidden.iter_rows(values_only=True):
        cells = [str(cell) for cell in row if cell is not None]
        sheet = next((cell for cell in cells if cell in book.sheetnames), None)
        place = next((cell for cell in cells if re.fullmatch(r"[A-Z]{1,2}\d+", cell)), None)
        if "nilai" in cells and sheet and place and book[sheet][place].value is None:
            book[sheet][place].value = level
            book.save(path)
            return
    raise AssertionError("no empty rating in the workbook")


def test_a_package_of_evidence_opens_offline_and_proves_itself(
    visitor: Page, chromium: Browser, tmp_path: Path
) -> None:
    as_role(visitor, RESPONSIBLE)
    visitor.goto("/penilaian/")
    visitor.get_by_role("main").get_by_role("link", name=re.compile(CITY)).first.click()
    visitor.get_by_role("main").get_by_role("link", name=re.compile("Paket bukti")).first.click()
    with visitor.expect_download() as waiting:
        press(visitor, "Unduh ZIP")
    with zipfile.ZipFile(io.BytesIO(content(waiting.value))) as package:
        assert package.testzip() is None
        package.extractall(tmp_path)
    sums = next(tmp_path.rglob("SHA256SUMS"))
    lines = sums.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 3
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest, name
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((sums.parent / "daftar isi.html").as_uri())
    expect(page.locator("body")).to_contain_text(CITY)
    broken = page.evaluate(
        "Array.from(document.querySelectorAll('a[href]')).map(a => a.getAttribute('href'))"
    )
    for link in broken:
        if not link.startswith("#"):
            assert (sums.parent / urllib.request.unquote(link)).exists(), link
    context.close()


def test_everybody_reads_what_is_open_and_nothing_else(visitor: Page) -> None:
    visitor.goto("/publik/")
    main = visitor.get_by_role("main")
    expect(main).to_contain_text(CITY)
    expect(main).not_to_contain_text("Kota Peraga")
    main.get_by_role("link", name=re.compile(CITY)).first.click()
    expect(main).to_contain_text("2,60")
    assert visitor.goto("/publik/kota-peraga/2025/").status == 404
    assert visitor.goto("/publik/kota-contoh/2026/").status == 404
    visitor.goto("/data/")
    with visitor.expect_download() as waiting:
        visitor.get_by_role("link", name=re.compile("CSV")).first.click()
    lines = content(waiting.value).decode("utf-8-sig").splitlines()
    assert any("Kota Contoh" in line for line in lines)
    assert not any("Kota Serang" in line or "Kota Peraga" in line for line in lines)


def test_another_system_reads_with_a_key_until_it_is_taken_back(
    visitor: Page, own_server: str
) -> None:
    as_role(visitor, RESPONSIBLE)
    visitor.goto("/akun/token/")
    visitor.get_by_label("Nama").fill("Dasbor kota")
    press(visitor, "Terbitkan token")
    secret = visitor.locator(".inbox-secret").inner_text().strip()
    assert ask(own_server, "/api/v1/me", secret)[0] == 200
    status, told = ask(own_server, "/api/v1/assessments", secret)
    assert status == 200
    assert CITY in json.dumps(told, ensure_ascii=False)
    press(visitor, "Cabut")
    expect(visitor.get_by_role("main")).to_contain_text("sudah dicabut")
    status, told = ask(own_server, "/api/v1/me", secret)
    assert (status, told["status"]) == (401, 401)


def ask(server: str, path: str, secret: str) -> tuple[int, dict]:
    request = urllib.request.Request(
        server + path, headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
