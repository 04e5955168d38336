"""What may know what: imports and foreign keys point downstairs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey

from tests.house.code import ROOT, SOURCE

OURS = "selaras."


def floors() -> dict[str, int]:
    """The height of each room by name, from the import contract itself; 0 is the roof."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"].startswith("Floors"))
    return {
        room.strip(" ()"): height
        for height, layer in enumerate(layers)
        for room in layer.split("|")
    }


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_room_stands_on_a_floor() -> None:
    rooms = {p.name for p in SOURCE.iterdir() if (p / "__init__.py").is_file()}
    assert rooms == set(floors())


def test_foreign_keys_point_downstairs_or_stay_on_the_floor() -> None:
    height = floors()
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        here = height[model.__module__.split(".")[1]]
        for field in model._meta.get_fields():
            target = field.related_model if field.many_to_one or field.one_to_one else None
            if target is None or field.auto_created or isinstance(target, str):
                continue
            if not target.__module__.startswith(OURS):
                continue
            there = height[target.__module__.split(".")[1]]
            same_app = model._meta.app_label == target._meta.app_label
            if there < here or (there == here and not same_app):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not wrong


def test_no_generic_foreign_keys() -> None:
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    assert not found
