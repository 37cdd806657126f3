"""A scenario's change of one parameter, and of one event before June 1941."""

from __future__ import annotations

from dataclasses import dataclass

OUTSIDE = "outside its recorded range"
"""What is said of an edit that goes beyond what the record holds possible."""


@dataclass(frozen=True, slots=True)
class ParameterEdit:
    """Change of the parameter `name`: `value` fixes it, `scale` multiplies each draw, `low`/`high` remap the draw.

    Exactly one of the three forms is given. `value`, `low`, `high` are in the record's unit.
    """

    name: str
    value: float | None = None
    scale: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PreludeEdit:
    """Change of one event of the prelude: how it ended, and how great it was.

    Attributes
    ----------
    event
        Its name.
    outcome
        How it ended, in every world; None: as it comes, by what came before it.
    scale
        What it did is multiplied by this.
    """

    event: str
    outcome: str | None = None
    scale: float = 1.0
