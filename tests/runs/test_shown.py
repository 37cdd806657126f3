"""What results show of themselves in an interactive session."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest
from synthetic import synthetic_run

import crossroads
from crossroads import compare, run
from crossroads.errors import InputError
from crossroads.runs.ensemble import replay
from crossroads.runs.run import Run
from crossroads.runs.shown import LONGEST, Shown
from crossroads.scenario.question import load_question
from crossroads.scenario.scenario import load_scenario
from crossroads.statistics.comparing import comparison_table
from crossroads.studies.compare.study import Comparison
from crossroads.studies.reasons.result import ReasonsTable
from crossroads.studies.regret.result import Regret
from crossroads.studies.tournament.study import Tournament

NAME = "<b>plan</b>" + "\u202e\n" + "x" * 400


def shown() -> list[Shown]:
    runs = (synthetic_run("wait", 5), synthetic_run("north_august", 5))
    strange = dataclasses.replace(runs[0], scenario=NAME)
    table = comparison_table(runs)
    scenarios = (load_scenario("wait"), load_scenario("north_august"))
    return [
        *runs,
        strange,
        Comparison(scenarios, runs, table, load_question("north_or_south")),
        Tournament("japan", scenarios[0], ("stated_odds",), runs[:1], table),
        replay("wait", [0]),
    ]


@pytest.mark.parametrize("thing", shown(), ids=lambda item: type(item).__name__)
def test_a_line_tells_what_it_is_and_a_table_what_it_holds(thing: Shown) -> None:
    line = repr(thing)
    assert len(line) <= LONGEST and "\n" not in line and line.startswith(f"{type(thing).__name__}(")
    assert "\u202e" not in line
    page = thing._repr_html_()
    told = isinstance(thing, Run | Comparison)
    assert page.startswith("<p>" if told else "<table") and len(page) < 250_000 and "<b>plan" not in page
    assert page.count("<img ") == told
    assert isinstance(thing.overview, pd.DataFrame) and len(thing.overview) > 0


def test_a_run_is_told_and_drawn_where_it_is_at_hand() -> None:
    made = run("wait", worlds=3, ledger_worlds=1)
    assert made.text().startswith("Japan waits (wait): 3 worlds") and made.figure("endings").axes
    with pytest.raises(InputError, match=r"figure: found 'ending'; allowed: answer, .*did you mean 'endings'"):
        made.figure("ending")
    both = compare("wait", "south_december", worlds=3, figures="none")
    assert both.runs["south_december"] is both.runs[1] and both.runs[:1] == (both.runs[0],)
    with pytest.raises(InputError, match=r"runs: found 'south'; allowed: wait, south_december"):
        both.runs["south"]
    assert both.figure().get_suptitle() == both.figure("answer").get_suptitle()
    assert {"compare", "load_scenario", "run", "sweep"} <= set(dir(crossroads))


def test_every_result_of_a_study_shows_itself() -> None:
    for kind in (ReasonsTable, Regret, Tournament, Comparison):
        assert issubclass(kind, Shown)
        assert kind.__repr__ is Shown.__repr__


def test_a_run_tells_the_means_of_its_outcomes() -> None:
    run = synthetic_run("wait", 8)
    table = run.overview.set_index("outcome")
    assert table.loc["civilian_deaths", "mean"] == pytest.approx(run.outcomes["civilian_deaths"].mean())
    assert table.loc["verdict=stalemate", "mean"] == pytest.approx((run.outcomes["verdict"] == "stalemate").mean())


def test_one_world_is_no_worlds() -> None:
    runs = tuple(
        dataclasses.replace(run, manifest={**run.manifest, "forced_decisions": []})
        for run in (synthetic_run("wait", 1), synthetic_run("north_august", 1))
    )
    made = Comparison(
        (load_scenario("wait"), load_scenario("north_august")),
        runs,
        comparison_table(runs),
        load_question("north_or_south"),
    )
    text = "\n".join([made.text(), str(made.answer())])
    assert not re.search(r"(?<![\d,.])1 worlds", text), text
    assert "1 world with the same luck" in text and "the one world tried" in text
