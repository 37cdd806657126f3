"""A scenario's change of one parameter."""

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
