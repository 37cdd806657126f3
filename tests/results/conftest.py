from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _cheap_war(monkeypatch: pytest.MonkeyPatch) -> None:
    import fake_war

    from crossroads import ensemble
    from crossroads.runs import blocks

    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 16)
