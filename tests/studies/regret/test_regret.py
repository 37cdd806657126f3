"""What was imagined and what came: the same worlds, the same luck, the same terms."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from swept import SWEPT

from crossroads.engine import War, simulate
from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds import council
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.imagining.realised import Truth
from crossroads.minds.setup import Force, Setup
from crossroads.runs import blocks
from crossroads.runs.progress import Interrupted
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.regret import accounts as accounts_module
from crossroads.studies.regret import study as lab
from crossroads.studies.regret.courses_taken import Conference, CourseTaken, take, with_course
from crossroads.studies.regret.page import page
from crossroads.studies.regret.result import MATRIX, PAGE, Regret
from crossroads.world import calendar

WORLDS, SEED = 9, 1941
DECISION, ON = "japan.course", dt.date(1941, 8, 9)
MEETING = lab.conference(DECISION, ON, load_scenario("historical"))
SUBJECT, COURSES = MEETING.subject, MEETING.subject.compared
NUMBERS = np.arange(WORLDS)
CALL_UP = (ParameterEdit("staff.japan_sees_call_up", value=1.0),)


def nothing() -> None:
    """Listen to no progress."""


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("historical")


@pytest.fixture(scope="module")
def made() -> Regret:
    return lab.regret(worlds=WORLDS, seed=SEED)


@pytest.fixture(scope="module")
def spared(base: Scenario) -> CourseTaken:
    return take(base.setup, "south_without_us", MEETING, SEED, NUMBERS, nothing)


def war(setup: Setup, course: str, weeks: int) -> War:
    result = War(with_course(setup, course, MEETING), SEED, NUMBERS)
    for _ in range(weeks):
        result.step()
    return result


def arrays(each: object) -> dict[str, np.ndarray]:
    """Return every array of a state's group, or of orders, by name."""
    names = [item.name for item in dataclasses.fields(each)]  # type: ignore[arg-type]
    return {name: np.asarray(getattr(each, name)) for name in names}


def open_worlds(taken: CourseTaken) -> np.ndarray:
    """Return where every course that is compared was open, or lacked what its order supposes."""
    rows = [list(MEETING.point.options).index(course) for course in COURSES]
    return np.flatnonzero((taken.legal[rows] != 0).all(axis=0))


def test_until_the_conference_every_course_has_the_same_past(base: Scenario) -> None:
    waits, attacks = (war(base.setup, course, MEETING.week) for course in ("wait", "north"))
    for group in ("politics", "east", "far", "economy", "japan", "ussr"):
        mine = arrays(getattr(attacks.state, group))
        for name, values in arrays(getattr(waits.state, group)).items():
            np.testing.assert_array_equal(values, mine[name], err_msg=f"{group}.{name}")
    free = War(base.setup, SEED, NUMBERS)
    for _ in range(MEETING.week):
        free.step()
    # Nor does the order reach back: until that day Japan has chosen for itself.
    for name, values in arrays(free.orders).items():
        np.testing.assert_array_equal(values, arrays(waits.orders)[name], err_msg=name)
    for each in (waits, attacks):
        each.step()
    assert not np.isfinite(waits.orders.japan_north_week).all()
    assert np.isfinite(attacks.orders.japan_north_week).any()


@pytest.mark.parametrize("course", ["north", "wait"])
def test_a_course_is_kept(base: Scenario, course: str) -> None:
    before = war(base.setup, course, MEETING.week + 1)
    later = war(base.setup, course, MEETING.week + 60)
    for name in ("japan_north_week", "japan_terms_week", "japan_south_week", "japan_limited", "japan_south_without_us"):
        np.testing.assert_array_equal(getattr(before.orders, name), getattr(later.orders, name))


def test_a_scenarios_own_orders_on_the_course_are_set_aside(base: Scenario, spared: CourseTaken) -> None:
    ordered = Force("japan", "course", on=dt.date(1941, 7, 2), option="north")
    elsewhere = Force("germany", "war_on_us", on=dt.date(1941, 12, 11), option="abstain", always=True)
    setup = dataclasses.replace(base.setup, forces=(ordered,))
    assert [MEETING.concerns(force) for force in (ordered, elsewhere)] == [True, False]
    kept = with_course(dataclasses.replace(setup, forces=(ordered, elsewhere)), "south", MEETING).forces
    assert ordered not in kept and elsewhere in kept
    again = take(setup, "south_without_us", MEETING, SEED, NUMBERS, nothing)
    for term, values in spared.worth.items():
        np.testing.assert_array_equal(values, again.worth[term])


