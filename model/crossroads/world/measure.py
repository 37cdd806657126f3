"""A measure of the war: one number a world, under the name by which scenarios, questions and tables ask for it.

'date_moscow_falls:happens' (whether), 'date_moscow_falls:weeks' (when, the horizon where never), 'verdict=stalemate',
'military_losses_ussr'; read off on a day: 'front_moscow_axis_km@1941-12-07', and 'japan.course@1941-12-31=north', the
option that stands on that day. An outcome's bare name is short for what its kind suggests: a date for whether it comes,
a category for each of its values.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np

from crossroads.errors import InputError, nearest
from crossroads.world import calendar
from crossroads.world.axes import Array
from crossroads.world.observables import (
    OBSERVABLES,
    OUTCOMES,
    RENAMED,
    SETTLEMENT_WORDS,
    VERDICT_WORDS,
    Outcome,
    is_share,
)

HAPPENS, WEEKS = "happens", "weeks"

FORMS = "OUTCOME, OUTCOME:happens, OUTCOME:weeks, OUTCOME=VALUE, SERIES@DAY or NATION.DECISION@DAY=OPTION"

Kind = Literal["share", "weeks", "number", "category"]


class Decided(Protocol):
    """What a measure needs to know of a decision."""

    @property
    def title(self) -> str:
        """What is decided."""

    @property
    def options(self) -> Mapping[str, str]:
        """Option -> phrase."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number a world.

    Attributes
    ----------
    name
        As it is asked for.
    outcome
        The column that it is taken from: an outcome, or what is read off on a day.
    part
        'happens' or 'weeks' of a date, a value of a category; '' the number itself, or every value.
    title
        A few words for people.
    """

    name: str
    outcome: Outcome
    part: str
    title: str

    @property
    def kind(self) -> Kind:
        """How it is counted: in worlds, in weeks, by its mean; a category as the values that it can have."""
        if self.part == WEEKS:
            return "weeks"
        if self.outcome.kind == "category" and not self.part:
            return "category"
        return "share" if self.part or self.outcome.kind == "flag" else "number"

    @property
    def unit(self) -> str:
        """Its unit: 'share of worlds', 'weeks', 'dead and missing', 'km', 'months'."""
        return {"share": "share of worlds", "weeks": "weeks"}.get(self.kind, self.outcome.unit)

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a whole, from 0 to 1."""
        return is_share(self.unit)

    @property
    def day(self) -> dt.date | None:
        """The day on which it is read off; None for an outcome at the horizon."""
        day = self.outcome.name.partition("@")[2]
        return dt.date.fromisoformat(day) if day else None

    def better(self, nation: str) -> int:
        """Say whether more of it is better (+1) or worse (-1) in a nation's own account; 0: neither."""
        signs = {f"military_losses_{nation}": -1, "civilian_deaths": -1, f"{nation}_undefeated": 1}
        return signs.get(self.outcome.name, 0)

    def largest_difference(self, horizon_weeks: float) -> float:
        """Return the largest difference that a world can have, in the measure's unit; infinite where none is known."""
        if self.kind == "share" or self.is_part:
            return 1.0
        return horizon_weeks if self.kind == "weeks" else math.inf

    def each(self) -> tuple[Measure, ...]:
        """Return the measure itself, or one for each value of a category."""
        if self.kind != "category":
            return (self,)
        return tuple(replace(self, name=f"{self.name}={value}", part=value) for value in self.outcome.categories)

    def values(self, outcomes: Mapping[str, Array], horizon_weeks: float) -> Array:
        """Return the number of each world, (world,), of outcomes as a block gives them."""
        found = outcomes[self.outcome.name]
        if self.part == HAPPENS:
            return np.asarray(~np.isnan(found), dtype=np.float64)
        if self.part == WEEKS:
            return np.asarray(np.minimum(np.nan_to_num(found, nan=horizon_weeks), horizon_weeks))
        if self.part:
            return np.asarray(found == self.outcome.categories.index(self.part), dtype=np.float64)
        return found


