"""A folder of one kind, where another is wanted, is told for what it is, with what can be done with it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import fake_war
import pytest
from typer.main import get_command

from crossroads.cli.app import app
from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.export import export, load_runs
from crossroads.runs.origin import kept_run
from crossroads.runs.run import Run
from crossroads.runs.storage.kinds import COMPARISON, RUN, kind_of, makes_anew
from crossroads.runs.storage.manifests import COMPARISON_FORMAT, RUN_FORMAT
from crossroads.runs.storage.seal import seal
from crossroads.studies.compare.kept import kept_comparison
from crossroads.studies.regret.study import REGRET_FORMAT
from crossroads.studies.tournament.study import TOURNAMENT_FORMAT

FORMATS = {RUN: RUN_FORMAT, COMPARISON: COMPARISON_FORMAT, "regret": REGRET_FORMAT, "tournament": TOURNAMENT_FORMAT}

Reader = Callable[[Path], object]

READERS: dict[str, tuple[Reader, set[str]]] = {
    "export": (load_runs, {RUN, COMPARISON}),
    "a run": (Run.load, {RUN}),
    "run anew": (kept_run, {RUN}),
    "compared anew": (kept_comparison, {COMPARISON}),
}


def _folder(place: Path, kind: str) -> Path:
    """Make a folder of a kind, as far as its manifest and the names of its files go."""
    folder = place / kind
    for name in ("table.csv", "page.md"):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text("x\n")
    if kind in (COMPARISON, "tournament"):
        (folder / "runs" / "one").mkdir(parents=True)
        seal(folder / "runs" / "one", {"format": RUN_FORMAT})
    seal(folder, {"format": FORMATS[kind], "command": f"crossroads {kind} asked for"})
    return folder


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("reader", READERS)
def test_a_folder_of_another_kind_is_told_for_what_it_is(tmp_path: Path, kind: str, reader: str) -> None:
    read, wanted = READERS[reader]
    folder = _folder(tmp_path, kind)
    with pytest.raises(InputError) as refused:
        read(folder)
    told = str(refused.value)
    if kind in wanted:
        assert "was written by" not in told  # of the right kind, and damaged
        return
    assert told.startswith(f"{folder}/manifest.json: was written by 'crossroads ") and "\n" not in told
    assert "Its tables are CSV as they stand: table.csv. Its page is page.md." in told
    assert (f"Its runs are folders of their own: {folder}/runs/one." in told) == (kind in (COMPARISON, "tournament"))
    assert "damaged" not in told and "'format'" not in told
    if kind in (RUN, COMPARISON):
        assert told.endswith(f"{makes_anew(folder, kind)} makes it anew.")
    else:
        assert told.endswith(f"It was made by crossroads {kind} asked for")
        assert "anew" not in told


def test_what_is_advised_is_a_command(tmp_path: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for kind, text in FORMATS.items():
        assert kind_of({"format": text}) == kind
        assert shlex.split(makes_anew(tmp_path, kind))[1] in commands
    assert kind_of({"format": 7}) == kind_of({"format": "crossroads run"}) == kind_of({}) == ""


def test_runs_that_are_named_can_be_exported(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "tournament")
    run(fake_war.scenario("two"), worlds=4, out=folder / "runs" / "two")
    with pytest.raises(InputError, match=r"runs/one, .*runs/two") as refused:
        export(folder, tmp_path / "csv")
    named = str(refused.value).partition("of their own: ")[2].partition(". ")[0].split(", ")
    assert next(path.name for path in export(named[1], tmp_path / "csv")) == "series.csv"


def test_a_folder_without_a_manifest_says_what_lies_in_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "regret")
    (folder / "manifest.json").unlink()
    with pytest.raises(
        InputError, match=r"has no manifest\.json.*CSV as they stand: table\.csv\. Its page is page\.md\.$"
    ):
        export(folder, tmp_path / "csv")


def test_an_older_format_is_answered_by_its_own_command(tmp_path: Path) -> None:
    for kind, command in ((RUN, "run"), (COMPARISON, "compare")):
        folder = _folder(tmp_path, kind)
        seal(folder, {"format": f"crossroads {kind} 0"})
        with pytest.raises(
            InputError, match=rf"'format' is 'crossroads {kind} 0'.*crossroads {command} .* makes it anew"
        ):
            export(folder, tmp_path / "csv")
