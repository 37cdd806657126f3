"""The command that a page prints repeats its run, and a finished folder repeats itself."""

import datetime as dt
import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from crossroads.cli.app import app
from crossroads.runs.origin import origin, repetition, source_of
from crossroads.runs.run import Run
from crossroads.studies.compare.study import Comparison, compare


def called(*words: str) -> None:
    done = CliRunner().invoke(app, [*words, "-q"])
    assert done.exit_code == 0, (done.output, done.exception)


def test_the_printed_command_gives_the_same_outcomes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "it's of März & co/no_pact"
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
    kept = Run.load("a run")
    assert "has changed since" in repetition(kept.manifest, Path("a run"), "run", "a run")[1]


@settings(max_examples=20, deadline=None)
@given(depth=st.integers(1, 5), data=st.data())
def test_a_changed_base_is_told_by_its_file(
    depth: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The file itself may stand as it was while what it extends is another war, or is gone."""
    folder = tmp_path_factory.mktemp("bases")
    files = [folder / f"level_{place}.toml" for place in range(depth)]
    for place, file in enumerate(files):
        below = f"level_{place + 1}"
        base = "wait" if place == depth - 1 else data.draw(st.sampled_from([below, f"./{below}.toml"]))
        file.write_text(f'extends = "{base}"\n[levers]\noil_stock = 1.{place}\n')
    kept = origin("run", [source_of(str(files[0]))], {"seed": 3}, "out")
    assert repetition(kept, Path("out"), "run", "out") == (kept["command"], "")
    touched = data.draw(st.sampled_from(files))
    gone = data.draw(st.booleans())
    if gone:
        touched.unlink()
    else:
        touched.write_text(touched.read_text().replace("oil_stock = 1", "oil_stock = 2"))
    told = repetition(kept, Path("out"), "run", "out")[1]
    named = files[0] if gone else touched
    assert f"{named} is gone or has changed since." in told and "repeats it exactly from its manifest" in told


def test_a_changed_scenario_of_a_question_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        Path(f"{name}.toml").write_text('extends = "base"\n')
    Path("base.toml").write_text('extends = "wait"\n')
    Path("asked.toml").write_text('title = "T"\ntext = "t"\nscenarios = ["one", "two"]\nasks = ["japan_undefeated"]\n')
    kept = origin("compare", [source_of("./asked.toml")], {}, "out")
    assert repetition(kept, Path("out"), "compare", "out")[1] == ""
    Path("base.toml").write_text('extends = "no_pact"\n')
    assert "base.toml is gone or has changed since" in repetition(kept, Path("out"), "compare", "out")[1]


def test_an_older_manifest_tells_the_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text('extends = "wait"\n')
    kept = origin("run", [source_of("plan.toml")], {}, "out")
    del kept["sources"][0]["rests_on"]
    assert repetition(kept, Path("out"), "run", "out")[1] == ""
    Path("plan.toml").write_text('extends = "no_pact"\n')
    assert "plan.toml is gone or has changed since" in repetition(kept, Path("out"), "run", "out")[1]


def test_a_question_given_beside_scenarios_is_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command takes both, so the page says that a script made it; the folder repeats it, question and all."""
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text('title = "Mine"\ntext = "t"\nscenarios = ["a", "b"]\nasks = ["japan_undefeated"]\n')
    for name, base in (("a", "wait"), ("b", "no_pact")):
        Path(f"{name}.toml").write_text(f'extends = "{base}"\nhorizon = 1941-12-28\n')
    made = compare("a.toml", "b.toml", worlds=2, question="mine.toml", out="made", figures="none")
    command, told = repetition(made.origin, Path("made"), "compare", "made")
    assert told.startswith("No file stands behind it: a script made it.")
    assert shlex.split(command)[:3] == ["crossroads", "compare", "made"]
    called("compare", "made", "--out", "again")
    assert Comparison.load("again").question.title == "Mine"


NAMES = ("no_pact", "plan", "a plan", "it's", 'a "plan"', "März & co", "x;y", "$HOME", "-plan", "%s", "`id`", "a\\b")
FOLDERS = ("", "plans of 1941/", "März & co/", "-x/")


class _AskedError(Exception):
    """What the function behind a command was called with."""

    def __init__(self, words: tuple[object, ...], options: dict[str, object]) -> None:
        super().__init__()
        self.words, self.options = words, options


def _asks(*words: object, **options: object) -> None:
    raise _AskedError(words, options)


@given(
    verb=st.sampled_from(["run", "compare"]),
    folder=st.sampled_from(FOLDERS),
    name=st.sampled_from(NAMES),
    out=st.sampled_from(["out", "an out", "it's out", "-out", "über/out"]),
    numbers=st.fixed_dictionaries(
        {"worlds": st.integers(1, 10**7), "seed": st.integers(0, 2**31), "ledger_worlds": st.integers(0, 9)}
    ),
    flag=st.booleans(),
    day=st.none() | st.dates(dt.date(1941, 6, 22), dt.date(1946, 1, 1)),
    figures=st.sampled_from(["answer", "all", "none"]),
    world=st.none() | st.integers(0, 99),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_built_command_asks_for_the_same_again(
    verb: str,
    folder: str,
    name: str,
    out: str,
    numbers: dict[str, int],
    flag: bool,
    day: dt.date | None,
    figures: str,
    world: int | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("here"))
        file = Path(f"{folder}{name}.toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('extends = "no_embargo"\n', encoding="utf-8")
        options: dict[str, object] = {key.replace("_", "-"): value for key, value in numbers.items()}
        own = {"keep-trajectories": flag} if verb == "run" else {"map-date": day, "world": world, "figures": figures}
        given_names = [source_of(str(file))] if verb == "run" else [source_of("wait"), source_of(str(file))]
        told = origin(verb, given_names, options | own, out)["command"]
        for module, function in (("crossroads.runs.ensemble", "run"), ("crossroads.studies.compare.study", "compare")):
            patched.setattr(f"{module}.{function}", _asks)
        done = CliRunner().invoke(app, [*shlex.split(told)[1:], "-q"])
        assert isinstance(done.exception, _AskedError), (told, done.output, done.exception)
        asked = done.exception
        assert [Path(str(word)) for word in asked.words] == [Path(source.given) for source in given_names]
        assert {key: asked.options[key] for key in numbers} == numbers
        assert {key: asked.options[key.replace("-", "_")] for key in own} == own
        assert Path(str(asked.options["out"])) == Path(out)
        assert not any(source.changed() for source in given_names)
