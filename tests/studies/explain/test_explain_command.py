from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import fake_war
import made_councils
import pytest
from typer.testing import CliRunner, Result

from crossroads.__main__ import app
from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.run import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = run(fake_war.scenario(), worlds=5, out=tmp_path / "run")
    dataclasses.replace(made, ledger=made_councils.ledger()).save(tmp_path / "reasoned")
    return tmp_path / "reasoned"


def _explain(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(app, ["explain", str(folder), *words])
    if isinstance(result.exception, InputError):
        raise result.exception
    return result


def test_decisions_are_listed(folder: Path) -> None:
    told = _explain(folder)
    assert told.exit_code == 0
    assert len(re.findall(r"^1941-", told.stdout, flags=re.MULTILINE)) == 6
    assert "Decisions of world 0 of made_up" in told.stdout


def test_papers_are_told(folder: Path) -> None:
    told = _explain(folder, "--world", "2", "--decision", "japan.course")
    assert told.stdout.count("Japan's course\n====") == 5
    assert told.stdout.count("given earlier") == 4  # not of the one that the scenario took
    assert "the 3 earlier meetings on the matter" in told.stdout


def test_one_day_s_papers_are_told(folder: Path) -> None:
    told = _explain(folder, "--date", "1941-07-13")
    assert told.stdout.startswith("Germany: ask Japan to attack the USSR\n")


def test_a_sound_record_is_borne_out(folder: Path) -> None:
    told = _explain(folder, "--recompute")
    assert told.exit_code == 0 and "30 of 30 decisions in 5 worlds" in told.stdout
    assert "6 of 6 decisions in 1 world " in _explain(folder, "--recompute", "--world", "3").stdout


def test_an_altered_record_is_not(folder: Path, tmp_path: Path) -> None:
    made = Run.load(folder)
    rows = made.ledger.copy()
    free = (rows["decision"] == "request").to_numpy().nonzero()[0][0]
    other = next(name for name in rows["options"].iloc[free] if name != rows["choice"].iloc[free])
    rows.loc[rows.index[free], "choice"] = other
    dataclasses.replace(made, ledger=rows).save(tmp_path / "altered")
    told = _explain(tmp_path / "altered", "--recompute")
    assert told.exit_code == 1
    assert "29 of 30" in told.stdout and "Not so: made_up, world 0, 1941-07-13, germany.request: choice." in told.stdout


def test_bad_words_are_one_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at most one"):
        _explain(folder, "--recompute", "--flip")
    with pytest.raises(InputError, match="worlds 0 to 4"):
        _explain(folder, "--world", "9")
    with pytest.raises(InputError, match="no such folder"):
        _explain(tmp_path / "nowhere")
    assert "date: found 'soon'" in _explain(folder, "--date", "soon").output
    assert "world: found '-1'" in _explain(folder, "--world", "-1").output
    run(fake_war.scenario(), worlds=2, ledger_worlds=0, out=tmp_path / "bare")
    with pytest.raises(InputError, match="no decisions on record"):
        _explain(tmp_path / "bare")


def test_nothing_is_said_of_progress_within_a_second(folder: Path) -> None:
    assert _explain(folder, "--recompute").stderr == ""


def test_progress_is_said_of_each_decision_late(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crossroads.cli import explain

    shown: list[str] = []

    class Told:
        def start(self, label: str, total: int) -> None:
            shown.append(label)

        def advance(self, done: int) -> None:
            shown.append(str(done))

        def finish(self) -> None:
            shown.append("done")

    from contextlib import nullcontext

    monkeypatch.setattr(explain, "progress_shown", lambda quiet, late: nullcontext(Told()) if late else None)
    _explain(folder, "--decision", "japan.course")
    assert shown == ["made_up, decisions", "1", "1", "1", "1", "1", "done"]
