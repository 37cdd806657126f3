"""Tests that take too long for every day."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest

SWEPT = pytest.mark.skipif(os.environ.get("CROSSROADS_SWEEP") != "all", reason="takes long: `make sweep` runs it")


def taken_at(cases: Iterable[Any], daily: Callable[[Any], bool]) -> list[Any]:
    """Return the cases of a test, of which those that are not for every day take a `make sweep`."""
    return [case if daily(case) else pytest.param(case, marks=SWEPT) for case in cases]
