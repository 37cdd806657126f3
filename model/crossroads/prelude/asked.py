"""What a scenario may ask of the prelude: `[prelude.EVENT]` with an outcome, or that it be taken away, or its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, ClassVar

from pydantic import Field, StrictBool

from crossroads.errors import listing
from crossroads.evidence.edits import PreludeEdit
from crossroads.evidence.tables import Faults, Number, Table, fault, unknown
from crossroads.prelude.events import Event, load_events

FORMS = "outcome, or removed = true; and scale, or scale alone"

LIMIT = "cannot be told by the model"
"""What is said, wherever a result is told, of an outcome after which the war would not have begun as it does."""

LARGEST = 5.0
"""No event may be made more than so many times as great as it was."""


class EventTable(Table):
    """One `[prelude.EVENT]`.

    Attributes
    ----------
    outcome
        How it ended.
    removed
        True: it did not come about.
    scale
        How great it was, 1 as recorded.
    """

    form: ClassVar[str] = f"a table with {FORMS}"

    outcome: str | None = None
    removed: StrictBool | None = Field(None, description="true, or no such key")
    scale: Number | None = None

    def faults(self, context: object, bad: Set[str]) -> Faults:
        """Check that the keys go together."""
        if bad:
            return
        if self.outcome is None and self.removed is None and self.scale is None:
            yield (), fault("an empty table", FORMS)
        if self.removed is False:
            yield ("removed",), fault("false", "true, or no such key")
        if self.removed and self.outcome is not None:
            yield (), fault("outcome with removed", FORMS)
        if self.removed and self.scale is not None:
            yield (), fault("scale with removed", FORMS)
        if self.scale is not None and not 0.0 <= self.scale <= LARGEST:
            yield ("scale",), fault(f"{self.scale:g}", f"a number from 0 to {LARGEST:g}")


def known_events() -> list[str]:
    """Return the names of all events."""
    return list(load_events())


def faults_of(name: str, table: EventTable) -> Faults:
    """Say what an event cannot be given: an outcome that it has not, a removal or a size that means nothing.

    Parameters
    ----------
    name
        The event.
    table
        What it is given.
    """
    event = load_events()[name]
    if table.outcome is not None and table.outcome not in event.outcomes:
        yield ("outcome",), unknown(table.outcome, event.outcomes)
        return
    if table.removed and not event.absent:
        found = f"true, where '{event.outcomes[event.recorded]}' is what happened"
        yield ("removed",), fault(found, f"outcome = {listing(event.others)}")
    outcome = table.outcome or event.recorded
    if table.scale is not None and outcome not in _weighty(event):
        found = f"{table.scale:g} of '{outcome}', which moves nothing"
        yield ("scale",), fault(found, f"scale beside outcome = {listing(sorted(_weighty(event)))}")


def _weighty(event: Event) -> set[str]:
    """Return the outcomes of an event that move something, or that a later event answers."""
    answered = {answer.when for other in load_events().values() for answer in other.answers if answer.to == event.name}
    return answered | {move.outcome for move in event.moves}


def edits_of(tables: Mapping[str, Mapping[str, Any]]) -> tuple[PreludeEdit, ...]:
    """Return a scenario's changes of events as the engine takes them, in the order of the events' days.

    Parameters
    ----------
    tables
        Event -> its table, as a resolved scenario holds it.
    """
    return tuple(_edit(event, tables[name]) for name, event in load_events().items() if name in tables)


def _edit(event: Event, table: Mapping[str, Any]) -> PreludeEdit:
    outcome = event.absent if table.get("removed") else table.get("outcome")
    return PreludeEdit(event.name, outcome, float(table.get("scale", 1.0)))


def in_words(now: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """Say what a scenario changes of the prelude against its base, a sentence an event.

    Parameters
    ----------
    now, before
        Event -> its table, of the scenario and of its base.
    """
    for name, event in load_events().items():
        if now.get(name) == before.get(name):
            continue
        head = f"Before June 1941: {event.title} ({event.when})"
        if name not in now:
            yield f"{head}: as it comes again, by what came before it."
            continue
        edit = _edit(event, now[name])
        told = [] if edit.outcome is None else [lower(event.outcomes[edit.outcome])]
        told += [f"{edit.scale:g} times as great as it was"] if edit.scale != 1.0 else []
        fact = (
            f" (in fact: {lower(event.outcomes[event.recorded])})" if edit.outcome not in (None, event.recorded) else ""
        )
        yield f"{head}: {', '.join(told)}{fact}."
        if edit.outcome in event.beyond:
            yield f"What part of it {LIMIT}: {event.beyond[edit.outcome]}"


def lower(text: str) -> str:
    """Return words as they stand in the middle of a sentence: names of lands and people keep their first letter."""
    names = ("Japan", "Tokyo", "Moscow", "Berlin", "Soviet", "German", "Mongolia", "Manchuria", "Stalin")
    return text if text.startswith(names) else text[:1].lower() + text[1:]
