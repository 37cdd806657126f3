"""Elementary functions in + - * /: near the truth, the same compiled or not, and silent about what is no number."""

from __future__ import annotations

import decimal
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
import pytest

from crossroads.engine.compiled.llvm import elementary, machine
from crossroads.world import portable
from crossroads.world.axes import Floats

CONTEXT = decimal.Context(prec=100, Emin=-9999, Emax=9999)
"""Arithmetic long enough to be the truth."""

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
RANDOM = np.random.default_rng(1941)
MANY = 400
NAMES = tuple(portable.FORMULAS)


@pytest.fixture(autouse=True)
def _long_arithmetic() -> Iterator[None]:
    with decimal.localcontext(CONTEXT):
        yield


@pytest.fixture(params=["NumPy", "compiled"], autouse=True)
def _run_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "RUNNERS", {})
    if request.param == "compiled":
        if not machine.available():
            pytest.skip("there is no llvmlite")
        elementary.use()


def _series(x: Decimal, first: Decimal, place: int) -> Decimal:
    """Return the alternating series of sine (1) or cosine (0)."""
    total, term, number = Decimal(0), first, place
    while abs(term) > Decimal("1e-50"):
        total += term
        term *= -x * x / ((number + 1) * (number + 2))
        number += 2
    return total


def _normal(x: Decimal) -> Decimal:
    """Return the normal distribution by its series about 0."""
    total = term = x
    number = 1
    while abs(term) > Decimal("1e-45"):
        term *= -x * x / (2 * number)
        total += term / (2 * number + 1)
        number += 1
    return Decimal("0.5") + total / (2 * PI).sqrt()


TRUTH: dict[str, tuple[Callable[[Decimal], Decimal], Floats]] = {
    "exp": (Decimal.exp, np.concatenate([RANDOM.uniform(-708, 709, MANY), RANDOM.uniform(-2, 2, MANY)])),
    "expm1": (
        lambda x: x.exp() - 1,
        np.concatenate(
            [RANDOM.uniform(-40, 709, MANY), RANDOM.choice([-1, 1], MANY) * 10 ** RANDOM.uniform(-30, 0, MANY)]
        ),
    ),
    "log": (
        Decimal.ln,
        np.concatenate(
            [
                10 ** RANDOM.uniform(-307, 308, MANY),
                RANDOM.uniform(0.5, 2.0, MANY),
                5e-324 * RANDOM.integers(1, 1 << 50, MANY),
            ]
        ),
    ),
    "log1p": (
        lambda x: (1 + x).ln(),
        np.concatenate([RANDOM.uniform(-1, 1, MANY), 10 ** RANDOM.uniform(-30, 300, MANY)]),
    ),
}
"""Name -> the function in long arithmetic, and where it is tried."""


def _units(got: Floats, truth: list[Decimal], of: Floats | float | None = None) -> float:
    """Return the greatest error in units of the last place."""
    units = np.spacing(np.abs(got) if of is None else np.full_like(got, of))
    pairs = zip(got.tolist(), truth, units.tolist(), strict=True)
    return max(float(abs(Decimal(value) - true) / Decimal(unit)) for value, true, unit in pairs)


@pytest.mark.parametrize("name", TRUTH)
def test_within_two_units_of_the_last_place(name: str) -> None:
    function, tried = TRUTH[name]
    assert _units(getattr(portable, name)(tried), [function(Decimal(x)) for x in tried.tolist()]) <= 2.0


def test_powers_are_as_near_as_the_size_of_their_logarithm_lets_them() -> None:
    base, exponent = 10 ** RANDOM.uniform(-3, 3, MANY), RANDOM.uniform(-2, 2, MANY)
    truth = [Decimal(x) ** Decimal(y) for x, y in zip(base.tolist(), exponent.tolist(), strict=True)]
    got = portable.power(base, exponent)
    size = np.maximum(np.abs(exponent * np.log(base)), 1.0)
    units = [float(abs(Decimal(v) - t) / Decimal(u)) for v, t, u in zip(got, truth, np.spacing(got), strict=True)]
    assert (np.array(units) <= 2.0 + 2.0 * size).all()


