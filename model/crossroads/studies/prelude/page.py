"""What came of an edit of the prelude, in sentences and two small tables."""

from __future__ import annotations

from collections.abc import Iterator

from crossroads.minds.setup import Setup
from crossroads.prelude.followed import SEED, WORLDS, EventFollowed, Followed, RelationMoved, followed
from crossroads.telling.numbers import counted, people, wrapped
from crossroads.telling.table import aligned

MOST_ROWS = 12
"""Events that a short text tells."""


def in_100(count: int, worlds: int) -> str:
    """Return a share of the worlds, in 100: '41', 'fewer than 1'."""
    share = 100.0 * count / worlds
    told = f"{share:.0f}"
    if count and told == "0":
        return "fewer than 1"
    return "more than 99" if count < worlds and told == "100" else told


def of_100(count: int, worlds: int) -> str:
    """Return in how many of 100 worlds: '41 of 100', 'every world'."""
    return "every world" if count == worlds else f"{in_100(count, worlds)} of 100"


def amount(value: float, unit: str = "") -> str:
    """Write what a relation or belief is: whole where it is large; a switch as worlds in 100."""
    if unit == "switch":
        return f"{100 * value:.0f}"
    return people(value) if abs(value) >= 1000 else f"{value:.3f}" if abs(value) < 0.1 else f"{value:.2f}"


def ended(item: EventFollowed, worlds: int) -> str:
    """Say how an event ended: 'Not signed in 59 of 100 worlds'."""
    told = [f"{item.event.outcomes[name]} in {of_100(count, worlds)}" for name, count in item.otherwise.items()]
    if item.scale != 1.0:
        told.append(f"{item.scale:g} times as great as it was")
    return "; ".join(told) or "As it was in every world"


def moved_line(item: RelationMoved) -> str:
    """Say where a relation stood: '0.40 -> 0.47 (0.28 to 0.66)'."""
    mean = f"{amount(item.recorded[0], item.unit)} -> {amount(item.edited[0], item.unit)}"
    low, high = (amount(value) for value in item.edited[1:])
    return mean if item.unit == "switch" else f"{mean} ({low} to {high})"


def lines(made: Followed, *, short: bool = False) -> Iterator[str]:
    """Yield the text, line by line.

    Parameters
    ----------
    made
        What came of the edit.
    short
        Leave out events beyond `MOST_ROWS`, those that ended otherwise in the fewest worlds first.
    """
    worlds = made.worlds
    yield f"What followed before June 1941, in {counted(worlds, 'world')} (seed {made.seed}):"
    rows = list(made.changed)
    if short and len(rows) > MOST_ROWS:
        by_size = sorted(rows, key=lambda item: (not item.edited, -sum(item.otherwise.values())))
        rows = [item for item in rows if item in by_size[:MOST_ROWS]]
    for item in rows:
        mark = " (edited)" if item.edited else ""
        yield wrapped(f"{item.event.date.year}  {item.event.title}{mark}: {ended(item, worlds)}.", 2, 6)
    left = len(made.changed) - len(rows)
    if left:
        yield wrapped(f"{counted(left, 'event')} more ended otherwise in fewer worlds.", 2, 6)
    same = len(made.events) - len(made.changed)
    yield wrapped(f"The other {counted(same, 'event')} ended as recorded.", 2, 6)
    if made.relations:
        yield "In June 1941, recorded -> edited (mean of the worlds; middle 80 % of them):"
        yield from aligned([(item.title, moved_line(item)) for item in made.relations], "<<", gap=2, indent=2)


def told(setup: Setup, worlds: int = WORLDS, seed: int = SEED) -> str:
    """Return what followed from a setup's edit in short, under a blank line; '' where it edits nothing.

    Parameters
    ----------
    setup
        What a scenario changes.
    worlds, seed
        As of a run.
    """
    found = followed(setup, worlds, seed)
    return "" if found is None else f"\n{text(found, short=True)}"


def text(made: Followed, *, short: bool = False) -> str:
    """Return all of it as plain text."""
    return "\n".join(lines(made, short=short))
