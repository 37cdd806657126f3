"""Every figure can be drawn from any honest set of runs, and says what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import fake_war
import pytest
from asked import NORTH_OR_SOUTH as ASKED
from drawn_figures import figure_bytes, texts
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from synthetic import NAMES, synthetic_replay, synthetic_run, synthetic_table

from crossroads.errors import InputError
from crossroads.runs.run import Run
from crossroads.scenario.question import neutral
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

Draw = Callable[[list[Run]], Figure]
FIGURES: dict[str, Draw] = {
    "theatres": lambda runs: theatres.figure(runs, ASKED),
    "oil_clock": lambda runs: oil_clock.figure(runs, ASKED),
    "endings": lambda runs: endings.figure(runs, ASKED),
    "forest": lambda runs: differences.figure(runs, ASKED, synthetic_table(runs)),
    "front_map": lambda runs: front_map.figure(runs, ASKED, [dt.date(1943, 7, 5)]),
    "decisions": lambda runs: decisions_timeline.figure(runs, ASKED),
    "north_or_south": lambda runs: lead.figure(runs, ASKED, synthetic_table(runs)),
}


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [synthetic_run(name, 30) for name in NAMES]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_figure_names_its_scenarios_worlds_and_seed(name: str, count: int, runs: list[Run]) -> None:
    figure = FIGURES[name](runs[:count])
    shown = texts(figure)
    assert "30 worlds" in shown
    assert "seed 1941" in shown
    assert "extrapolation" in shown
    for run in runs[:count]:
        assert run.title in shown
    figure.canvas.draw()


@pytest.mark.parametrize("name", FIGURES)
def test_a_single_world_with_closed_fronts_can_be_drawn(name: str) -> None:
    alone = synthetic_run("south_december", 1, open_share=0.0)
    assert bool(alone.series["far_east_front_maritime_km"].isnull().all())
    figure = FIGURES[name]([alone])
    assert "1 world" in texts(figure)
    figure.canvas.draw()


def test_options_that_no_outcome_tells_have_no_rows(runs: list[Run]) -> None:
    """A question that no file asks has every option of its decision, of which the outcome tells some."""
    made_up = neutral([fake_war.scenario("south"), fake_war.scenario("north", north=True)])
    assert made_up.course == "japan_course" and "indochina" in made_up.options
    lead.figure(runs[:2], made_up, synthetic_table(runs[:2])).canvas.draw()


def test_a_front_that_never_opens_is_said_to_be_closed() -> None:
    alone = synthetic_run("south_december", 5, open_share=0.0)
    shown = texts(theatres.figure([alone], ASKED))
    assert "front never open" in shown
    assert "0 of 5" in shown


def test_the_panel_says_in_how_many_worlds_the_front_opens(runs: list[Run]) -> None:
    opened = int(outcomes.happened(runs[1], "date_japan_attacks_ussr").sum())
    assert f"{opened} of 30" in texts(theatres.figure(runs[:2], ASKED))


def test_the_map_outside_the_run_shows_the_nearest_week(runs: list[Run]) -> None:
    assert "22 December 1946" in texts(front_map.figure(runs[:1], ASKED, [dt.date(1999, 1, 1)]))
    assert "22 June 1941" in texts(front_map.figure(runs[:1], ASKED, [dt.date(1930, 1, 1)]))


def test_exemplars_list_the_events_of_each_world() -> None:
    run, replay = synthetic_run("north_august", 30), synthetic_replay("north_august", 30)
    figure = exemplars.figure(run, replay, {"typical": 3, "best": 5, "worst": 8}, ASKED)
    shown = texts(figure)
    for world in (3, 5, 8):
        assert f"world {world}" in shown
        assert exemplars.events(replay, world)
        for _, event in exemplars.events(replay, world):
            assert event in shown


def test_events_stand_in_order_of_time() -> None:
    days = [day for day, _ in exemplars.events(synthetic_replay("north_august", 10), 4)]
    assert days == sorted(days)


def test_only_changes_of_choice_are_drawn(runs: list[Run]) -> None:
    ledger = runs[0].ledger.loc[lambda rows: (rows["world"] == 0) & (rows["decision"] == "course")].copy()
    ledger["choice"] = ["wait", "indochina", "indochina", "wait", "south", "south", "south"]
    rows = list(decisions_timeline.new_choices(ledger)["row"])
    assert rows == [f"japan.course.{option}" for option in ("wait", "indochina", "wait", "south")]


def test_differences_are_printed_as_in_the_table(runs: list[Run]) -> None:
    table = synthetic_table(runs[:2])
    row = table.loc[table["outcome"] == "japan_undefeated"].iloc[0]
    text = lead.difference_words(table, "japan_undefeated", "north_august")
    assert text.startswith(f"{100 * row['difference']:+.0f}".replace("-", "−"))
    assert lead.difference_words(table, "japan_undefeated", "no_such") == ""


def test_cumulative_shares_end_at_the_outcomes(runs: list[Run]) -> None:
    counts = endings.cumulative(runs[0], "date_germany_surrenders")
    assert (counts[1:] >= counts[:-1]).all()
    assert counts[-1] == outcomes.happened(runs[0], "date_germany_surrenders").sum()


def test_nations_and_scenarios_share_no_colour() -> None:
    nations = {to_hex(colour).lower() for colour in style.NATIONS.values()}
    scenarios = {to_hex(style.scenario_look(index).line).lower() for index in range(style.MOST_SCENARIOS)}
    assert len(nations) == len(style.NATIONS) == 6
    assert len(scenarios) == style.MOST_SCENARIOS == 12
    assert not nations & scenarios


@pytest.mark.parametrize("places", [[0.5, 0.5, 0.5], [0.99, 1.0, 0.2], [0.0, 0.01], [0.4]])
def test_labels_keep_their_distance_and_stay_inside(places: list[float]) -> None:
    moved = style.spread(places, 0.1)
    ordered = sorted(moved)
    assert all(after - before >= 0.1 - 1e-9 for before, after in pairwise(ordered))
    assert ordered[0] >= 0.0
    assert ordered[-1] <= 1.0 + 1e-9


def test_the_gallery_writes_every_figure_and_the_same_bytes_again(tmp_path: Path) -> None:
    pair = [synthetic_run(name, 12) for name in NAMES[:2]]
    for run in pair:
        run.manifest["weeks"] = len(run.series["date"])
    replays = [synthetic_replay(name, 12) for name in NAMES[:2]]
    written = gallery.write_figures(pair, synthetic_table(pair), replays, tmp_path / "figures", ASKED)
    names = [path.name for path in written]
    assert "exemplars_north_august.png" in names
    stems = ["north_or_south", "endings", "differences", "theatres", "oil_clock", "front_map", "decisions"]
    assert sorted({Path(name).stem for name in names}) == sorted(
        [*stems, "course_by_date", "exemplars_north_august", "exemplars_south_december"]
    )
    assert len(names) == len(set(names)) == 2 * 10
    for name, figure in (
        ("endings", endings.figure(pair, ASKED, synthetic_table(pair))),
        ("front_map", front_map.figure(pair, ASKED, ASKED.map_days)),
    ):
        for again in style.save(figure, tmp_path / name, "another description"):
            first = (tmp_path / "figures" / again.name).read_bytes()
            assert len(first) > 10_000
            assert figure_bytes(first) == figure_bytes(again.read_bytes()), again.name


def test_the_gallery_needs_a_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one run"):
        gallery.write_figures([], None, [], tmp_path, ASKED)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, runs: list[Run]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    with pytest.raises(InputError, match="figures cannot be written"):
        gallery.write_figures(runs[:1], None, [], blocked / "figures", ASKED)
