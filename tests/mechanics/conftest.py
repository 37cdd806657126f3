from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

import pytest  # noqa: E402


@pytest.fixture
def parameters_of_one_world() -> object:
    import wartime

    return wartime.parameters()
