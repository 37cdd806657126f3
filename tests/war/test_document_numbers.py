"""The documents' numbers are read as they stand: each is found again, to the last man, in what a law or a view makes.

A number is pulled to half of itself and a fifth above, and what reads it is asked for it in its own unit. None
may come back multiplied. What the war holds no unit for (dollars, roubles, fishing grounds) acts by its departure from
what was recorded; there the departure is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import small_wars
import wartime

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, load_records
from crossroads.minds.decision import points_by_id
from crossroads.minds.setup import Setup
from crossroads.nations.japan.view import THINKS
from crossroads.prelude import sizes
from crossroads.war.opening import opening_state
from crossroads.war.powers import chinese_aid, diplomacy, german_army, japanese_army, oil, transfers
from crossroads.war.theatres import eastern_power, pacific
from crossroads.world.state import Orders, replace

ONE = np.ones(1)
NO_END = np.full(1, np.inf)
Read = Callable[[Parameters], Any]


def _posture(**wants: float) -> japanese_army.Posture:
    quiet = {"rung": 0, "northern_war": 0, "southern": 0, "draw_down": 0, "china": 0, "pacific_weeks": 0}
    return japanese_army.Posture(**small_wars.arrays(**(quiet | wants)))


def _china(p: Parameters) -> float:
    return float(np.asarray(p["china.japanese_army"]))


def _kwantung(p: Parameters) -> Any:
    ready = japanese_army.manchuria_wanted(_posture(rung=2, china=_china(p)), p)
    return ready - p["japan.korea_army_strength"]


def _kwantung_in_war(p: Parameters) -> Any:
    fights = japanese_army.manchuria_wanted(_posture(rung=2, northern_war=1, china=_china(p)), p)
    return fights - p["japan.korea_army_strength"] - p["japan.war_in_north_men"]


def _korea(p: Parameters) -> Any:
    return opening_state(p, 1).japan.manchuria - p["japan.kwantung_before"]


def _south(p: Parameters) -> Any:
    return japanese_army._wanted(_posture(southern=1, china=_china(p)), p)[1]


def _sent_west(p: Parameters) -> Any:
    ussr = opening_state(p, 1).ussr
    for _ in range(60):
        ussr = transfers.send_west(ussr, 2 * ONE, 0 * ONE, NO_END, p, 1.0)
    return ussr.moved_west


def _tied(p: Parameters) -> Any:
    full = replace(opening_state(p, 1).west, build_up=ONE * p["west.build_up_full"])
    kept = [german_army.wanted_in_the_west(full, at_war * ONE, ONE, NO_END, p) for at_war in (1.0, 0.0)]
    return (kept[0] - kept[1]) / (p["germany.army_east_opening"] + p["germany.army_west_opening"])


def _pact_lapses(p: Parameters) -> float:
    state, orders = opening_state(p, 1), Orders.opening(1)
    age, month = (float(np.asarray(p[name])) for name in ("diplomacy.pact_age_weeks", "view.weeks_a_month"))
    for week in range(400):
        now = replace(state, week=float(week))
        if diplomacy.declarations(now, orders, ONE, p, wartime.luck_of_week(0, 1), 1.0).politics.pact[0] < 1:
            return (week + age) / month
    return np.inf


def _attacks_after(p: Parameters) -> Any:
    ussr = next(nation for nation in War(seed=1941).nations if nation.name == "ussr")
    ussr.p = p
    order = ussr.ordered(points_by_id()["ussr.war_on_japan"], "attack", Orders.opening(1), 0)
    return np.asarray(order["ussr_attack_week"]) / p["view.weeks_a_month"]


def _sakhalin(p: Parameters) -> Any:
    return oil.sakhalin(ONE, ONE < 0, 0 * ONE, p) / p["oil.use_peace"]


def _winter(p: Parameters) -> Any:
    east = opening_state(p, 1).east
    men = east.trained
    theirs = replace(east, trained=0 * men, green=0 * men, far_eastern=men)
    worth = [eastern_power.soviet_quality(theirs, 20.0, winter, men, p) for winter in (1.0, 0.0)]
    return (worth[0] / worth[1])[0]


def _view(p: Parameters, nation: str, feature: str, name: str, *others: ParameterEdit) -> Any:
    """Return what a nation sees in the first week of a war in which a record has the value that it has in `p`."""
    edits = (ParameterEdit(name, value=float(np.asarray(p[name]))), *others)
    war = War(Setup(edits=edits, luck=False, knowledge=False), wartime.SEED, wartime.numbers(1))
    war.step()
    return next(item for item in war.nations if item.name == nation).view[feature]


def _entry(p: Parameters) -> Any:
    """Return the monthly chance that the odds at a clash amount to, by the rule of the view turned round."""
    log_odds = _view(p, "united_states", "entry_log_odds", "diplomacy.us_entry_hazard_month")
    months = p["diplomacy.atlantic_incident_weeks"] / p["view.weeks_a_month"]
    return 1.0 - (1.0 / (1.0 + np.exp(log_odds))) ** (1.0 / months)


def _assurance(p: Parameters) -> Any:
    return _view(p, "ussr", "pact_trust", "diplomacy.pact_perceived_threat_cut")


def _boast(p: Parameters) -> Any:
    """Return the old boast: what Tokyo believes where no defeat has taught it better, in its first week."""
    untaught = ParameterEdit("reason.past_defeats", value=0.0)
    return 1.0 / _view(p, "japan", "soviet_quality", "japan.quality_belief_prior", untaught)


def _belief(p: Parameters) -> Any:
    prior = THINKS["soviet_quality"].prior
    assert prior is not None
    return 1.0 / np.asarray(prior(p))


READ: dict[str, Read] = {
    "japan.kwantung_strength": _kwantung,
    "japan.korea_army_strength": _korea,
    "japan.southern_operation_force": _south,
    "japan.quality_belief": _belief,
    "japan.quality_belief_prior": _boast,
    "japan.sakhalin_oil_share": _sakhalin,
    "ussr.transfer_west_troops": _sent_west,
    "germany.share_tied_by_united_states": _tied,
    "diplomacy.pact_term_months": _pact_lapses,
    "diplomacy.yalta_lag_months": _attacks_after,
    "diplomacy.pact_perceived_threat_cut": _assurance,
    "diplomacy.us_entry_hazard_month": _entry,
    "far_east.winter_quality_bonus": _winter,
}
"""Record -> its value, found again in what reads it."""

WEEKLY = {"diplomacy.pact_term_months": 0.25, "diplomacy.yalta_lag_months": 0.25}
"""What falls on whole weeks is found again to the week, in months."""


def _recorded(name: str) -> float:
    return load_records()[name].value


def _by_size(size: str, gap: Callable[[Parameters], float]) -> Read:
    """Return the number that an event's size and the other number of its pair amount to."""
    return lambda p: gap(p) * float(sizes.SIZES[size](p))


