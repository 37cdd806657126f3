from __future__ import annotations

import dataclasses

import fake_war
import numpy as np
import pandas as pd
import pytest
from asked import TYPICAL

from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations
from crossroads.minds.decision import measure
from crossroads.runs.ensemble import run
from crossroads.runs.run import Run
from crossroads.statistics.exemplars import alike, exemplars, standing
from crossroads.world.observables import OUTCOMES


def _run(worlds: int = 60) -> Run:
    return run(fake_war.scenario(), worlds=worlds)


def _told(made: Run, **columns: object) -> Run:
    """Return a run in which the main events are what is given, and nothing else tells worlds apart."""
    outcomes = made.outcomes.copy()
    for name in outcomes:
        outcomes[name] = outcomes[name].iloc[0]
    for name in (item.name for item in OUTCOMES if item.main):
        outcomes[name] = pd.Series(pd.NaT, outcomes.index, dtype=made.outcomes[name].dtype)
    for name, values in columns.items():
        outcomes[name] = pd.Series(values, outcomes.index).astype(made.outcomes[name].dtype)
    return dataclasses.replace(made, outcomes=outcomes)


def test_the_typical_world_has_the_main_events_that_most_have() -> None:
    """Each of three events comes in a third of the worlds, another third each: the rarest worlds have all or none."""
    worlds = np.arange(60)
    day = pd.Timestamp("1941-12-07")
    columns = {
        name: [day if world % 4 in shown else pd.NaT for world in worlds]
        for name, shown in (
            ("date_moscow_falls", {0}),
            ("date_vladivostok_falls", {0}),
            ("date_us_japan_war", {0, 1, 2, 3}),
        )
    }
    made = _told(_run(), **columns)
    typical = exemplars(made, "", ())["typical"]
    assert typical % 4 != 0 and alike(made, typical) == 0.75 and alike(made, 0) == 0.25


def test_of_worlds_with_the_same_events_the_one_in_the_middle_of_their_time_is_typical() -> None:
    days = [pd.Timestamp("1945-01-07") + pd.Timedelta(weeks=abs(world - 30)) for world in range(60)]
    made = _told(_run(), date_germany_surrenders=days)
    assert exemplars(made, "", ())["typical"] in (15, 45) and alike(made, 3) == 1.0


def test_a_category_and_a_quantity_count_where_a_question_names_them() -> None:
    losses = [float(abs(world - 30)) for world in range(60)]
    made = _told(_run(), military_losses_japan=losses)
    assert exemplars(made, "", [measure("military_losses_japan")])["typical"] in (15, 45)
    kinds = ["stalemate" if world < 20 else "allied_1945" for world in range(60)]
    made = _told(_run(), verdict=kinds)
    assert exemplars(made, "", [measure("verdict")])["typical"] >= 20


def test_good_and_bad_follow_the_nations_own_account_and_are_no_freaks() -> None:
    made = _run()
    for nation in load_nations():
        found = exemplars(made, nation, TYPICAL)
        keys = [tuple(key) for key in np.nan_to_num(np.stack(standing(made, nation)), nan=-np.inf).T]
        numbers = list(made.outcomes.index)
        best, worst = (keys[numbers.index(found[name])] for name in ("best", "worst"))
        assert best >= worst
        assert sum(key > best for key in keys) <= 3 and sum(key < worst for key in keys) <= 3
        assert sum(key >= best for key in keys) >= 3


def test_equal_worlds_give_the_lowest_number() -> None:
    made = _run(20)
    same = made.outcomes.copy()
    for name in same:
        same[name] = same[name].iloc[0]
    chosen = exemplars(dataclasses.replace(made, outcomes=same), "ussr", TYPICAL)
    assert (chosen["typical"], chosen["best"], chosen["worst"]) == (0, 1, 18)  # of 20 one is better, one is worse


def test_one_world_stands_for_itself() -> None:
    assert exemplars(_run(1), "germany", TYPICAL) == {"typical": 0, "best": 0, "worst": 0}


def test_an_unknown_nation_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'japan'"):
        exemplars(_run(2), "jappan", TYPICAL)
