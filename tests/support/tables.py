"""Helpers: carry deliberating nations past the New Year of 1942, and read what their councils weighed."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import wartime

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.world.block import Block, LedgerEntry

PAST_NEW_YEAR = 29
"""Weeks from 22 June 1941 to a week after the day on which Japan's course is read off."""


@cache
def past_new_year(scenario: str, worlds: int, *edits: ParameterEdit) -> Block:
    """Play a scenario to the first days of 1942, with its ledger; each is played once a session."""
    return wartime.fight_through(wartime.scenario_setup(scenario, None, *edits), worlds, until=PAST_NEW_YEAR).block()


def meeting(block: Block, decision: str, day: dt.date) -> LedgerEntry:
    """Return the meeting of the week of a day."""
    return next(entry for entry in wartime.meetings(block, decision) if entry.week == wartime.row(day))


def odds(entry: LedgerEntry, option: str) -> wartime.Floats:
    """Return the odds of an option, NaN where there was no meeting or its choice was forced."""
    free = (entry.choice >= 0) & ~entry.forced
    return np.where(free, entry.probabilities[entry.options.index(option)], np.nan)


def first_odds(block: Block, decision: str, option: str, since: wartime.Floats | float = 0.0) -> wartime.Floats:
    """Return the odds of an option at each world's first free meeting from a week on, NaN where there was none."""
    found = np.full(len(block.worlds), np.nan)
    for entry in wartime.meetings(block, decision):
        now = odds(entry, option)
        found = np.where(np.isnan(found) & (entry.week >= since), now, found)
    return found


def first_chosen(block: Block, decision: str, option: str) -> wartime.Floats:
    """Return the week in which each world first chose an option, infinite where it never did."""
    week = np.full(len(block.worlds), np.inf)
    for entry in wartime.meetings(block, decision):
        week = np.where(entry.choice == entry.options.index(option), np.minimum(week, entry.week), week)
    return week


def mean_odds(block: Block, decision: str, *options: str) -> wartime.Floats:
    """Return the mean odds of some options over each world's free meetings; 0 where it held none."""
    total, held = np.zeros(len(block.worlds)), np.zeros(len(block.worlds))
    for entry in wartime.meetings(block, decision):
        for option in options:
            total += np.nan_to_num(odds(entry, option))
        held += (entry.choice >= 0) & ~entry.forced
    return total / np.maximum(held, 1.0)


def interval(paired: wartime.Floats) -> tuple[float, float]:
    """Return the 95 % interval of the mean of paired differences."""
    half = 1.96 * paired.std(ddof=1) / np.sqrt(len(paired))
    return float(paired.mean() - half), float(paired.mean() + half)


def spread(entry: LedgerEntry) -> wartime.Floats:
    """Return how far apart the legal options lie, in temperatures, where there was a free meeting."""
    assert entry.council is not None
    free = (entry.choice >= 0) & ~entry.forced
    stakes = entry.utilities[:, free]
    legal = np.isfinite(stakes)
    top, least = np.where(legal, stakes, -np.inf).max(axis=0), np.where(legal, stakes, np.inf).min(axis=0)
    return (top - least) / entry.council.temperature[free]


def stepped(war: War, weeks: int) -> War:
    """Return a war some weeks later."""
    for _ in range(weeks):
        war.step()
    return war
