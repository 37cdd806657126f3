"""The question behind a study of one decision: which decision it is about, and on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crossroads.errors import InputError
from crossroads.minds.decision import near_name, points_by_id
from crossroads.scenario.question import Question, list_questions, question_of
from crossroads.scenario.scenario import Scenario
from crossroads.world import calendar


def question_about(scenario: Scenario, decision: str | None, able: Sequence[str], lacking: str) -> Question:
    """Return the question that turns a decision over.

    Parameters
    ----------
    scenario
        What is simulated.
    decision
        The decision, 'nation.decision'; None: the one that the scenario's question turns over, or the first of `able`
        where it turns none over.
    able
        The decisions that the study can be made of.
    lacking
        What the others lack, for the message: 'no count of what came'.

    Returns
    -------
    Question
        The scenario's own where it is about the decision, else the first that is; else the scenario's, with the
        decision's first meeting.

    Raises
    ------
    InputError
        Where there is no such decision, or the study cannot be made of it.
    """
    own = question_of([scenario])
    chosen = decision or own.point or able[0]
    if chosen not in points_by_id():
        raise InputError(f"decision: found '{chosen}'; allowed: {', '.join(able)}{near_name(chosen, points_by_id())}")
    if chosen not in able:
        raise InputError(
            f"decision: found {chosen}, of which there is {lacking}; allowed: --decision {', '.join(able)}"
        )
    if own.point == chosen:
        return own
    about = (question for question in list_questions() if question.point == chosen)
    first = f"{chosen}@{points_by_id()[chosen].earliest}"
    return next(about, replace(own, decision=first, read_off=calendar.END_OF_1941))
