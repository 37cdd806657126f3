"""Beliefs: one rule moves them, reasons and sources shape them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import replayed
import wartime
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_records
from crossroads.minds import beliefs
from crossroads.minds.beliefs import Belief, Beliefs
from crossroads.minds.sight import Sight
from crossroads.minds.view import Memory

WEEKS = 40


def _one(prior: float, gain: float, signal: float, chance: bool, weeks: int = 1) -> float:
    """Return one belief after some fortnights of the same news."""
    p = {
        "belief.test.thing_prior": prior,
        "belief.test.thing_gain": gain,
        "belief.certainty": 0.97,
        "belief.update_weeks": 2,
    }
    name = "belief.japan.german_victory"
    rules = {"german_victory": Belief(lambda sight: np.full(3, signal), chance=chance)}
    p |= {f"{name}_prior": prior, f"{name}_gain": gain}
    found = Beliefs("japan", rules, p, 3)  # type: ignore[arg-type]
    memory = Memory(5)
    for week in range(2 * weeks + 1):
        memory.add({})
        if found.due(week):
            found.update(Sight("japan", memory, p, SimpleNamespace(), {}, found))  # type: ignore[arg-type]
    values = found["german_victory"]
    assert values.shape == (3,) and np.ptp(values) == 0
    return float(values[0])


def test_a_quantity_goes_its_gain_of_the_way_each_fortnight() -> None:
    assert _one(30.0, 0.25, 10.0, chance=False) == pytest.approx(25.0)
    assert _one(30.0, 0.25, 10.0, chance=False, weeks=2) == pytest.approx(21.25)


def test_a_chance_goes_its_gain_of_the_way_in_log_odds() -> None:
    found = _one(0.8, 0.5, -2.0, chance=True)
    assert np.log(found / (1 - found)) == pytest.approx((np.log(4.0) - 2.0) / 2.0)


@given(st.floats(0.01, 0.99), st.floats(0.0, 1.0), st.floats(-40.0, 40.0), st.integers(0, 5))
def test_a_chance_stays_a_chance_and_never_becomes_certain(prior: float, gain: float, news: float, weeks: int) -> None:
    found = _one(prior, gain, news, chance=True, weeks=weeks)
    assert 0.0 < found < 1.0
    if weeks:
        assert 0.03 - 1e-9 <= found <= 0.97 + 1e-9


@given(st.floats(0.01, 0.99))
def test_log_odds_and_chance_undo_each_other(probability: float) -> None:
    assert float(beliefs.chance(beliefs.log_odds(probability))) == pytest.approx(probability)


def test_before_any_news_every_belief_is_its_prior() -> None:
    war = War(wartime.nothing_new(wartime.CHRISTMAS_1941), wartime.SEED, wartime.numbers(4))
    war.step()
    for nation in war.nations:
        for name, belief in nation.thinks.items():
            if belief.prior is None:
                assert nation._beliefs is not None
                prior = war.p[f"belief.{nation.name}.{name}_prior"]
                np.testing.assert_allclose(nation._beliefs[name], prior, err_msg=name)


def test_beliefs_move_every_second_week_and_rest_between() -> None:
    moved: dict[int, bool] = {}
    last: dict[str, wartime.Floats] = {}

    def look(week: int, nation: replayed.Nation) -> None:
        if nation.name == "germany":
            now = nation.view["east_won_soon"]
            moved[week] = week > 0 and not np.array_equal(now, last["germany"])
            last["germany"] = now

    replayed.watching(replayed.reports_of("historical", 12), look=look)
    assert moved == {week: week > 0 and week % 2 == 0 for week in range(12)}


def test_every_belief_has_a_prior_and_a_gain_of_its_own() -> None:
    records = load_records()
    for nation in War(seed=1941).nations:
        for name, belief in nation.thinks.items():
            gain = records[f"belief.{nation.name}.{name}_gain"]
            assert 0 < gain.low < gain.high <= 1 and gain.draw == "triangular"
            if belief.prior is None:
                prior = records[f"belief.{nation.name}.{name}_prior"]
                assert prior.low < prior.high and prior.draw == "triangular"


def test_all_beliefs_move_at_once_on_what_was_believed_before() -> None:
    """The order in which a nation's beliefs stand in its table is no rule."""
    plain = replayed.watching(replayed.reports_of("historical", WEEKS))
    kinds = {type(nation) for nation in War(seed=1941).nations}
    with pytest.MonkeyPatch.context() as patch:
        for kind in kinds:
            patch.setattr(kind, "thinks", dict(reversed(kind.thinks.items())))
        turned = replayed.watching(replayed.reports_of("historical", WEEKS))
    for nation, view in plain.items():
        for feature, values in view.features.items():
            np.testing.assert_array_equal(turned[nation][feature], values, err_msg=feature)


