"""Where compiled code finds staff papers: a table a decision, filled as blocks ask for what is not in it yet.

Before a run of many worlds it is filled with what earlier processes have kept.

A run begins with what earlier runs with the same papers have put there, adds to tables of its own, and hands them on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.reading import MULTIPLIER, SHELF, SHIFT, PaperRead
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.imagining.grid import whole
from crossroads.minds.imagining.library import Library
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.imagining.subject import Subject
from crossroads.nations import SUBJECTS
from crossroads.world.axes import Array, Floats, Ints

KNOWN, WEEK, STEP = "staff", "staff_week", "staff_step"
"""Kinds of number that staffs know: a record, the week of a decision's papers, a step of the grid."""

LEAST = 256
"""Papers for which a table has room at first."""

_WORD_BYTES = 8

_SPARE = 4
"""Places for each paper; few are looked at in vain."""


@dataclass(slots=True)
class Shelf:
    """The papers of one decision.

    Attributes
    ----------
    names
        Their keys as bytes.
    keys, said
        Their keys, (paper, word), and what they say, (paper, number); rows beyond the last are room for more.
    slots
        Where a hash looks: the number of a paper, counted from 1, or 0.
    """

    names: set[bytes]
    keys: Ints
    said: Floats
    slots: Ints

    @classmethod
    def empty(cls, words: int, numbers: int, room: int | None = None) -> Shelf:
        """Return a table without a paper."""
        room = room or LEAST
        slots = np.zeros(_SPARE * room, dtype=np.int64)
        return cls(set(), np.zeros((room, words), dtype=np.int64), np.zeros((room, numbers)), slots)

    def add(self, keys: Ints, said: Floats) -> None:
        """Put papers into a table that has room for them."""
        mask, first = len(self.slots) - 1, len(self.names)
        self.keys[first : first + len(keys)] = keys
        self.said[first : first + len(keys), : said.shape[1]] = said
        # Blocks may be reading: whoever finds a paper's number finds the paper whole. A processor of x86 shows what was
        # written first first; on others nobody reads meanwhile.
        for place, at in enumerate(_hashes(keys).tolist()):
            while self.slots[at & mask]:
                at += 1
            self.slots[at & mask] = first + place + 1
        self.names |= {key.tobytes() for key in keys}

    def grown(self, more: int) -> Shelf:
        """Return a copy with room for some more papers."""
        room = len(self.keys)
        count = len(self.names)
        while room < count + more:
            room *= 2
        made = Shelf.empty(self.keys.shape[1], self.said.shape[1], room)
        made.add(self.keys[:count], self.said[:count])
        return made


def _hashes(keys: Ints) -> NDArray[np.uint64]:
    """Return where each key is looked for first, as `reading` reckons it."""
    found = np.zeros(len(keys), dtype=np.uint64)
    factor = np.array(MULTIPLIER, dtype=np.int64).view(np.uint64)
    for word in np.ascontiguousarray(keys.T).view(np.uint64):
        found = (found ^ word) * factor
    return found ^ (found >> np.uint64(SHIFT))


def _columns(week: int, names: list[bytes]) -> Ints:
    """Return keys as they are here, (paper, word): the week, which is no part of them in a library, comes first."""
    keys = np.frombuffer(b"".join(names), dtype=np.int64).reshape(len(names), -1)
    return np.insert(keys, 0, week, axis=1)


_kept: WeakKeyDictionary[Library, dict[str, Shelf]] = WeakKeyDictionary()
"""A library -> the tables of the last run that was done."""


