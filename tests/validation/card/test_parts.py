"""What the report card is made of."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import NO_ENSEMBLE, Ensemble, installed
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs.progress import Silent
from crossroads.scenario.scenario import load_scenario
from crossroads.statistics.intervals import median_interval, resampled
from crossroads.validation.card.card import Card
from crossroads.validation.card.drawn import targets_figure as plot
from crossroads.validation.card.drawn.figures import drawn, targets_table
from crossroads.validation.card.drawn.page import page
from crossroads.validation.card.kinds import NAMES, kind_of
from crossroads.validation.card.recorded_rows import NEAR, OTHER, TARGET
from crossroads.validation.card.unknowns import member_points, theatres, wide
from crossroads.validation.card.verdict import COUNTED, HIGH, LOW, NORTH, SCENARIOS, TURNED, counts, settings, turned
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.targets import answers, load_plan
from crossroads.world.observables import OBSERVABLE_NAMES

SHORT = dt.date(1942, 3, 29)
FITTED = ("east.soviet_effectiveness", "ussr.mobilisation_rate")


def fitted(width: float, members: int = 400) -> Ensemble:
    """Return an ensemble whose members spread by `width` standard deviations of the prior."""
    prior = Prior(tuple(load_records()[name] for name in FITTED))
    normals = width * np.random.default_rng(3).standard_normal((len(FITTED), members))
    return Ensemble(FITTED, prior.values(normals), np.full(members, 1 / members))


def test_every_series_is_of_one_kind() -> None:
    assert {kind_of([name]) for name in OBSERVABLE_NAMES} == set(NAMES)
    with pytest.raises(KeyError):
        kind_of(["unheard_of"])


def test_targets_are_answered_from_the_worlds_of_the_run(card: Card) -> None:
    assert card.run.trajectories is not None
    series = np.stack([card.run.trajectories[name].values for name in OBSERVABLE_NAMES])
    said = dict(zip((item.id for item in load_plan().targets), answers(load_plan().targets, series), strict=True))
    for row in card.answers.rows:
        assert row.points == pytest.approx(np.quantile(said[row.target.id], (0.1, 0.5, 0.9)))
        inside = row.target.low <= row.points[1] <= row.target.high
        assert (row.miss == 0) == inside and (row.met or not inside)
    assert card.answers.met_low <= card.answers.met <= card.answers.met_high


def test_endings_count_worlds(card: Card) -> None:
    by_name = {item.asked.outcome: item for item in card.endings}
    weeks = card.run.weeks("date_moscow_falls")
    assert by_name["date_moscow_falls"].count == int((weeks <= 27).sum())
    germany = card.run.weeks("date_germany_surrenders")
    points = by_name["date_germany_surrenders"].points
    assert points is not None and points[1] == pytest.approx(np.nanmedian(germany))
    for item in card.endings:
        share, low, high = item.share
        assert low <= share <= high and item.different_weeks <= max(item.count, 0)


def test_rows_that_were_targets_are_told_apart(card: Card) -> None:
    rows = card.rows
    assert set(rows["standing"]) == {OTHER, NEAR, TARGET} and len(rows) == len(card.validation.counted)
    last = max(item.period.last for item in load_plan().targets)
    fit = {name for item in load_plan().targets for name in item.formula.observables}
    late = rows.loc[rows["last"] > last.isoformat()]
    assert len(late) and set(late["standing"]) == {OTHER}
    same = {(item.formula.observables, item.period) for item in load_plan().targets}
    assert len(rows.loc[rows["standing"] == TARGET]) <= len(same) and fit
    whole = [item for item in card.groups if item.kind == "all"]
    assert sum(item.rows for item in whole[:-1]) == whole[-1].rows == len(rows)


def test_records_outside_the_ensemble_are_counted() -> None:
    ranged = [record for record in load_records().values() if record.used and record.low < record.high]
    for ensemble in (NO_ENSEMBLE, fitted(0.3)):
        found = theatres(ensemble)
        assert sum(item.records for item in found) == len(ranged)
        assert sum(item.fitted for item in found) == len(ensemble.names)
    fixed = sum(record.draw == "fixed" for record in ranged)
    assert sum(item.fixed for item in theatres(NO_ENSEMBLE)) == fixed


def test_what_the_data_left_wide_is_found() -> None:
    assert wide(NO_ENSEMBLE) == () and wide(fitted(0.3)) == ()
    found = wide(fitted(0.9))
    assert {item.record.name for item in found} == set(FITTED)
    assert [item.spread for item in found] == pytest.approx([0.9, 0.9], abs=0.08)


def test_a_fitted_dial_is_set_within_its_members() -> None:
    record = load_records()[FITTED[0]]
    by_name = {item.dial.parameter: item for item in settings(fitted(0.3))}
    low, _, high = member_points(fitted(0.3), FITTED[0])
    item = by_name[FITTED[0]]
    assert item.fitted and (item.low, item.high) == (low, high) and record.low < low < high < record.high
    free = by_name["politics.breaking_point"]
    ends = load_records()["politics.breaking_point"]
    assert not free.fitted and (free.low, free.high) == (ends.low, ends.high)


@pytest.mark.parametrize("ensemble", [installed(), fitted(0.3)], ids=["in use", "fitted"])
def test_settings_side_by_side_are_what_single_runs_are(ensemble: Ensemble) -> None:
    """Each setting run beside the others gives what a scenario with that one parameter gives, world by world."""
    worlds = 9
    dials = tuple(dial for dial in TURNED if dial.parameter in ("east.soviet_effectiveness", "politics.breaking_point"))
    found = turned(worlds, 7, ensemble, Silent(), dials=dials, horizon=SHORT)

    def alone(*edits: ParameterEdit) -> dict[str, np.ndarray]:
        setup = dataclasses.replace(load_scenario(NORTH).setup, horizon=SHORT, edits=edits)
        drawn = draw_parameters(edits, 7, np.arange(worlds), True, ensemble)
        return counts(simulate(setup, 7, np.arange(worlds), parameters=drawn))

    edits = [((found.turns[1], HIGH), found.turns[1].setting.high), ((found.turns[0], LOW), found.turns[0].setting.low)]
    for (turn, setting), value in edits:
        single = alone(ParameterEdit(turn.setting.dial.parameter, value=value))
        for name in COUNTED:
            assert np.array_equal(turn.counted[NORTH, setting, name], single[name])
    base = alone()
    assert all(np.array_equal(found.drawn.counted[NORTH, "drawn", name], base[name]) for name in COUNTED)


def test_the_verdict_is_counted_in_pairs(card: Card) -> None:
    turn = card.turns.turns[0]
    for name in SCENARIOS:
        for setting in (LOW, HIGH):
            total = sum(turn.share(name, setting, verdict)[0] for verdict in COUNTED[-4:])
            assert set(COUNTED) >= {turn.most_often(name, setting)} and total <= 1 + 1e-9
    moved, low, high = turn.moved("ussr_out"), turn.difference(LOW, "ussr_out"), turn.difference(HIGH, "ussr_out")
    assert moved.difference == pytest.approx(high.difference - low.difference)
    assert turn.setting.dial.parameter == "politics.breaking_point"
    shares = [turn.share(NORTH, setting, "ussr_out")[0] for setting in (LOW, HIGH)]
    assert shares[0] <= shares[1]


def test_intervals() -> None:
    values = np.random.default_rng(1).normal(10.0, 2.0, 400)
    low, high = median_interval(values)
    assert low < 10.0 < high and high - low < 1.0
    assert all(np.isnan(median_interval(np.arange(3.0)))) and all(np.isnan(resampled(np.array([1.0]), 1)))
    low, high = resampled(values, 5)
    assert low < values.mean() < high and resampled(values, 5) == (low, high)


def test_figures_are_drawn_with_words(card: Card) -> None:
    made = {stem: (words, figure) for stem, words, figure in drawn(card)}
    assert list(made) == ["targets", "endings", "frozen_effects", "verdict"]
    missed = [title for title in targets_table(card.answers.rows).query("not met")["title"]]
    assert all(title in made["targets"][0] for title in missed)
    for _, figure in made.values():
        told = " ".join(text.get_text() for text in figure.texts)
        assert "worlds" in told and "seed 1941" in told.replace("\n", " ")


def test_columns_hold_every_kind_once(card: Card) -> None:
    table = targets_table(card.answers.rows)
    packed = plot.columns(table)
    assert [kind for column in packed for kind in column] == list(dict.fromkeys(table["kind"])) and len(packed) <= 3


def test_a_page_with_an_ensemble_names_what_stayed_wide(card: Card) -> None:
    text = page(dataclasses.replace(card, ensemble=fitted(0.9)))
    assert "the fitted ensemble: 400 sets of 2 parameters" in text.replace("\n", " ")
    wide_rows = text.split("### Fitted, and still wide: 2 of 2", 1)[1].split("###", 1)[0]
    assert all(f"| `{name}` |" in wide_rows for name in FITTED)
    assert "### Fitted, and still wide: 0 of 2" in page(dataclasses.replace(card, ensemble=fitted(0.3)))
