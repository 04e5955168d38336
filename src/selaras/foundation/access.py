"""Named actions and the actor who wants to do them.

Every app declares the actions it guards, once, in its ``permissions.py``; services, pages, the
command line and tests ask by that declaration. A name that nobody declared raises, so a typing
error can never open a door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise


class Actor(Protocol):
    """Whoever does something: a signed-in person or the system itself."""

    @property
    def actor_id(self) -> int | None:
        """The person's key, or None for the system."""

    @property
    def actor_label(self) -> str:
        """The name the trail keeps, readable after the person has gone."""


@dataclass(frozen=True, slots=True)
class System:
    """The actor of commands and background work; ``label`` says which."""

    label: str = "sistem"

    @property
    def actor_id(self) -> int | None:
        """The system is nobody."""
        return None

    @property
    def actor_label(self) -> str:
        """What the trail shows."""
        return self.label


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person may or may not do; ``label`` is the sentence shown to administrators."""

    name: str
    label: str | Promise


class UndeclaredActionError(LookupError):
    """An action was asked for that no app declared."""


class DeniedError(Exception):
    """The actor may see the thing but may not do this to it (the page answers 403)."""

    def __init__(self, action: Action) -> None:
        super().__init__(action.name)
        self.action = action


_declared: dict[str, Action] = {}


def declare(name: str, label: str | Promise) -> Action:
    """Declare an action. Raises ValueError when the name is taken."""
    if name in _declared:
        raise ValueError(f"action declared twice: {name}")
    action = Action(name, label)
    _declared[name] = action
    return action


def action(name: str) -> Action:
    """The declared action of that name. Raises UndeclaredActionError."""
    try:
        return _declared[name]
    except KeyError:
        raise UndeclaredActionError(name) from None


def demand(allowed: bool, needed: Action) -> None:
    """Raise DeniedError unless allowed."""
    if not allowed:
        raise DeniedError(needed)
