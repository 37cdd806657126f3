"""Dispatches: what a seat is told of its war, in at most three lines, from its own side's knowledge and its own view.

Its own fronts, dead and means it knows as they are; of others it has what its view says, late and with errors, and what
all the world hears. Nothing else goes in.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from crossroads.evidence.nations import load_nations
from crossroads.minds.view import View
from crossroads.play.seats import HeardNumber, OwnNumber, Seat, SeatWords, seat_of, seat_words
from crossroads.play.seen import east_is_over, number
from crossroads.play.sentences import Part, changed, front_moved, front_still, packed
from crossroads.telling.numbers import day, people, sentence_case
from crossroads.world import calendar
from crossroads.world.axes import Array

QUARTER_MONTHS = (1, 4, 7, 10)

LOSS_WEEKS = 4
"""Within so many weeks a loss is one battle's."""

APART_WEEKS = 4
"""Dispatches without an event are at least so far apart."""

FIRST_EVENTS = 2
"""So many events come before the front that has moved most."""

DEAD = "the dead"
"""What the sentence on the seat's own dead is about."""

FEW_DEAD = 1_000
"""Fewer dead than this since the last dispatch wait for the next; all stand at the end."""

Numbers = Mapping[str, float]


@dataclass(slots=True)
class _Told:
    """What was known when a dispatch was last sent."""

    day: dt.date
    fronts: dict[str, float]
    numbers: dict[str, float]
    dead: float
    dead_day: dt.date


