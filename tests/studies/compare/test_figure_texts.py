"""What is written on a figure stays on it, whatever the scenarios are called."""

from __future__ import annotations

import dataclasses
import datetime as dt
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from asked import NORTH_OR_SOUTH as ASKED
from drawn_figures import LONG, off_canvas, shown_texts
from matplotlib.figure import Figure
from synthetic import NAMES, synthetic_replay, synthetic_run, synthetic_table

from crossroads.runs.run import Run
from crossroads.studies.compare.figures import (
    decisions_timeline,
    differences,
    endings,
    exemplars,
    front_map,
    gallery,
    lead,
    oil_clock,
    theatres,
)
from crossroads.telling import outcomes, style
from crossroads.world.observables import OUTCOMES

Draw = Callable[[list[Run]], Figure]
FIGURES: dict[str, Draw] = {
    "theatres": lambda runs: theatres.figure(runs, ASKED),
    "oil_clock": lambda runs: oil_clock.figure(runs, ASKED),
    "endings": lambda runs: endings.figure(runs, ASKED),
    "forest": lambda runs: differences.figure(runs, ASKED, synthetic_table(runs)),
    "front_map": lambda runs: front_map.figure(runs, ASKED, [dt.date(1942, 1, 25)]),
    "decisions": lambda runs: decisions_timeline.figure(runs, ASKED),
    "north_or_south": lambda runs: lead.figure(runs, ASKED, synthetic_table(runs)),
    "exemplars": lambda runs: exemplars.figure(
        runs[-1],
        dataclasses.replace(synthetic_replay(runs[-1].scenario, 20), title=runs[-1].title),
        {"typical": 3, "best": 5, "worst": 8},
        ASKED,
    ),
}


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [synthetic_run(name, 20) for name in NAMES]


def renamed(run: Run, title: str) -> Run:
    return dataclasses.replace(run, title=title)


def row_labels_in_other_panels(figure: Figure) -> list[str]:
    """Return the words left of a panel, of a figure drawn before, that reach into a panel beside it."""
    renderer = figure.canvas.get_renderer()
    return [
        label.get_text()
        for axes in figure.axes
        for label in axes.get_yticklabels()
        for other in figure.axes
        if other is not axes and label.get_text() and label.get_window_extent(renderer).overlaps(other.bbox)
    ]


@pytest.mark.parametrize(("count", "title"), [(1, LONG), (2, ""), (3, LONG)])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_leaves_the_figure(name: str, count: int, title: str, runs: list[Run]) -> None:
    chosen = [renamed(run, title + f" {place}") if title else run for place, run in enumerate(runs[:count])]
    figure = FIGURES[name](chosen)
    assert off_canvas(figure) == []
    assert row_labels_in_other_panels(figure) == []


def test_every_outcome_has_a_title_that_fits_a_row() -> None:
    for item in OUTCOMES:
        assert len(outcomes.outcome_title(item.name)) <= 36, item.name


def test_the_check_sees_a_text_that_leaves() -> None:
    figure = style.new_figure()
    figure.text(0.9, 0.5, "far too long to stand here, so near the edge")
    assert len(off_canvas(figure)) == 1


@pytest.mark.parametrize("count", [2, 4])
def test_the_key_names_stand_apart(count: int, runs: list[Run]) -> None:
    figure = style.new_figure()
    many = [renamed(runs[place % 3], f"{LONG} {place}") for place in range(count)]
    style.scenario_key(figure, many)
    boxes = [text.get_window_extent() for text in figure.texts]
    assert len(boxes) == count
    for box, after in pairwise(boxes):
        assert box.x1 < after.x0
    assert boxes[-1].x1 <= style.RIGHT * figure.bbox.width


def test_dollars_in_a_title_are_dollars(runs: list[Run]) -> None:
    title = "Oil at $1.15, not $1.30"
    figure = lead.figure([renamed(runs[0], title)], ASKED)
    held = [text for text in shown_texts(figure) if title in text.get_text()]
    assert len(held) == 2
    assert not any(text.get_parse_math() for text in held)
    assert mpl.rcParams["text.parse_math"] is True


