"""The figures of deliberation: what they rest on adds up, they can be drawn from any ledger, and texts stay on them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import synthetic_councils as made
from asked import NORTH_OR_SOUTH
from drawn_figures import LONG, off_canvas, overlapping, texts, title_lines
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from synthetic import synthetic_run

from crossroads.engine import SUBJECTS
from crossroads.errors import InputError
from crossroads.evidence.reasons import reason_groups
from crossroads.minds.council import utilities
from crossroads.minds.decision import decision_points
from crossroads.runs.run import Run
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.compare.figures import gallery
from crossroads.studies.explain import course_figure, parts
from crossroads.studies.explain import figure as council_paper
from crossroads.studies.explain.meetings import meetings
from crossroads.studies.reasons import figure as reasons_table
from crossroads.studies.reasons.result import ReasonsTable
from crossroads.studies.regret import figure as regret
from crossroads.studies.regret.result import Regret
from crossroads.telling import council_labels, numbers, style, vocabulary, word_forms
from crossroads.world import calendar

POINTS = {point.id: point for point in decision_points()}


chosen_row = partial(parts.choose, question=NORTH_OR_SOUTH)
draw_paper = partial(council_paper.figure, caveat=NORTH_OR_SOUTH.caveat)
draw_course = partial(course_figure.figure, question=NORTH_OR_SOUTH)


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return made.course_ledger(24)


@pytest.fixture(scope="module")
def paper(ledger: pd.DataFrame) -> Meeting:
    record = chosen_row(ledger)
    assert record is not None
    return record


ABOUT: dict[str, Any] = {"scenario": "history", "decision": "japan.course", "caveat": NORTH_OR_SOUTH.caveat}


def with_ledger(ledger: pd.DataFrame, title: str = "History", name: str = "south_december") -> Run:
    return dataclasses.replace(synthetic_run(name, 24), ledger=ledger, title=title)


def drawn_reasons(
    table: pd.DataFrame,
    shares: pd.DataFrame,
    *,
    worlds: int,
    seed: int = 1941,
    scenario: str = "History",
    draw: Callable[[ReasonsTable], Figure] = reasons_table.figure,
) -> Figure:
    kinds = table.assign(kind=np.where(table["reason"] == "", "group", "reason"))
    told = ReasonsTable(
        **ABOUT, title=scenario, worlds=worlds, seed=seed, table=kinds, shares=shares, last=made.COURSE.dates[-1]
    )
    return draw(told)


def drawn_regret(matrix: pd.DataFrame, values: pd.DataFrame, *, worlds: int, scenario: str = "History") -> Figure:
    counts = {"horizon_weeks": 104, "compared": worlds, "set_aside": 0}
    tables = {"matrix": matrix, "values": values, "terms": pd.DataFrame()}
    days = {"on": made.COURSE.dates[1], "until": dt.date(1946, 12, 29)}
    told = Regret(**ABOUT, title=scenario, worlds=worlds, seed=1941, **days, **counts, **tables)
    return regret.figure(told)


def drawn_figures(ledger: pd.DataFrame, title: str) -> Iterator[Figure]:
    record = chosen_row(ledger)
    assert record is not None
    table, shares = made.reasons()
    matrix, values = made.regret()
    yield draw_course([with_ledger(ledger, title)])
    yield draw_paper(record, scenario=title)
    yield drawn_reasons(table, shares, worlds=24, scenario=title)
    yield drawn_reasons(table, shares.iloc[:0], worlds=24, scenario=title)
    yield drawn_reasons(table, shares, worlds=24, scenario=title, draw=reasons_table.single_reasons)
    yield drawn_regret(matrix, values, worlds=24, scenario=title)


@pytest.mark.parametrize("title", ["History", LONG])
def test_no_text_leaves_a_figure_and_each_names_its_scenario_and_caution(title: str, ledger: pd.DataFrame) -> None:
    for figure in drawn_figures(ledger, title):
        assert off_canvas(figure) == []
        assert overlapping(figure) == []
        assert 1 <= len(title_lines(figure)) <= 2
        shown = texts(figure)
        assert title in shown
        assert "extrapolation" in shown
        assert "24 worlds" in shown or "world " in shown


# --- The course by date


def test_of_a_hundred_worlds_each_stands_by_one_option_in_every_week(ledger: pd.DataFrame) -> None:
    layers = course_figure.by_week(with_ledger(ledger), "japan.course")
    np.testing.assert_allclose(sum(layers.values()), 100.0)
    assert layers["wait"][0] == 100.0, "before the first meeting"
    last = ledger.loc[ledger["choice"] != "wait"].drop_duplicates("world", keep="last")["choice"].value_counts()
    end = {name: values[-1] for name, values in layers.items() if name != "wait" and values[-1]}
    assert end == pytest.approx({str(name): 100 * count / 24 for name, count in last.items()})


def test_waiting_leaves_what_stands_and_another_order_replaces_it() -> None:
    rows = made.course_ledger(1)
    days = pd.to_datetime(["1941-07-02", "1941-08-09", "1941-09-06", "1941-10-16"])
    row = rows.iloc[0].to_dict()
    told = pd.DataFrame([{**row, "date": day, "choice": choice} for day, choice in zip(
        days, ["indochina", "wait", "prepare_south", "south"], strict=True)])  # fmt: skip
    stood = course_figure.standing(told, "japan.course")
    assert list(stood["choice"]) == ["indochina", "prepare_south", "south"]
    layers = course_figure.by_week(with_ledger(told), "japan.course")
    weeks = [calendar.week_of(day.date()) for day in days]
    assert [layers[name][week] for name, week in (("indochina", weeks[1]), ("south", weeks[3]))] == [100.0, 100.0]


def test_a_scenario_that_orders_the_decision_has_no_figure_of_it_and_no_council(ledger: pd.DataFrame) -> None:
    for none in (ledger.iloc[:0], ledger.assign(forced=True)):
        run = with_ledger(none)
        assert not course_figure.any_open([run], NORTH_OR_SOUTH)
        assert "The scenarios take the decision themselves" in texts(draw_course([run]))
        assert chosen_row(none) is None
    free, bound = with_ledger(ledger, "Free"), with_ledger(ledger.assign(forced=True), "Bound", "wait")
    shown = texts(draw_course([free, bound]))
    assert "Free" in shown and "Bound" not in shown


def test_the_figure_counts_the_worlds_at_its_edge_and_its_title_those_of_the_reading(ledger: pd.DataFrame) -> None:
    run = with_ledger(ledger)
    layers = course_figure.by_week(run, "japan.course")
    week = calendar.week_of(NORTH_OR_SOUTH.course_day)
    commonest = max(layers, key=lambda name: layers[name][week])
    told = f"{vocabulary.option('japan.course', commonest)} {layers[commonest][week]:.0f}"
    assert told in texts(draw_course([run]))
    assert told in course_figure.description([run], NORTH_OR_SOUTH)


def test_a_ledger_of_stated_odds_gives_the_course_and_says_why_there_is_no_paper() -> None:
    stated = made.course_ledger(6, councils=False)
    old = stated.drop(columns="council")
    for each in (stated, old):
        assert "Japan's course" in texts(draw_course([with_ledger(each)]))
        assert chosen_row(each) is None
        with pytest.raises(InputError, match=r"world 0, japan\.course of 2 July 1941: .* not reasoned"):
            draw_paper(meetings(each)[0])


def test_options_share_no_colour_with_nations_and_scenarios() -> None:
    options = {to_hex(look.line).lower() for look in course_figure.OPTION_LOOKS}
    taken = {to_hex(colour).lower() for colour in style.NATIONS.values()}
    taken |= {to_hex(style.scenario_look(index).line).lower() for index in range(style.MOST_SCENARIOS)}
    assert len(options) == len(made.COURSE.options) == len(course_figure.OPTION_LOOKS)
    assert not options & taken


# --- The paper of one council


@pytest.mark.parametrize("loss_aversion", [1.0, 2.25])
def test_the_parts_of_a_bar_add_up_to_the_utility_of_the_table(loss_aversion: float) -> None:
    meeting = meetings(made.course_ledger(3, loss_aversion=loss_aversion))[0]
    assert meeting.council is not None
    found = parts.weighed(meeting)
    total = utilities(meeting.council)[:, 0]
    np.testing.assert_allclose(found.terms.sum(axis=0) + found.valued + found.dissent, total, atol=1e-12)
    np.testing.assert_allclose(found.terms[:, 0], 0.0)
    assert (found.dissent <= 1e-12).all()
    assert (np.abs(found.valued).max() > 1e-6) == (loss_aversion > 1.0)


def test_a_veto_is_marked_where_dissent_counts_and_nowhere_else(paper: Meeting) -> None:
    council = paper.council
    assert council is not None
    values = council.values.copy()
    values[:] = 0.0
    north, south = council.options.index("north"), council.options.index("south")
    values[:, council.terms.index("losses"), north] = -1.0
    values[:, council.terms.index("oil"), south] = 2.0
    weights = np.ones_like(council.weights)
    weights[council.factions.index("navy"), council.terms.index("losses")] = 3.0
    held = dataclasses.replace(paper, council=dataclasses.replace(council, values=values, weights=weights))
    found = parts.weighed(held)
    marked = {
        (council.factions[faction], council.options[option])
        for faction in range(len(council.factions))
        for option in range(len(council.options))
        if found.vetoes(faction, option)
    }
    assert marked == {("navy", "north")}
    figure = draw_paper(held)
    assert texts(figure).count("dissents") == 1


def test_the_paper_shows_what_was_seen_the_legal_options_their_odds_and_the_choice(ledger: pd.DataFrame) -> None:
    rows = ledger.loc[ledger["date"] == "1941-08-09"]
    record, shown = rows.iloc[0], texts(draw_paper(meetings(rows)[0]))
    assert council_labels.seen_value("oil_months_left", record["seen"]["oil_months_left"]) in shown
    assert "into southern Indochina" not in shown, "it was not legal that day"
    for name in ("wait", "north", "south", "terms"):
        assert vocabulary.option("japan.course", name) in shown
    for odds in record["probabilities"]:
        assert not odds or f"{100 * odds:.0f} %" in shown or odds < 0.005
    assert f"chosen at them: {vocabulary.option('japan.course', record['choice'])}" in shown


def test_a_decision_that_the_scenario_took_is_said_to_be_taken(paper: Meeting) -> None:
    assert "the scenario took the decision" in texts(draw_paper(dataclasses.replace(paper, forced=np.array([True]))))


def test_the_chosen_meeting_is_the_one_that_mattered_in_the_world_asked_for(ledger: pd.DataFrame) -> None:
    for world in range(24):
        mine = ledger.loc[ledger["world"] == world]
        record = chosen_row(ledger, world=world)
        assert record is not None and record.worlds.tolist() == [world]
        taken = mine.loc[mine["choice"] != "wait"]
        if len(taken):
            new = taken.loc[taken["choice"] != taken["choice"].shift()]
            assert record.date == numbers.as_date(new["date"].iloc[-1])
        else:
            assert record.probabilities.max() == min(max(row) for row in mine["probabilities"])
    elsewhere = chosen_row(ledger, world=10_000)
    assert elsewhere is not None and elsewhere.worlds.tolist() == [0]


def test_meetings_after_the_reading_do_not_matter(ledger: pd.DataFrame) -> None:
    late = {**ledger.iloc[-1].to_dict(), "date": pd.Timestamp("1945-05-27"), "choice": "terms", "world": 0}
    record = chosen_row(pd.concat([ledger, pd.DataFrame([late])]), world=0)
    assert record is not None and record.date.year == 1941


def test_a_row_that_was_written_and_read_again_can_be_drawn(paper: Meeting) -> None:
    gone = np.where(paper.probabilities == 0, np.nan, paper.probabilities)
    read = dataclasses.replace(paper, probabilities=gone, utilities=np.empty((0, 1)))
    assert texts(draw_paper(read)) == texts(draw_paper(paper))


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_imagined_decision_can_be_drawn(name: str) -> None:
    subject = SUBJECTS[name]
    record = made.any_record(POINTS[name], tuple(subject.terms), tuple(subject.factions))
    [meeting] = meetings(pd.DataFrame([record]))
    figure = draw_paper(meeting)
    assert off_canvas(figure) == []
    assert POINTS[name].title in texts(figure)


@pytest.mark.parametrize("name", SUBJECTS)
def test_everything_that_is_imagined_has_words(name: str) -> None:
    subject = SUBJECTS[name]
    assert set(vocabulary.decision(name).options) == set(POINTS[name].options)
    assert set(subject.factions) <= set(vocabulary.vocabulary().factions)
    homeless = [term for term in subject.terms if vocabulary.term(term).family == word_forms.OTHER_TERMS]
    assert homeless == []


def test_numbers_have_true_minus_signs_and_units() -> None:
    assert numbers.signed(-0.5, 2, minus=numbers.MINUS) == "\u22120.50"
    assert numbers.signed(-0.001, 2, minus=numbers.MINUS) == "0.00"
    assert council_labels.number(1234.0, 0) == "1,234"
    assert council_labels.seen_value("german_victory", 0.42) == "42\u00a0%"
    assert council_labels.seen_value("soviet_far_east_divisions", 28.44) == "28.4 divisions"
    assert council_labels.seen_value("embargo", 1.0) == "yes"
    assert council_labels.seen_value("no_such_feature", 0.5) == "0.50"
    assert council_labels.seen_value("cohesion", float("nan")) == "-"


# --- Reasons and regret


def test_groups_of_reasons_are_bars_sorted_by_their_change_and_single_reasons_a_second_figure() -> None:
    table, shares = made.reasons()
    figure = drawn_reasons(table, shares, worlds=400, seed=7)
    shown = texts(figure)
    assert "400 worlds" in shown and "seed 7" in shown
    assert f"{100 * reasons_table.baseline(table, 'north'):.1f} % with every reason" in shown
    rows = reasons_table.groups(table.rename(columns={"difference_north": reasons_table.CHANGE}), {})
    assert len(rows) == len(made.REASONS) == 9
    assert list(rows[reasons_table.CHANGE]) == sorted(rows[reasons_table.CHANGE], reverse=True)
    bars = [patch.get_width() for patch in figure.axes[0].patches]
    np.testing.assert_allclose(bars, 100 * rows[reasons_table.CHANGE])
    alone = texts(drawn_reasons(table, shares, worlds=400, draw=reasons_table.single_reasons))
    for _, row in reasons_table.singles(table).iterrows():
        assert numbers.signed(100 * row["difference_north"], 1, minus=numbers.MINUS) in alone


def test_shares_are_diamonds_beside_the_bars_where_they_were_worked_out() -> None:
    table, shares = made.reasons()

    def diamonds(figure: Figure) -> list[float]:
        return [float(line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_marker() == "D"]

    found = diamonds(drawn_reasons(table, shares, worlds=9))
    np.testing.assert_allclose(sorted(found), sorted(-100 * shares["share"]))
    assert diamonds(drawn_reasons(table, shares.iloc[:0], worlds=9)) == []


def test_the_synthetic_groups_are_those_of_the_ledger_of_reasons() -> None:
    assert set(made.REASONS) == set(reason_groups()["japan.course"])


def test_a_group_removed_together_is_told_from_its_reasons() -> None:
    table, _ = made.reasons()
    assert len(reasons_table.singles(table)) == sum(len(names) for names in made.REASONS.values())
    assert reasons_table.joint(table, "oil") is not None
    assert reasons_table.joint(table, "pact") is None


def test_an_interval_that_holds_zero_is_hollow() -> None:
    table, shares = made.reasons()
    table.loc[:, ["difference_north", "low", "high"]] = [0.05, 0.04, 0.06]
    table.loc[0, ["difference_north", "low", "high"]] = [0.01, -0.01, 0.03]
    axes = drawn_reasons(table, shares, worlds=9, draw=reasons_table.single_reasons).axes[0]
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in ("o", "s", "^")]
    assert len(faces) == len(reasons_table.singles(table))
    assert sum(face == "white" for face in faces) == 1


def test_no_reasons_and_no_courses_give_a_sentence() -> None:
    table, shares = made.reasons()
    matrix, values = made.regret()
    for draw in (reasons_table.figure, reasons_table.single_reasons):
        assert "No reason was removed" in texts(drawn_reasons(table.iloc[:0], shares.iloc[:0], worlds=5, draw=draw))
    assert "No course was taken" in texts(drawn_regret(matrix.iloc[:0], values, worlds=5))


def test_regret_gives_each_course_and_each_knowledge_its_numbers() -> None:
    matrix, values = made.regret()
    shown = texts(drawn_regret(matrix, values, worlds=200))
    for _, row in matrix.iterrows():
        before, after = (numbers.signed(row[key], 2, minus=numbers.MINUS) for key in ("imagined", "realised"))
        assert vocabulary.option("japan.course", row["course"]) in shown
        assert f"{before} \u2192 {after}" in shown
        assert f"{row['worlds']} worlds" in shown
    for _, row in values.iterrows():
        label = row["knowledge"][:1].upper() + row["knowledge"][1:]
        assert f"{label} {numbers.signed(row['gain'], 2, minus=numbers.MINUS)}" in shown


def test_the_title_of_regret_has_the_finding_its_horizon_and_the_whole_war_stands_beside_it() -> None:
    matrix, values = made.regret()
    shares = np.linspace(0.05, 0.9, len(matrix))
    told = matrix.assign(
        undefeated=shares, undefeated_low=shares - 0.04, undefeated_high=shares + 0.04, best=shares / 3
    )
    figure = drawn_regret(told, values, worlds=200)
    held = told.iloc[int(told["imagined"].argmax())]
    title = " ".join(title_lines(figure))
    assert vocabulary.option("japan.course", held["course"]) in title
    assert "two years on" in title and "brought most in 30 of 100 worlds" in title
    shown = texts(figure)
    assert "Undefeated, 1946" in shown
    assert [round(patch.get_width()) for patch in figure.axes[1].patches] == [round(100 * share) for share in shares]
    assert overlapping(figure) == [] and off_canvas(figure) == []


def test_the_ends_of_the_dumbbells_are_the_stakes() -> None:
    matrix, values = made.regret()
    axes = drawn_regret(matrix, values, worlds=200).axes[0]
    for marker, key in (("o", "imagined"), ("D", "realised")):
        places = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == marker]
        np.testing.assert_allclose(places, matrix[key])


def test_the_gallery_writes_the_course_and_the_councils_of_free_scenarios(tmp_path: Path, ledger: pd.DataFrame) -> None:
    run = with_ledger(ledger)
    stems = [path.stem for path in gallery.write_figures([run], None, [], tmp_path, NORTH_OR_SOUTH)]
    assert {"course_by_date", "council_south_december"} <= set(stems)
    stated = dataclasses.replace(run, ledger=made.course_ledger(24, councils=False))
    assert {stem for stem, _, _ in gallery._deliberation([stated], NORTH_OR_SOUTH)} == {"course_by_date"}
    bound = dataclasses.replace(run, ledger=ledger.assign(forced=True))
    assert list(gallery._deliberation([bound], NORTH_OR_SOUTH)) == []


def test_alternative_texts_hold_the_choice(paper: Meeting) -> None:
    assert "Choice: " in parts.description(paper)
