"""The two cities with their tables brought in."""

from __future__ import annotations

import pytest

from selaras.improvement.models import ActionPlan
from tests.improvement.imports.conftest import (
    bontang,
    denpasar,
    described,
    member,
    own_files,
    spbe2018,
)
from tests.improvement.imports.tables import BONTANG, DENPASAR, bring_in, options, real

__all__ = ["bontang", "denpasar", "described", "member", "own_files", "spbe2018"]


@pytest.fixture
def denpasar_plan(denpasar, spbe2018) -> ActionPlan:
    bring_in(real(DENPASAR), options(denpasar, spbe2018), name=DENPASAR)
    return ActionPlan.objects.select_related("institution", "instrument").get()


@pytest.fixture
def bontang_in(bontang, spbe2018):
    bring_in(real(BONTANG), options(bontang, spbe2018), name=BONTANG)
    return bontang
