"""A number with its reference: the only form in which a number enters the model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, StrictBool

from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.source import Source
from crossroads.evidence.tables import Faults, Number, StrictDay, Table, Words, among, fault, told, unknown
from crossroads.world.calendar import MEMORY_WEEKS

LARGEST_FACTOR = 10.0
"""An edit more than ten times beyond the recorded range is a slip of the pen, and its arithmetic means nothing."""

NO_DOUBT = 100.0
"""Log odds that leave no doubt: an edit may give as much, whatever the record's range."""

_PARTS = {"share", "probability", "reliability", "correlation"}
"""Units, by their first word, of what cannot be more than a whole."""

_SCALE_ENDINGS = (".temperature", "_step")
"""How names of records end by which every council divides: what is left unsaid, and steps of the staff's papers."""

_PERIODS = (
    *(".paper_weeks", ".later_paper_weeks", ".horizon_weeks", "staff.step_weeks", "staff.later_step_weeks"),
    *("belief.update_weeks", "view.month_weeks", "ussr.transfers_review_months"),
)
"""How names of records end that say every how many weeks, or months, something comes again: rules round them."""

_LAGS = ("_lag_weeks", "belief.trend_weeks")
"""How names of records end that say how many weeks old a report is."""

Tier = Literal["document", "literature", "assumption", "fitted"]
Draw = Literal["fixed", "triangular", "uniform", "loguniform"]


_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_DOCUMENT = re.compile(r"00[0-4]")


def _written(number: float) -> str:
    """Write a number with as many digits as tell it from its bound, thousands apart."""
    return f"{number:,.15g}"


class Record(Table):
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
    at_least, at_most
        What an edit may give, where rules bear less or more than the unit lets one expect.
    """

    name: str = Field(alias="[name]")
    value: Number
    low: Number
    high: Number
    unit: Words
    date: StrictDay
    tier: Annotated[Tier, among(lambda: get_args(Tier))]
    source: str
    note: str = ""
    draw: Annotated[Draw, among(lambda: get_args(Draw))] = "fixed"
    document: str = ""
    line: str = ""
    cited: str = ""
    known: StrictDay | None = None
    targets: str = ""
    used: StrictBool = True
    divides: StrictBool = False
    at_least: Number | None = None
    at_most: Number | None = None

    @classmethod
    def read(cls, raw: object, where: str, context: Any = None, **given: str) -> Self:
        """Check what was read, its name first: where that is none, the table's keys are no record's."""
        if not _NAME.fullmatch(given["name"]):
            form = 'a record is named in quotes, as ["japan.oil_stock"]: small letters, at least one dot'
            raise InputError(f"{where}: {form}")
        return super().read(raw, where, context, **given)

    def faults(self, context: Mapping[str, Source], bad: Set[str]) -> Faults:
        """Check that its source is one of those that it is given, and that range, draw and tier go together."""
        if self.source not in context:
            yield ("source",), unknown(self.source, context)
        if not self.low <= self.value <= self.high:
            found = f"{self.value:g} outside {self.low:g} to {self.high:g}"
            yield ("value",), fault(found, "low <= value <= high")
        if self.draw != "fixed" and self.low == self.high:
            yield ("draw",), fault(f"'{self.draw}' with low = high", "'fixed'")
        if self.draw == "loguniform" and self.low <= 0:
            yield ("low",), fault(f"{self.low:g} with draw 'loguniform'", "a number above 0")
        if self.tier == "document" and not (self.document and self.line):
            yield (), told("a number of tier 'document' needs the keys document and line")
        if (self.tier == "fitted") != bool(self.targets):
            yield ("targets",), told("a number of tier 'fitted' names the targets it was fitted to, and no other does")
        if self.document and not _DOCUMENT.fullmatch(self.document):
            yield ("document",), fault(f"'{self.document}'", "000 to 004")

    @property
    def never_zero(self) -> bool:
        """Whether rules divide by the quantity: a length of time, a distance, a count of men, a scale."""
        lengths = self.unit.split()[0] in {"weeks", "km", "days", "men", "months"} and " per " not in self.unit
        return self.low > 0 and (lengths or self.divides or self.name.endswith(_SCALE_ENDINGS))

    @property
    def is_share(self) -> bool:
        """Whether the quantity is a part of a whole, which cannot be more than 1."""
        return self.unit.split()[0] in _PARTS and self.high <= 1

    @property
    def is_switch(self) -> bool:
        """Whether the quantity is on or off, and nothing between."""
        return self.unit == "switch"

    @property
    def is_period(self) -> bool:
        """Whether rules round the quantity to whole weeks or months, to at least one."""
        return self.name.endswith(_PERIODS)

    @property
    def is_lag(self) -> bool:
        """Whether the quantity says how many weeks old a report is: rules round it to whole weeks."""
        return self.name.endswith(_LAGS)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the utmost that an edit may give."""
        most = LARGEST_FACTOR * max(abs(self.low), abs(self.high), 1.0 / LARGEST_FACTOR)
        if self.is_share or self.is_switch:
            most = 1.0
        elif self.unit == "log odds":
            most = max(most, NO_DOUBT)
        least = 0.0 if self.low >= 0 else -most
        if self.is_lag:
            most = MEMORY_WEEKS
        if self.never_zero:
            least = self.low / LARGEST_FACTOR
        if self.is_period:
            least = 1.0
        return (least if self.at_least is None else self.at_least, most if self.at_most is None else self.at_most)

    def refusals(self, edit: ParameterEdit) -> Iterator[tuple[str, str, str]]:
        """Say what of an edit cannot be: its form, what was found, and what is allowed.

        A switch is on or off; nothing leaves the record's `limits`, draws that are scaled included, save that draws of
        a share stop at 1. A range needs room for the shape of the record's draw.
        """
        low = self.low if edit.low is None else edit.low
        high = self.high if edit.high is None else edit.high
        if low > high:
            yield "low", f"{low:g} above high = {high:g}", "low no higher than high"
            return
        least, most = self.limits
        ends = {self.value} if self.draw == "fixed" else {self.low, self.value, self.high}
        for form in ("value", "scale", "low", "high"):
            number = getattr(edit, form)
            if number is None:
                continue
            if not math.isfinite(number):
                yield form, f"{number}", "a finite number"
                continue
            bounded = "a factor that leaves" if form == "scale" else "a number of"
            results = [number * end for end in ends] if form == "scale" else [number]
            scaled_share = form == "scale" and self.is_share
            if self.is_switch and (form in ("low", "high") or not {0.0, 1.0}.issuperset(results)):
                yield form, _written(number), "value = 0 or value = 1 (switch)"
            elif scaled_share and number > LARGEST_FACTOR:
                yield form, _written(number), f"a factor of at most {LARGEST_FACTOR:g}, for a {self.unit} from 0 to 1"
            elif self.is_share and not scaled_share and not least <= number <= most:
                yield form, _written(number), f"a {self.unit} from {least:g} to {most:g}"
            elif number < 0 and (least >= 0 or form == "scale"):
                yield form, _written(number), f"a number that is not negative ({self.unit})"
            elif min(results) < least:
                yield form, _written(number), f"{bounded} at least {least:,.10g} ({self.unit})"
            elif max(results) > most and not scaled_share:
                yield form, _written(number), f"{bounded} at most {most:,.10g} ({self.unit})"
        if self.draw == "loguniform" and edit.low is not None and edit.low <= 0:
            yield "low", f"{edit.low:g}", f"more than 0, since its logarithm is drawn ({self.unit})"
