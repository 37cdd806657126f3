"""Whatever lies where papers are kept, a run goes on and comes out as without them."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.engine.beginning import FORWARD
from crossroads.minds.imagining import kept
from crossroads.minds.imagining import kept_folder as places
from crossroads.minds.imagining.papers import forget, papers_of
from crossroads.minds.setup import Setup

SETUP = Setup(horizon=dt.date(1941, 7, 20))
WORLDS = np.arange(6)
Arrays = dict[str, np.ndarray[Any, Any]]


def _run() -> tuple[bytes, int]:
    """Return a run's series and choices, and how many imagined worlds it took; as a process that has just started."""
    forget()
    block = simulate(SETUP, 1941, WORLDS, ledger_below=len(WORLDS))
    return block.series.tobytes() + repr(block.ledger).encode(), papers_of(SETUP.edits, FORWARD).library.written


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes]]:
    """A folder with the papers of one run, and the bytes of that run without papers."""
    folder = tmp_path_factory.mktemp("papers") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, places.OFF)
        without, _ = _run()
        patch.setenv(places.VARIABLE, str(folder))
        assert _run()[1] > 0
        assert _run() == (without, 0)
    yield folder, without
    forget()


@pytest.fixture(autouse=True)
def tried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work papers out again only for what nothing else can tell: each other attack must be seen without."""
    needed = request.node.name.startswith("test_a_file_that_differs") or "forged and signed" in request.node.name
    monkeypatch.setattr(kept.secrets, "randbelow", lambda most: 0 if needed else most - 1)


@pytest.fixture
def folder(sound: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "cache"))
    return Path(shutil.copytree(sound[0], tmp_path / "cache"))


def _file(folder: Path) -> Path:
    (path,) = folder.rglob("*.papers")
    return path


def _signed(path: Path, content: bytes) -> None:
    """Write what the user's own key has signed, as a faulty program of the user's would."""
    key = (path.parents[2] / places.KEY).read_bytes()
    path.write_bytes(hashlib.blake2b(path.parent.name.encode() + content, key=key, digest_size=32).digest() + content)


def _changed(change: Callable[[str, np.ndarray[Any, Any]], np.ndarray[Any, Any]]) -> Callable[[Path], None]:
    """Return an attack that changes each array of a file, which is then signed."""

    def attack(folder: Path) -> None:
        with np.load(io.BytesIO(_file(folder).read_bytes()[32:])) as arrays:
            held = io.BytesIO()
            np.savez(held, allow_pickle=True, **{name: change(name, arrays[name]) for name in arrays.files})
        _signed(_file(folder), held.getvalue())

    return attack


def _papers(change: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]) -> Callable[[Path], None]:
    return _changed(lambda name, array: change(array) if name.endswith("|paper") else array)


def _of_bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda folder: void(_file(folder).write_bytes(change(_file(folder).read_bytes())))


def void(*_: object) -> None:
    """Say nothing of what was written."""


def _in_place(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def attack(folder: Path) -> None:
        path = _file(folder)
        _papers(lambda array: array + 1000)(folder)
        path.rename(folder / "elsewhere")
        make(path)

    return attack


def _open(levels: int, mode: int) -> Callable[[Path], None]:
    """Return an attack that forges papers, and leaves their file or a folder above them open to others."""

    def attack(folder: Path) -> None:
        _papers(lambda array: array + 1000)(folder)
        [_file(folder), *_file(folder).parents][levels].chmod(mode)

    return attack


def _forged_with_a_plain_digest(folder: Path) -> None:
    _papers(lambda array: array + 1000)(folder)
    content = _file(folder).read_bytes()[32:]
    _file(folder).write_bytes(hashlib.blake2b(content, digest_size=32).digest() + content)


def _of_another_place(folder: Path) -> None:
    path = _file(folder)
    other = path.parents[1] / ("0" * 32)
    path.parent.rename(other)
    _papers(lambda array: array + 1000)(folder)
    path.parent.mkdir(mode=0o700)
    shutil.copy(other / path.name, path)


def _folder_elsewhere(folder: Path) -> None:
    _papers(lambda array: array + 1000)(folder)
    path = _file(folder).parent
    path.rename(folder / path.name)
    path.symlink_to(folder / path.name)


def _archive(*members: tuple[str, bytes], packing: int = zipfile.ZIP_STORED) -> Callable[[Path], None]:
    def attack(folder: Path) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", packing) as file:
            for name, content in members:
                file.writestr(name, content)
        _signed(_file(folder), held.getvalue())

    return attack


def _array(shape: tuple[int, ...], kind: str = "<f8", content: bytes = b"") -> bytes:
    held = io.BytesIO()
    np.lib.format.write_array_header_1_0(held, {"shape": shape, "fortran_order": False, "descr": kind})
    return held.getvalue() + content


_HUGE = [
    (f"japan.course|{part}.npy", _array((10**9,) * axes)) for part, axes in (("week", 1), ("key", 2), ("paper", 4))
]
_DEEP = [(name, _array((10**7,), content=bytes(8 * 10**7))) for name, _ in _HUGE]

ATTACKS: dict[str, Callable[[Path], None]] = {
    "a bit flipped": _of_bytes(lambda content: content[:900] + bytes([content[900] ^ 1]) + content[901:]),
    "cut": _of_bytes(lambda content: content[: len(content) // 2]),
    "empty": _of_bytes(lambda _: b""),
    "digest alone": _of_bytes(lambda content: content[:32]),
    "forged, with a digest of no key": _forged_with_a_plain_digest,
    "forged, of another place": _of_another_place,
    "forged and signed": _papers(lambda array: array + 1000),
    "forged and signed, in the last bit": _papers(lambda array: np.nextafter(array, np.inf)),
    "short by a measure": _papers(lambda array: array[:, 1:]),
    "short by a plan": _papers(lambda array: array[..., 1:]),
    "not a number": _papers(lambda array: np.full_like(array, np.nan)),
    "infinite": _papers(lambda array: np.full_like(array, np.inf)),
    "a plan untold": _papers(lambda array: np.where(np.arange(array.shape[-1]) > 0, array, np.nan)),
    "single precision": _papers(lambda array: array.astype(np.float32)),
    "objects": _papers(lambda array: array.astype(object)),
    "flat": _papers(np.ravel),
    "fewer keys": _changed(lambda name, array: array[1:] if name.endswith("|key") else array),
    "keys of a word more": _changed(
        lambda name, array: np.insert(array, 0, 1, axis=1) if name.endswith("|key") else array
    ),
    "keys of a word fewer": _changed(lambda name, array: array[:, 1:] if name.endswith("|key") else array),
    "keys of no word": _changed(lambda name, array: array[:, :0] if name.endswith("|key") else array),
    "weeks as numbers with a point": _changed(lambda name, array: array * 1.0 if name.endswith("|week") else array),
    "names that lead elsewhere": _archive(("../../slip.npy", b"x"), ("/tmp/slip|paper.npy", b"x")),
    "larger than any memory": _archive(*_HUGE),
    "packed to a thousandth": _archive(*_DEEP, packing=zipfile.ZIP_DEFLATED),
    "a link": _in_place(lambda path: path.symlink_to(path.parents[2] / "elsewhere")),
    "a loop": _in_place(lambda path: path.symlink_to(path)),
    "a device": _in_place(lambda path: path.symlink_to("/dev/zero")),
    "a pipe": _in_place(os.mkfifo),
    "a folder": _in_place(Path.mkdir),
    "a folder that is a link": _folder_elsewhere,
    "a file that a group may write": _open(0, 0o660),
    "a folder that a group may write": _open(1, 0o770),
    "a folder above that all may write": _open(2, 0o777),
    "the whole that all may write": _open(3, 0o707),
    "a key that others may read": lambda folder: (folder / places.KEY).chmod(0o644),
    "a key cut short": lambda folder: void((folder / places.KEY).write_bytes(b"short")),
    "a key that is a link": lambda folder: void(
        (folder / places.KEY).rename(folder / "k"), (folder / places.KEY).symlink_to(folder / "k")
    ),
    "no key": lambda folder: (folder / places.KEY).unlink(),
}
"""What is done to the folder or to its one file; all that forge add 1,000 to every paper."""


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_run_takes_what_is_not_its_own(
    sound: tuple[Path, bytes], folder: Path, attack: Callable[[Path], None]
) -> None:
    attack(folder)
    found, written = _run()
    assert found == sound[1]
    assert written > 0, "the papers were not taken"


def test_papers_that_stand_twice_in_a_file_are_read_once(
    sound: tuple[Path, bytes], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _changed(lambda _, array: np.concatenate([array, array]))(folder)
    assert _run() == (sound[1], 0)
    assert caplog.text == ""


def test_what_belongs_to_somebody_else_is_not_used_and_told_once(
    sound: tuple[Path, bytes], folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _papers(lambda array: array + 1000)(folder)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with caplog.at_level(logging.WARNING):
        assert _run()[0] == _run()[0] == sound[1]
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert f"{folder}: no papers are kept there" in caplog.text


def test_a_file_that_differs_is_removed_and_written_anew(
    sound: tuple[Path, bytes], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _papers(lambda array: array + 1000)(folder)
    forged = _file(folder)
    with caplog.at_level(logging.WARNING):
        assert _run() > (sound[1], 0)
    assert not forged.exists() and str(forged) in caplog.text
    assert _run() == (sound[1], 0)


def test_folders_are_the_users_own_and_so_is_the_key(sound: tuple[Path, bytes]) -> None:
    for path in [sound[0], *sound[0].rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
