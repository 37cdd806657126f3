"""What is found, held against the same reckoned by hand in a handful of worlds."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from crossroads.statistics.intervals import wilson
from crossroads.statistics.paired import paired_difference
from crossroads.studies.ask.cells import Arms, ArmWorlds
from crossroads.studies.ask.effects import FoundEffect, effect_of, newcombe
from crossroads.studies.ask.form import FindTable
from crossroads.studies.ask.hypothesis import Hypothesis
from crossroads.world.calendar import week_of

WORLDS = 40
RNG = np.random.default_rng(5)


def _some(share: float) -> np.ndarray:
    return (RNG.random(WORLDS) < share).astype(float)


FALLS, HELD = _some(0.5), _some(0.3)
WHEN = np.where(FALLS > 0, RNG.integers(10, 60, WORLDS), 200).astype(float)
LOST = RNG.normal(1e6, 1e5, WORLDS)


def _fought(**values: np.ndarray) -> ArmWorlds:
    twins = {name: value[::-1].copy() for name, value in values.items()}
    return ArmWorlds(values, twins, {"rival.one": _some(0.5)})


NAMES = {
    "date_moscow_falls:happens": FALLS,
    "date_moscow_falls:weeks": WHEN,
    "date_ussr_collapses:happens": HELD,
    "date_ussr_collapses:weeks": WHEN + 7,
    "military_losses_ussr": LOST,
    "odds:japan.course=north": RNG.random(WORLDS) / 10,
}
OTHER = {**NAMES, "date_moscow_falls:happens": _some(0.2), "military_losses_ussr": LOST + RNG.normal(5e4, 1e4, WORLDS)}


def _effect(**keys: object) -> FoundEffect:
    told: dict[str, Any] = {"said": "Moscow falls", "measure": "date_moscow_falls:happens", "arm": "a", **keys}
    arms = {
        name: SimpleNamespace(
            digest=name, when=f"if {name}", scenario=SimpleNamespace(setup=SimpleNamespace(horizon=_horizon()))
        )
        for name in ("a", "b")
    }
    hypothesis = cast(Hypothesis, SimpleNamespace(arms=arms))
    fought: Arms = {("a", False): _fought(**NAMES), ("b", False): _fought(**OTHER)}
    fought |= {("a", True): fought["a", False], ("b", True): fought["b", False]}
    return effect_of(hypothesis, FindTable.read(told, "find"), fought)


def _horizon() -> Any:
    import datetime as dt

    return dt.date(1946, 12, 29)


def test_a_difference_is_that_of_pairs() -> None:
    found = _effect(base="b")
    pair = paired_difference(FALLS, OTHER["date_moscow_falls:happens"], share=True)
    assert (found.bands.mean, *found.bands.luck) == pair.interval
    assert found.level == FALLS.mean() and found.base == OTHER["date_moscow_falls:happens"].mean()
    assert found.worlds == WORLDS and found.differing == pair.differing


def test_a_level_has_wilsons_interval() -> None:
    found = _effect()
    assert found.bands.mean == FALLS.mean() and math.isnan(found.base)
    assert found.bands.luck == wilson(int(FALLS.sum()), WORLDS)


def test_by_a_day_counts_what_came_until_then() -> None:
    import datetime as dt

    day = dt.date(1942, 2, 1)
    assert _effect(by=day).level == (week_of(day) >= WHEN).mean() < FALLS.mean()


def test_worlds_are_left_out_by_what_came_in_them() -> None:
    found = _effect(measure="military_losses_ussr", base="b", given=["date_ussr_collapses:happens"])
    gone = OTHER["date_ussr_collapses:happens"] > 0
    both = (HELD > 0) & gone
    assert found.worlds == both.sum() and found.level == pytest.approx(LOST[both].mean())
    none = _effect(
        measure="military_losses_ussr",
        base="b",
        given=["date_ussr_collapses:happens"],
        given_base=["not date_ussr_collapses:happens"],
    )
    assert none.worlds == 0 and math.isnan(none.bands.mean)


@pytest.mark.parametrize(
    ("together", "combined"),
    [("any", np.maximum(FALLS, HELD)), ("all", np.minimum(FALLS, HELD)), ("sum", FALLS + HELD)],
)
def test_measures_become_one(together: str, combined: np.ndarray) -> None:
    measures = ["date_moscow_falls:happens", "date_ussr_collapses:happens"]
    assert _effect(measure=measures, together=together).level == combined.mean()


def test_the_time_between_two_days() -> None:
    found = _effect(measure="date_ussr_collapses:weeks", minus="date_moscow_falls:weeks")
    assert found.kind == "weeks" and found.level == 7.0


def test_worlds_split_by_what_came() -> None:
    found = _effect(split="date_ussr_collapses:happens", split_said="in which the USSR is out")
    one, other = FALLS[HELD > 0], FALLS[HELD == 0]
    assert found.bands.mean == pytest.approx(one.mean() - other.mean())
    assert found.bands.luck == newcombe((int(one.sum()), len(one)), (int(other.sum()), len(other)))
    low, high = found.bands.knowledge
    assert -1 <= low <= found.bands.mean + 1e-12 and found.bands.mean - 1e-12 <= high <= 1


def test_newcombe_is_as_printed() -> None:
    """The example of his table II: 56 of 70 and 48 of 80, 0.0524 to 0.3339."""
    assert newcombe((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_odds_are_shares_of_no_worlds() -> None:
    found = _effect(measure="odds:japan.course=north", base="b")
    assert found.kind == "share" and found.unit == "odds" and found.bands.mean == 0.0
