"""The law of the land front by itself: a made-up strait with two coasts, on which two armies meet.

What holds of it holds of every theatre that hands it two sides.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import small_laws
from checkout import PACKAGE, tree

from crossroads.engine.compiled.llvm import machine
from crossroads.war.laws import front
from crossroads.war.laws.small import in_rows
from crossroads.war.laws.supply import SupplyRates
from crossroads.world.portable import exp

WORLDS = 21
RANDOM = np.random.default_rng(1941)

P = {
    "combat.drive_scale": 0.5,
    "combat.loss_slope": 0.33,
    "combat.largest_log_ratio": 3.0,
    "combat.largest_loss_share": 0.5,
    "supply.stock_ease": 1.0,
}
RATES = SupplyRates(
    delivery=0.4,
    gap_km=120.0,
    line_km=900.0,
    burn=0.8,
    resistance_burn=0.5,
    resistance_scale=0.4,
    burn_per_km=0.004,
    burn_attacked=0.3,
    stock_most=3.0,
    stock_start=1.5,
    stock_stop=0.3,
    railhead_speed=0.0,
)


@dataclass(frozen=True)
class Strait:
    """A theatre with two coasts, (coast, world); the line's number grows where Blue advances."""

    line: Any
    blue: Any
    red: Any
    stocks: tuple[Any, Any]
    attacked: tuple[Any, Any]
    static: Any

    @classmethod
    def opening(cls, blue: Any, red: Any) -> Strait:
        """Return both armies on the shore with full stores, the second coast held by half as many."""
        men = in_rows(blue, 0.5 * blue), in_rows(red, 0.5 * red)
        none = 0.0 * men[0]
        return cls(none, *men, (none + 3.0, none + 3.0), (none, none), none)

    def series(self) -> dict[str, Any]:
        """Return what is seen of the strait, each (coast, world)."""
        return {
            "line": self.line,
            "blue": self.blue,
            "red": self.red,
            "store of blue": self.stocks[0],
            "store of red": self.stocks[1],
            "attack of blue": self.attacked[0],
            "attack of red": self.attacked[1],
            "weeks of standing": self.static,
        }


def sides(now: Strait, driven: Any, gates: tuple[Any, Any] = (1.0, 1.0), gnawing: float | None = None) -> Any:
    """Return Blue and Red: alike but for what they have, dug in by weeks of standing."""
    zone = 0.2 + 0.3 * (1.0 - front.fresh(now.static, 1.0, 8.0))
    ahead, back = front.beyond(driven, 0.1, zone), front.beyond(-driven, 0.1, zone)
    return tuple(
        front.FrontSide(
            beyond=beyond,
            stock=stock,
            rates=RATES,
            top=60.0,
            gate=gate * (1.0 + 0.0 * beyond),
            starts=RATES.stock_start,
            promising=beyond,
            attacked=attacked,
            gnawing=gnawing,
        )
        for beyond, stock, gate, attacked in zip((ahead, back), now.stocks, gates, now.attacked, strict=True)
    )


def week(now: Strait, p: Any, chance: Any = 0.0, gates: tuple[Any, Any] = (1.0, 1.0)) -> Strait:
    """Fight a week; the line is halted by a wall 90 km from the first shore on either side."""
    powers = [men * front.fed(stock, 0.4) for men, stock in zip((now.blue, now.red), now.stocks, strict=True)]
    driven = front.drive(powers[0], powers[1], chance)
    blue, red = sides(now, driven, gates)
    clash = front.clash(blue, red, p, 0.9)
    line = np.minimum(np.maximum(now.line + clash.push, -90.0), 90.0)
    fought = front.fought(driven, clash, now.line, line, now.static, 2.0, 1.0)
    exposed = front.Exposure(0.02, 0.2, 1.0, 0.7, 0.05, 40.0, 1.0 + front.fresh(now.static, 0.4, 3.0))
    lost = (
        front.losses(exposed, fought.forward, -driven, p),
        front.losses(exposed, fought.back, driven, p),
    )
    roads = front.Road(np.maximum(line, 0.0)), front.Road(np.maximum(-line, 0.0))
    return Strait(
        line=line,
        blue=now.blue * (1.0 - lost[0].fighting - lost[0].cut_off),
        red=now.red * (1.0 - lost[1].fighting - lost[1].cut_off),
        stocks=(
            front.next_stock(blue, fought.forward, roads[0], 1.0),
            front.next_stock(red, fought.back, roads[1], 1.0),
        ),
        attacked=(clash.forward, clash.back),
        static=fought.static,
    )


def course(blue: float, red: float, weeks: int, gates: tuple[float, float] = (1.0, 1.0)) -> list[dict[str, Any]]:
    """Return the series of one world, week by week."""
    now = Strait.opening(np.array([blue]), np.array([red]))
    seen = [now.series()]
    for _ in range(weeks):
        now = week(now, P, 0.0, gates)
        seen.append(now.series())
    return seen


def test_the_stronger_army_takes_the_strait_and_the_weaker_loses_more_of_its_men() -> None:
    end = course(3.0, 1.0, 30)[-1]
    assert (end["line"] == 90.0).all()
    assert (end["red"][0] / 1.0 < end["blue"][0] / 3.0).all()
    assert (course(1.0, 3.0, 30)[-1]["line"] == -90.0).all()


def test_an_attack_burns_its_store_stops_and_begins_again_by_itself() -> None:
    seen = course(2.0, 1.0, 40)
    attacks, stores = (np.array([item[f"{what} of blue"][0, 0] for item in seen]) for what in ("attack", "store"))
    assert len(np.flatnonzero(np.diff(attacks))) >= 3, "it begins, stops and begins again"
    stops = np.flatnonzero(np.diff(attacks) < 0)
    assert (stores[stops] <= RATES.stock_stop).all() and (stores >= 0.0).all() and (stores <= 3.0).all()


