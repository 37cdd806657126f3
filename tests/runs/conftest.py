from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _cheap_war(monkeypatch: pytest.MonkeyPatch) -> None:
    import fake_war

    from crossroads.runs import blocks, ensemble

    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 16)
