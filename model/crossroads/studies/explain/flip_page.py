"""What would have turned a decision, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.minds.council import Council
from crossroads.minds.setup import Setup
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.explain.flip import MOST_SCALE, MOST_STEPS, TARGETS, Flip, Target, belief_flips, interest_flips
from crossroads.studies.explain.meetings import phrase, point_of
from crossroads.studies.explain.page import INDENT, filled
from crossroads.telling.numbers import sentence_case

MOST_TOLD = 8
"""So many changes are told, the smallest first."""

_QUESTIONS: dict[Target, str] = {
    "likeliest": "What would have made another option the likeliest",
    "choice": "What would have turned the choice, its luck as it was",
}


def flip_text(meeting: Meeting, setup: Setup) -> str:
    """Return what would have turned a decision: the smallest change of each interest and of each belief.

    Parameters
    ----------
    meeting
        The meeting.
    setup
        What the scenario of its run changes.
    """
    council = meeting.council
    if meeting.forced[0]:
        return filled(
            "The scenario took this decision or set its odds: no interest and no belief would have turned it."
        )
    if council is None:
        return filled("This decision was not reasoned, so that there are no interests and beliefs on record to change.")
    if int(meeting.legal.sum()) < 2:
        return filled("Only one option was open: no interest and no belief would have turned it.")
    return "\n\n".join(_one_target(meeting, target, setup) for target in TARGETS)


def belief_steps(meeting: Meeting) -> dict[str, float]:
    """Return the beliefs that reach what is imagined at a meeting, each with the smallest step worth trying."""
    from crossroads.engine import SUBJECTS, staff_papers
    from crossroads.minds.deciders.deliberation import beliefs_of

    subject = SUBJECTS.get(meeting.point)
    return {} if subject is None else beliefs_of(staff_papers(()), subject)


def _one_target(meeting: Meeting, target: Target, setup: Setup) -> str:
    from crossroads.engine import SUBJECTS, staff_papers
    from crossroads.minds.deciders.deliberation import reconvene

    council = meeting.council
    assert council is not None
    legal = meeting.legal.astype(np.float64)

    def again(seen: Mapping[str, float]) -> Council:
        return reconvene(
            staff_papers(setup.edits, setup.prelude), SUBJECTS[meeting.point], point_of(meeting), seen, legal, council
        )

    beliefs = belief_flips(meeting, target, belief_steps(meeting), again)
    lines = [_QUESTIONS[target]]
    lines += _told(meeting, target, "interest", interest_flips(meeting, target))
    lines += [filled(beliefs.note, INDENT)] if beliefs.note else _told(meeting, target, "belief", list(beliefs.flips))
    return "\n".join(lines)


def _told(meeting: Meeting, target: Target, what: str, flips: list[Flip]) -> list[str]:
    if not flips:
        if what == "interest":
            tried = f"no single interest, share of the table or veto, at none to {MOST_SCALE:.0f} times what it was"
        else:
            tried = f"no single belief, within {MOST_STEPS} small steps of what it was"
        return [filled(f"{sentence_case(tried)}, would have done it.", INDENT, 2)]
    return [filled(_sentence(meeting, target, flip), INDENT, 2) for flip in flips[:MOST_TOLD]]


def _sentence(meeting: Meeting, target: Target, flip: Flip) -> str:
    comes = "the likeliest option would have been" if target == "likeliest" else "the choice would have been"
    return f"Had {flip.condition}, {comes} {flip.option + 1}: {phrase(meeting, flip.option)} ({_size(flip.change)})."


def _size(change: float) -> str:
    return f"a change of {100 * change:.0f} %" if change >= 0.01 else "a change of under 1 %"
