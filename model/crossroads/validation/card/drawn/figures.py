"""The figures of the report card, drawn from what the card holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from crossroads.scenario.scenario import own_scenario
from crossroads.telling import numbers, outcomes
from crossroads.telling.numbers import number
from crossroads.validation.card.card import Card
from crossroads.validation.card.drawn import causes_figure as plot_frozen
from crossroads.validation.card.drawn import endings_figure as plot_endings
from crossroads.validation.card.drawn import targets_figure as plot_targets
from crossroads.validation.card.drawn import verdict_figure as plot_verdict
from crossroads.validation.card.drawn.words import parameters_words, title_of
from crossroads.validation.card.kinds import CARD, NAMES, kind_of
from crossroads.validation.card.verdict import DRAWN, HIGH, LOW, MEASURES, SCENARIOS, Turn
from crossroads.validation.fit.judgement import Answered

TARGETS, ENDINGS, FROZEN, VERDICT = "targets", "endings", "frozen_effects", "verdict"
"""Stems of the figures' files."""


def drawn(card: Card) -> Iterator[tuple[str, str, Figure]]:
    """Give each figure's stem, its alternative text and the figure, in the order of the page.

    Parameters
    ----------
    card
        The card.
    """
    which = f"{outcomes.ensemble([card.run])}, {parameters_words(card.ensemble)}"
    table = targets_table(card.answers.rows)
    yield TARGETS, plot_targets.description(table), plot_targets.figure(table, ensemble=which)
    yield ENDINGS, plot_endings.description(card.endings), plot_endings.figure(card.endings, ensemble=which)
    if card.effects:
        seed = card.run.seed
        text = plot_frozen.description(card.effects, seed=seed)
        yield FROZEN, text, plot_frozen.figure(card.effects, seed=seed)
    if card.turns.turns:
        shares, dials = verdict_tables(card)
        measures = tuple((item["name"], item["short"]) for item in CARD["measures"] if "short" in item)
        horizon = f"22 June 1941 to {numbers.day(own_scenario(SCENARIOS[0]).setup.horizon)}"
        worlds = numbers.counted(card.turns.worlds, "world")
        who = f"{worlds} a setting, the same luck in each, seed {card.run.seed}, {horizon}"
        figure = plot_verdict.figure(shares, dials, measures, ensemble=f"{who}, {parameters_words(card.ensemble)}")
        yield VERDICT, plot_verdict.description(shares, dials, measures), figure


def targets_table(rows: tuple[Answered, ...]) -> pd.DataFrame:
    """Return the targets as `targets_figure.figure` takes them: kinds together, misses first in each.

    Parameters
    ----------
    rows
        Answered targets.
    """
    columns = ["kind", "title", "recorded", "recorded_low", "recorded_high", "low", "median", "high", "met"]
    cells = sorted(map(_target_cells, rows), key=lambda row: NAMES.index(row[0]))
    return pd.DataFrame(cells, columns=columns)


def _target_cells(row: Answered) -> tuple[Any, ...]:
    target, kind = row.target, kind_of(row.target.formula.observables)
    title = title_of(target, first=True).replace(" axis: ", ": ").replace(" in the east", "")
    return kind, title, target.value, target.low, target.high, *(float(value) for value in row.points), row.met


def verdict_tables(card: Card) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the shares and the dials as `verdict_figure.figure` takes them.

    Parameters
    ----------
    card
        The card.
    """
    rows = _share_rows(card.turns.drawn, "", (DRAWN,))
    dials: dict[str, dict[str, str]] = {}
    for turn in card.turns.turns:
        setting = turn.setting
        rows += _share_rows(turn, setting.dial.parameter, (LOW, HIGH))
        dials[setting.dial.parameter] = {
            "title": numbers.sentence_case(setting.dial.title),
            "settings": f"{number(setting.low)} or {number(setting.high)} ({setting.unit})",
        }
    return pd.DataFrame(rows), pd.DataFrame.from_dict(dials, orient="index")


def _share_rows(turn: Turn, dial: str, settings: tuple[str, ...]) -> list[dict[str, object]]:
    titles = {name: own_scenario(name).title for name in SCENARIOS}
    columns = ("dial", "scenario", "setting", "measure", "share", "low", "high")
    return [
        dict(zip(columns, (dial, title, setting, measure, *turn.share(name, setting, measure)), strict=True))
        for name, title in titles.items()
        for setting in settings
        for measure, _ in MEASURES
    ]
