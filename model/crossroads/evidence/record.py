"""A number with its reference: the only form in which a number enters the model."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crossroads.evidence.edits import ParameterEdit

LARGEST_FACTOR = 1000.0
"""An edit a thousand times beyond the recorded range is a slip of the pen, and its arithmetic means nothing."""

_SCALE_ENDINGS = (".temperature", "_step")
"""How names of records end by which every council divides: what is left unsaid, and steps of the staff's papers."""

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
    known
        First day on which the number could be known to the nation that uses it; None = on `date`. Nothing that was
        first known after a decision may enter it.
    targets
        For tier 'fitted': the targets of the calibration that it moves most, 'one, another'.
    used
        False for a number of the documents that is kept for comparison or validation and that no rule reads.
    divides
        True where rules divide by it, though it is no length of time, distance or count of men.
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
    known: dt.date | None = None
    targets: str = ""
    used: bool = True
    divides: bool = False

    @property
    def never_zero(self) -> bool:
        """Whether rules divide by the quantity: a length of time, a distance, a count of men, a scale."""
        lengths = self.unit.split()[0] in {"weeks", "km", "days", "men", "months"} and " per " not in self.unit
        return self.low > 0 and (lengths or self.divides or self.name.endswith(_SCALE_ENDINGS))

    @property
    def is_share(self) -> bool:
        """Whether the quantity is a part of a whole, which cannot be more than 1."""
        return self.unit.split()[0] in {"share", "probability"} and self.high <= 1

    @property
    def most(self) -> float:
        """The largest magnitude that an edit may give: a thousand times the recorded range."""
        return LARGEST_FACTOR * max(abs(self.low), abs(self.high), abs(self.value), 1.0 / LARGEST_FACTOR)

    def refusals(self, edit: ParameterEdit, *, capped: bool = False) -> Iterator[tuple[str, str, str]]:
        """Say what of an edit cannot be: its form, what was found, and what is allowed.

        There is no share above 1, no less than nothing of what is never negative, none of what rules divide by, and
        nothing so large that it is a slip of the pen. A range needs room for the shape of the record's draw.
        `capped`: a share may be scaled beyond 1, since its draws stop there.
        """
        for form in ("value", "scale", "low", "high"):
            number = getattr(edit, form)
            if number is None:
                continue
            result = number * self.value if form == "scale" else number
            if capped and form == "scale" and self.is_share:
                result = min(result, 1.0)
            if not math.isfinite(number):
                yield form, f"{number}", "a finite number"
            elif self.is_share and not 0 <= result <= 1:
                yield form, f"{number:g}", f"what gives a {self.unit} from 0 to 1"
            elif number < 0 and (self.low >= 0 or form == "scale"):
                yield form, f"{number:g}", f"a number that is not negative ({self.unit})"
            elif self.never_zero and result <= 0:
                yield form, f"{number:g}", f"what gives more than 0 ({self.unit})"
            elif abs(result) > self.most:
                yield form, f"{number:g}", f"what gives at most {self.most:g} ({self.unit})"
        if edit.low is None and edit.high is None:
            return
        low = self.low if edit.low is None else edit.low
        high = self.high if edit.high is None else edit.high
        if low > high:
            yield "low", f"{low:g} above high = {high:g}", "low no higher than high"
        elif self.draw == "loguniform" and low <= 0:
            yield "low", f"{low:g}", f"more than 0, since its logarithm is drawn ({self.unit})"
