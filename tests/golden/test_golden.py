"""The model's answers stay what they were, until someone means to change them."""

from __future__ import annotations

import json

import pytest
from golden import writer


def test_a_small_run_gives_the_golden_numbers() -> None:
    refresh = writer("refresh")
    golden, found = json.loads(refresh.FILE.read_text("utf-8")), refresh.summary()
    assert found.keys() == golden.keys()
    for scenario, numbers in golden.items():
        assert found[scenario] == pytest.approx(numbers, rel=1e-6, nan_ok=True), (
            f"{scenario} answers otherwise than before; if that is meant, run: python -m tests.golden.refresh"
        )
