"""What is told of an edit: in `show`, beside a run, as a command with tables and a figure, and in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from command_line import answer

from crossroads import run
from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.prelude.events import load_events
from crossroads.prelude.followed import followed
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.prelude import figure as plot
from crossroads.studies.prelude.page import in_100, text
from crossroads.studies.prelude.study import prelude

WORLDS = 400


def edited(**events: dict[str, object]) -> Scenario:
    return load_scenario({"extends": "historical", "name": "edited", "title": "Edited", "prelude": events})


def test_the_numbers_are_those_of_the_worlds() -> None:
    made = prelude(edited(barbarossa_disclosure={"outcome": "told"}), worlds=WORLDS)
    rows = made.events()
    assert (rows.groupby("event")["worlds"].sum() == WORLDS).all()
    assert rows.loc[rows["event"] == "barbarossa_disclosure"].set_index("outcome")["worlds"]["told"] == WORLDS
    signed = rows.loc[rows["event"] == "neutrality_pact"].set_index("outcome")["worlds"]
    pact = made.relations().set_index("relation").loc["pact"]
    assert pact["edited_mean"] == pytest.approx(signed["signed"] / WORLDS) and pact["recorded_mean"] == 1.0
    told = text(made.followed)
    assert f"Not signed in {in_100(int(signed['not_signed']), WORLDS)} of 100" in told
    assert f"The other {len(load_events()) - len(made.followed.changed)} events ended as recorded" in told


def test_an_event_held_as_it_was_is_told_and_moves_nothing() -> None:
    made = prelude(edited(khalkhin_gol={"outcome": "soviet_victory"}), worlds=50)
    assert [item.event.name for item in made.followed.changed] == ["khalkhin_gol"]
    assert made.followed.relations == () and len(made.relations()) == 0
    assert "As it was in every world" in text(made.followed)


def test_shares_are_told_in_100() -> None:
    assert [in_100(*counts) for counts in ((0, 1000), (1, 1000), (590, 1000), (999, 1000), (3, 3))] == [
        *("0", "fewer than 1", "59", "more than 99", "100")
    ]


def test_what_a_scenario_asks_is_told_in_words_with_what_it_cannot_tell() -> None:
    scenario = edited(manchuria={"removed": True}, khalkhin_gol={"scale": 0.5})
    first, limit, second = scenario.describe()
    assert "Manchuria stays Chinese (in fact: Japan takes Manchuria)" in first
    assert scenario.bear_in_mind == (f"Bear in mind: {limit}",)
    assert "0.5 times as great as it was" in second
    undone = load_scenario({"extends": "khalkhin_gol_won", "name": "undone", "prelude": {"khalkhin_gol": {"scale": 1}}})
    assert undone.setup.prelude[0].outcome is None and len(undone.describe()) == 1


def test_a_manifest_of_before_has_no_prelude_and_is_read() -> None:
    resolved = json.loads(json.dumps(load_scenario("no_pact").resolved))
    digest = load_scenario("no_pact").digest()
    del resolved["prelude"], resolved["base"]["prelude"]
    kept = Scenario.from_resolved(resolved)
    assert kept.setup == load_scenario("no_pact").setup and kept.digest() == digest
    again = Scenario.from_resolved(json.loads(json.dumps(load_scenario("khalkhin_gol_won").resolved)))
    assert again.setup == load_scenario("khalkhin_gol_won").setup
    assert again.digest() != load_scenario("historical").digest()


def test_nothing_is_told_where_nothing_is_edited() -> None:
    assert followed(Setup()) is None
    with pytest.raises(InputError, match=r"historical: found no table \[prelude.EVENT\]"):
        prelude(load_scenario("historical"))


def test_a_run_in_python_takes_the_table() -> None:
    made = run("historical", worlds=2, horizon="1941-12-28", prelude={"purges": {"removed": True}})
    assert made.manifest["scenario"]["resolved"]["prelude"] == {"purges": {"removed": True}}
    with pytest.raises(InputError, match=r"arguments: prelude\.purge: found 'purge'"):
        run("historical", worlds=2, prelude={"purge": {"removed": True}})


def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    words = ["prelude", "khalkhin_gol_won", "--worlds", "60", "--out", "out", "--quiet"]
    done = answer(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert "Battle of Khalkhin Gol (edited): Japan wins in every world" in done.stdout
    target = tmp_path / "out"
    written = {path.name for path in target.iterdir()}
    assert written == {"events.csv", "relations.csv", "prelude.txt", "prelude.png", "prelude.svg"}
    assert (target / "prelude.txt").read_text("utf-8").strip() in done.stdout
    assert len(pd.read_csv(target / "events.csv")) == sum(len(event.outcomes) for event in load_events().values())
    again = answer(tmp_path, *words)
    assert again.returncode == 2 and "A name that is free: --out out-2" in again.stderr
    for asked, told in ((["historical"], "found no table [prelude.EVENT]"), (["nowhere"], "which is no scenario")):
        refused = answer(tmp_path, "prelude", *asked, "--out", "none", "--quiet")
        assert refused.returncode == 2 and told in refused.stderr and not (tmp_path / "none").exists()


def test_show_tells_what_followed(tmp_path: Path) -> None:
    told = answer(tmp_path, "show", "berlin_warns_tokyo").stdout
    assert "told in March, with the date (in fact: hints)" in " ".join(told.split())
    assert "What followed before June 1941" in told and "Not signed in" in told
    assert "What followed" not in answer(tmp_path, "show", "no_pact").stdout


def test_the_figure_holds_the_finding_and_every_event_told() -> None:
    made = prelude(edited(pact_of_1932={"outcome": "accepted"}), worlds=WORLDS)
    drawn = plot.figure(made)
    words = [item.get_text() for item in drawn.texts]
    assert any("Tokyo accepts it" in item for item in words[:1])
    for item in made.followed.changed:
        assert any(item.event.title[:20] in word for word in words), item.event.name
    assert "in June" not in plot.description(made) or made.followed.relations
