"""A run has the same bytes whatever vector units a processor has, compiled or not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from numpy._core import _multiarray_umath as built

from crossroads.compiled import machine

AT_HAND = [name for name in built.__cpu_dispatch__ if built.__cpu_features__[name]]
"""What this processor has beyond the least that NumPy needs, from the least on."""

PROGRAM = """
import datetime as dt
import hashlib
import dataclasses
import numpy as np
import wartime

digest = hashlib.sha256()

def add(value):
    if isinstance(value, np.ndarray) and value.dtype != object:
        digest.update(value.tobytes())
    elif isinstance(value, (list, tuple)):
        for item in value:
            add(item)
    elif isinstance(value, dict):
        add(list(value.items()))
    elif dataclasses.is_dataclass(value):
        add([getattr(value, item.name) for item in dataclasses.fields(value)])
    else:
        digest.update(repr(value).encode())

for name in ("historical", "north_august"):
    block = wartime.play(wartime.scenario_setup(name, dt.date(1942, 1, 4)), 5, ledger=True)
    assert block.ledger
    add([block.series, dict(block.outcomes), list(block.ledger)])
print(digest.hexdigest())
"""


def _digest(lacking: list[str], compiled: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", PROGRAM],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "NPY_DISABLE_CPU_FEATURES": " ".join(lacking),
            machine.ENVIRONMENT: compiled,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def whole() -> str:
    """Return the digest of NumPy with all that this processor has."""
    return _digest([], "0")


@pytest.mark.skipif(not AT_HAND, reason="this processor has the least that NumPy needs")
@pytest.mark.parametrize("first", range(len(AT_HAND)))
def test_a_lesser_processor_gives_the_same_bytes(whole: str, first: int) -> None:
    assert _digest(AT_HAND[first:], "0") == whole


@pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")
def test_compiled_beside_the_least_of_numpy_the_bytes_are_the_same(whole: str) -> None:
    assert _digest(AT_HAND, "") == whole
