"""What would have had to be otherwise: the smallest change of one interest or belief that turns a decision.

Interests are scaled, one at a time, in the council on record; for beliefs the council is imagined again from what was
seen, with one feature moved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.council import Council, log_odds
from crossroads.runs.tables.ledger import Floats, Meeting
from crossroads.studies.explain.meetings import likeliest
from crossroads.telling.vocabulary import faction, feature, term

Target = Literal["likeliest", "choice"]
"""What is turned: the likeliest option, or the choice with its luck kept."""

TARGETS: tuple[Target, ...] = ("likeliest", "choice")

MOST_SCALE = 4.0
"""Interests are tried from not at all to so many times what they were."""

MOST_STEPS = 32
"""Beliefs are tried to so many of their smallest steps either way."""

_SCALE_STEP = 0.05
_HALVINGS = 30

Again = Callable[[Mapping[str, float]], Council]
"""Imagines a council again from what is seen (one world)."""


@dataclass(frozen=True, slots=True)
class Flip:
    """One change that turns a decision.

    Attributes
    ----------
    change
        Its size, relative to what was there (0.6 = 60 %).
    option
        The option that it turns to.
    condition
        In words, as in "Had X, ...".
    """

    change: float
    option: int
    condition: str


@dataclass(frozen=True, slots=True)
class _Dial:
    """One thing that can be scaled: a weight (faction and term, -1 = all factions), a share of the table, the veto."""

    kind: Literal["weight", "power", "veto"]
    faction: int = -1
    term: int = -1

    def words(self, council: Council, scale: float) -> str:
        """Return the change in words, as in "Had X, ..."."""
        if self.kind == "veto":
            return f"a service's dissent counted {_times(scale)} as much" if scale else "no service's dissent counted"
        name = "all at the table" if self.faction < 0 else faction(council.factions[self.faction]).long
        if self.kind == "power":
            return f"{name} weighed {_times(scale)} as much at the table" if scale else f"{name} had no weight"
        told = term(council.terms[self.term]).long
        if not scale:
            return f"{name} cared nothing for {told}"
        return f"{name} cared {_times(scale)} as much for {told}"


def _times(scale: float) -> str:
    return f"{'' if scale > 1 else 'only '}{scale:.10g} times"


def _dials(council: Council) -> list[_Dial]:
    factions, terms = range(len(council.factions)), range(len(council.terms))
    matters = (council.weights[:, :, 0] != 0) & (council.values[..., 0] != 0).any(axis=(0, 2))
    found = [_Dial("weight", faction, term) for faction in factions for term in terms if matters[faction, term]]
    if len(council.factions) > 1:
        found += [_Dial("weight", -1, term) for term in terms if matters[:, term].sum() > 1]
        found += [_Dial("power", faction) for faction in factions if council.power[faction, 0] > 0]
    if council.assent.any() and council.costly.any():
        found.append(_Dial("veto"))
    return found


def _turned(council: Council, dials: list[_Dial], scales: Floats) -> Council:
    """Return a council with one dial turned in each of its worlds."""
    many = council.take(np.zeros(len(dials), dtype=np.int64))
    weights, power, veto = many.weights.copy(), many.power.copy(), many.veto.copy()
    for place, (dial, scale) in enumerate(zip(dials, scales, strict=True)):
        if dial.kind == "veto":
            veto[place] *= scale
        elif dial.kind == "power":
            power[dial.faction, place] *= scale
        else:
            chosen = slice(None) if dial.faction < 0 else dial.faction
            weights[chosen, dial.term, place] *= scale
    total = power.sum(axis=0)
    return replace(many, weights=weights, veto=veto, power=power / np.where(total > 0, total, 1.0))


def _first(council: Council, meeting: Meeting, target: Target) -> NDArray[np.int64]:
    """Return which option comes first in each world of a council."""
    legal = meeting.legal.astype(np.float64) * np.ones_like(council.temperature)
    appeal = log_odds(council, legal)
    if target == "choice":
        appeal = appeal + meeting.draw
    result: NDArray[np.int64] = np.argmax(np.where(meeting.legal, appeal, -np.inf), axis=0)
    return result


def interest_flips(meeting: Meeting, target: Target) -> list[Flip]:
    """Return the smallest turn of each interest, share of the table and veto that turns a decision, smallest first.

    Parameters
    ----------
    meeting
        A meeting with a council.
    target
        What is turned.
    """
    council = meeting.council
    assert council is not None, "only what was reasoned can be reasoned otherwise"
    dials = _dials(council)
    base = int(_first(council, meeting, target)[0])
    steps = round(MOST_SCALE / _SCALE_STEP)
    grid: Floats = np.arange(steps + 1, dtype=np.float64) * _SCALE_STEP
    here = round(1.0 / _SCALE_STEP)
    found: list[tuple[_Dial, float, float]] = []
    for dial in dials:
        other = _first(_turned(council, [dial] * len(grid), grid), meeting, target) != base
        for places in (np.arange(here + 1, steps + 1), np.arange(here - 1, -1, -1)):
            turned = places[other[places]]
            if len(turned):
                toward = 1 if turned[0] < here else -1
                found.append((dial, float(grid[turned[0] + toward]), float(grid[turned[0]])))
    return sorted(_bisected(meeting, council, target, base, found), key=lambda flip: flip.change)


def _bisected(
    meeting: Meeting, council: Council, target: Target, base: int, found: list[tuple[_Dial, float, float]]
) -> list[Flip]:
    """Return the flips between a scale that leaves the decision as it is and one that turns it."""
    if not found:
        return []
    dials = [dial for dial, _, _ in found]
    same, other = np.array([pair[1] for pair in found]), np.array([pair[2] for pair in found])
    for _ in range(_HALVINGS):
        middle = 0.5 * (same + other)
        turns = _first(_turned(council, dials, middle), meeting, target) != base
        same, other = np.where(turns, same, middle), np.where(turns, middle, other)
    told = np.array([_outward(scale) for scale in other])
    # Rounded away from 1, unless the decision turns only in a band narrower than that.
    told = np.where(_first(_turned(council, dials, told), meeting, target) != base, told, other)
    first = _first(_turned(council, dials, told), meeting, target)
    best: dict[_Dial, Flip] = {}
    for dial, scale, option in zip(dials, told, first, strict=True):
        flip = Flip(abs(float(scale) - 1.0), int(option), dial.words(council, float(scale)))
        if dial not in best or flip.change < best[dial].change:
            best[dial] = flip
    return list(best.values())


def _outward(scale: float) -> float:
    """Return a scale rounded away from 1, to two decimals."""
    hundredths = scale * 100.0
    whole = math.ceil(hundredths) if scale > 1 else math.floor(hundredths)
    return min(max(whole / 100.0, 0.0), MOST_SCALE)


@dataclass(frozen=True, slots=True)
class BeliefFlips:
    """Changes of one belief that turn a decision, and what stands against telling them ('' = nothing)."""

    flips: tuple[Flip, ...]
    note: str = ""


def belief_flips(meeting: Meeting, target: Target, steps: Mapping[str, float], again: Again) -> BeliefFlips:
    """Return the smallest change of each belief that turns a decision, smallest first.

    Parameters
    ----------
    meeting
        A meeting with a council.
    target
        What is turned.
    steps
        Feature of the view -> smallest step worth trying.
    again
        Imagines the council again from what is seen.
    """
    seen = {name: float(values[0]) for name, values in (meeting.seen or {}).items()}
    base = int(_first(again(seen), meeting, target)[0])
    recorded = likeliest(meeting) if target == "likeliest" else int(meeting.choice[0])
    if base != recorded:
        return BeliefFlips((), "Imagined again from what was seen, another option comes first: no belief is tried.")

    def again_with(changed: Mapping[str, float]) -> Council:
        return again({**seen, **changed})

    found = []
    for name, step in steps.items():
        if math.isfinite(seen.get(name, math.nan)):
            flip = _belief_flip(meeting, target, base, (name, seen[name], step), again_with)
            found += [flip] if flip is not None else []
    return BeliefFlips(tuple(sorted(found, key=lambda flip: flip.change)))


def _belief_flip(
    meeting: Meeting, target: Target, base: int, belief: tuple[str, float, float], again: Again
) -> Flip | None:
    name, value, step = belief
    told = feature(name)
    low, high = told.limits
    known: dict[float, int] = {value: base}

    def first(number: float) -> int:
        if number not in known:
            known[number] = int(_first(again({name: number}), meeting, target)[0])
        return known[number]

    def moved(count: int, sign: int) -> float:
        if told.kind == "flag":
            return min(max(value + sign, low), high)
        return min(max(value + sign * count * step, low), high)

    best: float | None = None
    for sign in (1, -1):
        number = _nearest_turn(lambda count, sign=sign: moved(count, sign), first, base)  # type: ignore[misc]
        if number is not None and (best is None or abs(number - value) < abs(best - value)):
            best = number
    if best is None:
        return None
    words = f"the council put {told.long} at {told.value(best)} rather than {told.value(value)}"
    if told.kind == "flag":
        words = f"the answer to '{told.long}' been {told.value(best)} rather than {told.value(value)}"
    return Flip(abs(best - value) / max(abs(value), step), first(best), words)


def _nearest_turn(moved: Callable[[int], float], first: Callable[[float], int], base: int) -> float | None:
    """Return the nearest value, in whole steps, at which another option comes first: doubled, then halved."""
    same, count = 0, 1
    while first(moved(count)) == base:
        if count >= MOST_STEPS or moved(count) == moved(2 * count):
            return None
        same, count = count, 2 * count
    while count - same > 1:
        middle = (same + count) // 2
        same, count = (middle, count) if first(moved(middle)) == base else (same, middle)
    return moved(count)