def test_which_side_is_called_forward_makes_no_difference_to_the_bit() -> None:
    now = replace(Strait.opening(np.array([2.0]), np.array([1.0])), line=np.array([[12.0], [-7.0]]))
    turned = Strait(-now.line, now.red, now.blue, now.stocks[::-1], now.attacked[::-1], now.static)
    for beyond in (0.7, -0.4, 0.9, 0.1):
        # Logarithms of inverse ratios are opposite but for a last digit, so the drive itself is given.
        blue, red = sides(now, np.full((2, 1), beyond))
        back, forth = sides(turned, np.full((2, 1), -beyond))
        first, second = front.clash(blue, red, P), front.clash(back, forth, P)
        np.testing.assert_array_equal(first.push, -second.push)
        np.testing.assert_array_equal((first.forward, first.back), (second.back, second.forward))
        here = front.fought(blue.beyond, first, now.line, now.line + first.push, now.static, 2.0, 1.0)
        there = front.fought(back.beyond, second, turned.line, turned.line + second.push, turned.static, 2.0, 1.0)
        for mine, its in ((here.forward, there.back), (here.back, there.forward)):
            np.testing.assert_array_equal(np.array(mine), np.array(its))


@pytest.mark.parametrize(("gates", "moves"), [((1.0, 1.0), 1), ((0.0, 1.0), 0), ((0.5, 1.0), 1)])
def test_a_closed_gate_lets_nobody_attack_and_a_half_open_one_half_as_fast(
    gates: tuple[float, float], moves: int
) -> None:
    before, after = course(3.0, 1.0, 1, gates)
    assert (np.sign(after["line"]) == moves).all()
    assert (after["attack of blue"] == gates[0]).all() and (after["attack of red"] == 0.0).all()
    np.testing.assert_allclose(after["line"], gates[0] * course(3.0, 1.0, 1)[1]["line"])
    assert (after["weeks of standing"] == (0.0 if moves else 1.0)).all() and (before["line"] == 0.0).all()


@pytest.mark.parametrize(("gnawing", "moves"), [(None, False), (0.1, True)])
def test_an_attack_that_is_just_too_weak_gnaws_only_at_a_soft_edge(gnawing: float | None, moves: bool) -> None:
    now = Strait.opening(np.ones(1), np.ones(1))
    on = np.ones((2, 1))
    weak = replace(sides(now, 0.0 * on, gnawing=gnawing)[0], beyond=-0.05 * on, attacked=on)
    strong = replace(weak, beyond=on, gate=0.0 * on)
    assert ((front.clash(weak, strong, P).push > 0.0) == moves).all()


def test_what_a_road_takes_is_missed_and_a_debt_is_the_least_there_is() -> None:
    now = Strait.opening(np.ones(1), np.ones(1))
    (blue, _), none = sides(now, np.zeros((2, 1))), np.zeros((2, 1))
    quiet = front.Engagement(none, none, none, none)

    def store(**road: float) -> float:
        return float(front.next_stock(replace(blue, stock=none), quiet, front.Road(none, **road), 1.0)[0, 0])

    assert store() == pytest.approx(0.4)
    assert store(line=900.0) == pytest.approx(0.4 * np.exp(-1.0))
    assert store(weather=0.5, priority=1.5) == pytest.approx(0.3)
    assert store(burnt=0.3) == pytest.approx(0.1)
    assert store(burnt=9.0) == 0.0 and store(burnt=9.0, debt=2.0) == -2.0


def fought_for(weeks: int, name: str, coast: int) -> Callable[..., Any]:
    """Return a law: what is seen of one coast after some weeks with luck."""

    def law(blue: Any, red: Any, chance: Any, p: Any) -> Any:
        now = Strait.opening(blue, red)
        for number in range(weeks):
            now = week(now, p, exp(-0.2 * number) * chance)
        return now.series()[name][coast]

    return law


@pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")
@pytest.mark.parametrize("coast", [0, 1])
@pytest.mark.parametrize("name", Strait.opening(np.ones(1), np.ones(1)).series())
def test_compiled_and_in_numpy_it_is_the_same_to_the_bit(name: str, coast: int) -> None:
    given = {
        "blue": RANDOM.uniform(0.2, 4.0, WORLDS),
        "red": RANDOM.uniform(0.2, 4.0, WORLDS),
        "chance": RANDOM.normal(0.0, 0.5, WORLDS),
    }
    p: dict[str, Any] = P | {"combat.loss_slope": RANDOM.uniform(0.0, 1.0, WORLDS)}
    law = fought_for(6, name, coast)
    expected = law(**given, p=p)
    np.testing.assert_array_equal(small_laws.run(law, given, p).view(np.int64), expected.view(np.int64))


PIECES = {
    "combat": {"speed", "loss_share", "encircled_share"},
    "supply": {"attacking", "delivered", "burnt", "next_stock"},
}
"""What the law of the front is made of."""


def test_no_theatre_writes_the_fight_for_itself() -> None:
    users = {
        (path.relative_to(PACKAGE).as_posix(), f"{node.value.id}.{node.attr}")
        for path in (PACKAGE / "war").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.attr in PIECES.get(node.value.id, ())
    }
    assert {path for path, _ in users} == {"war/laws/front.py"}
    assert {piece for _, piece in users} == {f"{law}.{name}" for law, names in PIECES.items() for name in names}
