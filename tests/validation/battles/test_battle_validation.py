"""How well battles that were not seen are predicted, and what the page and the figure tell of it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crossroads.validation.battles import figure
from crossroads.validation.battles.check import (
    BattleCheck,
    area_under_curve,
    coverage,
    groups,
    held_out,
    loss_measures,
    win_measures,
)
from crossroads.validation.battles.fit import Fit
from crossroads.validation.battles.page import FIGURE, NAME, page

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_who_wins_is_told_better_than_by_numbers_alone(validation: BattleCheck) -> None:
    law = win_measures(validation.held)
    assert law["battles"] == 152 and law["auc"] >= 0.75 and law["brier"] <= 0.195
    share, men = (win_measures(table) for table in validation.simple.values())
    assert law["brier"] < men["brier"] < share["brier"] and law["auc"] > men["auc"]


def test_other_cuts_and_priors_tell_the_same(validation: BattleCheck) -> None:
    assert (validation.splits["auc"] >= 0.75).all() and (validation.splits["brier"] <= 0.195).all()
    assert (validation.tightness["auc"] >= 0.75).all() and (validation.tightness["brier"] <= 0.195).all()
    assert (validation.splits["rms"] <= 1.2).all() and (validation.tightness["rms"] <= 1.2).all()


def test_loss_ratios_and_what_nations_add(validation: BattleCheck) -> None:
    law, alike = loss_measures(validation.held), loss_measures(validation.without)
    assert law["rms"] <= 1.2 and law["rms"] < alike["rms"] < validation.held["log_ratio"].std()


@pytest.mark.parametrize("name", ["Pacific", "Soviet forces on either side"])
def test_no_theatre_is_judged_askew(validation: BattleCheck, name: str) -> None:
    found = loss_measures(validation.held.loc[groups(validation.battles)[name]])
    assert found["battles"] >= 16 and found["low"] < 0 < found["high"]


@pytest.mark.parametrize("what", ["ratio", "attacker", "defender"])
def test_intervals_hold_what_they_promise(validation: BattleCheck, what: str) -> None:
    share, low, high, number = coverage(validation.held, what)
    assert low < 0.8 < high and low < share < high and number >= 161


def test_chances_are_calibrated(validation: BattleCheck) -> None:
    table = figure.bins(validation.held)
    assert table["battles"].sum() == 152 and ((table["low"] < table["p"]) & (table["p"] < table["high"])).all()


def test_held_out_campaigns_stay_whole(battles: pd.DataFrame) -> None:
    table = held_out(battles, by_campaign=True)
    rome = battles["campgn"] == "ROME"
    swapped = battles.copy()
    swapped.loc[rome, "wina"] = -swapped.loc[rome, "wina"]
    assert np.array_equal(held_out(swapped, by_campaign=True).loc[rome, "p"], table.loc[rome, "p"])


def test_measures_on_numbers_that_can_be_checked_by_hand() -> None:
    won, p = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.9, 0.4, 0.4, 0.1])
    assert area_under_curve(won, p) == pytest.approx(3.5 / 4)
    table = pd.DataFrame({"won": won, "p": p, "log_ratio": [1.0, 2.0, 3.0, np.nan], "expected": 1.0, "spread": 1.0})
    assert win_measures(table)["brier"] == pytest.approx((0.01 + 0.36 + 0.16 + 0.01) / 4)
    assert loss_measures(table)["mean"] == pytest.approx(1.0)
    assert loss_measures(table)["rms"] == pytest.approx(np.sqrt(5 / 3))
    assert coverage(table)[0] == pytest.approx(2 / 3) and coverage(table)[3] == 3


def test_slopes_of_losses_agree_with_what_is_known(validation: BattleCheck) -> None:
    """By a published count about 0.36 in the west and 0.5 over all, sides together."""
    for where, known in (("west", 0.36), ("all battles", 0.5)):
        sides = [slope for slope in validation.slopes if slope.where == where]
        assert np.mean([slope.alone[0] for slope in sides]) == pytest.approx(known, abs=0.05)
        assert all(slope.alone[1] < slope.alone[0] < slope.alone[2] for slope in sides)


def test_the_page_in_the_tree_is_up_to_date(validation: BattleCheck, fit: Fit) -> None:
    stale = "run `crossroads battle --check docs/reference`"
    assert (DOCS / NAME).read_text(encoding="utf-8") == page(validation, fit), stale
    assert (DOCS / f"{FIGURE}.png").is_file() and (DOCS / f"{FIGURE}.svg").is_file()


def test_the_page_tells_misses_first_and_names_the_border_war(validation: BattleCheck, fit: Fit) -> None:
    text = page(validation, fit)
    heads = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert heads[:2] == ["Misses", "Changkufeng and Khalkhin Gol"]
    assert len(re.findall(r"^\| Changkufeng: ", text, flags=re.MULTILINE)) == 3
    assert len(re.findall(r"^\| Khalkhin Gol: ", text, flags=re.MULTILINE)) == 2
    assert "ODC-By 1.0" in text


def test_the_figure_shows_every_battle(validation: BattleCheck, tmp_path: Path) -> None:
    left, right = figure.figure(validation).axes
    ticks = [line for line in left.lines if line.get_marker() == "|"]
    assert sum(len(line.get_xdata()) for line in ticks) == 152  # type: ignore[arg-type]
    dots = [part.get_offsets() for part in right.collections if len(part.get_offsets()) > 1]
    points = np.vstack([np.asarray(part) for part in dots])
    (x0, x1), (y0, y1) = right.get_xlim(), right.get_ylim()
    assert len(points) == validation.held["log_ratio"].notna().sum()
    assert ((points[:, 0] > x0) & (points[:, 0] < x1) & (points[:, 1] > y0) & (points[:, 1] < y1)).all()
    first = [path.read_bytes() for path in figure.write(validation, tmp_path)]
    assert first == [path.read_bytes() for path in figure.write(validation, tmp_path)]
