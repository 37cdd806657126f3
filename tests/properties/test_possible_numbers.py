"""Nothing is impossible: no negative stock, no share above one, no number that is not a number."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
import wartime

from crossroads.evidence.parameters import Parameters
from crossroads.world.observables import OBSERVABLES, OUTCOMES, is_share
from crossroads.world.state import GROUPS, State

SIGNED = {
    "east.stock_axis",
    "east.front",
    "east.railhead_axis",
    "east.railhead_soviet",
    "far.front",
    "politics.pressure_japan",
    "politics.exhaustion_germany",
}
SHARES = {
    "east.city",
    "east.fallen",
    "east.offensive_axis",
    "east.offensive_soviet",
    "east.river_crossed",
    "ussr.mobility",
    "far.open",
    "far.limited",
    "far.vladivostok",
    "far.rail_cut",
    "far.soviet_crossing",
    "far.bombers",
    "economy.southern_capture",
    "economy.southern_repair",
    "economy.us_industry",
    "pacific.logistics",
    "pacific.bombing",
    "west.invaded",
    "west.progress",
    "west.bombing",
    "politics.soviet_cohesion",
    "politics.us_opinion",
    "politics.pact",
    "east.massed",
}
EASTERN = ("soviet_front_strength", "german_front_strength", "axis_front_strength")
"""Armies of the Eastern Front: there are none once the front has closed."""
CLOSING = {item.name for item in OBSERVABLES if "front" in item.name and item.name.endswith("_km")}
SHARED = {item.name for item in OBSERVABLES if is_share(item.unit)}
SCENARIOS = ("historical", "north_august", "south_december", "south_without_us", "accept_us_terms", "no_pact")


def _check(state: State, p: Parameters) -> None:
    for group in GROUPS:
        part = getattr(state, group)
        for item in fields(part):
            name, value = f"{group}.{item.name}", getattr(part, item.name)
            assert value.shape[-1] == state.worlds, name
            assert not np.isnan(value).any(), f"{name} is no number in week {state.week}"
            if not item.name.startswith("week_"):
                assert np.isfinite(value).all(), f"{name} is infinite in week {state.week}"
            if name not in SIGNED:
                # A millionth of a man or barrel is rounding.
                assert value.min() >= -1e-6, f"{name} = {value.min()} in week {state.week}"
            if name == "east.stock_axis":
                assert (value.min(axis=0) >= -np.asarray(p["supply.axis_refit_debt"]) - 1e-9).all(), name
            if name in SHARES:
                assert value.max() <= 1.0 + 1e-12, f"{name} = {value.max()} in week {state.week}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_state_of_every_week_is_possible(name: str) -> None:
    war = wartime.watched(name)
    for state in war.states:
        _check(state, war.p)


@pytest.mark.parametrize("name", SCENARIOS)
def test_only_closed_fronts_are_missing_from_the_record(name: str) -> None:
    found = wartime.series(wartime.watched(name).block)
    closed = np.isnan(found["front_moscow_axis_km"])
    for item_name, values in found.items():
        if item_name not in CLOSING:
            missing = np.isnan(values)
            assert not missing[~closed].any() if item_name in EASTERN else not missing.any(), item_name
            assert (values[~missing] >= 0).all(), item_name
        assert not np.isinf(values).any(), item_name
        if item_name in SHARED:
            assert (values <= 1).all(), item_name


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_outcome_is_of_its_kind(name: str) -> None:
    block = wartime.watched(name).block
    weeks = block.series.shape[1]
    for item in OUTCOMES:
        found = block.outcomes[item.name]
        assert found.shape == (wartime.WATCHED,)
        if item.kind == "date":
            known = found[~np.isnan(found)]
            assert ((known >= 0) & (known < weeks) & (known == np.floor(known))).all(), item.name
        else:
            assert np.isfinite(found).all(), item.name
        if item.kind == "flag":
            assert set(found) <= {0.0, 1.0}
        if item.kind == "category":
            assert set(found) <= set(range(len(item.categories)))
        if is_share(item.unit):
            assert ((found >= 0) & (found <= 1)).all(), item.name


@pytest.mark.parametrize("name", ("historical", "north_august"))
def test_counts_that_only_grow_never_fall(name: str) -> None:
    growing = {
        "ussr": ("dead", "missing", "moved_west", "mobilised", "invalid"),
        "germany": ("dead", "missing", "losses_east", "allied_lost"),
        "japan": ("dead", "missing", "invalid"),
        "economy": ("us_dead", "china_dead", "southern_capture"),
        "politics": ("civilian_deaths",),
        "pacific": ("bombs_used", "bomb_work"),
    }
    for last, state in pairwise(wartime.watched(name).states):
        for group, names in growing.items():
            for field in names:
                before, now = getattr(getattr(last, group), field), getattr(getattr(state, group), field)
                assert (now >= before - 1e-6).all(), f"{group}.{field}, week {state.week}"


def test_what_has_happened_once_keeps_its_week() -> None:
    first: dict[str, np.ndarray] = {}
    for state in wartime.watched("historical").states:
        for item in fields(state.politics):
            if item.name.startswith("week_"):
                now = getattr(state.politics, item.name)
                before = first.get(item.name)
                if before is not None:
                    known = np.isfinite(before)
                    assert (now[known] == before[known]).all(), item.name
                assert (now[np.isfinite(now)] <= state.week).all(), item.name
                first[item.name] = now
