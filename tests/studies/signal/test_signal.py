"""Signal against deed: beliefs are read before the deed, credibility is a ratio of odds, and bluffs pool or part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import wartime

from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.strategy.signal import figure as drawn
from crossroads.studies.strategy.signal.asked import BLUFF, MEANT, NONE, OWN, known_signals, read_signal
from crossroads.studies.strategy.signal.page import finding, page
from crossroads.studies.strategy.signal.study import signal
from crossroads.world import calendar

WORLDS = 16


@pytest.fixture(autouse=True)
def _cheap_war() -> None:
    """Leave the war as it is."""


@pytest.mark.parametrize("name", known_signals())
def test_intents_differ_in_what_they_should(name: str) -> None:
    asked = read_signal(name)
    base = load_scenario("historical")
    setups = {intent: asked.scenario(base, intent).setup for intent in (MEANT, BLUFF, NONE)}
    assert len(set(map(str, setups.values()))) == 3
    assert all(setup.horizon > asked.seen for setup in setups.values())
    early = {
        intent: {str(force) for force in setup.forces if force.on is not None and force.on <= asked.seen}
        for intent, setup in setups.items()
    }
    assert early[BLUFF] != early[NONE], "a message that is not there is none"


def test_the_build_up_is_believed_and_moves_the_receiver(tmp_path: Path) -> None:
    made = signal("kantokuen", worlds=WORLDS, out=tmp_path / "sent", draw=drawn.write)
    rows = made.intents.set_index("intent")
    assert rows.loc[BLUFF, "belief"] > rows.loc[NONE, "belief"] + 0.05
    assert rows.loc[BLUFF, "did"] > rows.loc[NONE, "did"] + 100_000
    ratios = made.ratios.set_index("contrast")
    credible = ratios.loc[f"{BLUFF} against {NONE}"]
    assert credible["low"] <= credible["ratio"] <= credible["high"] and credible["low"] > 1.0
    assert "times the odds that it gave to silence" in finding(made)
    assert "a bluff: no deed" in page(made)
    names = {path.name for path in (tmp_path / "sent").iterdir()}
    assert names == {"intents.csv", "credibility.csv", "signal.md", "signal.png", "signal.svg", "manifest.json"}


def test_the_ratio_is_that_of_the_odds_in_the_worlds() -> None:
    made, asked = signal("kantokuen", worlds=6), read_signal("kantokuen")
    odds = {}
    for intent in (BLUFF, NONE):
        setup = asked.scenario(load_scenario("historical"), intent).setup
        war = War(setup, wartime.SEED, wartime.numbers(6), collect=False)
        for _ in range(calendar.week_of(asked.seen) + 1):
            war.step()
        chance = next(nation for nation in war.nations if nation.name == "ussr").view["japan_attacks"]
        odds[intent] = np.log(chance / (1.0 - chance))
    wanted = np.exp((odds[BLUFF] - odds[NONE]).mean())
    assert made.ratios.set_index("contrast").loc[f"{BLUFF} against {NONE}", "ratio"] == pytest.approx(wanted)


def test_faults_of_a_file_are_told(tmp_path: Path) -> None:
    sound = (OWN / "kantokuen.toml").read_text("utf-8")
    for old, new, told in (
        ('receiver = "ussr"', 'receiver = "rusia"', "receiver: found 'rusia'"),
        ('did = "soviet_far_east_strength@1941-12-28"', 'did = "verdict"', "did: found 'verdict'"),
        ("seen = 1941-08-17", "seen = 1942-08-17", "read off after 1942-08-17"),
        ('option = "rung_101"', 'option = "rung_103"', "rung_101"),
        ('belief = "japan_attacks"', 'belief = "japan_atacks"', "did you mean 'japan_attacks'"),
        ("title =", "titel =", "did you mean 'title'"),
    ):
        (tmp_path / "bad.toml").write_text(sound.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as refused:
            signal(tmp_path / "bad.toml", worlds=2)
        assert told in str(refused.value), str(refused.value)
    with pytest.raises(InputError, match="allowed: kantokuen, pledge, or the path"):
        signal("nowhere", worlds=2)
