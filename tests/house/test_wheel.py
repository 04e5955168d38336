"""The wheel carries everything a server needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.code import ROOT, SOURCE

pytestmark = pytest.mark.slow


def test_the_wheel_is_complete(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("selaras-*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    folders = (SOURCE / "web" / "templates", SOURCE / "web" / "static", SOURCE / "web" / "papers")
    for source in (*folders, SOURCE / "foundation" / "documents" / "typst"):
        expected = {
            str(path.relative_to(SOURCE.parent)) for path in source.rglob("*") if path.is_file()
        }
        assert expected <= names
    for folder, place in (("instruments", "selaras/instruments/data"), ("demo", "selaras/demo")):
        expected = {f"{place}/{path.name}" for path in (ROOT / folder).iterdir() if path.is_file()}
        assert expected
        assert expected <= names
    assert "selaras/locale/id/LC_MESSAGES/argparse.mo" in names
    assert not [name for name in names if "test" in Path(name).name and name.endswith(".py")]
    assert any(name.endswith("entry_points.txt") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
