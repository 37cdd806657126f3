"""A number with its reference: the only form in which a number enters the model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Tier = Literal["document", "literature", "assumption", "fitted"]
Draw = Literal["fixed", "triangular", "uniform", "loguniform"]


@dataclass(frozen=True, slots=True)
class Record:
    """One sourced number.

    Attributes
    ----------
    name
        'theatre_or_nation.quantity', spelt out.
    value, low, high
        Central value and plausible range, `low <= value <= high`, in `unit`.
    unit
        Unit in words ('men', 'km per week', 'share', '1' for a pure number).
    date
        Day for which the value is valid (for a law's constant: the opening day).
    tier
        'document' (one of the five documents), 'literature', 'assumption', or 'fitted'.
    source
        Key in `sources.toml`.
    note
        How the value was chosen, who disagrees, what it leaves out.
    draw
        How worlds draw it: 'fixed' (every world the value), 'triangular' (low, value, high), 'uniform' or
        'loguniform' (low to high).
    document, line, cited
        For tier 'document': file number ('003'), line, and the source that the document itself cites ('' = none).
    used
        False for a number of the documents that is kept for comparison or validation and that no rule reads.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    date: dt.date
    tier: Tier
    source: str
    note: str = ""
    draw: Draw = "fixed"
    document: str = ""
    line: str = ""
    cited: str = ""
    used: bool = True
