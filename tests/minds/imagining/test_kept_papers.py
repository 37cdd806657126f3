"""Papers kept from run to run: they change how long a run takes, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from crossroads import identity
from crossroads.engine import simulate
from crossroads.engine.beginning import FORWARD
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining import kept
from crossroads.minds.imagining import kept_folder as places
from crossroads.minds.imagining.kept import Kept, Lot
from crossroads.minds.imagining.papers import forget, papers_of
from crossroads.minds.setup import Setup

WORLDS = np.arange(6)
HORIZON = dt.date(1943, 1, 3)
"""By then every nation has deliberated, more than once."""

SETUP = Setup(horizon=HORIZON)


@pytest.fixture(autouse=True)
def _no_papers_in_memory() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def _run(setup: Setup = SETUP) -> tuple[bytes, int]:
    """Return a run's series, and how many imagined worlds it took; as a process that has just started."""
    forget()
    block = simulate(setup, 1941, WORLDS)
    return block.series.tobytes(), papers_of(setup.edits, FORWARD).library.written


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.papers"))


def _some(first: int, count: int = kept.LEAST_PAPERS) -> list[Lot]:
    numbers = np.arange(first, first + count)
    keys = np.stack([numbers, np.full_like(numbers, 2)], axis=1)
    return [Lot(("japan.course", 8), keys, np.full((count, 2, 1, 3), numbers[:, None, None, None], dtype=np.float64))]


def _count(lots: list[Lot]) -> int:
    return sum(len(lot.keys) for lot in lots)


def test_a_run_with_kept_papers_is_the_run_without_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, written = _run()
    again, more = _run()
    monkeypatch.setenv(places.VARIABLE, places.OFF)
    without, all_of_them = _run()
    assert first == again == without
    assert written == all_of_them > 0
    assert more == 0


def test_nothing_is_kept_unless_a_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    _run()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"not an archive", None])
def test_damaged_papers_are_written_anew(folder: Path, damage: bytes | None) -> None:
    first, written = _run()
    for path in _files(folder):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    again, more = _run()
    assert again == first
    assert more == written


def test_no_wrong_bit_is_read(folder: Path) -> None:
    p = Parameters({"one": 1.0})
    Kept(p).keep(_some(0))
    (path,) = _files(folder)
    whole = path.read_bytes()
    for place in range(0, len(whole), 53):
        content = bytearray(whole)
        content[place] ^= 1 << place % 8
        path.write_bytes(bytes(content))
        assert Kept(p).read() == [], place


@pytest.mark.parametrize("place", ["x" * 300, "nothing\0more"])
def test_a_folder_that_cannot_be_reached_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(places, "folder", lambda: tmp_path / place)
    own = Kept(Parameters({"one": 1.0}))
    assert own.read() == []
    assert own.keep(_some(0))


def test_a_folder_that_may_not_be_entered_stops_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    own = Kept(Parameters({"one": 1.0}))
    monkeypatch.setattr(Path, "is_dir", refused)
    assert own.read() == []
    assert own.keep(_some(0))


def test_a_folder_that_cannot_be_written_stops_nobody(folder: Path) -> None:
    folder.write_text("a file where the folder should be", encoding="utf-8")
    assert _run()[1] > 0


@pytest.mark.parametrize("other", ["code", "numbers"])
def test_papers_of_another_program_or_other_numbers_are_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    _, written = _run()
    setup = SETUP
    if other == "code":
        monkeypatch.setattr(identity, "_hash_of", lambda files: "another")
    else:
        setup = Setup(edits=(ParameterEdit("ussr.far_east_opening", scale=0.5),), horizon=HORIZON)
    assert _run(setup)[1] > written / 2
    assert len(list((folder / "staff_papers").iterdir())) == 2


def test_many_files_are_put_together_and_no_paper_is_lost(folder: Path) -> None:
    p = Parameters({"one": 1.0})
    times = 2 * kept.MOST_FILES + 1
    for turn in range(times):
        assert Kept(p).keep(_some(turn * kept.LEAST_PAPERS))
    assert len(_files(folder)) <= kept.MOST_FILES
    found = Kept(p).read()
    (every,) = _some(0, times * kept.LEAST_PAPERS)
    assert sorted(name for lot in found for name in lot.names) == sorted(every.names)
    assert all((lot.papers == lot.keys[:, :1, None, None]).all() for lot in found)