LOANS = tuple(f"documents.soviet_loan_{which}" for which in ("first", "second", "third"))
SQUADRONS = tuple(f"documents.soviet_{kind}_squadrons_in_china" for kind in ("fighter", "bomber"))


def _one_of(names: tuple[str, ...], name: str, in_loans: float) -> Read:
    def found(p: Parameters) -> float:
        own = p.changed({"prelude.aid_in_loans": np.array(in_loans)})
        whole = float(sizes.SIZES["aid"](own)) * sum(map(_recorded, names))
        return whole - sum(_recorded(other) for other in names if other != name)

    return found


FISHING, RAILWAY = ("documents.fishery_share_1928", "documents.fishery_share_1931"), "documents.railway_price_"
LOST = _recorded(FISHING[0]) - _recorded(FISHING[1])
LET = 1.0 - _recorded(f"{RAILWAY}accepted") / _recorded(f"{RAILWAY}asked")

DEPARTS: dict[str, Read] = {
    "china.soviet_loans": lambda p: (1.0 + chinese_aid.lent_beyond(p)) * p["china.loans_of_record"],
    "pacific.industrial_ratio": lambda p: pacific.industrial_edge(p) * p["pacific.industrial_ratio_of_record"],
    "documents.khalkhin_gol_japanese_loss": _by_size(
        "khalkhin_gol_loss", lambda p: _recorded("documents.khalkhin_gol_japanese_loss")
    ),
    FISHING[0]: lambda p: _recorded(FISHING[1]) + LOST * sizes.SIZES["fishing_grounds"](p),
    FISHING[1]: lambda p: _recorded(FISHING[0]) - LOST * sizes.SIZES["fishing_grounds"](p),
    f"{RAILWAY}asked": lambda p: _recorded(f"{RAILWAY}accepted") / (1.0 - LET * sizes.SIZES["railway_concession"](p)),
    f"{RAILWAY}accepted": lambda p: _recorded(f"{RAILWAY}asked") * (1.0 - LET * sizes.SIZES["railway_concession"](p)),
    "documents.pact_to_invasion_days": lambda p: (
        _recorded("documents.pact_to_invasion_days") + sizes.DAYS_A_WEEK * sizes.pact_age(p)
    ),
    **{name: _one_of(LOANS, name, 1.0) for name in LOANS},
    **{name: _one_of(SQUADRONS, name, 0.0) for name in SQUADRONS},
}
"""Record -> its value, found again in by how much its event departs from what was recorded."""


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.2])
@pytest.mark.parametrize("name", [*READ, *DEPARTS])
def test_a_number_of_the_documents_is_read_as_it_stands(name: str, factor: float) -> None:
    value = factor * _recorded(name)
    p = wartime.parameters(1, ParameterEdit(name, value=value))
    found = float(np.asarray((READ | DEPARTS)[name](p)).reshape(-1)[0])
    assert found == pytest.approx(value, rel=1e-9, abs=WEEKLY.get(name, 1e-12))


def test_every_number_of_the_documents_that_a_rule_reads_is_here() -> None:
    found = {
        name
        for name, record in load_records().items()
        if record.tier == "document" and record.used and not name.startswith("reason.")
    }
    assert found <= READ.keys() | DEPARTS.keys()
    assert DEPARTS.keys() >= sizes.READ


def test_a_war_in_the_north_asks_for_men_beside_the_recorded_army() -> None:
    for factor in (0.5, 1.0, 1.2):
        value = factor * _recorded("japan.kwantung_strength")
        p = wartime.parameters(1, ParameterEdit("japan.kwantung_strength", value=value))
        assert float(_kwantung_in_war(p)[0]) == pytest.approx(value)


def test_the_chance_of_entry_counts_as_it_is_in_every_world() -> None:
    """What the council makes of it, weight over temperature, is one in each of them."""
    p = wartime.parameters(500, knowledge=True)
    weight, spread = (p[f"interest.united_states.entry.{name}"] for name in ("neutrality", "temperature"))
    np.testing.assert_array_equal(np.asarray(weight), np.asarray(spread))
