"""The forms of words: how a feature, a decision, an outcome or a unit is told."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from crossroads.telling.numbers import rounded

CLOSED = ConfigDict(extra="forbid", defer_build=True)
"""What is read has the keys that are known, and no other."""

OTHER_TERMS = "other"
"""Family of a term that has none."""


Kind = Literal["flag", "share", "amount", "level"]
"""Yes or no; between 0 and 1; 0 or more of a unit; any number."""


@dataclass(frozen=True, slots=True, config=CLOSED)
class Word:
    """How a thing is told: a feature of a view, a term of the stakes, or a faction.

    Attributes
    ----------
    long
        In a sentence: "X is 12 divisions", "cared twice as much for X", "X would have been against it".
    short
        In a label; '' = as in a sentence.
    unit
        A feature's unit after its number, '' = none; a share without one is told in per cent.
    scale, shown, digits
        In a label: factor from the model's unit to the unit shown, that unit, decimals.
    kind
        What values a feature can have.
    rank
        Place of a feature among those that a figure lists, from 1; 0 = it lists it not.
    family
        Family of a term, one colour each.
    seat
        What a person in a seat is told instead of the label, '' = the label.
    seen
        How a person in a seat is told a feature's number, with {} for it.
    seat_scale
        Factor to it, 0 = that of its kind.
    eastern
        Whether a feature says nothing once Germany and the USSR no longer fight.
    """

    long: str
    short: str = ""
    unit: str = ""
    scale: float = 1.0
    shown: str = ""
    digits: int = 0
    kind: Kind = "amount"
    rank: int = 0
    family: str = OTHER_TERMS
    seat: str = ""
    seen: str = ""
    seat_scale: float = 0.0
    eastern: bool = False

    @property
    def label(self) -> str:
        """How it is told in a label."""
        return self.short or self.long

    @property
    def seat_factor(self) -> float:
        """The factor from the model's unit to what a person in a seat is told."""
        return self.seat_scale or (100.0 if self.kind == "share" else 1.0)

    def value(self, number: float) -> str:
        """Return a value in words: '12.3 divisions', 'yes', 'not known'."""
        if math.isnan(number):
            return "not known"
        if self.kind == "flag" and number in (0.0, 1.0):
            return "yes" if number else "no"
        if math.isinf(number):
            return "without limit"
        if self.kind == "share" and not self.unit:
            return f"{rounded(100.0 * number):,.10g} %"
        figure = f"{rounded(number):,.10g}"
        return f"{figure} {self.unit}" if self.unit else figure

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest value that the feature can have."""
        if self.kind in ("flag", "share"):
            return 0.0, 1.0
        return (-math.inf if self.kind == "level" else 0.0), math.inf


@dataclass(frozen=True, slots=True, config=CLOSED)
class RegretWords:
    """How it is told what a decision's courses were held to bring, and what they brought.

    Attributes
    ----------
    courses
        All of its options: "What X were held to bring".
    meeting, meetings
        At what it is decided: "the X of 9 August 1941", "the X: 1941-07-02, 1941-08-09".
    seat
        Who would have known: "had X known".
    truth
        What there was to know: "had it known X".
    cannot_tell
        What the comparison cannot tell, a sentence each.
    """

    courses: str = "the courses"
    meeting: str = "meeting"
    meetings: str = "meetings"
    seat: str = "it"
    truth: str = "the truth"
    cannot_tell: tuple[str, ...] = ("Whether the interests were good ones.",)


@dataclass(frozen=True, slots=True, config=CLOSED)
class ReasonsWords:
    """How it is told what a decision owes to the documents' reasons.

    Attributes
    ----------
    options
        Options whose odds are told, with the heads of their columns; it is the first whose change is told.
    rest
        The options that are not told: "the odds of X".
    courses, choice
        All of its options, and the choice among them: "odds of X", "what X owes to each".
    head
        The first option in a head: "change in X", "a group that speaks against the X".
    going
        The first option in a sentence: "the odds of X".
    event, act, headline
        The first option as what happens: "mean odds of X", "against X", "the odds that X".
    """

    options: Mapping[str, str]
    rest: str
    courses: str
    choice: str
    head: str
    going: str
    event: str
    act: str
    headline: str

    @property
    def difference(self) -> str:
        """Name of the column with the change of the first option's odds."""
        return f"difference_{next(iter(self.options))}"


@dataclass(frozen=True, slots=True, config=CLOSED)
class DecisionWords:
    """How a decision is told.

    Attributes
    ----------
    unknown
        What a person in the seat is told that nobody knows.
    options
        Option -> a few words, for a label.
    recorded
        What the record of decisions calls it; '' = it is on no record.
    main
        Whether it is put to a person who asks for the main decisions.
    beliefs
        Features of the view that a figure of its odds shows, the first that were seen.
    consequence
        Whether it is told before others where a chain of events is too long.
    first
        Its first option mostly leaves things as they are, and choosing that is no event: it is untold, drawn among the
        decisions of a run all the same, or told like any other.
    regret, reasons
        How the studies of these names tell it; the second can be made of decisions alone that have its words.
    """

    unknown: str = "how the others will answer."
    options: Mapping[str, str] = field(default_factory=dict)
    recorded: str = ""
    beliefs: tuple[str, ...] = ()
    main: bool = False
    consequence: bool = False
    first: Literal["untold", "drawn", "told"] = "untold"
    regret: RegretWords = RegretWords()
    reasons: ReasonsWords | None = None


@dataclass(frozen=True, slots=True, config=CLOSED)
class OutcomeWords:
    """How an outcome or a weekly series is told; what is '' is the title that it is registered under.

    Attributes
    ----------
    label
        In a label.
    clause
        As a clause: "Japan and the United States are at war".
    come
        Of a date, what is so from then on: "Moscow has fallen"; '' = the label.
    shown
        Of a series, what its numbers count, where its unit does not say.
    panel
        Of a series, above a small panel of its own.
    values
        Value of a category -> its label.
    beside
        Of a category, dated outcome -> the values beside which it may have come too, which they do not say.
    by
        The day up to which those count.
    after
        Of a date, another one -> what the event is called in a world where that was the last before it.
    """

    label: str = ""
    clause: str = ""
    come: str = ""
    shown: str = ""
    panel: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by: dt.date = dt.date.max
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=CLOSED)
class UnitWords:
    """How numbers of a unit are drawn: factor, and the unit shown; and the word by which amounts are written."""

    scale: float = 1.0
    shown: str = ""
    word: str = ""
