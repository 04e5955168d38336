"""A real spreadsheet program that opens a workbook, reckons every formula anew, and saves it."""

from __future__ import annotations

import io
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")

_ALWAYS_RECKON = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Without it the program shows the results that the file brought along."""

Rows = list[list[object]]


def converted(data: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """The workbook as the program saves it after reckoning: as "xlsx", "ods" or "pdf"."""
    profile = folder / "profil"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECKON)
    source = folder / f"{uuid.uuid4().hex}.xlsx"
    source.write_bytes(data)
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods", "pdf": "pdf:calc_pdf_Export"}
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", filters[kind], "--outdir", str(folder / "keluar"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (folder / "keluar" / f"{source.stem}.{kind}").read_bytes()


def sheets_of(data: bytes) -> dict[str, Rows]:
    """Every sheet's rows from its first cell on, by the sheet's name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }
