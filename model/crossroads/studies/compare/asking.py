"""What a comparison is asked for: scenarios, or a question that stands for its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crossroads.runs.ensemble import as_scenario
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