def standard(outcome: Outcome) -> tuple[Measure, ...]:
    """Return what is compared of an outcome: whether and when, each value, or the number itself."""
    whole = Measure(outcome.name, outcome, "", outcome.title)
    if outcome.kind == "date":
        return tuple(replace(whole, name=f"{outcome.name}:{part}", part=part) for part in (HAPPENS, WEEKS))
    return whole.each()


def read_measure(text: str, decisions: Mapping[str, Decided]) -> Measure:
    """Read a measure by its name.

    Parameters
    ----------
    text
        The name.
    decisions
        'nation.decision' -> what is decided and among which options.

    Raises
    ------
    InputError
        Where it is none; the message says what was found and what is allowed.
    """
    if not text.strip():
        raise InputError(f"found blank text; allowed: {FORMS}")
    stem, equals, value = text.partition("=")
    stem, colon, part = stem.partition(":")
    outcome = _read_off(text, stem, decisions) if "@" in stem else _outcome(stem)
    if colon and (outcome.kind != "date" or part not in (HAPPENS, WEEKS) or equals):
        allowed = f"{HAPPENS}, {WEEKS}" if outcome.kind == "date" else f"{stem} alone"
        raise InputError(f"found '{text}'; allowed after ':': {allowed}{nearest(part, (HAPPENS, WEEKS))}")
    if equals and value not in outcome.categories:
        allowed = ", ".join(outcome.categories) or f"nothing: {stem} has no values to choose from"
        raise InputError(f"found '{text}'; allowed after '=': {allowed}{nearest(value, outcome.categories)}")
    part = value or part or (HAPPENS if outcome.kind == "date" else "")
    decision = outcome.decision or stem.partition("@")[0]
    words = VERDICT_WORDS if outcome.name == "verdict" else getattr(decisions.get(decision), "options", {})
    words = SETTLEMENT_WORDS.get(outcome.name, words)
    title = f"{outcome.title}: {words.get(value, value)}" if value else outcome.title
    return Measure(f"{stem}:{part}" if part in (HAPPENS, WEEKS) else RENAMED.get(text, text), outcome, part, title)


def _outcome(name: str) -> Outcome:
    for outcome in OUTCOMES:
        if outcome.name == RENAMED.get(name, name):
            return outcome
    near = nearest(name, [outcome.name for outcome in OUTCOMES] + [item.name for item in OBSERVABLES])
    series = ", a series, which needs a day" if name in {item.name for item in OBSERVABLES} else ""
    raise InputError(f"found '{name}'{series}; allowed: {FORMS}{'' if series else near}")


def _short(title: str) -> str:
    """Return a series' title without what stands after a comma or in brackets: its unit says the rest."""
    return title.partition(",")[0].partition(" (")[0]


def _read_off(text: str, stem: str, decisions: Mapping[str, Decided]) -> Outcome:
    """Return the column of what is read off on a day: a series' value, or the option that stands."""
    name, _, written = stem.partition("@")
    last = calendar.LAST_HORIZON
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        day = last
    if not calendar.START <= day < last or day.isoformat() != written:
        raise InputError(f"found '{text}'; allowed after '@': a day from {calendar.START} to before {last}")
    for item in OBSERVABLES:
        if item.name == name:
            return Outcome(stem, "number", item.unit, f"{_short(item.title)}, {calendar.in_words(day)}")
    if name in decisions:
        decided = decisions[name]
        title = f"{decided.title} on {calendar.in_words(day)}"
        return Outcome(stem, "category", "option", title, tuple(decided.options), name)
    known: Iterable[str] = [*(item.name for item in OBSERVABLES), *decisions]
    raise InputError(f"found '{name}'; allowed before '@': a series or NATION.DECISION{nearest(name, known)}")
