from __future__ import annotations

from pathlib import Path

import pytest
import undrawn
from matplotlib.figure import Figure


@pytest.fixture(autouse=True)
def _draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Figure, "savefig", undrawn.write)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of the user's own with two scenarios that are over in spring 1942."""
    import command_line

    (tmp_path / "quick.toml").write_text(command_line.QUICK, encoding="utf-8")
    (tmp_path / "other.toml").write_text(command_line.OTHER, encoding="utf-8")
    return tmp_path
