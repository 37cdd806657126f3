"""One world is told as one, on every page and in every text that a command makes of it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from command_line import SEATS, answer, crossroads
from matplotlib.figure import Figure
from matplotlib.text import Text

LAST = "1942-01-25"
FREE = f'extends = "historical"\ntitle = "Free"\nhorizon = {LAST}\nabout = "north_or_south"\n' + SEATS
HELD = FREE.replace("historical", "wait").replace("Free", "Held")

MADE = {
    "run": "run free.toml --worlds 1 --keep-trajectories --out made -q",
    "compare": "compare held.toml free.toml --worlds 1 --out made -q",
    "tournament": "tournament japan --deciders stated_odds,random_legal --scenario free.toml --worlds 1 --out made -q",
    "report of a run": "report run --out made.html -q",
    "report of a comparison": "report comparison --out made.html -q",
    "validate": "validate run --out made -q",
    "explain": "explain run --recompute",
    "regret": "regret deliberate.toml --on 1941-07-02 --worlds 1 --out made -q",
    "reasons": "reasons deliberate.toml --worlds 1 --orders 2 --out made -q",
    "play": "play japan --scenario held.toml --worlds 1 --script answers.txt --save made.json -q",
}
"""What is asked of one world."""

DRAWN = {"compare", "tournament", "report of a run", "report of a comparison", "validate", "regret", "reasons"}
"""Those that draw figures."""

MANY = re.compile(r"(?<![\d,.])1 (?:other |fresh )?(?:worlds|meetings|decisions|weeks)\b|all 1 world|of them of 1\b")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run and a comparison of one world."""
    place = tmp_path_factory.mktemp("one")
    (place / "free.toml").write_text(FREE)
    (place / "held.toml").write_text(HELD)
    (place / "deliberate.toml").write_text(FREE.removesuffix(SEATS))
    (place / "answers.txt").write_text("2\n" * 200)
    for words in (MADE["run"].replace("made", "run"), MADE["compare"].replace("made", "comparison --figures none")):
        made = crossroads(place, *words.split())
        assert made.returncode == 0, made.stderr
    return place


@pytest.mark.parametrize("name", MADE)
def test_one_world_is_told_as_one(place: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    save = Figure.savefig

    def seen(figure: Figure, *arguments: object, **named: object) -> None:
        drawn.extend(" ".join(text.get_text().split()) for text in figure.findobj(Text))  # type: ignore[attr-defined]
        save(figure, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Figure, "savefig", seen)
    words = [str(tmp_path / word) if word.startswith("made") else word for word in MADE[name].split()]
    found = answer(place, *words)
    assert found.returncode == 0, found.stderr
    files = [file for end in ("html", "md", "txt", "csv") for file in tmp_path.rglob(f"*.{end}")]
    texts = [found.stdout, found.stderr, *drawn, *(file.read_text("utf-8") for file in files)]
    plain = [" ".join(html.unescape(re.sub(r"<[^>]+>|\u00a0", " ", text)).split()) for text in texts]
    assert [said[max(0, hit.start() - 60) : hit.end() + 20] for said in plain for hit in MANY.finditer(said)] == []
    assert bool(drawn) == (name in DRAWN)
    assert any("1 world" in said or "one world" in said for said in plain), found.stdout + found.stderr
