"""What a comparison is asked for: scenarios, or a question that stands for its own."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from crossroads.errors import InputError, nearest
from crossroads.runs.storage.manifests import Figures
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.files import is_question, known_questions, scenario_beside
from crossroads.scenario.question import Question, load_question
from crossroads.scenario.scenario import UNNAMED, Given, Scenario, load_scenario
from crossroads.telling.style import MOST_SCENARIOS
from crossroads.world import calendar


def asked_for(
    given: Sequence[Given], question: str | Path | Question | None = None
) -> tuple[Question | None, tuple[Scenario, ...]]:
    """Return the question and the scenarios that are asked for: a question alone stands for its scenarios.

    Raises
    ------
    InputError
        Where one of them is neither.
    """
    alone = given[0] if len(given) == 1 and isinstance(given[0], str | Path) else None
    if question is None and alone is not None and is_question(alone):
        question = alone
        given = ()
    if isinstance(question, str | Path):
        question = load_question(question)
    if question is not None and not given:
        return question, tuple(load_scenario(scenario_beside(name, question.path)) for name in question.scenarios)
    return question, tuple(as_scenario(scenario) for scenario in given)


def check_scenarios(scenarios: Sequence[Scenario]) -> None:
    """Refuse too few or too many scenarios, one named twice, or another horizon."""
    if len(scenarios) < 2:
        told = "".join(
            f" '{one.name}' is a scenario: crossroads compare {one.name} NAME sets another beside it, and crossroads "
            f"compare QUESTION takes those of a question ({', '.join(known_questions())})."
            for one in scenarios
        )
        raise InputError(f"A comparison needs at least two scenarios; {len(scenarios)} was given.{told}")
    if len(scenarios) > MOST_SCENARIOS:
        raise InputError(
            f"A comparison takes at most {MOST_SCENARIOS} scenarios, as many as its figures can tell apart by colour "
            f"and line; {len(scenarios)} were given. Set some of them beside the base in a comparison of their own."
        )
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            files = sorted({str(one.path) for one in scenarios if one.name == name and one.path is not None})
            if len(files) > 1:
                told = f"'{name}' names {' and '.join(files)}; runs are told apart by name, so rename one of them."
                raise InputError(told)
            unnamed = " Give each mapping a 'name'." if name == UNNAMED else ""
            raise InputError(f"'{name}' is named twice; a comparison needs different scenarios.{unnamed}")
    base = scenarios[0]
    for scenario in scenarios[1:]:
        if scenario.setup.horizon != base.setup.horizon:
            raise InputError(
                f"'{scenario.name}' runs to {scenario.setup.horizon}, '{base.name}' to {base.setup.horizon}; "
                f"a comparison needs one horizon."
            )


def told_apart(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """Give scenarios whose titles look the same their names too: 'Title (name)'.

    So do those whose title is another's name, by which tables call that other.
    """
    folded = [_seen(scenario.title) for scenario in scenarios]
    names = [_seen(scenario.name) for scenario in scenarios]
    twice = {title for title in folded if folded.count(title) > 1}
    named = [
        replace(scenario, title=f"{scenario.title} ({scenario.name})")
        if title in twice or any(title == name for name in names if name != own)
        else scenario
        for scenario, title, own in zip(scenarios, folded, names, strict=True)
    ]
    # A title may itself end like such a one.
    return tuple(named) if len({one.title for one in named}) == len(named) else told_apart(named)


def _seen(text: str) -> str:
    """Return a text without what readers pass over: capitals, the kind and number of blanks, how a letter is put."""
    shown = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(shown.casefold().split())


def check_told(map_date: dt.date | None, world: int | None, horizon: dt.date, worlds: int) -> None:
    """Refuse a day of the map, or a world, that the comparison does not have."""
    if map_date is not None and not calendar.START <= map_date < horizon:
        raise InputError(
            f"map date: found {map_date}; a day from {calendar.START} to before the horizon {horizon} is allowed."
        )
    if world is not None and not 0 <= world < worlds:
        raise InputError(f"world: found {world}; a number from 0 to {worlds - 1} is allowed.")


def check_figures(figures: str) -> None:
    """Refuse a word for the figures to draw that is not known."""
    kinds = get_args(Figures)
    if figures not in kinds:
        raise InputError(f"figures: found {figures!r}; allowed: {', '.join(kinds)}{nearest(str(figures), kinds)}")
