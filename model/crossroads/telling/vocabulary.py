"""The one vocabulary: what nations see, weigh and decide, who sits at their tables, and how a war is told, in words.

What one nation alone has stands in its `words.toml`, what several share in the one of this folder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

from crossroads.evidence.nations import nation_tables
from crossroads.evidence.reading import read_toml
from crossroads.telling.numbers import rounded
from crossroads.world.observables import OBSERVABLES, OUTCOMES

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
    beliefs
        Features of the view that a figure of its odds shows, the first that were seen.
    consequence
        Whether it is told before others where a chain of events is too long.
    first
        Its first option mostly leaves things as they are, and choosing that is no event: it is untold, drawn among the
        decisions of a run all the same, or told like any other.
    """

    unknown: str = "how the others will answer."
    options: Mapping[str, str] = field(default_factory=dict)
    recorded: str = ""
    asked: tuple[tuple[str, int], ...] = ()
    beliefs: tuple[str, ...] = ()
    main: bool = False
    consequence: bool = False
    first: Literal["untold", "drawn", "told"] = "untold"


@dataclass(frozen=True, slots=True)
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
    values
        Value of a category -> its label.
    """

    label: str = ""
    clause: str = ""
    come: str = ""
    shown: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """How numbers of a unit are drawn: factor, and the unit shown; and the word by which amounts are written."""

    scale: float = 1.0
    shown: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words by id, decisions by 'nation.name', and the families of terms in their order."""

    families: tuple[str, ...]
    features: dict[str, Word] = field(default_factory=dict)
    terms: dict[str, Word] = field(default_factory=dict)
    factions: dict[str, Word] = field(default_factory=dict)
    decisions: dict[str, DecisionWords] = field(default_factory=dict)
    outcomes: dict[str, OutcomeWords] = field(default_factory=dict)
    series: dict[str, OutcomeWords] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)


_KINDS: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("features", "terms", "factions"), Word),
    **dict.fromkeys(("outcomes", "series"), OutcomeWords),
    "units": Unit,
}


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary.

    Raises
    ------
    ValueError
        Where a thing has two entries.
    """
    common = read_toml(resources.files("crossroads.telling").joinpath(FILE))
    made = Vocabulary(tuple(common["families"]))
    for nation, table in (("", common), *nation_tables(FILE)):
        for kind, told in _KINDS.items():
            words: dict[str, Any] = getattr(made, kind)
            entries = {name: told(**cells) for name, cells in table.get(kind, {}).items()}
            if twice := words.keys() & entries.keys():
                raise ValueError(f"{nation}: {', '.join(sorted(twice))}: a thing has one entry")
            words.update(entries)
        for name, cells in table.get("decisions", {}).items():
            made.decisions[f"{nation}.{name}"] = _decision(cells)
    return made


def _decision(cells: dict[str, Any]) -> DecisionWords:
    asked = tuple((str(name), int(weeks)) for name, weeks in cells.get("asked", ()))
    return DecisionWords(**{**cells, "asked": asked, "beliefs": tuple(cells.get("beliefs", ()))})


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


def faction(name: str) -> str:
    """Return a faction in a label, in up to three lines."""
    known = vocabulary().factions.get(name)
    return known.short if known else spelt(name).capitalize()


def decision(name: str) -> DecisionWords:
    """Return how a decision 'nation.name' is told."""
    return vocabulary().decisions.get(name) or DecisionWords()


def option(name: str, choice: str) -> str:
    """Return a few words for an option of 'nation.name'; its id, spelt out, where it has none."""
    return decision(name).options.get(choice, spelt(choice))


_TITLES = {item.name: item.title for item in OUTCOMES} | {item.name: item.title for item in OBSERVABLES}


def outcome(name: str) -> OutcomeWords:
    """Return how an outcome or a series is told, what has no words of its own by its title."""
    known = vocabulary().outcomes.get(name) or vocabulary().series.get(name) or OutcomeWords()
    title = _TITLES.get(name, spelt(name))
    label = known.label or title
    return replace(known, label=label, clause=known.clause or title, come=known.come or label)


def unit(name: str) -> Unit:
    """Return how numbers of a unit are told; one without words as it is."""
    known = vocabulary().units.get(name, Unit())
    return Unit(known.scale, known.shown or name, known.word or name)
