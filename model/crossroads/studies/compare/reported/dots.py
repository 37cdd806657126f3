"""The figure beside the answer as data of a page: a hundred dots a scenario, or a span, with its numbers as text.

A page draws them in two layouts, wide and narrow, out of the same words; no picture is scaled down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DEEP = 2
"""Dots one below another."""

_WIDEST_NAME, _LETTER = 15.5, 0.48


@dataclass(frozen=True, slots=True)
class DotLine:
    """One scenario in one row.

    Attributes
    ----------
    place
        Place of the scenario, 0 = the base.
    told, spoken
        What is told at its end, and the same for those who hear it.
    full
        How many of the dots are full; None where a span is drawn.
    span
        The ends and the middle of the middle eight tenths of worlds, in shares of the width; None: nothing to draw.
    moved, ends
        The difference from the base with its unit, and its 95 % interval; '' for none.
    clear
        Whether the difference is more than luck may be.
    """

    place: int
    told: str
    spoken: str
    full: int | None = None
    span: tuple[float, float, float] | None = None
    moved: str = ""
    ends: str = ""
    clear: bool = False


@dataclass(frozen=True, slots=True)
class DotRow:
    """What one event or quantity comes to.

    Attributes
    ----------
    title, kind
        What it is called, and how it is told: 'share', 'weeks' or 'number'.
    lines
        One a scenario.
    years
        Where years begin, in shares of the width, with their names; () where no time is drawn.
    """

    title: str
    kind: str
    lines: tuple[DotLine, ...]
    years: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DotKey:
    """How a scenario is named: a letter, its title, and its colours for fills and for words."""

    letter: str
    title: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class DotFigure:
    """The figure: who is in it, its rows, of how many worlds it speaks, and what its marks mean."""

    keys: tuple[DotKey, ...]
    rows: tuple[DotRow, ...]
    whole: int
    worlds: str
    note: str

    @property
    def across(self) -> int:
        """Dots beside one another."""
        return math.ceil(self.whole / DEEP)

    @property
    def name_width(self) -> float:
        """Room for the longest name where there is room for names, in the page's unit; a longer one takes two lines."""
        return round(min(_WIDEST_NAME, max(len(key.title) for key in self.keys) * _LETTER), 2)

    def paths(self, full: int) -> tuple[str, str]:
        """Return the lines along which full dots lie, and those of the empty ones: column by column, from the left."""
        of_row = [range(deep, self.whole, DEEP) for deep in range(DEEP)]
        parts: tuple[list[str], list[str]] = ([], [])
        for deep, dots in enumerate(of_row):
            filled = sum(dot < full for dot in dots)
            for part, start, count in ((0, 0, filled), (1, filled, len(dots) - filled)):
                if count:
                    # A line of no length has no dot; a line that ends at a dot may lose it.
                    parts[part].append(f"M{start + 0.5:g} {deep + 0.5:g}h{count - 1 + 0.01:g}")
        return "".join(parts[0]), "".join(parts[1])
