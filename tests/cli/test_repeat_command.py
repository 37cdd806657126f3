"""The command that a page prints repeats its run, and a finished folder repeats itself."""

import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crossroads.cli.app import app
from crossroads.runs.run import Run


def called(*words: str) -> None:
    done = CliRunner().invoke(app, [*words, "-q"])
    assert done.exit_code == 0, (done.output, done.exception)


@pytest.mark.parametrize("name", ["plans of März & co/no_pact", "it's my plan"])
def test_the_printed_command_gives_the_same_outcomes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path(f"{name}.toml")
    file.parent.mkdir(exist_ok=True)
    file.write_text('extends = "no_embargo"\nhorizon = 1941-12-28\n', encoding="utf-8")
    called("run", str(file), "--worlds", "3", "--seed", "71", "--ledger-worlds", "2", "--out", "a run")
    called("report", "a run", "--out", "a.html")
    page = Path("a.html").read_text("utf-8")
    told = re.findall(r"<code>(crossroads run .*?)</code>", page)
    words = shlex.split(unescape(told[0]))
    assert len(told) == 1 and words[-2:] == ["--out", "a run"]
    called(*words[1:-1], "again")
    called("run", "a run", "--out", "from the folder")
    called("run", "a run/manifest.json", "--out", "from the manifest")
    first = Run.load("a run")
    for folder in ("again", "from the folder", "from the manifest"):
        assert Run.load(folder).outcomes.equals(first.outcomes)
        assert Run.load(folder).series.equals(first.series)
    file.write_text('extends = "wait"\n', encoding="utf-8")
    called("report", "a run", "--out", "b.html")
    assert "has changed since" in Path("b.html").read_text("utf-8")
