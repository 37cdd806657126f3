"""What an army is worth, what it costs the enemy, and how many there are of it: three things, not one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import wartime
from whole_war import field_army, week_of_fighting

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import NO_ENSEMBLE, installed
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters
from crossroads.war.opening import opening_state
from crossroads.war.powers.manpower import Fight
from crossroads.war.theatres import eastern_power
from crossroads.world.axes import CENTRE, SECTORS
from crossroads.world.state import EasternFront, State

DRAWN = 60
DECEMBER = 24.0
TRANSFER = 175_000.0
"""Men from the Far East who stood in the west by the middle of December 1941, about."""


def test_the_fit_leaves_no_parameter_on_its_bounds() -> None:
    """A fit that wants to leave its range has not found a value, but a law that is missing."""
    ensemble = installed()
    assert ensemble is not NO_ENSEMBLE
    records = load_records()
    crowded = {}
    for name, values in zip(ensemble.names, ensemble.values, strict=True):
        if name.startswith("rival."):
            continue
        record = records[name]
        if record.draw == "loguniform":
            place = np.log(values / record.low) / np.log(record.high / record.low)
        else:
            place = (values - record.low) / (record.high - record.low)
        share = float(((place < 0.02) | (place > 0.98)).mean())
        if share > 0.25:
            crowded[name] = share
    assert crowded == {}


def _setting(*edits: ParameterEdit) -> tuple[State, Parameters]:
    p = wartime.parameters(DRAWN, *edits, knowledge=True)
    return opening_state(p, DRAWN), p


def _first_week(*edits: ParameterEdit, german: float = 1.0, soviet: float = 1.0) -> tuple[EasternFront, Fight]:
    """Fight the first week, each army's quality multiplied by a factor; return the front after it too."""
    state, p = _setting(*edits)
    skill = eastern_power.soviet_quality(state.east, 0.0, 0.0, state.ussr.arms, p)
    worth = eastern_power.german_quality(state.germany.losses_east, 0.0, np.ones(DRAWN), p)
    return week_of_fighting(state, p, (german * worth, soviet * skill), week=0.0)


@pytest.mark.parametrize(
    ("parameter", "hit", "spared"),
    [("east.soviet_lethality", "soviet_lost", "german_lost"), ("east.german_lethality", "german_lost", "soviet_lost")],
)
def test_lethality_changes_one_sides_losses_and_not_the_odds(parameter: str, hit: str, spared: str) -> None:
    (front, base), (front_then, more) = _first_week(), _first_week(ParameterEdit(parameter, scale=1.3))
    np.testing.assert_array_equal(more.ratio, base.ratio)
    np.testing.assert_array_equal(front_then.front, front.front)
    np.testing.assert_allclose(getattr(more, hit), 1.3 * getattr(base, hit), rtol=1e-9)
    np.testing.assert_array_equal(getattr(more, spared), getattr(base, spared))


def test_effectiveness_changes_the_odds_and_losses_only_through_them() -> None:
    _, base = _first_week()
    _, abler = _first_week(ParameterEdit("east.soviet_effectiveness", scale=1.3))
    assert (abler.ratio < base.ratio - 0.1).all()
    assert (abler.soviet_lost <= base.soviet_lost).all() and (abler.german_lost >= base.german_lost).all()
    np.testing.assert_allclose(abler.ratio, base.ratio - np.log(1.3), atol=1e-6)


def test_two_armies_that_are_both_better_bleed_no_more() -> None:
    """A prototype multiplied the worth of both armies and doubled the losses."""
    (_, base), (_, both) = _first_week(), _first_week(german=2.0, soviet=2.0)
    np.testing.assert_allclose(both.ratio, base.ratio, atol=1e-12)
    for lost in ("soviet_lost", "german_lost", "soviet_encircled", "soviet_sick", "german_sick"):
        np.testing.assert_allclose(getattr(both, lost), getattr(base, lost), rtol=1e-9)


def _quality(cohort: str, winter: float, week: float = DECEMBER) -> wartime.Floats:
    """Return what a man is worth in a field army of one cohort alone, (world,)."""
    state, p = _setting()
    men = field_army(state.east)
    mix = {name: men if name == cohort else 0.0 * men for name in ("trained", "green", "far_eastern")}
    east = replace(state.east, **mix)
    found: wartime.Floats = eastern_power.soviet_quality(east, week, winter, state.ussr.arms, p)[CENTRE]
    return found


def test_green_men_are_worth_less_than_trained_ones_in_every_world() -> None:
    green, trained = _quality("green", 0.0), _quality("trained", 0.0)
    assert (green < 0.95 * trained).all() and (green > 0.2 * trained).all()


def test_green_men_come_nearer_to_trained_ones_as_the_war_teaches() -> None:
    early, late = (_quality("green", 0.0, week) / _quality("trained", 0.0, week) for week in (0.0, 100.0))
    assert (late > early).all() and (late < 1.0 + 1e-9).mean() > 0.9


def test_men_of_the_far_east_differ_by_an_amount_that_is_not_settled() -> None:
    summer, winter = (_quality("far_eastern", season) / _quality("trained", season) for season in (0.0, 1.0))
    assert np.quantile(summer, 0.9) - np.quantile(summer, 0.1) > 0.05
    assert np.median(summer) > 1.0
    assert (winter >= summer - 1e-12).all() and (winter > summer).mean() > 0.5


def _reinforced(cohort: str, men: float) -> wartime.Floats:
    """Return the drive before Moscow in December with men of one cohort added to the opening army, (world,)."""
    state, p = _setting()
    east = state.east
    added = np.array(getattr(east, cohort))
    added[CENTRE] += men
    east = replace(east, **{cohort: added})
    _, fight = week_of_fighting(
        replace(state, east=east),
        p,
        (np.ones(DRAWN), eastern_power.soviet_quality(east, DECEMBER, 1.0, state.ussr.arms, p)),
        week=DECEMBER,
    )
    ratio: wartime.Floats = fight.ratio[CENTRE]
    return ratio


def test_men_sent_west_change_the_drive_before_moscow() -> None:
    none, sent = _reinforced("far_eastern", 0.0), _reinforced("far_eastern", TRANSFER)
    assert (sent < none - 0.02).all(), "log power ratio"
    assert (sent > none - 0.6).all(), "and no miracle"


def test_what_they_bring_is_numbers_and_quality() -> None:
    green, trained, eastern = (_reinforced(cohort, TRANSFER) for cohort in ("green", "trained", "far_eastern"))
    assert (trained < green).all()
    assert (eastern < trained).mean() > 0.5
    assert (green < _reinforced("green", 0.0)).mean() > 0.5, "even green men are men"


def test_every_sector_counts_its_own_men() -> None:
    state, p = _setting()
    east = state.east
    more = np.array(east.far_eastern)
    more[CENTRE] += TRANSFER
    ones = (np.ones(DRAWN), np.ones((len(SECTORS), DRAWN)))
    _, base = week_of_fighting(state, p, ones)
    _, sent = week_of_fighting(replace(state, east=replace(east, far_eastern=more)), p, ones)
    changed = (sent.ratio != base.ratio).all(axis=1)
    assert changed.tolist() == [sector == CENTRE for sector in range(len(SECTORS))]
