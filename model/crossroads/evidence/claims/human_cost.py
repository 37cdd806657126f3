"""What the war cost people who did not fight, and prisoners: ranges of historians, and what runs count of them."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib import resources
from typing import Annotated, Literal, get_args

from pydantic import Field

from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.tables import Faults, Number, Table, Words, among, fault, told, unknown

Counts = Literal["deaths", "people"]

COUNTING = "civilians."
"""What the names of records begin with through which runs count civilians' deaths."""


class HumanCost(Table):
    """One row of the human cost.

    Attributes
    ----------
    id, title
        Its key, and who they were.
    counts
        'deaths', or 'people' who were held or made to work.
    low, high
        The range of serious counts.
    years
        Of the count.
    sources
        Who gives them.
    within
        The row of which it is a part ('' = none).
    counted_by
        Records through which a run counts such deaths; empty where none does.
    left_out
        What runs leave out of it.
    note
        Who gives which end, and what stands in the way of a better count.
    """

    id: str = Field(alias="[name]")
    title: Words
    counts: Annotated[Counts, among(lambda: get_args(Counts))]
    low: Number
    high: Number
    years: Words
    sources: tuple[str, ...] = Field(min_length=1, description="a list of at least one source")
    within: str = ""
    counted_by: tuple[str, ...] = ()
    left_out: str = ""
    note: str = ""

    def faults(self, context: Set[str], bad: Set[str]) -> Faults:
        """Check that the range is one, that sources and records exist, and that nothing is left out in silence."""
        if not bad & {"low", "high"} and not 0 < self.low <= self.high:
            yield ("low",), fault(f"{self.low:g} to {self.high:g}", "0 < low <= high")
        for name in self.sources:
            if name not in load_sources():
                yield ("sources",), unknown(name, load_sources())
        counting = [name for name in load_records() if name.startswith(COUNTING)]
        for name in self.counted_by:
            if name not in counting:
                yield ("counted_by",), unknown(name, counting)
        if not self.counted_by and not self.left_out:
            yield ("left_out",), told("what no run counts is said to be left out, and why")

    @property
    def range_words(self) -> str:
        """The range in words: '2.8 to 3.3 million', '35,000 to 36,000', '100,000'."""
        if self.low == self.high:
            return f"{self.low:,.0f}"
        if self.low >= 1_000_000:
            return f"{self.low / 1e6:g} to {self.high / 1e6:g} million"
        if self.high >= 1_000_000:
            return f"{self.low:,.0f} to {self.high / 1e6:g} million"
        return f"{self.low:,.0f} to {self.high:,.0f}"


@cache
def load_human_cost() -> dict[str, HumanCost]:
    """Return the rows by id, in the order of the file.

    Raises
    ------
    InputError
        A line for each fault.
    """
    path = resources.files("crossroads.evidence").joinpath("claims", "human_cost.toml")
    return HumanCost.read_all(path, "row")
