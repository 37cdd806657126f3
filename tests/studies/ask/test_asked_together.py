"""Several hypotheses at once: arms in common are fought once, work goes on where it stopped, pages are whole."""

from __future__ import annotations

from pathlib import Path

import made_hypotheses
import pytest

import crossroads
from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.progress import Silent
from crossroads.studies.ask import cells, figure, study
from crossroads.studies.ask.hypothesis import load_hypothesis
from crossroads.studies.ask.result import HypothesisAnswer, HypothesisAnswers

BOTH_KINDS = made_hypotheses.CLAIM + made_hypotheses.OF_PAPERS.partition('[[finds]]\nsaid = "Soviet')[0]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    from matplotlib.figure import Figure

    monkeypatch.setattr(Figure, "savefig", lambda self, path, **_: Path(path).write_bytes(b"drawn"))
    first = made_hypotheses.hypothesis(tmp_path, "first", BOTH_KINDS)
    return [first, made_hypotheses.hypothesis(tmp_path, "second", made_hypotheses.SECOND)]


def test_an_arm_in_common_is_fought_once(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    real = ensemble.simulate_worlds

    def counting(setup: object, *rest: object, **how: object) -> object:
        begun.append(setup)
        return real(setup, *rest, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(ensemble, "simulate_worlds", counting)
    made = study.answers([load_hypothesis(path) for path in files], worlds=12)
    assert len(made) == 2 and made.arms == 4  # two wars and two short runs for the papers
    assert len(begun) == 2 * 4  # each under two lucks


def test_together_and_alone_are_the_same(files: list[Path]) -> None:
    made = crossroads.ask(*files, worlds=12)
    assert isinstance(made, HypothesisAnswers)
    for path in files:
        alone = crossroads.ask(path, worlds=12)
        assert isinstance(alone, HypothesisAnswer)
        assert alone.table.equals(made[path.stem].table) and alone.answer() == made[path.stem].answer()


def test_blocks_decide_nothing(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from crossroads.runs import blocks

    whole = crossroads.ask(files[0], worlds=30)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 14)
    cut = crossroads.ask(files[0], worlds=30)
    assert whole.table.equals(cut.table)


def test_it_prints_and_shows_itself(files: list[Path]) -> None:
    made = crossroads.ask(files[0], worlds=12)
    assert isinstance(made, HypothesisAnswer)
    assert made.answer() in " ".join(str(made).split()) and len(made.sentences) == 3
    assert "Luck, 95 %" in str(made) and str(files[0]) in str(made).replace("\n  ", "")
    assert repr(made).startswith("HypothesisAnswer(hypothesis='first', verdict=")
    page = made._repr_html_()
    assert "<table" in page and made.hypothesis.title in page
    assert list(made.table["measure"]) == ["military_losses_japan", "odds:japan.course=north"]
    lines = [line for line in made.text().splitlines() if str(files[0]) not in line]  # a path is not broken
    assert max(map(len, lines)) <= 110


class StoppedAt(Silent):
    """A progress that is interrupted as its second stage begins."""

    def __init__(self) -> None:
        self.stages = 0

    def start(self, label: str, total: int) -> None:
        """Stop at the second stage."""
        self.stages += 1
        if self.stages == 2:
            raise KeyboardInterrupt


def test_interrupted_work_goes_on(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "all.md"
    with pytest.raises(Exception, match=r"Interrupted; finished work is kept in .*all\.partial"):
        crossroads.ask(*files, worlds=12, out=page, progress=StoppedAt())
    assert not page.exists() and (tmp_path / "all.partial").is_dir()
    with pytest.raises(InputError, match="unfinished work of another plan"):
        crossroads.ask(*files, worlds=13, out=page)
    begun = []
    real = ensemble.simulate_worlds

    def counting(*asked: object, **how: object) -> object:
        begun.append(how.get("ledger_below"))
        return real(*asked, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(ensemble, "simulate_worlds", counting)
    crossroads.ask(*files, worlds=12, out=page)
    assert len(begun) == 4 and all(begun), "wars are there; only papers are read anew"
    assert not (tmp_path / "all.partial").exists()
    for suffix in (".md", ".csv", ".png", ".svg"):
        assert page.with_suffix(suffix).is_file()
    text = page.read_text("utf-8")
    assert "# The documents' hypotheses, answered" in text and "](all.png)" in text
    assert all(f"## {path.stem} A short war" in text for path in files) and "nan" not in text


def test_a_page_is_not_written_over(files: list[Path], tmp_path: Path) -> None:
    page = tmp_path / "all.md"
    page.write_text("mine", "utf-8")
    with pytest.raises(
        InputError, match=r"exists already and is not overwritten without --force. A free name: .*-2.md"
    ):
        crossroads.ask(files[0], worlds=4, out=page)
    assert page.read_text("utf-8") == "mine"
    crossroads.ask(files[0], worlds=4, out=page, force=True)
    assert page.read_text("utf-8").startswith("# The documents")


@pytest.mark.parametrize("out", ["all", "all.txt", "folder.md"])
def test_a_place_that_is_none_is_refused(files: list[Path], tmp_path: Path, out: str) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match=r"ending in \.md|is a folder"):
        crossroads.ask(files[0], worlds=4, out=tmp_path / out)


def test_more_worlds_than_papers(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "PAPERS_WORLDS", 5)
    made = crossroads.ask(files[0], worlds=12)
    assert [effect.worlds for effect in made.effects] == [12, 5]


def test_every_row_is_drawn(files: list[Path]) -> None:
    made = crossroads.ask(*files, worlds=12)
    assert isinstance(made, HypothesisAnswers)
    words = [text.get_text() for text in figure.figure(made).findobj() if hasattr(text, "get_text")]
    for each in made:
        assert each.hypothesis.name in words and each.verdict.word in words
    assert any("12 worlds in every arm" in text.replace("\n", " ") for text in words)


@pytest.mark.parametrize(
    ("keys", "value", "drawn"),
    [
        ({"base": "south", "expects": "more", "matters": 0.05, "why": "."}, 0.1, 2.0),
        ({"base": "south", "expects": "less", "matters": 0.05, "why": "."}, 0.1, -2.0),
        ({"base": "south", "expects": "alike", "matters": 0.05, "why": "."}, -0.025, -0.5),
        ({"at_least": 0.9}, 0.95, 2.0),
        ({"at_most": 0.1}, 0.1, 1.0),
        ({"within": [0.25, 0.75]}, 0.75, 1.0),
    ],
)
def test_what_holds_is_drawn_from_one_on(keys: dict[str, object], value: float, drawn: float) -> None:
    from crossroads.statistics.bands import Bands
    from crossroads.studies.ask.effects import FoundEffect
    from crossroads.studies.ask.form import FindTable

    told = {"said": "Moscow falls", "measure": "date_moscow_falls:happens", "arm": "north", **keys}
    effect = FoundEffect(FindTable.read(told, "find"), "share", "", value, value, Bands(value, (value, value)), 10, 1)
    assert figure.scaled(effect, value) == pytest.approx(drawn)
