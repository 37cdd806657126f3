"""Everything is written whole or not at all: on a disk that is full, and where the process is killed."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
import writers
from kill_and_resume import differences, told, watched

from crossroads.errors import InputError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sets limits and kills processes of its own")

MORE = 20 if os.environ.get("CROSSROADS_SWEEP") == "all" else 1
CUTS, SYNCS, KILLS = 2 * MORE, MORE, MORE
"""Moments at which the disk is full, refuses to sync, and at which the process is killed, of each writer."""

KEPT_LONGER = frozenset({"papers that are kept"})
"""A cache of many processes: what a kill leaves has a name of its own, and goes when it is old."""


def begun(name: str, place: Path) -> Path:
    place.mkdir()
    for file, text in writers.STANDING.get(name, {}).items():
        (place / file).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(params=writers.WRITERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def expected(name: str, tmp_path: Path) -> dict[str, bytes]:
    writers.write(name, begun(name, tmp_path / "undisturbed"))
    return told(tmp_path / "undisturbed")


def faults_of_what_stands(name: str, place: Path, expected: dict[str, bytes], killed: bool) -> list[str]:
    """Say what is half there, or lies beside it; unfinished work that the next try takes up, and locks, may."""
    faults = []
    for file, content in told(place).items():
        standing = writers.STANDING.get(name, {}).get(file, "").encode()
        passing = ".partial" in file or (killed and file.endswith((".lock", ".part")))
        passing |= killed and ".tmp" in file
        if not passing and content not in (expected.get(file), standing or None):
            faults.append(f"{file} {'is half there' if file in expected else 'lies beside it'}")
    return faults


def next_try(name: str, place: Path, expected: dict[str, bytes]) -> list[str]:
    """Write once more, and say what differs from what an undisturbed writer leaves."""
    parts = {file: Path(file).parts for file in told(place)}
    standing = {file for file, of in parts.items() if not any(".partial" in item or item[0] == "." for item in of)}
    at_work = any(path.is_dir() and path.name.startswith(".") for path in place.rglob("*"))
    if standing == set(expected) and name in writers.NOT_OVER and not at_work:
        # It was whole when the kill came: a lock that nobody holds may lie beside it.
        assert refused(name, place)
        return differences({file: told(place)[file] for file in standing}, expected)
    writers.write(name, place)
    return differences(told(place), expected)


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes: what a write beyond gets is the error of a full disk's kind."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refused(name: str, place: Path) -> str:
    try:
        writers.write(name, place)
    except (InputError, OSError) as error:
        assert isinstance(error, InputError) or name in KEPT_LONGER, error
        return str(error)
    return ""


def test_a_full_disk_leaves_nothing_half_written(name: str, expected: dict[str, bytes], tmp_path: Path) -> None:
    luck, largest = random.Random(name), max(map(len, expected.values()))
    for number in range(CUTS):
        place = begun(name, tmp_path / f"cut_{number}")
        with full_after(luck.randrange(largest) if number else 0):
            message = refused(name, place)
        assert message and (str(place) in message or name in KEPT_LONGER), message
        assert "\n" not in message and "requested" not in message
        assert faults_of_what_stands(name, place, expected, killed=False) == []
        assert next_try(name, place, expected) == []


def test_a_disk_that_does_not_sync_leaves_nothing(name: str, expected: dict[str, bytes], tmp_path: Path) -> None:
    moments = [0]
    sync = os.fsync

    def counting(file: int) -> None:
        moments[0] += 1
        sync(file)

    with mock.patch.object(os, "fsync", counting):
        writers.write(name, begun(name, tmp_path / "counted"))
    luck = random.Random(name)
    for number in range(SYNCS if moments[0] else 0):
        left = [luck.randint(1, moments[0])]

        def failing(file: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync(file)

        place = begun(name, tmp_path / f"sync_{number}")
        with mock.patch.object(os, "fsync", failing):
            message = refused(name, place)
        # A name that is not yet synced once the file is in place costs nothing.
        assert not message or "the disk is full" in message
        assert faults_of_what_stands(name, place, expected, killed=False) == []
        assert next_try(name, place, expected) == []


def killed(act: Callable[[], None]) -> bool:
    """Do something in a process of its own, and say whether a signal ended it."""
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            act()
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM), "waits for ever"
    return os.WIFSIGNALED(status)


def test_a_kill_leaves_nothing_half_written(name: str, expected: dict[str, bytes], tmp_path: Path) -> None:
    """It strikes in the middle of a write, and at a moment at which a file is synced, moved or removed."""
    luck, largest, moments = random.Random(name), max(map(len, expected.values())), [0]

    def within_a_write(size: int, place: Path) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        with full_after(size):
            writers.write(name, place)

    def at_a_moment(number: int, place: Path) -> None:
        left = [number]

        def strike(_: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                signal.raise_signal(signal.SIGKILL)

        with watched(strike):
            writers.write(name, place)

    with watched(lambda _: moments.__setitem__(0, moments[0] + 1)):
        writers.write(name, begun(name, tmp_path / "watched"))
    for number in range(KILLS):
        for kind, most in ((within_a_write, largest), (at_a_moment, moments[0])):
            place, moment = begun(name, tmp_path / f"{kind.__name__}_{number}"), luck.randint(1, most) - 1
            at = moment if kind is within_a_write else moment + 1
            assert killed(lambda kind=kind, at=at, place=place: kind(at, place))  # type: ignore[misc]
            assert faults_of_what_stands(name, place, expected, killed=True) == []
            left = [path for path in place.rglob(".*.part") if name in KEPT_LONGER]
            for path in left:
                path.unlink()
            assert next_try(name, place, expected) == []


def test_two_that_write_one_folder_do_not_meet(tmp_path: Path) -> None:
    """A saved run has no working folder; its place is held all the same."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        from crossroads.runs.storage.files import whole_folder

        with whole_folder(tmp_path / "run"):
            os.write(writing, b"x")
            time.sleep(60)
        os._exit(0)
    try:
        os.read(reading, 1)
        with pytest.raises(InputError, match="run: another process is writing there"):
            writers.made().save(tmp_path / "run")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    writers.made().save(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
