from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fake_war
import pandas as pd
import pytest
import undrawn
from asked import NORTH_OR_SOUTH
from matplotlib.figure import Figure

from crossroads.errors import InputError
from crossroads.minds.decision import measure
from crossroads.runs import ensemble
from crossroads.runs.export import export
from crossroads.runs.progress import Interrupted
from crossroads.studies.compare import page, study
from crossroads.studies.compare.study import Comparison, compare
from crossroads.world.observables import OUTCOME_NAMES

SOUTH = fake_war.scenario("south")
NORTH = fake_war.scenario("north", north=True)


@pytest.fixture
def undrawn_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Figure, "savefig", undrawn.write)


@pytest.fixture
def plain_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small file in place of the figures, which have their own tests."""

    def write(
        runs: Sequence[Any], table: Any, replays: Sequence[Any], folder: Path, question: Any, **told: Any
    ) -> list[Path]:
        if told["figures"] == "none":
            return []
        shown = [run.scenario for run in runs] if told["figures"] == "all" else []
        assert shown == [item.scenario for item in replays]
        folder.mkdir(parents=True)
        (folder / "figure.svg").write_text("<svg/>")
        return [folder / "figure.svg"]

    monkeypatch.setattr(study, "write_figures", write)


def _tables(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".parquet", ".csv", ".txt", ".md"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_text_names_every_outcome_within_its_width() -> None:
    both = compare(SOUTH, NORTH, worlds=40, question=NORTH_OR_SOUTH)
    text = both.text()
    assert max(len(line) for line in text.splitlines()) <= page.WIDTH
    told = [name for _, names in page.groups(NORTH_OR_SOUTH) for name in names]
    assert sorted(told) == sorted(OUTCOME_NAMES)
    for _, names in page.groups(NORTH_OR_SOUTH):
        for name in names:
            outcome = measure(name).outcome
            assert outcome.kind == "category" or outcome.title.split(",")[0][1:] in text
    headings = [text.index(heading.upper()) for heading, _ in page.groups(NORTH_OR_SOUTH)]
    assert headings == sorted(headings)


def test_the_text_says_whom_the_count_of_civilians_leaves_out() -> None:
    lines = compare(SOUTH, NORTH, worlds=10, question=NORTH_OR_SOUTH).text().splitlines()
    place = next(number for number, line in enumerate(lines) if "Civilians who died" in line)
    after = next(line for line in lines[place:] if "docs/discussion/human-cost.md" in line)
    assert "Bengal's famine" in after
    # It stands below the last scenario's numbers, before the next heading.
    assert not any(line and not line.startswith(" ") for line in lines[place + 1 : lines.index(after)])


def test_the_text_counts_worlds() -> None:
    both = compare(SOUTH, NORTH, worlds=40, question=NORTH_OR_SOUTH)
    counts = [int(run.outcomes["japan_undefeated"].sum()) for run in both.runs]
    assert f"{counts[0]} of 40 worlds" in both.text()
    row = both.table.set_index("outcome").loc["japan_undefeated"]
    assert f"difference: {100 * row['difference']:+.1f} worlds in 100 (95 %: " in both.text()
    assert "extrapolation" in both.text()


def test_the_text_tells_the_forced_from_the_free() -> None:
    text = " ".join(compare(SOUTH, NORTH, worlds=40, question=NORTH_OR_SOUTH).text().split())
    assert "south: chosen by Japan in 40 of 40 worlds, fixed in none." in text
    assert "Japan attacks the Soviet Union (in 36 of 40 worlds)" in text
    assert "carried out in 36 of 40 worlds; at all other meetings Japan chose for itself" in text


def test_one_world_can_be_compared() -> None:
    both = compare(SOUTH, NORTH, worlds=1, question=NORTH_OR_SOUTH)
    assert "1 of 1 world" in both.text() and "nan" not in both.text().lower()
    assert len(both.answer().sentences) == 3


def test_a_world_is_told_for_each_scenario() -> None:
    third = fake_war.scenario("third")
    three = compare(SOUTH, NORTH, third, worlds=20)
    told = three.divergence()
    assert told.world == three.told_world() and (told.base, told.other) == ("South", "North")
    assert told.first is not None and told.first.other
    assert three.divergence(world=3, other="third").first is None
    with pytest.raises(InputError, match="'south' is not compared"):
        three.divergence(other="south")


@pytest.mark.usefixtures("plain_figures")
def test_a_folder_is_written_whole_and_read_back(tmp_path: Path) -> None:
    both = compare(SOUTH, NORTH, worlds=20, out=tmp_path / "both", command="crossroads compare south north")
    names = sorted(path.name for path in (tmp_path / "both").iterdir())
    expected = ["comparison.csv", "comparison.txt", "divergence.md", "figures", "manifest.json"]
    assert names == [*expected, "report.html", "runs"]
    assert both.folder == tmp_path / "both"
    read = Comparison.load(tmp_path / "both")
    assert read.text() == both.text()
    pd.testing.assert_frame_equal(read.table, both.table)
    kinds = {"worlds_needed": "Int64"}
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "both" / "comparison.csv", dtype=kinds), both.table)
    assert read.divergence().sentences() == both.divergence().sentences()
    manifest = json.loads((tmp_path / "both" / "manifest.json").read_text("utf-8"))
    # Scenarios that no file holds are repeated from the folder itself.
    assert manifest["command"].startswith(f"crossroads compare {tmp_path / 'both'} --worlds 20 --seed 1941 --out ")
    with pytest.raises(InputError, match="exists already"):
        compare(SOUTH, NORTH, worlds=20, out=tmp_path / "both")


@pytest.mark.usefixtures("plain_figures")
def test_courses_chosen_and_made_are_written_apart(tmp_path: Path) -> None:
    both = compare(SOUTH, NORTH, worlds=120, out=tmp_path / "both")
    table = pd.read_csv(tmp_path / "both" / "chosen_and_made.csv").set_index(["scenario", "course", "how"])["worlds"]
    for run in both.runs:
        for course, count in run.outcomes["japan_course"].value_counts().items():
            made = run.scenario == "north" and course in ("north", "wait")
            assert table.get((run.scenario, course, "made" if made else "chosen"), 0) == (count if count >= 10 else 0)
            assert (run.scenario, course, "chosen" if made else "made") not in table
    for told in (both.text(), (tmp_path / "both" / "report.html").read_text("utf-8")):
        assert "circumstances that led to the choice" in " ".join(told.split())


@pytest.mark.usefixtures("plain_figures")
def test_an_export_holds_every_run(tmp_path: Path) -> None:
    compare(SOUTH, NORTH, worlds=10, out=tmp_path / "both")
    export(tmp_path / "both", tmp_path / "csv")
    header = "outcome,scenario,base,value,base_value,difference,low,high,worlds,variance_reduction"
    assert (
        (tmp_path / "csv" / "comparison.csv")
        .read_text()
        .startswith(header + ",differing,deviation,p,p_family,worlds_needed\n")
    )
    outcomes = pd.read_csv(tmp_path / "csv" / "outcomes.csv")
    assert outcomes.groupby("scenario", sort=False).size().to_dict() == {"south": 10, "north": 10}
    assert set(pd.read_csv(tmp_path / "csv" / "series.csv")["scenario"]) == {"south", "north"}


def _stop(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("plain_figures")
@pytest.mark.parametrize("place", ["the second run", "the figures"])
def test_an_interrupted_comparison_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    compare(SOUTH, NORTH, worlds=20, out=tmp_path / "whole")
    calls: list[int] = []

    def simulate_once(stop_at: int) -> Callable[..., Any]:
        def simulate(setup: Any, *args: Any, **options: Any) -> Any:
            calls.append(len(setup.forces))
            if len(calls) == stop_at:
                raise KeyboardInterrupt
            return fake_war.simulate(setup, *args, **options)

        return simulate

    with monkeypatch.context() as patch:
        if place == "the second run":
            patch.setattr(ensemble, "simulate_worlds", simulate_once(4))
        else:
            patch.setattr(study, "write_figures", _stop)
        with pytest.raises(Interrupted) as stop:
            compare(SOUTH, NORTH, worlds=20, out=tmp_path / "out", command="crossroads compare south north")
    assert stop.value.folder == tmp_path / "out.partial"
    assert str(stop.value).endswith("To go on: crossroads compare south north")
    assert not (tmp_path / "out").exists()
    calls.clear()
    monkeypatch.setattr(ensemble, "simulate_worlds", simulate_once(10**9))
    with pytest.raises(InputError, match="the number of worlds: 20 then, 30 now"):
        compare(SOUTH, NORTH, worlds=30, out=tmp_path / "out")
    compare(SOUTH, NORTH, worlds=20, out=tmp_path / "out")
    replays = [0, 1]
    assert calls == ([1, *replays] if place == "the second run" else replays)
    found, whole = _tables(tmp_path / "out"), _tables(tmp_path / "whole")
    assert found == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_what_cannot_be_compared_is_refused_before_it_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stop)
    with pytest.raises(InputError, match="at least two scenarios"):
        compare(SOUTH)
    with pytest.raises(InputError, match="'south' is named twice"):
        compare(SOUTH, NORTH, SOUTH)
    later = fake_war.scenario("later", horizon=fake_war.HORIZON.replace(year=1943))
    with pytest.raises(InputError, match="a comparison needs one horizon"):
        compare(SOUTH, later)
    with pytest.raises(InputError, match=r"did you mean|no such|not found|unknown"):
        compare(SOUTH, "north_augus")


def test_a_single_run_is_no_comparison(tmp_path: Path) -> None:
    ensemble.run(SOUTH, worlds=3, out=tmp_path / "run")
    with pytest.raises(InputError, match="holds a single run"):
        Comparison.load(tmp_path / "run")


def test_a_chosen_world_and_day_of_the_map_are_told_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    days: list[Any] = []

    def write(runs: Any, table: Any, replays: Any, folder: Path, question: Any, **told: Any) -> list[Path]:
        days.append(told["map_date"])
        folder.mkdir(parents=True)
        return []

    monkeypatch.setattr(study, "write_figures", write)
    day = dt.date(1941, 10, 5)
    both = compare(SOUTH, NORTH, worlds=12, out=tmp_path / "both", map_date=day, world=7)
    read = Comparison.load(tmp_path / "both")
    assert days == [day]
    assert both.divergence().world == read.divergence().world == 7
    assert read.map_date == day
    assert "World 7, chosen by its number" in (tmp_path / "both" / "divergence.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("told", "found"), [({"world": 12}, "found 12"), ({"map_date": dt.date(1066, 10, 14)}, "1066")]
)
def test_a_world_or_day_that_no_run_has_is_refused(told: dict[str, Any], found: str) -> None:
    with pytest.raises(InputError, match=found):
        compare(SOUTH, NORTH, worlds=12, **told)


@pytest.mark.usefixtures("undrawn_figures")
def test_the_figure_of_the_answer_is_drawn_alone_unless_all_or_none_are_asked_for(tmp_path: Path) -> None:
    asked: dict[str, dict[str, Any]] = {"answer": {}, "all": {"figures": "all"}, "none": {"figures": "none"}}
    drawn, pages = {}, {}
    for name, options in asked.items():
        compare(SOUTH, NORTH, worlds=6, out=tmp_path / name, question=NORTH_OR_SOUTH, **options)
        drawn[name] = {path.name for path in (tmp_path / name).glob("figures/*")}
        pages[name] = (tmp_path / name / "report.html").read_text("utf-8")
        manifest = json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
        assert manifest["figures"] == name == Comparison.load(tmp_path / name).figures
        assert (f"--figures {name}" in manifest["command"]) == (name != "answer")
        assert pages[name].count("data:image/png") == len(drawn[name]) / 2
        command = f"crossroads report {tmp_path / name} --out {tmp_path / name}.html"
        assert (command in pages[name]) == (name != "all")
    assert drawn["answer"] == {"north_or_south.png", "north_or_south.svg"} < drawn["all"]
    assert drawn["none"] == set() and not (tmp_path / "none" / "figures").exists()
    texts = [_tables(tmp_path / name) for name in asked]
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.usefixtures("undrawn_figures")
def test_the_rest_is_drawn_from_the_folder_as_it_would_have_been(tmp_path: Path) -> None:
    whole = compare(SOUTH, NORTH, worlds=6, out=tmp_path / "whole", question=NORTH_OR_SOUTH, figures="all")
    compare(SOUTH, NORTH, worlds=6, out=tmp_path / "lead", question=NORTH_OR_SOUTH)
    rest = Comparison.load(tmp_path / "lead").plot(tmp_path / "rest")
    assert whole.rest(rest) == ("", "")
    wanted = {path.name: path.read_bytes() for path in (tmp_path / "whole" / "figures").iterdir()}
    assert {path.name: path.read_bytes() for path in rest} == wanted


def test_a_word_for_figures_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stop)
    with pytest.raises(InputError, match=r"found 'al'; allowed: answer, all, none \(did you mean 'all'\?\)"):
        compare(SOUTH, NORTH, worlds=6, figures="al")  # type: ignore[arg-type]
