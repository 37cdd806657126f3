from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from command_line import answer, command, crossroads
from typer.main import get_command

from crossroads import __main__
from crossroads.scenario.files import known_hypotheses

COMMANDS = ("run", "compare", "export", "list", "show", "report")


def test_a_run_tells_what_happened_and_where_it_is(place: Path) -> None:
    done = crossroads(place, "run", "quick.toml", "--worlds", "30", "--seed", "7", "--ledger-worlds", "3")
    assert done.returncode == 0, done.stderr
    assert "A short war (quick): 30 worlds, seed 7, to 29 March 1942." in done.stdout
    assert "Japan's course at the end of 1941: Japan goes to war in the south" in done.stdout
    assert re.search(r"Japan goes to war in the south: 30 of 30 worlds; median December 1941", done.stdout)
    assert "is extrapolation" in done.stdout
    manifest = json.loads((place / "results" / "quick" / "manifest.json").read_text("utf-8"))
    assert (manifest["worlds"], manifest["seed"]) == (30, 7)


def test_run_export_and_report_go_together(place: Path) -> None:
    assert crossroads(place, "run", "quick.toml", "--worlds", "5", "--out", "r", "--quiet").returncode == 0
    exported = crossroads(place, "export", "r", "--to", "csv")
    assert exported.stdout.split() == ["csv/series.csv", "csv/outcomes.csv", "csv/decisions.csv"]
    outcomes = pd.read_csv(place / "csv" / "outcomes.csv")
    assert outcomes["world"].tolist() == [0, 1, 2, 3, 4]
    reported = crossroads(place, "report", "r", "--out", "r.html", "--quiet")
    assert reported.returncode == 0 and reported.stderr == ""
    page = (place / "r.html").read_text("utf-8")
    assert "A short war" in page and "What has happened by the spring of 1942?" in page
    assert "How the war stands at the end" in page and "data:image/png" in page
    again = answer(place, "report", "r", "--out", "r.html")
    assert again.returncode == 2 and "not overwritten" in again.stderr


def test_a_comparison_prints_the_table_the_answer_and_the_files(place: Path) -> None:
    words = ["compare", "quick.toml", "other.toml", "--worlds", "25", "--map-date", "1941-10-05", "--figures", "all"]
    done = crossroads(place, *words)
    assert done.returncode == 0, done.stderr
    folder = place / "results" / "quick-vs-other"
    told = " ".join(done.stdout.split())
    assert told.startswith("Japan goes to war in the south in ") and "25 worlds, the same luck in each scenario" in told
    assert re.search(r"^Japan undefeated at the end +all +all$", done.stdout, re.MULTILINE)
    assert "Every outcome: results/quick-vs-other/comparison.txt, or --full." in told
    assert "north_or_south" in done.stdout and "report.html" in done.stdout
    assert "5 October 1941" in (folder / "figures" / "front_map.svg").read_text("utf-8")
    assert {"comparison.csv", "divergence.md", "report.html"} <= {path.name for path in folder.iterdir()}
    assert "crossroads report" not in done.stdout
    reported = crossroads(place, "report", str(folder), "--out", "both.html", "--quiet")
    assert reported.returncode == 0, reported.stderr
    assert "A short war in the north" in (place / "both.html").read_text("utf-8")


def test_a_comparison_draws_one_figure_and_tells_how_to_see_all(place: Path) -> None:
    done = crossroads(place, "compare", "quick.toml", "other.toml", "--worlds", "4", "--out", "two")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (place / "two" / "figures").iterdir()} == {"north_or_south"}
    command = next(line for line in done.stdout.splitlines() if line.startswith("crossroads report"))
    assert command == "crossroads report two --out two.html"
    assert command in (place / "two" / "report.html").read_text("utf-8")
    assert crossroads(place, *command.split()[1:], "--quiet").returncode == 0
    assert (place / "two.html").read_text("utf-8").count("data:image/png") > 6