def test_what_america_did_is_charged_to_a_south_that_spares_it(base: Scenario, spared: CourseTaken) -> None:
    assert spared.view is not None
    p = papers_of(base.setup.edits).p
    weeks = -spared.worth["long_war"]
    assert (weeks[spared.facts["america"] == 0] == 0).all()
    assert 0 < weeks.max() <= 1.0
    confidence = 2.0 * spared.view["naval_ratio"] - 1.0
    np.testing.assert_allclose(spared.worth["naval_window"], weeks * (confidence - p["interest.japan.initiative"]))


def test_a_fear_is_counted_as_the_war_that_came_and_not_again_as_a_risk(base: Scenario, spared: CourseTaken) -> None:
    assert spared.view is not None
    assert (spared.view["soviet_attack_if_south"] > 0).all()
    waits = take(base.setup, "wait", MEETING, SEED, NUMBERS, nothing)
    assert waits.worth["encirclement"].tolist() == [0.0] * WORLDS
    assert (waits.facts["america"] == 0).all() and "soviet_attack_if_south" in SUBJECT.odds
    # A war in the south alone ties down its share; the Soviet blow that was feared and never came adds nothing.
    share = papers_of(base.setup.edits).p["interest.japan.south_front_share"]
    quiet = spared.worth["northern_strain"] == 0
    assert quiet.any() and (spared.worth["two_fronts"][quiet] >= -share).all()


def test_the_truth_in_place_of_an_equal_belief_changes_nothing(spared: CourseTaken, base: Scenario) -> None:
    assert spared.view is not None and spared.council is not None
    open_now = open_worlds(spared)
    view = dataclasses.replace(
        spared.view, features={name: np.asarray(row)[open_now] for name, row in spared.view.features.items()}
    )
    held, legal = spared.council.take(open_now), spared.legal[:, open_now]
    truth = Truth({}, {})
    again = accounts_module._knowing(base.setup, MEETING, view, legal, held, truth)
    np.testing.assert_array_equal(again.values, held.values)
    more = Truth({"soviet_far_east_divisions": np.full(len(open_now), 60.0)}, {}, CALL_UP)
    north = held.options.index("north")
    worse = accounts_module._knowing(base.setup, MEETING, view, legal, held, more)
    assert (council.utilities(worse)[north] < council.utilities(held)[north]).all()


def test_imagined_stakes_are_the_councils_own(made: Regret, spared: CourseTaken) -> None:
    assert spared.council is not None
    open_now = open_worlds(spared)
    assert made.compared == len(open_now) > 0
    held = spared.council.take(open_now)
    national = (held.power[:, None, None] * council.contributions(held)).sum(axis=0)
    rows = made.terms.set_index(["course", "term"])
    for term in ("oil", "losses", "long_war"):
        expected = national[held.terms.index(term), held.options.index("south")].mean()
        assert rows.loc[("south", term), "imagined"] == pytest.approx(expected)
    weight = (held.power * held.weights[:, held.terms.index("long_war")]).sum(axis=0)
    came = (weight * spared.worth["long_war"][open_now]).mean()
    assert rows.loc[("south_without_us", "long_war"), "realised"] == pytest.approx(came)


def test_the_terms_add_up_to_the_stakes(made: Regret) -> None:
    summed = made.terms.groupby("course", sort=False)[["imagined", "by_truth", "realised"]].sum()
    matrix = made.matrix.set_index("course")
    assert tuple(matrix.index) == COURSES
    pd.testing.assert_frame_equal(matrix[list(summed.columns)], summed)
    np.testing.assert_allclose(matrix["gap"], matrix["realised"] - matrix["imagined"])
    for kind in ("imagined", "realised"):
        assert (matrix[f"{kind}_low"] <= matrix[f"{kind}_high"]).all()
    assert matrix["odds"].sum() == pytest.approx(1.0) and matrix["best"].sum() == pytest.approx(1.0)
    # Interests that no count can replace are the same on both sides.
    fixed = made.terms[made.terms["term"].isin(["pact", "humiliation"])]
    np.testing.assert_allclose(fixed["imagined"], fixed["realised"])
    assert (fixed["imagined"] != 0).any()


def test_nothing_known_is_worth_more_than_hindsight(made: Regret) -> None:
    values = made.values.set_index("knowledge")["gain"]
    assert list(values.index) == ["Soviet strength", "American reaction", "both", lab.HINDSIGHT]
    assert values[lab.HINDSIGHT] >= values.max() and values[lab.HINDSIGHT] >= 0
    assert values["both"] != 0


@SWEPT
def test_blocks_of_any_size_give_the_same_tables(made: Regret, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 4 * lab.HEAVIER)
    again = lab.regret(worlds=WORLDS, seed=SEED)
    for name in ("matrix", "values", "terms"):
        pd.testing.assert_frame_equal(getattr(made, name), getattr(again, name), check_exact=True)