def test_sine_and_cosine_of_a_turn_are_within_two_units_of_one() -> None:
    share = np.concatenate([RANDOM.uniform(0, 1, MANY), np.linspace(0, 1, 65)])
    angles = [2 * PI * Decimal(x) for x in share.tolist()]
    sine, cosine = portable.turn(share)
    assert _units(sine, [_series(x, x, 1) for x in angles], 0.5) <= 2.0
    assert _units(cosine, [_series(x, Decimal(1), 0) for x in angles], 0.5) <= 2.0
    np.testing.assert_array_equal(
        np.stack(portable.turn(np.array([0.0, 0.25, 0.5, 0.75]))), [[0, 1, 0, -1], [1, 0, -1, 0]]
    )


def test_shares_of_the_normal_are_within_two_units_of_one() -> None:
    x = np.concatenate([RANDOM.uniform(-9, 9, 300), RANDOM.normal(size=300)])
    assert _units(portable.normal_share(x), [_normal(Decimal(item)) for item in x.tolist()], 0.5) <= 2.0
    np.testing.assert_allclose(portable.normal_share(np.array([0.0, -np.inf, np.inf])), [0.5, 0.0, 1.0], atol=1e-29)


@pytest.mark.parametrize(
    ("name", "joints"),
    [
        ("exp", (np.arange(-20, 21) + 0.5) * np.log(2.0)),
        ("expm1", (np.arange(-20, 21) + 0.5) * np.log(2.0)),
        ("log", np.sqrt(0.5) * 2.0 ** np.arange(-20, 21)),
        ("normal_share", np.array([-np.sqrt(2.0), np.sqrt(2.0), 0.0, -3.0, 3.0])),
    ],
)
def test_where_pieces_meet_it_still_rises(name: str, joints: Floats) -> None:
    steps = joints[:, np.newaxis] * (1.0 + 1e-14 * np.arange(-200, 201))
    steps = np.sort(steps, axis=1)
    assert (np.diff(getattr(portable, name)(steps), axis=1) >= 0.0).all()


SPECIAL = np.array(
    [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, -5e-324, 2.0**-1022, 1.0, -1.0, 1e308, -1e308, 709.5, -708.5]
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exp", [np.nan, np.inf, 0, 1, 1, 1, 1, 1, np.e, 1 / np.e, np.inf, 0, np.inf, 0]),
        (
            "expm1",
            [np.nan, np.inf, -1, 0, 0, 5e-324, -5e-324, 2.0**-1022, np.e - 1, 1 / np.e - 1, np.inf, -1, np.inf, -1],
        ),
        ("log", [*[np.nan, np.inf, np.nan, -np.inf, -np.inf, -744.4400719213812, np.nan], *np.log([2.0**-1022, 1.0])]),
    ],
)
def test_what_is_no_number_infinite_or_tiny_comes_out_as_it_should_without_a_warning(
    name: str, expected: Floats
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = getattr(portable, name)(SPECIAL)
        each = [getattr(portable, name)(item) for item in SPECIAL]
    np.testing.assert_allclose(got[: len(expected)], expected, rtol=1e-15, atol=0)
    np.testing.assert_array_equal(got, each)


def test_a_number_is_answered_by_a_number() -> None:
    for name in NAMES:
        found = getattr(portable, name)(0.5)
        assert np.ndim(found) == 0 and isinstance(float(found), float)
    assert float(portable.log1p(-1.0)) == -np.inf and float(portable.power(0.0, 0.5)) == 0.0
    assert [float(portable.power(0.0, exponent)) for exponent in (0.0, 1.0, -1.0)] == [1.0, 0.0, np.inf]
    assert float(portable.power(2.0, 0.5)) == pytest.approx(np.sqrt(2.0), rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_compiled_and_by_numpy_any_bits_give_the_same_bits(name: str) -> None:
    values = RANDOM.integers(-(1 << 63), 1 << 63, 5003, dtype=np.int64).view(np.float64)
    values = np.concatenate([values, RANDOM.uniform(-750, 750, 5003), SPECIAL])
    with np.errstate(invalid="ignore"):  # some of them are NaN that signal
        found, formula = getattr(portable, name)(values), portable.FORMULAS[name](values)
    known = ~np.isnan(formula)
    np.testing.assert_array_equal(np.isnan(found), ~known)
    np.testing.assert_array_equal(found[known].view(np.int64), formula[known].view(np.int64))
