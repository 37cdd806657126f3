from __future__ import annotations

import dataclasses

import fake_war
import pandas as pd
import pytest
from asked import TYPICAL

from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.run import Run
from crossroads.statistics.exemplars import exemplars


def _run(worlds: int = 60) -> Run:
    return run(fake_war.scenario(), worlds=worlds)


def test_the_typical_world_is_of_the_most_frequent_kind() -> None:
    made = _run()
    kinds = list(zip(made.outcomes["japan_course"], made.outcomes["verdict"], strict=True))
    typical = exemplars(made, "japan", TYPICAL)["typical"]
    most = max(kinds.count(kind) for kind in kinds)
    assert kinds.count(kinds[typical]) == most


def test_the_typical_world_lies_in_the_middle() -> None:
    made = _run()
    outcomes = made.outcomes.copy()
    outcomes["japan_course"], outcomes["verdict"] = "south", "allied_1945"
    outcomes["military_losses_japan"] = [float(abs(world - 30)) for world in outcomes.index]
    for name in ("military_losses_ussr", "military_losses_germany", "japan_empire_index"):
        outcomes[name] = outcomes["ussr_territory_share_held"] = 0.5
    for name in ("date_us_japan_war", "date_germany_surrenders", "date_japan_surrenders"):
        outcomes[name] = pd.Timestamp("1941-12-07")
    typical = exemplars(dataclasses.replace(made, outcomes=outcomes), "japan", TYPICAL)["typical"]
    assert outcomes.at[typical, "military_losses_japan"] == 15


def test_best_and_worst_follow_the_nations_own_account() -> None:
    outcomes = _run().outcomes
    chosen = exemplars(_run(), "japan", TYPICAL)
    undefeated = outcomes["japan_undefeated"]
    assert undefeated[chosen["best"]] and not undefeated[chosen["worst"]]
    ussr = exemplars(_run(), "ussr", TYPICAL)
    assert outcomes["ussr_undefeated"][ussr["best"]] and not outcomes["ussr_undefeated"][ussr["worst"]]
    germany = exemplars(_run(), "germany", TYPICAL)
    dates = outcomes["date_germany_surrenders"]
    assert pd.isna(dates[germany["best"]]) and dates[germany["worst"]] == dates.min()
    us = exemplars(_run(), "united_states", TYPICAL)
    assert pd.notna(dates[us["best"]]) and pd.notna(outcomes["date_japan_surrenders"][us["best"]])


def test_equal_worlds_give_the_lowest_number() -> None:
    made = _run(20)
    same = made.outcomes.copy()
    for name in same:
        same[name] = same[name].iloc[0]
    chosen = exemplars(dataclasses.replace(made, outcomes=same), "ussr", TYPICAL)
    assert chosen["typical"] == chosen["best"] == 0


def test_one_world_stands_for_itself() -> None:
    assert exemplars(_run(1), "germany", TYPICAL) == {"typical": 0, "best": 0, "worst": 0}


def test_an_unknown_nation_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'japan'"):
        exemplars(_run(2), "jappan", TYPICAL)
