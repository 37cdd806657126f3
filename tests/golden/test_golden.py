"""The model's answers stay what they were, until someone means to change them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


def _refresh() -> ModuleType:
    path = Path(__file__).with_name("refresh.py")
    spec = importlib.util.spec_from_file_location("golden_refresh", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_small_run_gives_the_golden_numbers() -> None:
    refresh = _refresh()
    golden, found = json.loads(refresh.FILE.read_text("utf-8")), refresh.summary()
    assert found.keys() == golden.keys()
    for scenario, numbers in golden.items():
        assert found[scenario] == pytest.approx(numbers, rel=1e-6, nan_ok=True), (
            f"{scenario} answers otherwise than before; if that is meant, run: python -m tests.golden.refresh"
        )
