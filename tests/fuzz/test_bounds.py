"""Whatever stands in a file's place, and however large it is: told at once, in few words and little memory."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import answer
from corpus import BATTLES, REFERENCE, SHORT, corpus
from judge import READ_SECONDS, judged

from crossroads.cli import battle
from crossroads.errors import InputError
from crossroads.evidence.history.record_map import load_record_map
from crossroads.evidence.history.reference_rows import read_reference
from crossroads.minds.imagining import kept, kept_folder
from crossroads.play.saves import load
from crossroads.play.voice import voice
from crossroads.runs import ensemble
from crossroads.runs.export import load_runs
from crossroads.runs.run import Run
from crossroads.runs.storage import room
from crossroads.runs.storage.parts import open_part
from crossroads.runs.study_folder import PLAN, open_plan
from crossroads.scenario.question import load_question
from crossroads.scenario.scenario import load_scenario
from crossroads.validation.card.drawn.files import PAGE, check_place
from crossroads.validation.fit import adopt
from crossroads.validation.score.page import text
from crossroads.validation.score.scoring import validate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="special files as POSIX has them")

Reads = Callable[[Path], object]
"""Reads the file at a path; what stands around it has been made."""


def _predicted(path: Path) -> None:
    battle._predict(path, path.with_name("made.csv"))
    path.with_name("made.csv").unlink()


def _over_predictions(path: Path) -> None:
    battle._check_target(path.with_name("sound.csv"), path)


def _adopted(path: Path) -> None:
    adopt.adopt(path.parent, path.parent)


def _trajectories(path: Path) -> None:
    assert Run.load(path.parents[1]).trajectories is not None


def _planned(path: Path) -> None:
    open_plan(path.parent, {"a": 1})


FILES: dict[str, tuple[str, Reads]] = {
    "scenario": ("plan.toml", load_scenario),
    "question": ("asked.toml", load_question),
    "table of battles": ("mine.csv", _predicted),
    "predictions in the way": ("made.csv", _over_predictions),
    "reference series": ("series.csv", lambda path: read_reference(path.parent, load_record_map())),
    "saved war": ("war.json", load),
    "script of answers": ("answers.txt", voice),
    "record of a calibration": (adopt.RECORD, _adopted),
    "ensemble": (adopt.ENSEMBLE, _adopted),
    "part": ("a.part", lambda path: open_part(path, "key")),
    "plan": (PLAN, _planned),
    "report card in the way": (PAGE, lambda path: check_place(path.parent)),
    "papers": ("a.papers", lambda path: kept_folder.content(path, kept.MOST_FILE_BYTES)),
    "manifest": ("manifest.json", lambda path: load_runs(path.parent)),
    "outcomes": ("outcomes.parquet", lambda path: load_runs(path.parent)),
    "series": ("series.parquet", lambda path: load_runs(path.parent)),
    "ledger": ("ledger.parquet", lambda path: load_runs(path.parent)),
    "trajectories": ("trajectories/japan_carriers.npy", _trajectories),
}


def around(name: str, place: Path) -> Path:
    """Make what stands around a file, and return its path, at which nothing stands."""
    file, _ = FILES[name]
    if name in ("manifest", "outcomes", "series", "ledger", "trajectories"):
        shutil.copytree(corpus().folders / "one", place, dirs_exist_ok=True)
        (place / file).unlink()
    if name == "predictions in the way":
        (place / "sound.csv").write_text(BATTLES)
    if name == "ensemble":
        (place / adopt.RECORD).write_text("record = []\n")
    return place / file


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "pipe": _pipe,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "socket": _socket,
    "folder": Path.mkdir,
    "link to nothing": lambda path: path.symlink_to("nothing"),
    "link to itself": lambda path: path.symlink_to(path.name),
}

TAKEN_FOR_NONE = frozenset({"part", "papers", "reference series"})
"""Where what is no plain file counts as no file."""


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_plain_file_is_told_at_once(name: str, special: str, tmp_path: Path) -> None:
    path = around(name, tmp_path)
    SPECIAL[special](path)

    def act() -> list[str]:
        FILES[name][1](path)
        return []

    verdict = judged(f"{name}: {special}", act, tmp_path, kept=name != "plan")
    assert not verdict.failures, verdict
    nothing = special.startswith("link") or name in TAKEN_FOR_NONE
    assert verdict.refusal or nothing or (name, special) == ("plan", "folder"), verdict


def orders(count: int) -> str:
    one = '[[force]]\nnation = "japan"\ndecision = "course"\non = 1941-08-09\noption = "north"\n'
    return SHORT + one * count


def rows(text: str, count: int) -> str:
    head, *sound = text.splitlines()
    return "\n".join([head, *(sound * count)][: 1 + count])


def wrong(text: str, count: int) -> str:
    return rows(text, count).replace(",", ",x", count)


def saved(count: int) -> str:
    war = json.loads(corpus().saves["japan"])
    return json.dumps(war | {"answers": [{**war["answers"][0], "asked": f"{n}"} for n in range(count)]})


GROWN: dict[str, tuple[str, int, Callable[[int], str]]] = {
    "orders": ("scenario", 8, orders),
    "keys that are not known": ("scenario", 20, lambda n: SHORT + "".join(f"key{i} = 1\n" for i in range(n))),
    "levers": ("scenario", 20, lambda n: SHORT + "[levers]\n" + "".join(f"lever{i} = 1\n" for i in range(n))),
    "a text": ("scenario", 2_000, lambda n: SHORT + f'why = "{"w" * n}"\n'),
    "tables in tables": ("scenario", 30, lambda n: SHORT + f"[{'.'.join('a' * n)}]\n"),
    "questions about nothing": ("question", 20, lambda n: "title = 'x'\n" + "".join(f"q{i} = 1\n" for i in range(n))),
    "battles": ("table of battles", 60, lambda n: rows(BATTLES, n)),
    "battles with faults": ("table of battles", 60, lambda n: wrong(BATTLES, n)),
    "nations that are not known": (
        "table of battles",
        60,
        lambda n: "\n".join(row.replace("Germany", f"Land {i}") for i, row in enumerate(rows(BATTLES, n).splitlines())),
    ),
    "columns": ("table of battles", 60, lambda n: ",".join(f"column{i}" for i in range(n)) + "\n"),
    "a cell": ("table of battles", 1_000, lambda n: rows(BATTLES, 1) + "," + "c" * n),
    "rows": ("reference series", 100, lambda n: rows(REFERENCE, n)),
    "rows with faults": ("reference series", 100, lambda n: wrong(REFERENCE, n)),
    "answers": ("saved war", 80, saved),
    "a manifest": ("manifest", 200, lambda n: json.dumps({f"key{i}": list(range(20)) for i in range(n)})),
    "lists in lists": ("manifest", 1_000, lambda n: "[" * n + "]" * n),
    "lines": ("script of answers", 80, lambda n: "1\n" * n),
    "records": ("record of a calibration", 300, lambda n: '[[record]]\nname = "x"\ntargets = []\n' * n),
}
"""What grows: the file, its usual number of parts, and its text of so many."""


@pytest.mark.parametrize("times", [1, 10, 100])
@pytest.mark.parametrize("what", GROWN)
def test_what_is_large_is_read_or_refused_within_bounds(what: str, times: int, tmp_path: Path) -> None:
    name, usual, text = GROWN[what]
    path = around(name, tmp_path)
    path.write_text(text(usual * times), encoding="utf-8")

    def act() -> list[str]:
        FILES[name][1](path)
        return []

    verdict = judged(f"{what} x {times}", act, tmp_path, kept=False)
    assert not verdict.failures, verdict


OWN = frozenset({"part"})
"""Files of unfinished work, as large as a block of worlds: read through once, whatever their size."""


@pytest.mark.parametrize("name", sorted(FILES.keys() - OWN))
def test_a_file_larger_than_is_allowed_is_not_opened(name: str, tmp_path: Path) -> None:
    path = around(name, tmp_path)
    with path.open("wb") as file:
        file.truncate(1 << 40)

    def act() -> list[str]:
        FILES[name][1](path)
        return []

    verdict = judged(f"{name}: a terabyte of nothing", act, tmp_path, kept=False)
    assert not verdict.failures and (verdict.refusal or name == "papers"), verdict


@pytest.fixture
def small_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**11, 0, 2 * 10**10))
    monkeypatch.setattr(room, "_memory", lambda: 16 * 10**9)
    yield


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"worlds": 10_000_000, "keep_trajectories": True}, "so many worlds need about .* GB on disk, where 20.0 GB"),
        ({"worlds": 600_000}, "so many worlds need about .* GB on disk"),
        ({"worlds": 50_000, "ledger_worlds": 50_000}, "of memory; this machine has 16.0 GB"),
        ({"ledger_worlds": 999_999_999_999}, "ledger_worlds is 999999999999; a whole number from 0 to 10,000,000"),
    ],
)
def test_what_disk_or_memory_cannot_hold_is_refused_before_any_work(
    tmp_path: Path, small_machine: None, monkeypatch: pytest.MonkeyPatch, asked: dict[str, int], told: str
) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", lambda *_, **__: pytest.fail("the work was begun"))
    with pytest.raises(InputError, match=told):
        ensemble.run("historical", out=tmp_path / "run", **asked)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ("regret", "historical", "--worlds", "10000000"),
        ("reasons", "historical", "--worlds", "10000000"),
        ("calibrate", "--worlds", "10000000"),
        ("compare", "wait", "no_pact", "--worlds", "600000"),
        ("tournament", "japan", "--deciders", "stated_odds,random_legal", "--worlds", "600000"),
    ],
)
def test_a_study_that_does_not_fit_the_disk_is_refused_before_any_work(
    tmp_path: Path, small_machine: None, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", lambda *_, **__: pytest.fail("the work was begun"))
    found = answer(tmp_path, *words, "--out", "out", "-q")
    assert found.returncode == 2, found
    assert re.search(r"so many worlds need about [\d,.]+ GB on disk, where 20\.0 GB are free", found.stderr), found
    assert not list(tmp_path.iterdir())


def test_what_a_large_run_needs_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    room.check_room(room.need(60_000, 288, 100, keep_trajectories=False), tmp_path)
    assert "This needs about 2." in caplog.text and "GB on disk" in caplog.text
    caplog.clear()
    room.check_room(room.need(2_000, 288, 2_000, keep_trajectories=True), tmp_path)
    assert "of memory" in caplog.text
    caplog.clear()
    room.check_room(room.need(2_000, 288, 100, keep_trajectories=True), tmp_path)
    assert not caplog.text


def test_ten_thousand_names_that_are_not_known_are_told_in_few_lines(tmp_path: Path) -> None:
    rows = "".join(f"1941-07-05,thing {place} of nobody,9,8,10\n" for place in range(10_000))
    (tmp_path / "s.csv").write_text(f"date,series,value,low,high\n1941-07-05,german_losses_east,9,8,10\n{rows}")

    def act() -> list[str]:
        told = text(validate(Run.load(corpus().folders / "one"), tmp_path))
        assert "and 9950 more, in validation.md" in told and len(told) < 20_000
        return []

    verdict = judged("names", act, tmp_path, seconds=3 * READ_SECONDS)
    assert not verdict.failures and not verdict.refusal, verdict
