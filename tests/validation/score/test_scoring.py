from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from validation_runs import HEADER, WEEKS, WORLDS, folder, made_run, rising

from crossroads.runs.run import Run
from crossroads.validation.score import figure as plot
from crossroads.validation.score.page import elided, page, text
from crossroads.validation.score.points import points
from crossroads.validation.score.questions import NOT_MODELLED, NOT_SCORED, SCORED, UNKNOWN
from crossroads.validation.score.scoring import COLUMNS, Validation, validate

ROWS = """1941-09-07,soviet_front_strength,1050,1040,1060,men
1941-09-07,german_army_east_strength,1095,1000,1100,men
1942-01-04,axis_total_front_strength,2.2,,,thousand men
1942-01-04,us_distance_to_tokio_km,5,,,km
1943-06-01,us_army_total,5,,,men
1941-01-01,us_army_total,5,,,men
1941,gdp_USA,1094,,,billion
1942-01-04,japan_total_oil_stock,1050000,1000000,1100000,
1941-09-07,soviet_front_strength,1050,1040,1060,men
1942-01-04,kwantung_strength,1050,,,ships
"""


@pytest.fixture
def judged(tmp_path: Path) -> Validation:
    return validate(made_run(), folder(tmp_path / "held", HEADER + ROWS))


def test_each_row_is_judged_as_worked_out_by_hand(judged: Validation) -> None:
    table = judged.table
    assert tuple(table.columns) == COLUMNS and len(table) == 10
    army = table[table["series"] == "soviet_front_strength"].iloc[0]
    assert (army["median"], army["q10"], army["q90"]) == (1050.0, 1010.0, 1090.0)
    assert army["error"] == 0 and army["in_interval"] and army["median_in_range"] and army["share_of_worlds"] == 1
    german = table[table["series"] == "german_army_east_strength"].iloc[0]
    assert german["error"] == -45 and german["relative_error"] == pytest.approx(-45 / 1095)
    assert not german["in_interval"] and german["median_in_range"]
    axis = table[table["series"] == "axis_total_front_strength"].iloc[0]
    assert axis["value"] == 2200.0 and axis["median_in_range"] is None and not axis["in_interval"]
    oil = table[table["series"] == "japan_total_oil_stock"].iloc[0]
    assert (oil["unit"], oil["value"], oil["median"]) == ("million barrels", 1050.0, 1050.0)


def test_misses_come_first_and_what_is_left_aside_last(judged: Validation) -> None:
    assert list(judged.table["series"][:2]) == ["axis_total_front_strength", "german_army_east_strength"]
    expected = [SCORED] * 5 + [UNKNOWN] + [NOT_SCORED] * 3 + [NOT_MODELLED]
    assert list(judged.table["status"]) == expected


def test_a_question_asked_twice_counts_once(judged: Validation) -> None:
    assert len(judged.scored) == 5 and len(judged.counted) == 4
    assert judged.coverage == 0.5 and judged.in_range == 1.0
    assert judged.by_series.loc["soviet_front_strength", "points"] == 2


def test_reasons_are_told(judged: Validation) -> None:
    notes = set(judged.table["note"])
    for told in (
        "no such observable; nearest 'us_distance_to_tokyo_km'",
        "is before week 0 (22 June 1941)",
        "is after the run's last day (1943-01-02)",
        "its unit 'ships' cannot be turned into men",
    ):
        assert told in notes
    printed = text(judged)
    assert "warning: us_distance_to_tokio_km: no such observable; nearest 'us_distance_to_tokyo_km'" in printed
    assert printed.index("OUTSIDE") < printed.index("INSIDE") < printed.index("NAMES NOT KNOWN")
    assert "2 of 4 recorded numbers (50 %)" in printed
    written = page(judged, "figure.png")
    assert "(figure.png)" in written and "gdp_USA: no accounts" in written and "*soviet_front_strength*" in written


