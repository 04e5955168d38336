"""The shapes there are."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.assessments.services.imports.group_averages import GroupAverages
from selaras.assessments.services.imports.shape import ImportShape
from selaras.assessments.services.imports.stage_values import StageValues

SHAPES: Mapping[str, ImportShape] = {
    shape.identifier: shape for shape in (StageValues(), GroupAverages())
}
"""By identifier."""


def shape(identifier: str) -> ImportShape:
    """The shape of that identifier. Raises KeyError."""
    return SHAPES[identifier]