def test_list_and_show_speak_of_scenarios(place: Path) -> None:
    listed = answer(place, "list").stdout
    assert (
        "north_august\n    North first and then as Tokyo decides. What if Japan had attacked the Soviet Union" in listed
    )
    shown = answer(place, "show", "north_august").stdout
    assert "Question: " in shown and "Why: " in shown and "Against berlin_as_recorded:" in shown
    assert "attacks the Soviet Union" in shown
    levers = answer(place, "show", "--levers").stdout
    for name in known_hypotheses():
        told = answer(place, "show", name.lower()).stdout
        assert f"({name})" in told and "The documents say (" in told and f"Answer: crossroads ask {name}" in told
        assert " is None" not in told and ": \n" not in told
    by_path = answer(place, "show", str(known_hypotheses()["H12"].resolve())).stdout
    assert "- 50,000 men: ussr.transfer_west_troops is 50,000" in by_path
    assert "american_entry: " in levers and "moves diplomacy.us_entry_hazard_month" in levers


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(place: Path, name: str) -> None:
    done = answer(place, name, "--help")
    assert done.returncode == 0
    assert re.search(rf"Examples?: crossroads {name}", done.stdout)


def test_the_help_names_every_command_and_the_version_is_told(place: Path) -> None:
    text = crossroads(place, "--help").stdout
    assert all(re.search(rf"\b{name}\b", text) for name in COMMANDS)
    assert re.fullmatch(r"crossroads \d+\.\d+\.\d+\n", crossroads(place, "--version").stdout)


def test_a_command_built_alone_is_the_one_among_all() -> None:
    """Only the command that is called is built; any other word has all of them built, to be told the nearest."""
    every = get_command(__main__.app).commands  # type: ignore[attr-defined]
    for name, among in every.items():
        alone = get_command(__main__._only(name)).commands  # type: ignore[attr-defined]
        assert list(alone) == [name]
        told = [
            [(item.name, item.opts, item.help, item.required) for item in each.params] for each in (among, alone[name])
        ]
        assert told[0] == told[1] and among.help == alone[name].help
    assert len(every) > 20
    assert all(__main__._only(word) is __main__.app for word in ("", "rn", "--help", "cli", "report_card", "options"))


HEAVY = ("llvmlite", "matplotlib", "mesa", "networkx", "pandas", "pyarrow", "scipy", "xarray")
MOST_MODULES = 550
"""What a command that runs nothing may load, the standard library included: each module takes a part of the start."""


@pytest.mark.parametrize(
    ("words", "also_apart"),
    [
        ("--help", ("numpy", "pydantic", "crossroads.scenario")),
        ("run --help", ("numpy", "crossroads.scenario")),
        ("list", ("numpy", "crossroads.evidence.load", "crossroads.minds.decision", "crossroads.scenario.schema")),
        ("show historical", ("crossroads.engine", "crossroads.scenario.question")),
    ],
)
def test_what_runs_nothing_loads_little(place: Path, words: str, also_apart: tuple[str, ...]) -> None:
    loaded = _loaded(place, words)
    assert "crossroads.cli.app" in loaded and len(loaded) < MOST_MODULES
    assert loaded & {*HEAVY, *also_apart} == set()


def test_a_run_loads_no_tables_and_no_agents(place: Path) -> None:
    """A run's folder is written from arrays: what makes tables takes as long to load as a few worlds take."""
    loaded = _loaded(place, "run historical --worlds 1 --out loads")
    assert "pyarrow.parquet" in loaded and (place / "loads" / "outcomes.parquet").is_file()
    assert loaded & {"matplotlib", "mesa", "networkx", "pandas", "scipy", "xarray"} == set()


def _loaded(place: Path, words: str) -> set[str]:
    """Return the modules that a command has loaded when it is done."""
    probe = "import sys; from crossroads.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
    probe += "print(*sorted(sys.modules))"
    line = [command()[0], "-c", probe, *words.split()]
    told = subprocess.run(line, cwd=place, capture_output=True, text=True, check=True)
    return set(told.stdout.splitlines()[-1].split())
