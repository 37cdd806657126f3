"""A run has the same bytes whatever vector units a processor has, compiled or not."""

from __future__ import annotations

import another_process
import pytest
from numpy._core import _multiarray_umath as built
from swept import taken_at

from crossroads.engine.compiled.llvm import machine

AT_HAND = [name for name in built.__cpu_dispatch__ if built.__cpu_features__[name]]
"""What this processor has beyond the least that NumPy needs, from the least on."""

PROGRAM = (
    another_process.DIGEST
    + """
import datetime as dt

from crossroads.engine import simulate
from crossroads.scenario.scenario import load_scenario

for name in ("historical", "north_august"):
    setup = dataclasses.replace(load_scenario(name).setup, horizon=dt.date(1942, 1, 4))
    # What is told of the first worlds is told by NumPy in any case; the others may be run compiled.
    block = simulate(setup, 1941, np.arange(6), ledger_below=2)
    assert block.ledger
    add([block.series, dict(sorted(block.outcomes.items())), list(block.ledger)])
print(digest.hexdigest())
"""
)


def _digest(lacking: list[str], compiled: str) -> str:
    environment = {"NPY_DISABLE_CPU_FEATURES": " ".join(lacking), machine.ENVIRONMENT: compiled}
    return another_process.told(another_process.start(PROGRAM, **environment))


@pytest.fixture(scope="module")
def whole() -> str:
    """Return the digest of NumPy with all that this processor has."""
    return _digest([], "0")


@pytest.mark.skipif(not AT_HAND, reason="this processor has the least that NumPy needs")
@pytest.mark.parametrize("first", taken_at(range(len(AT_HAND)), lambda first: first == 0))
def test_a_lesser_processor_gives_the_same_bytes(whole: str, first: int) -> None:
    assert _digest(AT_HAND[first:], "0") == whole


@pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")
def test_compiled_beside_the_least_of_numpy_the_bytes_are_the_same(whole: str) -> None:
    assert _digest(AT_HAND, "") == whole
