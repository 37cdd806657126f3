"""What a scenario's file is refused for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.scenario.scenario import load_scenario


def faults_of(text: str, name: str = "bad.toml") -> list[str]:
    """Return the lines of the message on a file of that text, written into the current folder."""
    Path(name).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    return str(caught.value).splitlines()