@dataclass
class Dispatches:
    """Follows one seat's war week by week, and writes its dispatches.

    Attributes
    ----------
    nation
        The seat.
    heard
        (week, what) of all events that have been heard so far.
    reports
        Lines of others' fronts as they were reported: feature -> week -> (world,).
    """

    nation: str
    heard: list[tuple[int, str]] = field(default_factory=list)
    reports: dict[str, dict[int, Array]] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _series: dict[str, float] = field(default_factory=dict)
    _sums: dict[str, float] = field(default_factory=dict)
    _past: dict[str, deque[float]] = field(default_factory=dict)
    _view: View | None = None
    _dead: float = 0.0
    _fresh: list[str] = field(default_factory=list)
    _lines: dict[str, float] = field(default_factory=dict)
    _told: _Told | None = None
    _about: frozenset[str] = frozenset()
    _since: dict[str, dt.date] = field(default_factory=dict)
    _first: bool = True

    @cached_property
    def seat(self) -> Seat:
        """What the seat is told."""
        return seat_of(self.nation)

    @cached_property
    def words(self) -> SeatWords:
        """How it is told."""
        return seat_words()

    @cached_property
    def of_the_state(self) -> list[str]:
        """The seat's own numbers that no series holds: fields of the state, as 'economy.southern_capture'."""
        return [item.series for item in self.seat.own if "." in item.series]

    @cached_property
    def reported(self) -> list[str]:
        """The features that are lines of others' fronts."""
        return [item.feature for item in self.seat.heard if item.feature in self.words.lines]

    @property
    def is_out(self) -> bool:
        """Whether the seat's war is over: what comes is a film strip of events."""
        return bool(self._known & set(self.seat.out)) or set(self.words.over) <= self._known

    @property
    def happened(self) -> frozenset[str]:
        """The dated outcomes that the seat has heard of: all that have come, since the world speaks of them."""
        return frozenset(self._known)

    def watch(self, view: View) -> None:
        """Take in a view: a flag's new level is news, save at the opening, or where it was heard before."""
        own = load_nations()[self.nation].own_acts
        self._view = view
        for feature in self.reported:
            self.reports.setdefault(feature, {})[view.week] = view[feature]
        for feature in dict.fromkeys(flag.feature for flag in self.words.flags):
            value = number(view, feature)
            if value is None or feature in own:
                continue
            level = round(value)
            if level == self._levels.setdefault(feature, level):
                continue
            self._levels[feature] = level
            for flag in self.words.flags:
                if (flag.feature, flag.level) == (feature, level):
                    self.hear(view.week, flag.to.get(self.nation, flag.told))

    def follow(self, week: int, series: Numbers, dates: Numbers, dead: float) -> None:
        """Take in what a week has brought.

        Parameters
        ----------
        week
            The week that has passed.
        series
            The week's series of the seat's own side, by name, NaN where there is none; others are not looked at.
        dates
            Dated outcome -> the week in which it came, NaN = not yet.
        dead
            The seat's own dead and missing so far.
        """
        self._dead = dead
        for name in dates:
            if dates[name] <= week and name not in self._known:
                self._known.add(name)
                self._event(name, week)
        self._series = {name: series[name] for name in (*self.seat.fronts, *(item.series for item in self.seat.own))}
        for item in self.seat.own:
            if item.summed:
                self._sums[item.series] = self._sums.get(item.series, 0.0) + item.scale * self._series[item.series]
            if item.weight:
                self._battle(week, item)
        if self._told is None:
            self._told = _Told(
                calendar.START, dict.fromkeys(self._fronts(), 0.0) | self._far_lines(), {}, 0.0, calendar.START
            )

    def _event(self, name: str, week: int) -> None:
        event = self.words.events.get(name)
        if event is None or set(event.unless) & self._known:
            return
        after = [told for first, told in event.after.items() if first in self._known]
        self.hear(week, after[0] if after else event.to.get(self.nation, event.told))

    def _battle(self, week: int, item: OwnNumber) -> None:
        """Hear of a battle where much of a number was lost within a month."""
        past = self._past.setdefault(item.series, deque(maxlen=LOSS_WEEKS + 1))
        past.append(item.scale * self._series[item.series])
        lost = past[0] - past[-1]
        if lost >= item.weight and (not item.begins or item.begins in self._known):
            self.hear(week, item.lost.format(f"{lost:.0f}"), again=True)
            past.clear()

    def hear(self, week: int, told: str, again: bool = False) -> None:
        """Note an event; one that was undone and done again is the same event, unless it is told `again`."""
        if again or told not in [what for _, what in self.heard]:
            self.heard.append((week, told))
            self._fresh.append(told)

    def due(self, week: int) -> bool:
        """Say whether a dispatch is sent after a week: at a quarter's first week and at each event of weight."""
        if self._fresh:
            return True
        if self.is_out:
            return False
        begins = calendar.date_of(week + 1)
        if self._told is not None and not self._first and (begins - self._told.day).days < 7 * APART_WEEKS:
            return False
        if begins.month in QUARTER_MONTHS and begins.day <= calendar.DAYS_A_WEEK:
            return True
        return any(abs(self.moved(name)) >= self.words.fronts[name].weight for name in self._fronts())

    def moved(self, name: str) -> float:
        """Return how far an own front has moved since the last dispatch, km, above zero where its number has risen."""
        now = self._series[name]
        # A front that opens does so where it closed, or on the border; one that had a line before, where that was.
        opened = now if self.words.fronts[name].falls else 0.0
        before = self._told.fronts.get(name, self._lines.get(name, opened)) if self._told is not None else opened
        return now - before

    def moved_fronts(self) -> list[str]:
        """Return the own fronts that have moved since the last dispatch, the one that moved most first."""
        fronts = self.words.fronts
        found = [name for name in self._fronts() if abs(self.moved(name)) >= fronts[name].least]
        return sorted(found, key=lambda name: -abs(self.moved(name)) / fronts[name].weight)

    def lines(self) -> dict[str, float]:
        """Return where the line stands on each own front that is open."""
        return {name: self._series[name] for name in self._fronts()}

    def reported_lines(self) -> dict[str, float]:
        """Return where the lines of others' fronts are reported to stand."""
        return {name: value for name, value in self._hearsay().items() if name in self.reported}

    def _fronts(self) -> list[str]:
        """Return the own fronts that are open, in the seat's order."""
        open_ = []
        for name in self.seat.fronts:
            front, value = self.words.fronts[name], self._series.get(name, float("nan"))
            begun = all(first in self._known for first in front.begins) and not set(front.ends) & self._known
            if begun and value == value:
                open_.append(name)
        return open_

    def text(self, on: dt.date, least_to_tell: bool = False) -> str:
        """Return the dispatch of a day; '' where there is nothing to tell, or, with `least_to_tell`, no news.

        What does not fit waits for the next; a front that has moved is told after two events at the latest.
        """
        if self._told is None or (least_to_tell and not self._fresh and not self.moved_fronts()):
            return ""
        events = [(told, sentence_case(told)) for told in self._fresh]
        rest = [] if self.is_out else self._sentences()
        front = rest[:1] if self.moved_fronts() and rest else []
        parts = [*events[:FIRST_EVENTS], *front, *events[FIRST_EVENTS:], *rest[len(front) :]]
        if not parts:
            return ""
        told, self._about = packed(f"{day(on)}.", parts)
        return told

    def sent(self, on: dt.date) -> None:
        """Remember that what the last text is about has been told, on a day."""
        assert self._told is not None
        before, about, still = self._told, self._about, set(self.moved_fronts())
        lines = self.lines()
        self._lines |= lines
        fronts = {
            name: line if name in about or name not in still or name not in before.fronts else before.fronts[name]
            for name, line in lines.items()
        }
        known = self._own() | self._hearsay()
        numbers = before.numbers | {name: known[name] for name in known if name in about}
        dead = (self._dead, on) if DEAD in about else (before.dead, before.dead_day)
        self._sums = {name: total for name, total in self._sums.items() if name not in about}
        self._since |= {name: on for name in about}
        self._fresh = [told for told in self._fresh if told not in about]
        self._told, self._first = _Told(on, fronts, numbers, *dead), False

    def _far_lines(self) -> dict[str, float]:
        """Return the lines of fronts that do not begin on a border."""
        return {name: self._series[name] for name in self._fronts() if self.words.fronts[name].falls}

    def _sentences(self) -> list[Part]:
        """Return what is told beside events, the weightiest first."""
        moved, fronts = self.moved_fronts(), self.words.fronts
        quiet = [name for name in self._fronts() if name not in moved][: not moved]
        own = [(item.series, self._own_words(item)) for item in self.seat.own]
        heard = [(item.feature, self._heard_words(item)) for item in self.seat.heard]
        steps = [(name, front_moved(fronts[name], self.nation, self.moved(name), self._series[name])) for name in moved]
        still = [(f"still {name}", front_still(fronts[name], self._series[name])) for name in quiet]
        # That a line has come to stand is news once; after that it fills what is left.
        news = [part for part in still if part[0] not in self._about]
        last = [] if news else still
        parts = [*steps[:1], *news, (DEAD, self._dead_words()), *heard[:1], *steps[1:], *own, *heard[1:], *last]
        return [part for part in parts if part[1]] or [("", "Nothing new on your side")]

    def _dead_words(self) -> str:
        assert self._told is not None
        fresh = self._dead - self._told.dead
        if not self.seat.dead or fresh < FEW_DEAD:
            return ""
        told = f"Dead or missing since {day(self._told.dead_day)}: {people(fresh, 2)} {self.seat.dead_words}"
        return told if self._told.dead < 1 else f"{told}, {people(self._dead, 2)} in all"

    def _own(self) -> dict[str, float]:
        """Return the numbers of the own side that can be told, in the units of their words."""
        found = {}
        for item in self.seat.own:
            value = self._sums.get(item.series, 0.0) if item.summed else item.scale * self._series[item.series]
            if value == value and (not item.begins or item.begins in self._known):
                found[item.series] = value
        return found

    def _hearsay(self) -> dict[str, float]:
        """Return the numbers that the view tells of others, in the units of their words."""
        found = {}
        for item in self.seat.heard:
            value = number(self._view, item.feature) if self._view is not None else None
            if value is None or item.until in self._known or (item.eastern and self._view and east_is_over(self._view)):
                continue
            found[item.feature] = item.scale * value
        return found

    def _own_words(self, item: OwnNumber) -> str:
        assert self._told is not None
        now = self._own().get(item.series)
        if now is None or (item.once and now < item.least):
            return ""
        if item.summed:
            since = self._since.get(item.series, calendar.START)
            return f"{item.words.format(f'{now:,.{item.digits}f}')} since {day(since)}"
        return changed(item.words, now, self._told.numbers.get(item.series), item.digits, item.least)

    def _heard_words(self, item: HeardNumber) -> str:
        assert self._told is not None
        now, then = self._hearsay().get(item.feature), self._told.numbers.get(item.feature)
        if now is None:
            return ""
        if item.feature not in self.words.lines:
            return changed(item.words, now, then, item.digits, item.least)
        if then is not None and abs(now - then) < item.least:
            return ""
        return item.words.format(self.words.fronts[self.words.lines[item.feature]].stands(now))
