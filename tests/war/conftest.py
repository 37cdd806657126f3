from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def campaign() -> object:
    """Return the war as it happened, in many drawn worlds, with what each week held."""
    import campaigns

    return campaigns.as_it_happened()