@pytest.mark.parametrize("course", ["north", "wait"])
def test_the_end_is_that_of_runs_that_keep_the_course(made: Regret, course: str) -> None:
    kept = with_course(load_scenario("historical").setup, course, MEETING)
    assert kept.horizon == made.until
    ended = simulate(kept, SEED, NUMBERS).outcomes["japan_undefeated"]
    row = made.matrix.set_index("course").loc[course]
    assert made.compared == WORLDS
    assert row["undefeated"] == pytest.approx(ended.mean())
    assert row["undefeated_low"] <= row["undefeated"] <= row["undefeated_high"]
    assert f"Kept to {calendar.in_words(made.until)}, it is '" in page(made)


def test_the_page_tells_what_it_rests_on(made: Regret) -> None:
    text = page(dataclasses.replace(made, compared=WORLDS - 2, set_aside=1))
    assert f"{WORLDS - 2} of {WORLDS} worlds" in text and "are set aside" in text
    assert "9 August 1941" in text and "What this cannot tell" in text
    assert "set aside" not in page(made)
    north = made.matrix.set_index("course").loc["north"]
    assert f"| north: attack the USSR | {north['imagined']:+.2f} | {north['by_truth']:+.2f} |" in text


def test_a_folder_is_written_whole_and_never_over_another(
    made: Regret, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(made: Regret, folder: Path) -> None:
        raise InputError("no ink")

    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("kept", encoding="utf-8")
    with monkeypatch.context() as patch:
        # Refused before any work is done.
        patch.setattr(lab, "_run", lambda *_: pytest.fail("it began"))
        with pytest.raises(InputError, match="exists already and is not overwritten"):
            lab.regret(worlds=2, out=tmp_path / "full")
    with pytest.raises(InputError, match="no ink"):
        lab.regret(worlds=2, out=tmp_path / "new", draw=fail)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "new.partial"]
    small = lab.regret(worlds=2, out=tmp_path / "new", command="crossroads regret")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "new"]
    manifest = json.loads((tmp_path / "new" / "manifest.json").read_text("utf-8"))
    assert manifest["worlds"] == 2 and manifest["worlds_compared"] == small.compared
    assert manifest["command"] == "crossroads regret"
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "new" / MATRIX), small.matrix)
    assert (tmp_path / "new" / PAGE).read_text("utf-8") == page(small)


def test_an_interrupted_table_goes_on_where_it_stopped(
    made: Regret, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 3 * lab.HEAVIER)
    counted, blocks_of = lab.accounts, []

    def stopped(setup: Setup, conference: Conference, seed: int, worlds: np.ndarray, on_week: Any) -> Any:
        blocks_of.append(int(worlds[0]))
        if len(blocks_of) == 2:
            raise KeyboardInterrupt
        return counted(setup, conference, seed, worlds, on_week)

    monkeypatch.setattr(lab, "accounts", stopped)
    with pytest.raises(Interrupted, match="To go on: crossroads regret"):
        lab.regret(worlds=WORLDS, seed=SEED, out=tmp_path / "regret", command="crossroads regret")
    again = lab.regret(worlds=WORLDS, seed=SEED, out=tmp_path / "regret")
    assert len(blocks_of) == len(set(blocks_of)) + 1
    pd.testing.assert_frame_equal(again.matrix, made.matrix, check_exact=True)
    assert [path.name for path in tmp_path.iterdir()] == ["regret"]


def test_what_cannot_be_compared_is_refused(base: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"on: found 1941-08-10; allowed: .*1941-08-09"):
        lab.regret(on=dt.date(1941, 8, 10), worlds=1)
    stated = dataclasses.replace(base, setup=dataclasses.replace(base.setup, deciders=(("japan", "stated_odds"),)))
    with pytest.raises(InputError, match="does not imagine its courses"):
        lab.regret(stated, worlds=1)
    monkeypatch.setattr(lab, "accounts", lambda *_: accounts_module.nothing(MEETING))
    with pytest.raises(InputError, match="open in 0 of 3 worlds"):
        lab.regret(base, worlds=3)


def test_the_decision_and_the_day_come_from_the_question() -> None:
    question = lab.question_for(load_scenario("historical"))
    assert (question.point, question.day) == (DECISION, ON)
    assert MEETING.horizon == 104 and MEETING.quiet == "wait"
    named = lab.question_for(load_scenario("typhoon_early"), DECISION)
    assert (named.point, named.day) == (DECISION, ON)


@pytest.mark.parametrize("asked", [None, "germany.main_effort", "japan.troops"])
def test_a_decision_without_a_count_of_what_came_says_so(asked: str | None) -> None:
    with pytest.raises(InputError, match=r"no count of what came .*`realised`.*allowed: --decision japan.course"):
        lab.regret("typhoon_early", decision=asked, worlds=1)
    with pytest.raises(InputError, match=r"found 'japan\.cuorse'.*did you mean 'japan\.course'"):
        lab.regret(decision="japan.cuorse", worlds=1)