def test_a_war_that_is_over_too_soon_is_a_miss(tmp_path: Path) -> None:
    held = folder(tmp_path / "held", HEADER + "1942-06-07,soviet_front_strength,1050,1000,1100,men\n")
    over = np.full((WEEKS, WORLDS), np.nan)
    made = validate(made_run({"soviet_front_strength": over}), held)
    assert made.coverage == 0.0 and "no world has a value" in made.table["note"].iloc[0]
    assert "no world has a value" in text(made) and page(made)
    few = np.where(np.arange(WORLDS) < 30, 1050.0, np.nan) * np.ones((WEEKS, 1))
    made = validate(made_run({"soviet_front_strength": few}), held)
    assert made.coverage == 0.0 and "30 % of worlds have a value" in made.table["note"].iloc[0]
    assert plot.figure(made).axes


def test_flows_are_summed_over_the_period(tmp_path: Path) -> None:
    rows = "1941-Q3,soviet_total_losses,15000,,,men\n1941-Q3,soviet_total_losses_per_week,1050,,,men/week\n"
    rows += "1941-07,soviet_losses_east,4650,,,men\n1941-07,german_losses_east,1050,,,\n"
    made = validate(made_run(), folder(tmp_path / "held", HEADER + rows))
    medians = {(row["series"], row["unit"]): row["median"] for row in made.table.to_dict("records")}
    assert medians["soviet_total_losses", "men"] == pytest.approx(1050 * 101 / 7)
    assert medians["soviet_total_losses_per_week", "men per week"] == pytest.approx(1050)
    assert medians["soviet_losses_east", "men"] == pytest.approx(1050 * 31 / 7)
    assert medians["german_losses_east", "men per week"] == pytest.approx(1050)
    drawn = points(made)
    assert set(drawn["series"]) == {"soviet_losses_east", "german_losses_east"}
    assert drawn.loc[drawn["series"] == "soviet_losses_east", "value"].tolist() == pytest.approx(
        [4650 * 7 / 31, 15000 * 7 / 101]
    )


def test_a_number_in_another_unit_is_suspected(tmp_path: Path) -> None:
    held = folder(tmp_path / "held", "date,series,value\n1942-01-04,kwantung_strength,1.05\n")
    assert "no unit is given" in validate(made_run(), held).table["note"].iloc[0]


@pytest.mark.parametrize("kept", [True, False], ids=["worlds", "quantiles"])
def test_the_own_copy_can_be_put_to_any_run(kept: bool) -> None:
    made = validate(made_run({"front_moscow_axis_km": rising()}, kept=kept))
    assert made.approximate is not kept and ("kept no single worlds" in text(made)) is not kept
    assert len(made.counted) > 60 and 0.0 <= made.coverage <= 1.0
    assert made.scored["median"].notna().all() and (made.scored["crps"] >= -1e-9).all()
    assert set(points(made)["series"]) >= {"soviet_front_strength", "japan_carriers", "us_army_strength"}
    axes = plot.figure(made).axes
    assert len(axes) == min(points(made)["series"].nunique(), 20) >= 15 and "worlds" in plot.description(made)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_figure_of_few_panels(tmp_path: Path, count: int) -> None:
    names = ["gdp_USA", "soviet_front_strength", "us_army_total", "kwantung_strength", "japan_carriers"][: count + 1]
    rows = "".join(f"1942-01-04,{name},1050,,,\n" for name in names)
    made = validate(made_run(), folder(tmp_path / "held", HEADER + rows))
    assert len(plot.figure(made).axes) == count
    if count == 0:
        assert "No row of the folder could be put to the run." in text(made)


def test_one_world_can_be_judged(tmp_path: Path) -> None:
    run: Run = made_run()
    assert run.trajectories is not None
    kept = run.trajectories.isel(world=[50])
    one = dataclasses.replace(run, opens=lambda: kept, outcomes=run.outcomes.iloc[[50]])
    made = validate(one, folder(tmp_path / "held", HEADER + ROWS))
    row = made.table[made.table["series"] == "german_army_east_strength"].iloc[0]
    assert row["crps"] == pytest.approx(45.0) and row["q10"] == row["q90"] == 1050.0
    assert "1 world," in text(made)


def test_long_names_are_cut_in_the_middle() -> None:
    assert elided("abcdefghij", 10) == "abcdefghij" and elided("abcdefghijk", 5) == "ab\u2026jk"