REASONS = [
    ("embargo_oil", "japan", "us_embargo_lasts", -1),
    ("past_defeats", "japan", "soviet_quality", -1),
    ("soviet_garrison", "japan", "soviet_far_east_divisions", -1),
    ("sakhalin_oil", "japan", "sakhalin_sufficient", +1),
    ("china_war", "japan", "free_army", +1),
    ("neutrality_pact", "japan", "soviet_attack_if_south", +1),
    ("german_betrayal", "japan", "trust_in_germany", +1),
    ("naval_confidence", "japan", "naval_ratio", -1),
    ("german_victory", "japan", "german_victory", -1),
    ("pact_assurance", "ussr", "japan_attacks", +1),
    ("old_fear", "ussr", "japan_attacks", -1),
    ("border_skirmish", "ussr", "japan_attacks", -1),
    ("kwantung_mobilised", "ussr", "japan_attacks", -1),
    ("japan_committed_south", "ussr", "japan_attacks", +1),
    ("japan_committed_south", "ussr", "japan_bound_south", -1),
    ("china_escalation", "ussr", "china_escalation", -1),
    ("pincer", "germany", "pincer", -1),
    ("expected_enmity", "germany", "expected_enmity", -1),
    ("victory_in_sight", "germany", "victory_in_sight", -1),
    ("win_alone", "germany", "win_alone", -1),
    ("pledge", "united_states", "pledge", -1),
]
"""Reason, nation, what it feeds, and which way that goes without the reason."""

LATE = {"japan_committed_south": 27, "embargo_oil": 12}
"""Reasons that have nothing to feed before some week."""


@pytest.mark.parametrize(("reason", "nation", "feature", "way"), REASONS)
def test_a_reason_switched_off_moves_what_it_feeds(reason: str, nation: str, feature: str, way: int) -> None:
    reports = replayed.reports_of("as_it_happened", WEEKS)[: LATE.get(reason, 9)]
    with_it = replayed.watching(reports)[nation][feature]
    without = replayed.watching(reports, ParameterEdit(f"reason.{reason}", value=0.0))[nation][feature]
    assert ((without - with_it) * way > 0).all(), (with_it, without)


def test_without_confidence_the_fleets_are_even_and_without_a_view_of_the_war_so_are_its_odds() -> None:
    reports = replayed.reports_of("as_it_happened", WEEKS)[:9]
    off = [ParameterEdit(f"reason.{name}", value=0.0) for name in ("naval_confidence", "german_victory", "china_war")]
    japan = replayed.watching(reports, *off)["japan"]
    np.testing.assert_allclose(japan["naval_ratio"], 0.5)
    np.testing.assert_allclose(japan["german_victory"], 0.5)
    np.testing.assert_allclose(japan["free_army"], 1.0)


def _at(
    source: str, reliability: float, scenario: str, week: int, nation: str, feature: str, lag: float | None = None
) -> wartime.Floats:
    edits = [ParameterEdit(f"intelligence.{source}_reliability", value=reliability)]
    if lag is not None:
        edits.append(ParameterEdit(f"intelligence.{source}_lag_weeks", value=lag))
    return replayed.watching(replayed.reports_of(scenario, WEEKS)[: week + 1], *edits)[nation][feature]


SOURCES = [
    ("sorge", "as_it_happened", 8, None, "ussr", "japan_attacks", -1),
    ("sorge", "north_august", 8, 0, "ussr", "japan_attacks", +1),
    ("sorge", "as_it_happened", 24, 0, "ussr", "japan_attacks", -1),
    ("sorge", "as_it_happened", 24, 0, "ussr", "japan_bound_south", +1),
    ("magic", "north_august", 9, None, "united_states", "japan_strikes_north", +1),
    ("magic", "as_it_happened", 24, 0, "united_states", "japan_strikes_south", +1),
    ("far_east_estimates", "as_it_happened", 16, None, "japan", "soviet_far_east_divisions", +1),
    ("german_reporting", "as_it_happened", 20, None, "japan", "german_victory", -1),
    ("german_reporting", "as_it_happened", 20, None, "germany", "soviet_strength", +1),
]
"""Source, scenario, week, lag (None = as recorded), who believes what, and which way it goes as the source gets
better. In the summer the ring reports that nothing is decided; an order is told before it is carried out."""


