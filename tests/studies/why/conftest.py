from __future__ import annotations

from pathlib import Path

import pytest
from command_line import SEATS


@pytest.fixture(autouse=True)
def _cheap_war() -> None:
    """Let the real war be fought here: what is pulled has to move it."""


@pytest.fixture
def short_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the path of a question of two wars that are over in January 1942."""
    folder = tmp_path / "scenarios"
    (folder / "questions").mkdir(parents=True)
    for name, base in (("s", "south_december"), ("n", "north_august")):
        text = f'extends = "{base}"\ntitle = "Short"\nhorizon = 1942-01-25\n{SEATS}'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    question = folder / "questions" / "short.toml"
    question.write_text(
        'title = "Short"\ntext = "What then?"\nscenarios = ["s", "n"]\n'
        'asks = ["soviet_men_moved_west@1941-12-28", "date_moscow_falls:happens"]\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return str(question)
