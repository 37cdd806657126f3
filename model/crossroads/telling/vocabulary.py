"""The one vocabulary: what nations see, weigh and decide, and who sits at their tables, in words.

What one nation alone has stands in its `words.toml`, what several share in the one of this folder.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from crossroads.evidence.nations import nation_tables
from crossroads.evidence.reading import read_toml
from crossroads.telling.numbers import rounded

FILE = "words.toml"
OTHER_TERMS = "other"
"""Family of a term that has none."""

Kind = Literal["flag", "share", "amount", "level"]
"""Yes or no; between 0 and 1; 0 or more of a unit; any number."""


@dataclass(frozen=True, slots=True)
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
    seen, report, report_digits
        How a person in a seat is told a feature's number, with {} for it; its label with unit in the news, and decimals
        there.
    seat_scale
        Factor to both, 0 = that of its kind.
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
    report: str = ""
    report_digits: int = 0
    seat_scale: float = 0.0
    eastern: bool = False

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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    asked
        What a person in the seat may be asked to foretell, with weeks ahead, in order.
    main
        Whether it is put to a person who asks for the main decisions.
    consequence
        Whether it is told before others where a chain of events is too long.
    regret, reasons
        How the studies of these names tell it; the second can be made of decisions alone that have its words.
    """

    unknown: str = "how the others will answer."
    options: Mapping[str, str] = field(default_factory=dict)
    recorded: str = ""
    asked: tuple[tuple[str, int], ...] = ()
    main: bool = False
    consequence: bool = False
    regret: RegretWords = RegretWords()
    reasons: ReasonsWords | None = None


@dataclass(frozen=True, slots=True)
class PredictedEvent:
    """A dated outcome that a person can be asked to foretell.

    Attributes
    ----------
    words
        What happens, in a few words.
    flags
        Features of a view that say that it has happened.
    ended_by
        Outcomes after which it can no longer happen.
    needs
        Outcomes before which nobody would ask.
    """

    words: str
    flags: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words by id, decisions by 'nation.name', and the families of terms in their order.

    Of what a person in a seat is told: `trade`, how American trade stands, by level; `news`, flag of a view -> its new
    value -> the news, where it is any; `events`, what can be foretold; `later`, what is asked, with weeks ahead, where
    nothing of a decision's own list is open any more.
    """

    families: tuple[str, ...]
    features: dict[str, Word]
    terms: dict[str, Word]
    factions: dict[str, Word]
    decisions: dict[str, DecisionWords]
    trade: tuple[str, ...]
    news: dict[str, dict[int, str]]
    events: dict[str, PredictedEvent]
    later: tuple[tuple[str, int], ...]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary.

    Raises
    ------
    ValueError
        Where a thing has two entries.
    """
    common = read_toml(resources.files("crossroads.telling").joinpath(FILE))
    made = Vocabulary(
        families=tuple(common["families"]),
        features={},
        terms={},
        factions={},
        decisions={},
        trade=tuple(common["trade"]),
        news={name: {int(level): told for level, told in levels.items()} for name, levels in common["news"].items()},
        events={name: PredictedEvent(**cells) for name, cells in common["events"].items()},
        later=_asked(common["later"]),
    )
    for nation, table in (("", common), *nation_tables(FILE)):
        for kind, words in (("features", made.features), ("terms", made.terms), ("factions", made.factions)):
            entries = {name: Word(**cells) for name, cells in table.get(kind, {}).items()}
            if twice := words.keys() & entries.keys():
                raise ValueError(f"{nation}: {', '.join(sorted(twice))}: a thing has one entry")
            words.update(entries)
        for name, cells in table.get("decisions", {}).items():
            made.decisions[f"{nation}.{name}"] = _decision(cells)
    return made


def _asked(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((name, weeks) for name, weeks in pairs)


def _decision(cells: dict[str, Any]) -> DecisionWords:
    told = {**cells, "asked": _asked(cells.get("asked", ()))}
    if "regret" in cells:
        regret = cells["regret"]
        told["regret"] = RegretWords(**{**regret, "cannot_tell": tuple(regret["cannot_tell"])})
    if "reasons" in cells:
        told["reasons"] = ReasonsWords(**cells["reasons"])
    return DecisionWords(**told)


def spelt(name: str) -> str:
    """Return an id with its words apart."""
    return name.replace("_", " ")


def feature(name: str) -> Word:
    """Return how a feature of a view is told; one without words of its own by its name spelt out."""
    return vocabulary().features.get(name) or Word(spelt(name), short=spelt(name), digits=2, kind="level")


def term_words(name: str) -> str:
    """Return a term in words."""
    known = vocabulary().terms.get(name)
    return known.long if known else spelt(name)


def term(name: str) -> str:
    """Return a term in a label."""
    known = vocabulary().terms.get(name)
    return (known.short if known else "") or term_words(name)


def family(name: str) -> str:
    """Return the family of a term."""
    known = vocabulary().terms.get(name)
    return known.family if known else OTHER_TERMS


def faction_words(name: str) -> str:
    """Return a faction in words, with its article."""
    known = vocabulary().factions.get(name)
    return known.long if known else f"the {spelt(name)}"


def faction_seat(name: str) -> str:
    """Return a faction as a person in a seat is told of it."""
    known = vocabulary().factions.get(name)
    return (known.seat if known else "") or spelt(name)


def faction(name: str) -> str:
    """Return a faction in a label, in up to three lines."""
    known = vocabulary().factions.get(name)
    return known.short if known else spelt(name).capitalize()


def decision(name: str) -> DecisionWords:
    """Return how a decision 'nation.name' is told."""
    return vocabulary().decisions.get(name) or DecisionWords()


def reasons_words(name: str) -> ReasonsWords:
    """Return how it is told what a decision owes to the documents' reasons."""
    told = decision(name).reasons
    assert told is not None, f"{name}: words are needed for what it owes to reasons"
    return told


def option(name: str, choice: str) -> str:
    """Return a few words for an option of 'nation.name'; its id, spelt out, where it has none."""
    return decision(name).options.get(choice, spelt(choice))
