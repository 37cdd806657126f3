from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "results"))


@pytest.fixture(autouse=True)
def _cheap_war(monkeypatch: pytest.MonkeyPatch) -> None:
    import fake_war

    from crossroads import ensemble

    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
