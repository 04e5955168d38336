"""The shapes there are."""

from __future__ import annotations

from selaras.assessments.services.imports import messages
from selaras.assessments.services.imports.announced_figures import AnnouncedFigures
from selaras.assessments.services.imports.group_averages import GroupAverages
from selaras.assessments.services.imports.plan import TARGETS
from selaras.assessments.services.imports.shape import ImportShape
from selaras.assessments.services.imports.stage_values import StageValues
from selaras.foundation.access import Actor

SHAPES: dict[str, ImportShape] = {}
"""By identifier, in the order in which they are offered."""


def register(kind: ImportShape) -> None:
    """Offer a shape; floors above do so when they are ready. Raises ValueError for a taken name."""
    if kind.identifier in SHAPES:
        raise ValueError(f"import shape registered twice: {kind.identifier}")
    messages.declare(kind.messages)
    TARGETS.update(kind.targets)
    SHAPES[kind.identifier] = kind


def shape(identifier: str) -> ImportShape:
    """The shape of that identifier. Raises KeyError."""
    return SHAPES[identifier]


def may_import(actor: Actor) -> bool:
    """Whether there is any kind of table the actor may bring in."""
    return any(kind.allows(actor) for kind in SHAPES.values())


register(StageValues())
register(AnnouncedFigures())
register(GroupAverages())