class Shelves:
    """The papers of a run, as compiled code reads them.

    Parameters
    ----------
    papers
        The scenario's papers: what is missing is written there.
    readings
        Decision id -> what is read.

    Attributes
    ----------
    lies
        Where it stands where each decision's table lies, (decision, word).
    moment
        How often papers have been put on a shelf.
    """

    def __init__(self, papers: Papers, readings: Mapping[str, PaperRead]) -> None:
        self._p, self._library = papers.p, papers.library
        self._readings = dict(readings)
        width, kept = machine.width(), _kept.get(papers.library, {})
        self._shelves = {
            point: kept.get(point) or Shelf.empty(reading.words, reading.padded(width))
            for point, reading in readings.items()
        }
        self._own: set[str] = set()
        self._left: list[tuple[Shelf, Ints]] = []
        self._added = dict.fromkeys(self._shelves, 0)
        self.moment = 0
        self._point()

    def _point(self) -> None:
        """Say anew where the tables lie; blocks that are under way go by what was said when they set out."""
        self._pointers: Ints = np.zeros((max(len(self._shelves), 1), SHELF), dtype=np.int64)
        for row, shelf in enumerate(self._shelves.values()):
            lies = (array.ctypes.data for array in (shelf.slots, shelf.keys, shelf.said))
            self._pointers[row] = len(shelf.slots) - 1, *lies
        self.lies: int = self._pointers.ctypes.data

    def write(self, point: str, week: int, fixed: Array, levels: Array, weights: Array) -> None:
        """Put the papers on their shelf that some worlds ask for and that are not there.

        Parameters
        ----------
        point, week
            The decision, and the week in which it is put.
        fixed
            Week of the papers, facts, plans that are needed, (world, name).
        levels, weights
            Levels of belief, (world, corner, axis), and how much each corner counts, (world, corner).
        """
        subject, shelf = SUBJECTS[point], self._shelves[point]
        paper_week = self._library.week_of(subject, week)
        world, corner = np.nonzero(weights > 0)
        keys = whole(np.concatenate([fixed[world], levels[world, corner]], axis=1))
        asked = set(keys.view(f"V{keys.shape[1] * _WORD_BYTES}").reshape(-1).tolist())
        missing = sorted(asked - shelf.names)
        if not missing:  # blocks that waited elsewhere have had them written
            return
        columns = np.frombuffer(b"".join(missing), dtype=np.int64).reshape(len(missing), -1)
        written = self._library.look_up(subject, paper_week, self._readings[point].facts, columns[:, 1:].T)
        self._put(point, columns, written)

    def fetch(self) -> None:
        """Put every paper on its shelf that earlier processes have kept, or others here have read or had written.

        Blocks then need not wait for them.
        """
        for point, weeks in self._library.places().items():
            if point not in self._shelves:
                continue
            facts, shelf = self._readings[point].facts, self._shelves[point]
            there = {week: self._library.at_hand(SUBJECTS[point], week, facts) for week in weeks}
            if sum(len(names) for names, _ in there.values()) == len(shelf.names):
                continue  # every paper on the shelf is from there
            found = [(_columns(week, names), np.stack(papers)) for week, (names, papers) in there.items() if names]
            columns, written = (np.concatenate(part) for part in zip(*found, strict=True))
            if shelf.names:
                new = [place for place, column in enumerate(columns) if column.tobytes() not in shelf.names]
                columns, written = columns[new], written[new]
            self._put(point, columns, written)

    def _put(self, point: str, columns: Ints, written: Floats) -> None:
        shelf = self._shelves[point]
        if point not in self._own or len(shelf.names) + len(columns) > len(shelf.keys):
            # Who is still reading the old one needs it until the run is done.
            self._left.append((shelf, self._pointers))
            shelf = self._shelves[point] = shelf.grown(len(columns))
            self._own.add(point)
            self._point()
        shelf.add(columns, written.reshape(len(columns), -1))
        self.moment += 1
        self._added[point] = self.moment

    def added_since(self, point: DecisionPoint | None, moment: int) -> bool:
        """Return whether papers of a decision have come since a moment."""
        return point is not None and self._added.get(point.id, 0) > moment

    def hand_on(self) -> None:
        """Let later runs with the same papers begin with what is there."""
        _kept[self._library] = self._shelves
        self._own = set()

    def number(self, kind: str, name: str, week: int) -> float:
        """Return a number that staffs know in a week."""
        if kind == KNOWN:
            return float(np.asarray(self._p[name]).item())
        point, _, axis = name.partition("|")
        subject: Subject = SUBJECTS[point]
        paper_week = self._library.week_of(subject, week)
        if kind == WEEK:
            return float(paper_week)
        return self._library.steps(subject, paper_week)[subject.axes.index(axis)]
