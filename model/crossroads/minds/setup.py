"""What a run is asked to change: forced decisions, parameters, horizon, and which uncertainties are on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crossroads.evidence.edits import ParameterEdit, PreludeEdit
from crossroads.minds.condition import Condition
from crossroads.world import calendar


@dataclass(frozen=True, slots=True)
class Force:
    """A decision taken for a nation.

    It applies at the first meeting from `on`, or, where `when` is given, at the first meeting inside
    `between` (both days included) at which the condition has held in some week of that window. Exactly one of
    `option` and `odds` is given; with `odds` the choice stays luck, at these odds. Until it applies, options
    that would make it illegal are removed; afterwards it stays committed until a trigger reopens it.
    """

    nation: str
    decision: str
    on: dt.date | None = None
    when: Condition | None = None
    between: tuple[dt.date, dt.date] | None = None
    option: str | None = None
    odds: dict[str, float] | None = None
    always: bool = False
    """True: applies at every meeting from `on`, not only at the first (for a decision that recurs)."""
    until: dt.date | None = None
    """With `always`: the last day of those meetings (included); None = to the horizon."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A scenario as the engine takes it: plain data, nothing of files."""

    forces: tuple[Force, ...] = ()
    edits: tuple[ParameterEdit, ...] = ()
    horizon: dt.date = calendar.HORIZON
    luck: bool = True
    """False: every weekly shock at its median, hazards by expectation of the uniform (0.5)."""
    knowledge: bool = True
    """False: every parameter at its central value."""
    deciders: tuple[tuple[str, str], ...] = ()
    """(nation, id of its decider); nations that are not named deliberate."""
    without: tuple[str, ...] = ()
    """Names of documents' reasons that are switched off; their edits are among `edits` already."""
    prelude: tuple[PreludeEdit, ...] = ()
    """Events before June 1941 that ended otherwise than they did."""
    reads: tuple[str, ...] = ()
    """What is read off in each world beside its outcomes, SERIES@DAY or NATION.DECISION@DAY; it changes no world."""
