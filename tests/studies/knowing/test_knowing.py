"""The worth of finding out: the truth is told, in the same worlds, and the gain is counted pair by pair."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import wartime

from crossroads.engine import War, simulate
from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.minds.decision import NATIONS
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.strategy.knowing import figure as drawn
from crossroads.studies.strategy.knowing.page import finding, page
from crossroads.studies.strategy.knowing.result import Knowing
from crossroads.studies.strategy.knowing.study import knowing
from crossroads.studies.strategy.knowing.unknowns import ALL, Unknown, UnknownTable, unknowns

WORLDS = 12


@pytest.fixture(autouse=True)
def _cheap_war() -> None:
    """Leave the war as it is."""


@pytest.fixture(scope="module")
def short() -> Scenario:
    return Scenario.from_resolved({**load_scenario("historical").resolved, "horizon": "1942-03-29"})


def test_every_nation_has_unknowns_and_each_is_a_number_of_its_view(short: Scenario) -> None:
    assert {item.nation for item in unknowns()} == set(NATIONS)
    war = War(short.setup, wartime.SEED, wartime.numbers(2), collect=False)
    sheets = {nation.name: set(nation.sheet) for nation in war.nations}
    assert [item.name for item in unknowns() if item.feature not in sheets[item.nation]] == []


@pytest.mark.parametrize("item", unknowns(), ids=lambda item: item.name)
def test_what_is_told_is_the_truth(item: Unknown, short: Scenario) -> None:
    """In the weeks before anybody decides on it, the view holds what the series or the record of the world says."""
    base = simulate(short.setup, wartime.SEED, wartime.numbers(WORLDS))
    war = War(short.setup, wartime.SEED, wartime.numbers(WORLDS), collect=False)
    nation = next(one for one in war.nations if one.name == item.nation)
    nation.sheet = {**nation.sheet, item.feature: item.rule(lambda: nation.week, base.outcomes)}
    for _ in range(3):
        war.step()
    seen, week, table = nation.view[item.feature], nation.week, item.table
    if table.series is not None:
        truth = np.nan_to_num(wartime.series(base)[table.series][week].astype(np.float64))
        per = np.asarray(war.p[table.per]) if table.per else 1.0
        live = np.nan_to_num(war.memory.now(table.series))
        np.testing.assert_allclose(seen, live / per)
        np.testing.assert_allclose(seen, truth / per, rtol=0.05)
    elif table.ratio is not None:
        np.testing.assert_allclose(seen, np.asarray(war.p[table.ratio[0]]) / np.asarray(war.p[table.ratio[1]]))
    else:
        comes = np.nan_to_num(base.outcomes[str(table.event)], nan=np.inf)
        last = week + load_records()[table.within].value if table.within else np.inf
        np.testing.assert_array_equal(seen, (comes <= last) == table.comes)


def test_gains_are_those_of_the_pairs_and_the_same_each_time(short: Scenario, tmp_path: Path) -> None:
    made = knowing(short, nations=["ussr"], worlds=WORLDS, out=tmp_path / "known", draw=drawn.write)
    again = knowing(short, nations=["ussr"], worlds=WORLDS)
    assert made.table.equals(again.table)
    rows = made.table
    np.testing.assert_allclose(rows["gain"], rows["stakes_told"] - rows["stakes"])
    assert set(rows["unknown"]) == {item.feature for item in unknowns() if item.nation == "ussr"} | {ALL}
    assert (rows["low"] <= rows["gain"]).all() and (rows["gain"] <= rows["high"]).all()
    assert rows.set_index("unknown").loc["japan_attacks", "changed"] > 0, "Moscow knows whether Japan comes"
    base = simulate(short.setup, 1941, wartime.numbers(WORLDS)).outcomes["stakes_ussr"]
    assert rows["stakes"].iloc[0] == pytest.approx(base.mean())
    names = {path.name for path in (tmp_path / "known").iterdir()}
    assert names == {"finding_out.csv", "finding_out.md", "finding_out.png", "finding_out.svg", "manifest.json"}
    assert "## The USSR" in page(made) or "## The Soviet Union" in page(made)


def _made(gains: dict[str, tuple[float, float, float]]) -> Knowing:
    rows = [
        {"nation": "japan", "unknown": f"f{place}", "title": title, "to_come": False, "changed": 0.5, "stakes": 0.0}
        | dict(zip(("gain", "low", "high"), values, strict=True))
        | {"stakes_told": values[0]}
        for place, (title, values) in enumerate(gains.items())
    ]
    table = pd.DataFrame(rows)
    return Knowing(
        scenario="x", title="X", decision="", worlds=9, seed=1, caveat="Model worlds, not history.", table=table
    )


def test_the_finding_is_what_luck_cannot_explain() -> None:
    assert "by more than luck" in finding(_made({"a": (0.5, -0.1, 1.1), "b": (-0.2, -0.5, 0.1)}))
    told = finding(_made({"whether it rains": (0.4, 0.2, 0.6), "b": (0.9, -0.5, 2.1), "c": (0.3, 0.1, 0.5)}))
    assert told == "It would have been worth most to Japan to know whether it rains, +0.40 stakes"
    assert "would have lost" in finding(_made({"a": (-0.4, -0.6, -0.2)}))


def test_faults_of_a_nation_s_file_are_told() -> None:
    for cells, told in (
        ({"title": "x"}, "found nothing; allowed: exactly one of them"),
        ({"title": "x", "series": "kwantung_strenght"}, "did you mean 'kwantung_strength'"),
        ({"title": "x", "event": "date_moscow_fals"}, "did you mean 'date_moscow_falls'"),
        ({"title": "x", "series": "kwantung_strength", "per": "no.record"}, "per: found 'no.record'"),
        ({"title": "x", "series": "kwantung_strength", "event": "date_moscow_falls"}, "series, event; allowed"),
    ):
        with pytest.raises(InputError) as refused:
            UnknownTable.read(cells, "made_up/unknown.toml")
        assert told in str(refused.value), str(refused.value)
    with pytest.raises(InputError, match="nation: found 'rusia'"):
        knowing("historical", nations=["rusia"], worlds=2)
