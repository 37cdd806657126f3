"""What a seat has heard since it was last asked: two lines, from its own view and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from crossroads.evidence.nations import load_nations
from crossroads.minds.view import View
from crossroads.play.seen import number, says_something
from crossroads.play.voice import WIDTH
from crossroads.telling.numbers import day, sentence_case
from crossroads.telling.vocabulary import feature, vocabulary


@dataclass(slots=True)
class News:
    """Follows one seat's view week by week.

    Attributes
    ----------
    nation
        The seat.
    heard
        (week, what) of all that has been heard so far.
    """

    nation: str
    heard: list[tuple[int, str]] = field(default_factory=list)
    _levels: dict[str, int] = field(default_factory=dict)
    _now: dict[str, float] = field(default_factory=dict)
    _then: dict[str, float] = field(default_factory=dict)
    _week: int = 0
    _told: int = 0
    _told_on: dt.date | None = None
    _told_week: int = -1

    def watch(self, view: View) -> None:
        """Take in this week's view: a flag's new level is news, save at the opening or where it was the last heard."""
        own = load_nations()[self.nation].own_acts
        for name, told in vocabulary().news.items():
            value = number(view, name)
            if value is None or name in own:
                continue
            level = round(value)
            if level == self._levels.setdefault(name, level) or level not in told:
                continue
            self._levels[name] = level
            if (view.week, told[level]) not in self.heard:
                self.heard.append((view.week, told[level]))
        self._week = view.week
        self._now = {}
        for name in load_nations()[self.nation].news:
            value = number(view, name)
            if value is not None and says_something(view, name):
                self._now[name] = value

    def since_last_told(self) -> list[str]:
        """Return the two lines of news; none in the week in which news was last told, or at the opening."""
        if self._told_on is None or self._told_week == self._week:
            return []
        fresh = [what for _, what in self.heard[self._told :]]
        head = f"Since {day(self._told_on)}: "
        events = _fitting(head, [sentence_case(what) for what in reversed(fresh)] or ["nothing that changes the war"])
        return [events, _fitting("Reports: ", self._numbers())]

    def mark_told(self, on: dt.date) -> None:
        """Remember that everything up to the meeting of this week, on the day `on`, has been told."""
        self._told, self._told_on, self._told_week = len(self.heard), on, self._week
        self._then = dict(self._now)

    def _numbers(self) -> list[str]:
        told = []
        for name in load_nations()[self.nation].news:
            if name not in self._now:
                continue
            word = feature(name)
            values = [held.get(name, self._now[name]) * word.seat_factor for held in (self._now, self._then)]
            now, then = (f"{value:,.{word.report_digits}f}" for value in values)
            told.append(f"{word.report}: {now}" + (f" (was {then})" if then != now else ""))
        return told or ["no figures"]


def _fitting(head: str, parts: list[str]) -> str:
    """Return as many parts as fit into one line after its head, the first in any case."""
    line = head + parts[0]
    for part in parts[1:]:
        if len(line) + len(part) + len("; .") > WIDTH:
            break
        line += f"; {part}"
    return f"{line}."
