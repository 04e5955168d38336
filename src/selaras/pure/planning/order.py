"""What has to be finished before an option may start, and what falls with it.

An option starts after its prerequisites are finished. Within one year that holds only where the
whole chain between the two, both included, takes twelve months at most; otherwise the option
starts in a later year. An option of more than a year is therefore never followed in its last one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from selaras.pure.planning.problem import MONTHS, Option

Waits = Mapping[str, Mapping[str, int]]
"""Option → earlier option → years between the end of that one and the start of this (0 or 1)."""


def cyclic(options: Iterable[Option]) -> tuple[str, ...]:
    """Keys of options that wait for themselves, or for such ones, in the order given."""
    known = {option.key: option for option in options}
    order = {key: place for place, key in enumerate(known)}
    left = {key: option.prerequisites & known.keys() for key, option in known.items()}
    while free := [key for key, waiting in left.items() if not waiting & left.keys()]:
        for key in free:
            del left[key]
    return tuple(sorted(left, key=order.__getitem__))


def in_order(options: Sequence[Option]) -> tuple[Option, ...]:
    """Options with every one after its prerequisites. They must be free of cycles."""
    known = {option.key: option for option in options}
    done: dict[str, Option] = {}
    stack = [option.key for option in reversed(options)]
    while stack:
        key = stack[-1]
        waiting = sorted(k for k in known[key].prerequisites if k in known and k not in done)
        if waiting and key not in done:
            stack += waiting
        else:
            done.setdefault(stack.pop(), known[key])
    return tuple(done.values())


def needed_by(options: Sequence[Option]) -> Mapping[str, frozenset[str]]:
    """Option → itself and everything it needs, over all steps; whatever is unknown is left out."""
    known = {option.key for option in options}
    found: dict[str, frozenset[str]] = {}
    for option in in_order(options):
        parts = (found[key] for key in option.prerequisites if key in known)
        found[option.key] = frozenset({option.key}).union(*parts)
    return found


def falls_with(options: Sequence[Option], key: str) -> frozenset[str]:
    """The option and everything that needs it, over all steps."""
    return frozenset(k for k, needs in needed_by(options).items() if key in needs)


def startable(options: Sequence[Option], keep: Collection[str]) -> frozenset[str]:
    """Those of ``keep`` whose every prerequisite, over all steps, is in ``keep`` as well."""
    kept: set[str] = set()
    for option in in_order(options):
        if option.key in keep and option.prerequisites <= kept:
            kept.add(option.key)
    return frozenset(kept)


def waits(options: Sequence[Option]) -> Waits:
    """What every option waits for and how long; pairs that follow from others are left out."""
    chains: dict[str, dict[str, int]] = {}
    found: dict[str, dict[str, int]] = {}
    known = {option.key for option in options}
    for option in in_order(options):
        direct = sorted(option.prerequisites & known)
        chain = {option.key: option.months}
        for key in direct:
            for before, months in chains[key].items():
                chain[before] = max(chain.get(before, 0), months + option.months)
        chains[option.key] = chain
        gaps = {key: int(chain[key] > MONTHS) for key in direct}
        follows = {
            before
            for key in direct
            for before, months in chains[key].items()
            if before != key and (gaps[key] or months > MONTHS)
        }
        late = {key for key, months in chain.items() if months > MONTHS and key != option.key}
        found[option.key] = gaps | dict.fromkeys(sorted(late - follows - gaps.keys()), 1)
    return found
