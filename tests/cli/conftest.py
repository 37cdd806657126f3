from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of the user's own with two scenarios that are over in spring 1942."""
    import command_line

    (tmp_path / "quick.toml").write_text(command_line.QUICK, encoding="utf-8")
    (tmp_path / "other.toml").write_text(command_line.OTHER, encoding="utf-8")
    return tmp_path
