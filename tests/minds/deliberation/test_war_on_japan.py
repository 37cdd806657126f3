"""What keeps Moscow from carrying Japan's war into Manchuria: the danger to the capital, and trains for two fronts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import tables
import wartime

from crossroads.evidence.edits import ParameterEdit

WORLDS = 200
FIRST_MEETING = dt.date(1941, 9, 28)
NO_DANGER = ParameterEdit("interest.ussr.war_on_japan.danger", value=0.0)
NO_TRAINS = ParameterEdit("interest.ussr.war_on_japan.trains", value=0.0)
NO_REASON = ParameterEdit("reason.moscow_threat", value=0.0)


def _odds(*edits: ParameterEdit) -> wartime.Floats:
    """Return the odds of an attack at the first meeting, where Japan attacked in August."""
    block = tables.past_new_year("north_august", WORLDS, *edits)
    return tables.odds(tables.meeting(block, "ussr.war_on_japan", FIRST_MEETING), "attack")


@pytest.mark.parametrize("edit", [NO_DANGER, NO_TRAINS, NO_REASON], ids=["danger", "trains", "reason"])
def test_what_holds_moscow_back_holds_it_less_when_it_is_switched_off(edit: ParameterEdit) -> None:
    moved = _odds(edit) - _odds()
    low, _ = tables.interval(moved[np.isfinite(moved)])
    assert low > 0


def test_with_both_moscow_defends_and_without_either_it_attacks() -> None:
    assert np.nanmean(_odds()) < 0.05
    assert np.nanmean(_odds(NO_DANGER, NO_TRAINS)) > 0.5


def test_a_war_in_the_east_is_imagined_with_the_war_in_the_west_beside_it() -> None:
    """One pool of men: who goes east for an offensive is not there against Germany, and the paper tells it."""
    block = tables.past_new_year("north_august", WORLDS)
    council = tables.meeting(block, "ussr.war_on_japan", FIRST_MEETING).council
    assert council is not None
    term, attack = council.terms.index("field_army"), council.options.index("attack")  # type: ignore[attr-defined]
    values = council.values[0, term]  # type: ignore[attr-defined]
    assert np.nanmean(values[attack] - values[0]) < 0
