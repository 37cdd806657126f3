"""A working folder is held by one process at a time, however many come and go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.runs.study_folder import held

PROCESSES = 6
ENTRIES = int(os.environ.get("CROSSROADS_LOCK_ENTRIES", "600"))
"""How often a lock is entered; `make fuzz` asks for more."""

COMER = """
import os, pathlib, sys
from crossroads.errors import InputError
from crossroads.runs.study_folder import held
work, entries = pathlib.Path(sys.argv[1]), int(sys.argv[2])
entered = 0
while entered < entries:
    try:
        with held(work):
            inside = work.with_name("inside")
            os.close(os.open(inside, os.O_CREAT | os.O_EXCL))  # FileExistsError: another is inside
            inside.unlink()
            entered += 1
    except InputError as error:
        assert "another process is writing there" in str(error), error
"""


def _comer(work: Path, entries: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", COMER, str(work), str(entries)], stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("folder", [".", "not/yet/there"])
def test_never_two_processes_are_inside(tmp_path: Path, folder: str) -> None:
    """Nor where the folders above are made by the first that comes, and go with it."""
    comers = [_comer(tmp_path / folder / "work", ENTRIES // PROCESSES) for _ in range(PROCESSES)]
    for comer in comers:
        _, told = comer.communicate()
        assert comer.returncode == 0, told


WRITER = """
import pathlib, sys
from crossroads.errors import InputError
from crossroads.runs.storage.files import whole_file
path, letter, written = pathlib.Path(sys.argv[1]), sys.argv[2].encode(), 0
while written < 25:
    try:
        with whole_file(path) as temporary, temporary.open("wb") as file:
            for _ in range(20):
                file.write(letter * 50_000)
        written += 1
    except InputError as error:
        assert "another process is writing there" in str(error), error
    content = path.read_bytes() if path.exists() else b""
    assert len(content) in (0, 1_000_000) and len(set(content)) <= 1, (len(content), set(content))
"""


def test_never_two_processes_write_one_file(tmp_path: Path) -> None:
    """Whoever comes second is told; what stands is one writer's, whole."""
    words = [sys.executable, "-c", WRITER, str(tmp_path / "file")]
    writers = [subprocess.Popen([*words, letter], stderr=subprocess.PIPE, text=True) for letter in "abcd"]
    for writer in writers:
        _, told = writer.communicate()
        assert writer.returncode == 0, told
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda lock: lock.symlink_to("mine"), os.mknod])
def test_what_stands_in_the_place_of_a_lock_is_told_and_left(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """Neither waited for, nor written through; a plain file is what a kill leaves, and serves."""
    lock = tmp_path / "work.lock"
    make(lock)
    if make is os.mknod:
        with held(tmp_path / "work"):
            pass
        return
    with pytest.raises((InputError, OSError), match=r"work\.lock"), held(tmp_path / "work"):
        pytest.fail("it was entered")
    assert [path.name for path in tmp_path.iterdir()] == ["work.lock"]


def test_a_killed_holder_leaves_the_folder_free(tmp_path: Path) -> None:
    work = tmp_path / "work"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time\nfrom crossroads.runs.study_folder import held\n"
            "with held(pathlib.Path(sys.argv[1])):\n    print('in', flush=True)\n    time.sleep(600)",
            str(work),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "in"
    with pytest.raises(InputError, match="another process is writing there"), held(work):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with held(work):
        pass
    assert not work.with_name("work.lock").exists()
