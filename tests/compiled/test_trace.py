"""A law is compiled as it stands; what cannot be is refused by a message that names its line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import small_laws

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.traced import TracedLuck, TracedParameters
from crossroads.engine.compiled.tracing.trace import UntraceableError
from crossroads.war.laws import combat, supply
from crossroads.war.laws.small import TINY, bounded, in_rows, ramp, safe_log_ratio, saturating, share, toward
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp

RANDOM = np.random.default_rng(1941)
WORLDS = 37

needs_llvm = pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")


def depth_of_ice(ice: Array, frost: Array, p: Laws) -> Array:
    """Return the ice of a river after a week: it grows with the root of frost, and goes in a thaw."""
    grown = np.sqrt(np.square(ice) + p["trial.growth"] * np.maximum(frost, 0.0))
    left = ice * (1.0 - share(p["trial.thaw"] * ramp(-frost, 0.0, p["trial.warm"]), 1.0))
    return bounded(np.where(frost > 0.0, grown, left), 0.0, p["trial.most"])


@needs_llvm
@pytest.mark.parametrize("thaw", [0.4, RANDOM.uniform(0, 1, WORLDS)], ids=["one for all", "by world"])
def test_a_law_of_three_lines_is_compiled_and_held_to_the_bit(thaw: float | Array) -> None:
    given = {"ice": RANDOM.uniform(0, 80, WORLDS), "frost": RANDOM.normal(0, 15, WORLDS)}
    p = {"trial.growth": 11.7, "trial.thaw": thaw, "trial.warm": 8.0, "trial.most": 70.0}
    np.testing.assert_array_equal(small_laws.run(depth_of_ice, given, p), depth_of_ice(**given, p=p))


LAWS: dict[str, Callable[..., Any]] = {
    "saturating": lambda a, b, p: saturating(a, b),
    "log ratio": lambda a, b, p: safe_log_ratio(a, np.abs(b)),
    "toward": lambda a, b, p: toward(a, b, p["rate"], 0.7),
    "losses": lambda a, b, p: combat.loss_share(p["rate"], 1.3, b, a, p),
    "railhead": lambda a, b, p: supply.next_railhead(a, b, -1.0, p["rate"], 2.0),
    "rows": lambda a, b, p: in_rows(a, b, a * b + TINY).max(axis=0),
    "flags": lambda a, b, p: ((a > b) * (a > 0) + ~(b < a)) & np.isfinite(b / a) | np.isnan(a),
    "remainders": lambda a, b, p: np.floor(a) - np.rint(b) + np.round(a + 0.5),
    "zero or more": lambda a, b, p: np.maximum(a, 0.0),
    "more than zero": lambda a, b, p: np.maximum(0.0, a),
    "zero or less": lambda a, b, p: np.minimum(a, 0.0),
    "less than zero": lambda a, b, p: np.minimum(0.0, a),
    "one of some": lambda a, b, p: np.where(np.isin(np.rint(a), [0, 1, -2]), a, b) + np.isin(b, []),
    "a copy": lambda a, b, p: np.copy(a) - b + np.copy(2.0),
    "no numbers": lambda a, b, p: np.minimum(np.maximum(a / b, 0.0), np.sqrt(b)),
}


@needs_llvm
@pytest.mark.parametrize("name", LAWS)
def test_pieces_of_laws_have_the_same_bits(name: str) -> None:
    first, second = RANDOM.normal(0, 30, WORLDS), RANDOM.normal(0, 30, WORLDS)
    # Also with zeros of either sign.
    first[:8], second[:8] = [0.0, -0.0, 0.5, 1.5, np.inf, -np.inf, np.nan, 2.5], [0, 0, -0.5, 2.5, 1, np.inf, 3, np.nan]
    p = {"rate": 0.3, "combat.largest_log_ratio": 2.0, "combat.largest_loss_share": 0.2}
    law, given = LAWS[name], {"a": first, "b": second}
    with np.errstate(all="ignore"):
        expected = np.asarray(law(**given, p=p), np.float64)
    found = small_laws.run(law, given, p)
    known = ~np.isnan(expected)
    np.testing.assert_array_equal(np.isnan(found), ~known)
    np.testing.assert_array_equal(found[known].view(np.int64), expected[known].view(np.int64))


REFUSED: dict[str, tuple[Callable[..., Any], str]] = {
    "an unknown function": (lambda a, p: np.sinh(a), "np.sinh: not among the functions that are compiled"),
    "an unknown function of arrays": (lambda a, p: np.cumsum(a), "np.cumsum: not among the functions"),
    "an unknown method": (lambda a, p: a.cumsum(), "cumsum: not among"),
    "NumPy's own exp": (lambda a, p: np.exp(a), "np.exp: its bits differ between processors; world.portable has one"),
    "NumPy's own log": (lambda a, p: np.log(a), "np.log: its bits differ"),
    "NumPy's own power": (lambda a, p: a**2.0, "np.power: its bits differ"),
    "a branch": (lambda a, p: a if a > 0 else -a, "a branch on a value; worlds differ in it: use np.where"),
    "a branch on a parameter": (lambda a, p: a if p["switch"] else -a, "a branch on a value"),
    "an array of numbers": (lambda a, p: np.asarray(a), "an array of numbers is asked"),
    "a place in an array": (lambda a, p: np.arange(3.0)[a], "of what"),
    "worlds picked": (lambda a, p: a[a > 0], "of what"),
    "a number": (lambda a, p: math.exp(a), "one number is asked"),
    "a text": (lambda a, p: f"winter.{a}", "a text is made"),
    "another text": (lambda a, p: "winter." + str(a), "a text is made"),
    "another axis": (lambda a, p: np.sum(np.stack([a, a]), axis=1), "another axis"),
    "a sum over worlds": (lambda a, p: a.sum(), "over worlds"),
    "the greatest of worlds": (lambda a, p: np.maximum.reduce(a), "over worlds"),
    "one of a set": (lambda a, p: np.isin(a, {0, 1}), "np.isin among what is no list"),
    "a default": (lambda a, p: a * p.get("x", 1.0), "with a default"),
    "places where": (lambda a, p: np.where(a), "np.where"),
    "written into": (lambda a, p: a.__iadd__(1.0), "with out"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_compiled_is_refused_by_its_line(what: str) -> None:
    law, told = REFUSED[what]
    with pytest.raises(UntraceableError) as refused:
        small_laws.traced(law, ["a"])
    line = law.__code__.co_firstlineno
    assert str(refused.value).startswith(f"test_trace.py, line {line}: ")
    assert told in str(refused.value)


def test_a_draw_whose_number_differs_between_worlds_is_refused() -> None:
    def law(a: Any, p: TracedParameters) -> Any:
        return TracedLuck(a.graph).numbered("winter", a)

    with pytest.raises(UntraceableError, match="the luck of winter: which draw it is differs between worlds"):
        small_laws.traced(law, ["a"])


def test_the_same_operation_is_written_once() -> None:
    def law(a: Any, p: TracedParameters) -> Any:
        return exp(a * p["x"]) + exp(a * p["x"])

    assert small_laws.traced(law, ["a"]).operations == 3