def test_a_title_in_another_script_gives_no_warning(tmp_path: Path, runs: list[Run]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = endings.figure([renamed(runs[0], "北進 か 南進 か")], ASKED)
        written = style.save(figure, tmp_path / "endings", "A title in Japanese.")
    assert all(path.stat().st_size > 10_000 for path in written)


def test_figures_name_the_horizon_as_the_texts_do(runs: list[Run]) -> None:
    assert outcomes.span(runs[0]) == "22 June 1941 to 29 December 1946"


def test_without_recorded_decisions_the_gallery_leaves_their_figure_out(tmp_path: Path, runs: list[Run]) -> None:
    bare = dataclasses.replace(runs[0], ledger=runs[0].ledger.iloc[:0])
    names = {path.name for path in gallery.write_figures([bare], None, [], tmp_path, ASKED)}
    assert "decisions.png" not in names
    assert "theatres.png" in names
    assert any("No decision was recorded" in text.get_text() for text in decisions_timeline.figure([bare], ASKED).texts)


def test_the_timeline_says_first_whose_decisions_it_counts(runs: list[Run]) -> None:
    assert any(
        text.get_text().startswith("Dots count the 20 worlds") for text in decisions_timeline.figure(runs, ASKED).texts
    )


def test_nations_are_named_left_of_their_options(runs: list[Run]) -> None:
    figure = decisions_timeline.figure(runs[:2], ASKED)
    figure.canvas.draw()
    options = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    nations = [text for text in figure.texts if text.get_text() in style.NATION_NAMES.values()]
    assert len(nations) >= 3
    for nation in nations:
        assert not any(nation.get_window_extent().overlaps(option) for option in options), nation.get_text()


def row(outcome: str, base: float, change: float) -> dict[str, object]:
    return {
        "outcome": outcome,
        "scenario": "north_august",
        "base": "south_december",
        "value": base + change,
        "base_value": base,
        "difference": change,
        "low": change * 0.9,
        "high": change * 1.1,
        "worlds": 20,
        "variance_reduction": 1.0,
        "differing": 20 if change else 0,
        "deviation": abs(change),
        "p": 0.0,
        "p_family": 0.0,
        "worlds_needed": 10,
    }


def test_quantities_that_would_squeeze_the_others_are_left_out_by_name(runs: list[Run]) -> None:
    table = pd.DataFrame(
        [
            row("military_losses_japan", 758_000.0, 158_000.0),
            row("japan_oil_months_left", 0.05, 3.0),
            row("japan_empire_index", 0.0, 0.2),
            row("ussr_far_east_share_held", 0.0, 0.0),
        ]
    )
    assert differences.too_far(table) == ["japan_oil_months_left", "japan_empire_index"]
    figure = differences.figure(runs[:2], ASKED, table)
    panel = figure.axes[2]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["Japanese army dead or missing"]
    assert "+0.158 million" in [text.get_text() for text in panel.texts]
    note = next(text.get_text() for text in figure.texts if text.get_text().startswith("Left out"))
    assert "Japan's oil at the end" in note
    assert "Japan's sphere (June 1941 = 1)" in note.replace("\n", " ")


def test_the_map_gives_no_median_of_a_few_worlds() -> None:
    def eastern(opened: int) -> list[str]:
        run = synthetic_run("north_august", 20)
        begun = run.outcomes["date_japan_attacks_ussr"]
        never = begun.where(begun.index < 0)
        run.outcomes["date_japan_attacks_ussr"] = begun.where(begun.index < opened)
        run.outcomes["date_far_east_armistice"] = run.outcomes["date_japan_surrenders"] = never
        return [text.get_text() for text in front_map.figure([run], ASKED, [dt.date(1942, 1, 25)]).axes[0].texts]

    many, few = eastern(20), eastern(4)
    assert sum(text.endswith(" km") for text in many) == 3
    assert "war in all of 20" in many
    assert not any(text.endswith(" km") for text in few)
    assert "war in 4 of 20\ntoo few for a median" in few


def test_the_oil_clock_marks_the_embargo_and_the_first_oil_from_the_indies() -> None:
    run = synthetic_run("south_december", 20)
    run.outcomes["date_us_full_embargo"] = np.datetime64("1941-08-03", "s")
    flows = run.series["japan_oil_southern_mbbl"]
    flows[:] = 0.0
    flows[:, 40:] = 0.3
    texts = [text.get_text() for text in oil_clock.figure([run], ASKED).axes[0].texts]
    assert "embargo Aug 1941, oil from the Indies Mar 1942" in texts
    assert "12 months of use" in texts
    flows[:] = 0.0
    run.outcomes["date_us_full_embargo"] = np.datetime64("NaT", "s")
    texts = [text.get_text() for text in oil_clock.figure([run], ASKED).axes[0].texts]
    assert "neither embargo nor oil from the Indies" in texts


def test_a_curve_that_stops_is_named_where_it_stops() -> None:
    run, replay = synthetic_run("north_august", 20), synthetic_replay("north_august", 20)
    weeks = len(run.series["date"])
    values = replay.series["front_moscow_axis_km"].values
    world = list(replay.series["front_moscow_axis_km"].dims).index("world")
    np.moveaxis(values, world, 0)[3, weeks // 2 :] = np.nan
    figure = exemplars.figure(run, replay, {"typical": 3, "best": 5}, ASKED)
    places = {text.get_text(): text.get_position()[0] for text in figure.axes[0].texts}
    assert places["typical"] == pytest.approx(0.5, abs=0.05)
    assert places["best"] > 1.0
