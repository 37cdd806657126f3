"""The events of the prelude as data: how each may have ended, what answers what, and what an ending moves."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BeforeValidator, Field

from crossroads.errors import InputError
from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Faults, StrictDay, Table, Words, fault, unknown
from crossroads.prelude.quantities import load_quantities
from crossroads.prelude.sizes import CAUSES, CHANCES, SIZES, is_magnitude

FOLDER = "events"
DOCUMENTS = ("000", "001", "002", "003", "004")


class EventAnswer(Table):
    """How one outcome of an event becomes likelier, or less likely, where an earlier event ends in a certain way.

    Attributes
    ----------
    to, when
        The earlier event, and the ending of it that is answered.
    makes
        The outcome that becomes likelier.
    by
        Word for how much, in log odds, with '-' in front where it becomes less likely.
    """

    to: str
    when: str
    makes: str
    by: str


class Beside(Table):
    """Another event that has to have ended in a certain way, too.

    Attributes
    ----------
    event, when
        The event, and its ending.
    """

    event: str
    when: str


class Moved(Table):
    """What an outcome does to a relation or belief of June 1941.

    Attributes
    ----------
    outcome
        The outcome that does it.
    on
        What it moves, a name of `quantities.toml`.
    by
        Word, or name of a record of the prelude, for how much; with '-' in front where it takes away.
    size
        Name of a size in `sizes.py` that multiplies it: 1 as recorded; '' for none.
    beside
        What has to have happened as well; None where nothing has.
    """

    outcome: str
    on: str
    by: str
    size: str = ""
    beside: Beside | None = Field(None, alias="with")


class Event(Table):
    """One event.

    Attributes
    ----------
    name
        Its id, which scenarios write in `[prelude.NAME]`.
    date
        Day by which people know it.
    title, note
        Words for people.
    documents
        Document -> lines.
    errors, omissions
        What the documents get wrong of it, and what they leave out, by the ids of the ledger.
    recorded
        How it ended.
    absent
        What is left where it is taken away; '' where there is nothing to take away.
    chance
        Word for the chance of the recorded outcome, given all that came before as it was. The others share the rest
        alike, until an earlier event speaks for one of them.
    outcomes
        Outcome -> words.
    answers, moves
        What it answers, and what its outcomes move.
    beyond
        Outcome -> what the model cannot tell of it, in a sentence.
    """

    name: str = Field(alias="[name]")
    date: StrictDay
    title: Words
    note: Words
    documents: dict[str, Words] = Field({})
    errors: tuple[str, ...] = ()
    omissions: tuple[str, ...] = ()
    recorded: str
    absent: str = ""
    chance: str
    outcomes: dict[str, Words]
    answers: Annotated[tuple[EventAnswer, ...], BeforeValidator(tuple)] = ()
    moves: Annotated[tuple[Moved, ...], BeforeValidator(tuple)] = ()
    beyond: dict[str, Words] = Field({})

    @property
    def others(self) -> tuple[str, ...]:
        """The outcomes that it did not have."""
        return tuple(name for name in self.outcomes if name != self.recorded)

    @property
    def when(self) -> str:
        """Month and year, in words: 'May 1939'."""
        return f"{self.date:%B %Y}"

    def faults(self, context: Mapping[str, Event], bad: Set[str]) -> Faults:
        """Check its names against its own outcomes, and against the events before it, which it is given."""
        if not (self.documents or self.omissions):
            yield ("documents",), fault("neither documents nor omissions", "where the documents speak of it, or do not")
        for document in self.documents:
            if document not in DOCUMENTS:
                yield ("documents",), unknown(document, DOCUMENTS)
        own = [("recorded", self.recorded), *([("absent", self.absent)] if self.absent else [])]
        own += [("beyond", outcome) for outcome in self.beyond]
        own += [("moves", move.outcome) for move in self.moves] + [("answers", answer.makes) for answer in self.answers]
        for key, outcome in own:
            if outcome not in self.outcomes:
                yield (key,), unknown(outcome, self.outcomes)
        if self.absent == self.recorded:
            yield ("absent",), fault(f"'{self.absent}', which is what happened", "another outcome, or no such key")
        if len(self.outcomes) < 2:
            yield ("outcomes",), fault(f"{len(self.outcomes)}", "at least two")
        if self.chance not in CHANCES:
            yield ("chance",), unknown(self.chance, CHANCES)
        for answer in self.answers:
            yield from self._earlier("answers", answer.to, answer.when, context)
            if answer.by.removeprefix("-") not in CAUSES:
                yield ("answers",), unknown(answer.by, CAUSES)
        for move in self.moves:
            if move.on not in load_quantities():
                yield ("moves",), unknown(move.on, load_quantities())
            if not is_magnitude(move.by.removeprefix("-")):
                yield ("moves",), fault(f"'{move.by}'", "a word of size, or the name of a record of the prelude")
            if move.size and move.size not in SIZES:
                yield ("moves",), unknown(move.size, SIZES)
            if move.beside is not None:
                yield from self._earlier("moves", move.beside.event, move.beside.when, context)

    def _earlier(self, key: str, name: str, outcome: str, before: Mapping[str, Event]) -> Faults:
        if name not in before:
            yield (key,), unknown(name, before)
        elif outcome not in before[name].outcomes:
            yield (key,), unknown(outcome, before[name].outcomes)


@cache
def load_events() -> Mapping[str, Event]:
    """Return every event by name, in the order of their days.

    Raises
    ------
    InputError
        For the faults of the data, a line each.
    """
    found: dict[str, Event] = {}
    lines: list[str] = []
    folder = resources.files("crossroads.prelude").joinpath(FOLDER)
    for path in sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name):
        for name, table in read_toml(path).items():
            try:
                # One by one, since an event is read beside those before it.
                found[name] = Event.read(table, f"{path.name}: event '{name}'", found, name=name)
            except InputError as error:
                lines.append(str(error))
    if lines:
        raise InputError("\n".join(lines))
    days = [event.date for event in found.values()]
    if days != sorted(days):
        raise InputError("prelude: events: found an event after one of a later day; allowed: the order of their days")
    return found
