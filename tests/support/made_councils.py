"""Records of reasoned decisions: councils of random stakes, weighed and chosen by the model's own rules."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from crossroads.minds import choice
from crossroads.minds.council import Council
from crossroads.minds.decider import Weighing
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.runs.tables.ledger_table import ledger_frame
from crossroads.world import calendar
from crossroads.world.block import LedgerEntry

POINTS = {point.id: point for point in decision_points()}
COURSE = POINTS["japan.course"]
FACTIONS = ("general_staff", "kwantung_army", "navy", "court")
TERMS = ("oil", "northern_gain", "losses", "long_war")
FUTURES = ("good", "expected", "bad")


def council(seed: int, worlds: int, point: DecisionPoint = COURSE, loss_aversion: float = 1.5) -> Council:
    rng = np.random.default_rng(seed)
    options = tuple(point.options)
    nest = point.imagined.nest if point.imagined else ()
    shape = (len(FUTURES), len(TERMS), len(options), worlds)
    values = rng.normal(size=shape)
    values[:, :, 0] = 0.0
    power = rng.uniform(0.2, 1.0, size=(len(FACTIONS), worlds))
    everywhere = np.ones(worlds)
    return Council(
        options=options,
        factions=FACTIONS,
        terms=TERMS,
        futures=FUTURES,
        values=values,
        weights=rng.uniform(0.0, 2.0, size=(len(FACTIONS), len(TERMS), worlds)),
        power=power / power.sum(axis=0),
        assent=np.array([1.0, 0.0, 1.0, 0.0]),
        costly=np.array([0.0] + [1.0] * (len(options) - 1)),
        futures_odds=np.repeat([[0.25], [0.5], [0.25]], worlds, axis=1),
        veto=0.8 * everywhere,
        loss_aversion=loss_aversion * everywhere,
        curvature=0.9 * everywhere,
        temperature=rng.uniform(0.5, 1.5, size=worlds),
        later=("hold", "attack"),
        nest=np.array([float(name in nest) for name in options]),
        nest_share=np.full(worlds, 0.5),
        later_odds=np.stack([0.3 * everywhere, 0.7 * everywhere]),
    )


def entry(day: dt.date, reasoned: Council, seed: int, forced: bool = False) -> LedgerEntry:
    rng = np.random.default_rng(seed)
    worlds = len(reasoned.temperature)
    weighing = Weighing.of(reasoned)
    legal = np.ones((len(reasoned.options), worlds))
    legal[1] = 0.0
    odds = choice.probabilities(weighing.among(legal), legal)
    if forced:
        odds = np.zeros_like(odds)
        odds[2] = 1.0
    draw = rng.gumbel(size=odds.shape)
    return LedgerEntry(
        week=calendar.week_of(day),
        nation="japan",
        decision="course",
        options=reasoned.options,
        utilities=np.where(odds > 0, weighing.log_odds, -np.inf) * reasoned.temperature,
        probabilities=odds,
        draw=draw,
        choice=choice.choose(odds, draw),
        forced=np.full(worlds, forced),
        seen={"oil_months_left": rng.uniform(5, 25, worlds), "a_new_thing": np.full(worlds, np.nan)},
        date=day,
        council=reasoned,
    )


def stated(day: dt.date, worlds: int, seed: int) -> LedgerEntry:
    rng = np.random.default_rng(seed)
    point = POINTS["germany.request"]
    own = rng.normal(size=(2, worlds))
    odds = choice.probabilities(own, np.ones_like(own))
    draw = rng.gumbel(size=odds.shape)
    return LedgerEntry(
        week=calendar.week_of(day),
        nation="germany",
        decision=point.name,
        options=tuple(point.options),
        utilities=own,
        probabilities=odds,
        draw=draw,
        choice=choice.choose(odds, draw),
        forced=np.zeros(worlds, dtype=bool),
        seen={"stalled": np.zeros(worlds)},
    )


def ledger(worlds: int = 5) -> pd.DataFrame:
    """Return a ledger with reasoned decisions, one that a scenario took, and one by stated odds."""
    entries = [entry(day, council(position, worlds), 50 + position) for position, day in enumerate(COURSE.dates[:4])]
    entries.append(entry(COURSE.dates[4], council(9, worlds), 60, forced=True))
    entries.append(stated(dt.date(1941, 7, 13), worlds, 70))
    return ledger_frame("made_up", entries, list(range(worlds)))
