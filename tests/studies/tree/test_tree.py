"""A tree of worlds: shares and means add up at every place, thin branches are merged, the best is rolled back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.errors import InputError
from crossroads.minds.decision import measure
from crossroads.runs import ensemble
from crossroads.runs.run import Run
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.strategy.tree import figure as drawn
from crossroads.studies.strategy.tree.grown import grow, rolled_interval
from crossroads.studies.strategy.tree.levels import AskedTree, Level, known_trees, read_tree
from crossroads.studies.strategy.tree.page import lines, page
from crossroads.studies.strategy.tree.study import tree

OWN = Level("Japan", "japan", "japan.course@1941-08-31", ("a", "b", "c"), (0, 1, 2), None)
LUCK = Level("War", "", "date_us_japan_war", ("yes", "no"), (1, 0), dt.date(1942, 1, 4))
MADE_UP = AskedTree("Made up", "japan", "stakes_japan", (OWN, LUCK), "made_up")


@pytest.fixture(autouse=True)
def _cheap_war() -> None:
    """Leave the war as it is."""


def _values() -> np.ndarray:
    """Return 100 worlds: 60 choose a, 36 b, 4 c; half of each come to war; leaves are worth 1, 3, 2, 0 and 10."""
    course = np.repeat([0.0, 1.0, 2.0], [60, 36, 4])
    week = np.where(np.arange(100) % 2 == 0, 10.0, 200.0)
    worth = np.select(
        [course == 0, course == 1], [np.where(week < 100, 1.0, 3.0), np.where(week < 100, 2.0, 0.0)], 10.0
    )
    return np.stack([course, week, worth])


def test_shares_and_means_add_up_at_every_place() -> None:
    root = grow(MADE_UP, _values(), 3)
    for _, node in root.walk():
        if node.children:
            assert sum(child.count for child in node.children) == node.count
            assert sum(child.share[0] for child in node.children) == pytest.approx(1.0)
            mean = sum(child.stakes[0] * child.share[0] for child in node.children)
            assert mean == pytest.approx(node.stakes[0])
            together = np.sort(np.concatenate([child.worlds for child in node.children]))
            np.testing.assert_array_equal(together, node.worlds)


def test_it_is_rolled_back_by_hand() -> None:
    values = _values()
    # c has 4 worlds: too thin to be taken for the best, though it is worth 10.
    root = grow(MADE_UP, values, 5)
    assert root.rolled == pytest.approx(2.0)  # a: half 1, half 3; b: half 2, half 0
    assert grow(MADE_UP, values, 3).rolled == pytest.approx(10.0)
    other = dataclasses.replace(MADE_UP, nation="ussr")
    assert grow(other, values, 5).rolled == pytest.approx(values[-1].mean())
    middle, low, high = rolled_interval(root, MADE_UP, values[-1], 5, 1)
    assert middle == root.rolled and low < middle < high and high - low < 1.0
    assert rolled_interval(root, MADE_UP, values[-1], 5, 1) == (middle, low, high)


def test_thin_branches_are_merged_parted_no_further_and_told() -> None:
    values = _values()
    values[0, :3] = 1.0
    values[0, 60:] = 2.0
    values[0, 97:] = 0.0
    four = dataclasses.replace(OWN, labels=("a", "b", "c", "d"), of_value=(0, 1, 2, 3))
    values[0, 3:6] = 3.0
    asked = dataclasses.replace(MADE_UP, levels=(four, LUCK))
    root = grow(asked, values, 5)
    others = [child for child in root.children if child.merged]
    assert len(others) == 1 and others[0].merged == ("b", "d") and others[0].count == 6 and not others[0].children
    assert sum(child.count for child in root.children) == 100


def test_levels_turn_values_into_branches() -> None:
    assert LUCK.measure_name == "date_us_japan_war:weeks"
    np.testing.assert_array_equal(LUCK.branches(np.array([0.0, 28.0, 29.0, 300.0])), [0, 0, 1, 1])
    np.testing.assert_array_equal(OWN.branches(np.array([2.0, np.nan, 0.0])), [2, -1, 0])


@pytest.mark.parametrize("name", known_trees())
def test_the_trees_that_are_shipped_are_sound(name: str) -> None:
    asked = read_tree(name, "")
    assert len(asked.levels) >= 3 and all(measure(one) for one in asked.measures)
    assert read_tree(None, name).name == name and read_tree(None, "no such").name == "north_or_south"


SHORT = """
title = "A short tree"
nation = "japan"
leaf = "stakes_japan"
[[level]]
title = "Japan"
by = "japan"
measure = "japan.course@1941-08-31"
[[level]]
title = "Embargo"
by = "united_states"
measure = "date_us_full_embargo"
until = 1941-12-31
yes = "embargo"
no = "none"
"""


@pytest.fixture(scope="module")
def short() -> Scenario:
    return Scenario.from_resolved({**load_scenario("historical").resolved, "horizon": "1942-03-29"})


def test_a_tree_of_a_scenario_and_of_its_run_are_the_same_tree(tmp_path: Path, short: Scenario) -> None:
    (tmp_path / "short.toml").write_text(SHORT, encoding="utf-8")
    made = tree(short, levels=tmp_path / "short.toml", worlds=24, seed=7, out=tmp_path / "tree", draw=drawn.write)
    run = ensemble.run(short, worlds=24, seed=7, ledger_worlds=0)
    again = tree(run, levels=tmp_path / "short.toml")
    assert lines(made) == lines(again) and made.table.equals(again.table)
    assert (tmp_path / "tree" / "tree.csv").is_file() and (tmp_path / "tree" / "tree.svg").is_file()
    text = page(made)
    assert "A short tree: a tree of worlds" in text and "Rolled back" in text and "no worth of a choice" in text


def test_counts_are_those_of_the_worlds(tmp_path: Path, short: Scenario) -> None:
    (tmp_path / "short.toml").write_text(SHORT, encoding="utf-8")
    made = tree(short, levels=tmp_path / "short.toml", worlds=24, seed=7, least=1)
    block = simulate(
        dataclasses.replace(short.setup, reads=("japan.course@1941-08-31",)), 7, np.arange(24, dtype=np.int64)
    )
    waits = block.outcomes["japan.course@1941-08-31"] == 0
    embargo = block.outcomes["date_us_full_embargo"] <= 27
    rows = made.table.set_index("path")
    assert rows.loc["wait", "worlds"] == waits.sum()
    assert rows.loc["wait > embargo", "worlds"] == (waits & embargo).sum()
    assert rows.loc["wait", "stakes"] == pytest.approx(block.outcomes["stakes_japan"][waits].mean())


def test_faults_of_a_file_are_told_all_at_once(tmp_path: Path) -> None:
    for old, new, told in (
        ('by = "japan"', 'by = "japn"', "level.1.by: found 'japn'"),
        ("japan.course@1941-08-31", "japan.curse@1941-08-31", "did you mean 'japan.course'"),
        ("japan.course@1941-08-31", "military_losses_japan", "which is number; allowed: an option on a day"),
        ("until = 1941-12-31", "", "level.2.until: found nothing"),
        ('yes = "embargo"', "", "level.2.yes: found nothing"),
        ('leaf = "stakes_japan"', 'leaf = "verdict"', "leaf: found 'verdict', which is no number"),
        ('nation = "japan"', 'nation = "china"', "nation: found 'china'"),
        ('title = "A short tree"', 'titel = "A"', "did you mean 'title'"),
        ('[[level]]\ntitle = "Embargo"', '[level.branches]\n"x" = ["nort"]\n[[level]]\ntitle = "E"', "found 'nort'"),
    ):
        (tmp_path / "bad.toml").write_text(SHORT.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_tree(tmp_path / "bad.toml", "")
        assert told in str(refused.value), str(refused.value)
    with pytest.raises(InputError, match="allowed: moscow_or_kiev, north_or_south, or the path"):
        read_tree("nowhere", "")


def test_a_run_keeps_its_own_numbers(short: Scenario) -> None:
    run: Run = ensemble.run(short, worlds=6, seed=7, ledger_worlds=0)
    with pytest.raises(InputError, match="worlds: found 5, but the run is finished and has 6"):
        tree(run, worlds=5)
