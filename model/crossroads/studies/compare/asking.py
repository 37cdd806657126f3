"""What a comparison is asked for: scenarios, or a question that stands for its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.runs.ensemble import RUNS, as_scenario
from crossroads.runs.origin import kept_run
from crossroads.runs.storage.files import MANIFEST
from crossroads.runs.storage.manifests import ComparisonKeys, checked
from crossroads.runs.storage.seal import opened
from crossroads.scenario.files import is_question, scenario_beside
from crossroads.scenario.question import Question, load_question
from crossroads.scenario.scenario import Scenario, load_scenario


def asked_for(
    given: Sequence[str | Path | Scenario], question: str | Path | Question | None = None
) -> tuple[Question | None, tuple[Scenario, ...]]:
    """Return the question and the scenarios that are asked for: a question alone stands for its scenarios.

    Raises
    ------
    InputError
        Where one of them is neither.
    """
    alone = given[0] if len(given) == 1 and not isinstance(given[0], Scenario) else None
    if question is None and alone is not None and is_question(alone):
        question = alone
        given = ()
    if isinstance(question, str | Path):
        question = load_question(question)
    if question is not None and not given:
        return question, tuple(load_scenario(scenario_beside(name, question.path)) for name in question.scenarios)
    return question, tuple(as_scenario(scenario) for scenario in given)


def kept_comparison(folder: Path) -> tuple[tuple[Scenario, ...], dict[str, Any]]:
    """Read how a finished comparison was asked for; of its files only the manifests are looked at.

    Returns
    -------
    scenarios, settings
        The scenarios, from the manifests of their runs, and what else `compare` was given.

    Raises
    ------
    InputError
        Where the folder is no comparison's, or a manifest is damaged.
    """
    path, manifest = folder / MANIFEST, opened(folder, "a comparison").manifest
    if str(manifest.get("format", "")).startswith("crossroads run"):
        raise InputError(f"{path}: is a run's; crossroads run {folder} makes it anew.")
    keys = checked(ComparisonKeys, manifest, path)
    kept = [kept_run(folder / RUNS / name) for name in keys.scenarios]
    settings: dict[str, Any] = dict(kept[0].settings)
    settings["map_date"] = dt.date.fromisoformat(keys.map_date) if keys.map_date else None
    settings["world"] = keys.told_world
    settings["question"] = Question.from_resolved(keys.question) if keys.question else None
    return tuple(one.scenario for one in kept), settings
