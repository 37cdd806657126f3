"""The one vocabulary: what nations see, weigh and decide, who sits at their tables, and how a war is told, in words.

What one nation alone has stands in its `words.toml`, what several share in the one of this folder.
"""

from __future__ import annotations

from dataclasses import field, replace
from functools import cache
from typing import Any

from pydantic.dataclasses import dataclass

from crossroads.evidence.nations import NationData, load_nations, nation_tables
from crossroads.evidence.reading import packaged
from crossroads.minds.decision import DecisionPoint, points_by_id
from crossroads.telling import word_forms
from crossroads.world.observables import OBSERVABLES, OUTCOMES

FILE = "words.toml"

SHOWN: dict[str, Any] = packaged("telling/shown.toml")
"""Which outcomes and series pages and figures show, in order."""


@dataclass(frozen=True, slots=True, config=word_forms.CLOSED)
class Vocabulary:
    """All words by id, decisions by 'nation.name', and the families of terms in their order, with their colours.

    `trade` is how a person in a seat is told that American trade stands, by level.
    """

    families: dict[str, str]
    features: dict[str, word_forms.Word] = field(default_factory=dict)
    terms: dict[str, word_forms.Word] = field(default_factory=dict)
    factions: dict[str, word_forms.Word] = field(default_factory=dict)
    decisions: dict[str, word_forms.DecisionWords] = field(default_factory=dict)
    outcomes: dict[str, word_forms.OutcomeWords] = field(default_factory=dict)
    series: dict[str, word_forms.OutcomeWords] = field(default_factory=dict)
    units: dict[str, word_forms.UnitWords] = field(default_factory=dict)
    trade: tuple[str, ...] = ()


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary.

    Raises
    ------
    ValueError
        Where a thing has two entries.
    """
    told = packaged(f"telling/{FILE}")
    for nation, table in nation_tables(FILE):
        for kind, entries in table.items():
            own = {f"{nation}.{name}": words for name, words in entries.items()} if kind == "decisions" else entries
            known = told.setdefault(kind, {})
            if twice := known.keys() & own.keys():
                raise ValueError(f"{nation}: {', '.join(sorted(twice))}: a thing has one entry")
            known.update(own)
    return Vocabulary(**told)


def nation(name: str) -> NationData:
    """Return what a nation is called, drawn with, and told by."""
    return load_nations()[name]


def point(name: str) -> DecisionPoint:
    """Return a decision by 'nation.name': its title, its options, and when it is on the table."""
    return points_by_id()[name]


def spelt(name: str) -> str:
    """Return an id with its words apart."""
    return name.replace("_", " ")


def feature(name: str) -> word_forms.Word:
    """Return how a feature of a view is told; one without words of its own by its name spelt out."""
    return vocabulary().features.get(name) or word_forms.Word(spelt(name), short=spelt(name), digits=2, kind="level")


def term(name: str) -> word_forms.Word:
    """Return how a term of the stakes is told; one without words of its own by its name spelt out."""
    return vocabulary().terms.get(name) or word_forms.Word(spelt(name))


def faction(name: str) -> word_forms.Word:
    """Return how a faction is told: with its article in words, in up to three lines in a label."""
    return vocabulary().factions.get(name) or word_forms.Word(f"the {spelt(name)}", short=spelt(name).capitalize())


def decision(name: str) -> word_forms.DecisionWords:
    """Return how a decision 'nation.name' is told."""
    return vocabulary().decisions.get(name) or word_forms.DecisionWords()


def reasons_words(name: str) -> word_forms.ReasonsWords:
    """Return how it is told what a decision owes to the documents' reasons."""
    told = decision(name).reasons
    assert told is not None, f"{name}: words are needed for what it owes to reasons"
    return told


def option(name: str, choice: str) -> str:
    """Return a few words for an option of 'nation.name'; its id, spelt out, where it has none."""
    return decision(name).options.get(choice, spelt(choice))


_TITLES = {item.name: item.title for item in OUTCOMES} | {item.name: item.title for item in OBSERVABLES}


def outcome(name: str) -> word_forms.OutcomeWords:
    """Return how an outcome or a series is told, what has no words of its own by its title."""
    known = vocabulary().outcomes.get(name) or vocabulary().series.get(name) or word_forms.OutcomeWords()
    title = _TITLES.get(name, spelt(name))
    label = known.label or title
    return replace(known, label=label, clause=known.clause or title, come=known.come or label)


def unit(name: str) -> word_forms.UnitWords:
    """Return how numbers of a unit are told; one without words as it is."""
    known = vocabulary().units.get(name, word_forms.UnitWords())
    return word_forms.UnitWords(known.scale, known.shown or name, known.word or name)