def test_a_write_that_was_cut_short_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    Kept(Parameters({"one": 1.0})).keep(_some(0))
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [places.KEY]


def test_source_that_changed_since_it_was_loaded_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    p = Parameters({"one": 1.0})
    began = Kept(p)
    assert began.on
    with monkeypatch.context() as patch:
        patch.setattr(identity, "_hash_of", lambda files: "edited meanwhile")
        began.keep(_some(0))
    assert _files(folder) == []
    monkeypatch.setattr(identity, "_LOADED", 0.0)
    assert not Kept(p).on


def test_few_papers_wait_and_too_many_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    p = Parameters({"one": 1.0})
    assert not Kept(p).keep(_some(0, kept.LEAST_PAPERS - 1))
    monkeypatch.setattr(kept, "MOST_BYTES", _some(0)[0].papers.nbytes)
    small = Kept(p)
    assert small.keep(_some(0))
    assert small.keep(_some(kept.LEAST_PAPERS))
    assert len(_files(folder)) == 1


def test_what_two_processes_wrote_counts_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    p = Parameters({"one": 1.0})
    first, second = Kept(p), Kept(p)
    first.keep(_some(0))
    second.keep(_some(0))
    assert len(_files(folder)) == 2
    monkeypatch.setattr(kept, "MOST_BYTES", 2 * _some(0)[0].papers.nbytes)
    third = Kept(p)
    assert _count(third.read()) == kept.LEAST_PAPERS
    third.keep(_some(kept.LEAST_PAPERS))
    assert len(_files(folder)) == 3


def test_what_cannot_be_opened_now_is_not_thrown_away(folder: Path) -> None:
    p = Parameters({"one": 1.0})
    Kept(p).keep(_some(0))
    (path,) = _files(folder)
    closed = path.with_name("0-closed.papers")
    closed.mkdir()
    for turn in range(1, kept.MOST_FILES + 2):
        Kept(p).keep(_some(turn * kept.LEAST_PAPERS))
    assert closed.is_dir()
    assert _count(Kept(p).read()) == (kept.MOST_FILES + 2) * kept.LEAST_PAPERS


def test_a_scenario_that_is_read_is_not_the_oldest(folder: Path) -> None:
    old = Parameters({"one": -1.0})
    Kept(old).keep(_some(0))
    for number in range(kept.MOST_SCENARIOS + 3):
        assert _count(Kept(old).read()) == kept.LEAST_PAPERS
        Kept(Parameters({"one": float(number)})).keep(_some(0))


def test_scenarios_of_long_ago_are_forgotten(folder: Path) -> None:
    for number in range(kept.MOST_SCENARIOS + 3):
        Kept(Parameters({"one": float(number)})).keep(_some(0))
    assert len(list((folder / "staff_papers").iterdir())) == kept.MOST_SCENARIOS


def test_what_others_put_there_stays(folder: Path) -> None:
    home = folder / "staff_papers"
    for number in range(kept.MOST_SCENARIOS + 3):
        own = home / f"of_somebody_else_{number}"
        own.mkdir(parents=True)
        (own / "letter.txt").write_text("keep", encoding="utf-8")
    for number in range(kept.MOST_SCENARIOS + 3):
        Kept(Parameters({"one": float(number)})).keep(_some(0))
        for path in home.glob("?" * 32):
            (path / "note.txt").touch()
    assert len(list(home.rglob("letter.txt"))) == kept.MOST_SCENARIOS + 3
    assert len(list(home.rglob("note.txt"))) == kept.MOST_SCENARIOS + 3
    assert len(_files(folder)) == kept.MOST_SCENARIOS


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"CROSSROADS_CACHE": "elsewhere"}, "elsewhere"),
        ({"XDG_CACHE_HOME": "/caches", "HOME": "/somebody"}, "/caches/crossroads1941"),
        ({"HOME": "/somebody"}, "/somebody/.cache/crossroads1941"),
        ({"XDG_CACHE_HOME": "beside", "HOME": "/somebody"}, "/somebody/.cache/crossroads1941"),
        ({"CROSSROADS_CACHE": "OFF", "HOME": "/somebody"}, places.OFF),
    ],
)
def test_the_command_line_keeps_papers_where_caches_go(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: str
) -> None:
    for name in (places.VARIABLE, "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    places.use_usual_folder()
    assert places.folder() == (None if expected == places.OFF else Path(expected))
