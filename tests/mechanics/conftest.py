from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))


@pytest.fixture
def parameters_of_one_world() -> object:
    import wartime

    return wartime.parameters()
