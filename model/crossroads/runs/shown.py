"""What is worked with by hand, as an interactive session shows it: a line, and in a notebook a table."""

from __future__ import annotations

import importlib
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from crossroads.errors import legible

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LONGEST = 300
"""Characters of the line."""

MOST_ROWS = 60
"""Rows of the table."""


class Shown:
    """What shows itself by a line and a table; the data stay in its attributes."""

    __slots__ = ()

    @property
    @abstractmethod
    def told(self) -> Mapping[str, object]:
        """What tells it from others of its kind: name -> value."""

    @property
    @abstractmethod
    def overview(self) -> pd.DataFrame:
        """The table that says most of it."""

    def __repr__(self) -> str:
        """Return the line, shortened."""
        words = ", ".join(f"{name}={value!r}" for name, value in self.told.items())
        text = legible(f"{type(self).__name__}({words})")
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]}...)"

    def _repr_html_(self) -> str:
        """Return the table as HTML, every text escaped."""
        return self.overview.to_html(
            index=False, border=0, max_rows=MOST_ROWS, float_format=lambda value: f"{value:.4g}"
        )


class ToldAndDrawn(Shown):
    """What tells itself in words and draws itself, by rooms above this one, which are loaded on first use."""

    __slots__ = ()

    def text(self) -> str:
        """Return what it shows as plain text of at most 110 columns."""
        return str(_above("run_text")(self))

    def figure(self, name: str = "answer") -> Figure:
        """Draw one figure: the one beside the answer, or another by its name, such as 'endings' or 'oil_clock'.

        Raises
        ------
        InputError
            Where there is no figure of that name; the message has those there are.
        """
        drawn: Figure = _above("run_figure")(self, name)
        return drawn

    def _repr_html_(self) -> str:
        """Return what it shows in sentences, and its figure."""
        return str(_above("run_html")(self))


ABOVE = "crossroads.studies.compare.report"
"""Where runs are told and drawn. It is named and not imported: this room knows of none that stand on it."""


def _above(name: str) -> Callable[..., Any]:
    told: Callable[..., Any] = getattr(importlib.import_module(ABOVE), name)
    return told