@pytest.mark.parametrize(("source", "scenario", "week", "lag", "nation", "feature", "way"), SOURCES)
def test_a_source_that_is_silent_or_perfect_changes_what_is_believed(
    source: str, scenario: str, week: int, lag: float | None, nation: str, feature: str, way: int
) -> None:
    silent, perfect = (_at(source, level, scenario, week, nation, feature, lag) for level in (0.0, 1.0))
    assert ((perfect - silent) * way > 0).all(), (silent, perfect)


def test_cables_to_envoys_tell_less_of_a_decided_course_than_all() -> None:
    where = ("as_it_happened", 24, "united_states", "japan_strikes_south", 0)
    levels = [_at("magic", level, *where) for level in (0.0, 0.5, 1.0)]
    assert (levels[0] < levels[1]).all() and (levels[1] < levels[2]).all()
    reports = replayed.reports_of("as_it_happened", WEEKS)[:25]
    edits = [("magic_reliability", 0.5), ("magic_lag_weeks", 0.0), ("magic_intentions_shown", 0.0)]
    hidden = replayed.watching(reports, *(ParameterEdit(f"intelligence.{name}", value=v) for name, v in edits))
    np.testing.assert_allclose(hidden["united_states"]["japan_strikes_south"], levels[0])


def test_perfect_sources_tell_the_truth() -> None:
    week = 24
    report = replayed.reports_of("as_it_happened", WEEKS)
    p = wartime.parameters(replayed.WORLDS, knowledge=True)

    def ago(name: str, source: str) -> wartime.Floats:
        return report[week - int(np.max(p[f"intelligence.{source}_lag_weeks"]))][name]

    strength = _at("german_reporting", 1.0, "as_it_happened", week, "germany", "soviet_strength")
    np.testing.assert_allclose(strength, ago("soviet_front_strength", "german_reporting"))
    divisions = _at("sorge", 1.0, "as_it_happened", week, "ussr", "japanese_divisions_manchuria")
    kwantung = ago("kwantung_strength", "sorge") / p["far_east.manchuria_divisions_men"]
    np.testing.assert_allclose(divisions, kwantung)


def test_a_silent_count_never_moves_and_a_perfect_one_comes_to_the_truth() -> None:
    feature = "soviet_far_east_divisions"
    early, late = (_at("far_east_estimates", 0.0, "as_it_happened", week, "japan", feature) for week in (0, 30))
    np.testing.assert_allclose(early, late)
    perfect = _at("far_east_estimates", 1.0, "as_it_happened", WEEKS - 1, "japan", feature)
    p = wartime.parameters(replayed.WORLDS, knowledge=True)
    men = replayed.reports_of("as_it_happened", WEEKS)[-1]["soviet_far_east_strength"]
    np.testing.assert_allclose(perfect, men / p["view.men_a_soviet_division"], rtol=0.05)


def test_a_full_embargo_settles_what_a_move_south_would_bring() -> None:
    reports = replayed.reports_of("as_it_happened", WEEKS)
    before, after = (replayed.watching(reports[: week + 1])["japan"] for week in (3, 12))
    assert (before["embargo"] == 0).all() and (before["embargo_risk"] < 0.5).all()
    assert (after["embargo"] == 1).all() and (after["embargo_risk"] == 1).all()
    assert (after["us_inseparable"] > before["us_inseparable"]).all()


def test_a_stalled_front_is_believed_by_all_who_watch_it() -> None:
    reports = replayed.reports_of("as_it_happened", WEEKS)
    summer, winter = (replayed.watching(reports[: week + 1]) for week in (8, 34))
    assert np.mean(winter["japan"]["german_victory"]) < np.mean(summer["japan"]["german_victory"]) - 0.2
    assert (winter["germany"]["soviet_quality"] > summer["germany"]["soviet_quality"]).all()
    assert (winter["germany"]["east_won_soon"] < summer["germany"]["east_won_soon"]).all()
    assert (winter["united_states"]["soviet_survives"] > summer["united_states"]["soviet_survives"]).all()


def test_moscow_fears_attack_less_once_japan_is_bound_south() -> None:
    reports = replayed.reports_of("as_it_happened", WEEKS)
    autumn, spring = (replayed.watching(reports[: week + 1])["ussr"]["japan_attacks"] for week in (22, 38))
    assert (spring < autumn).all()
