"""State machines as tables: who reads the table knows every way a thing can go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from some states to another. ``reasoned`` ones must say why."""

    name: str
    sources: tuple[str, ...]
    target: str
    reasoned: bool = False


class Machine:
    """A table of transitions by name.

    Raises ValueError when a name stands twice, a state is unknown, or a state cannot be reached
    from the first one.
    """

    def __init__(self, states: Iterable[str], transitions: Iterable[Transition]) -> None:
        self.states = tuple(states)
        table: dict[str, Transition] = {}
        for transition in transitions:
            unknown = {*transition.sources, transition.target} - set(self.states)
            if unknown:
                raise ValueError(f"{transition.name}: unknown states {sorted(unknown)}")
            if transition.name in table:
                raise ValueError(f"transition stands twice: {transition.name}")
            table[transition.name] = transition
        self.transitions: Mapping[str, Transition] = MappingProxyType(table)
        lost = set(self.states) - self.reachable(self.states[0])
        if lost:
            raise ValueError(f"unreachable states: {sorted(lost)}")

    def __getitem__(self, name: str) -> Transition:
        """The transition of that name. Raises KeyError."""
        return self.transitions[name]

    def leaving(self, state: str) -> Iterator[Transition]:
        """The transitions that lead out of a state, in the order of the table."""
        return (t for t in self.transitions.values() if state in t.sources)

    def reachable(self, state: str) -> frozenset[str]:
        """The state itself and all that can be reached from it."""
        found, fresh = {state}, [state]
        while fresh:
            for transition in self.leaving(fresh.pop()):
                if transition.target not in found:
                    found.add(transition.target)
                    fresh.append(transition.target)
        return frozenset(found)
