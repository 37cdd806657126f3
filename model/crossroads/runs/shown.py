"""What is worked with by hand, as an interactive session shows it: a line, and in a notebook a table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crossroads.errors import legible

if TYPE_CHECKING:
    import pandas as pd

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
