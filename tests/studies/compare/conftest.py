from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from crossroads.runs import blocks

    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 16)
