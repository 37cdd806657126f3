"""Kill each study at random moments, let it go on, and hold its bytes against those of an undisturbed one.

    python tools/kill_and_resume.py [--kills 20] [--seed 1941] [--workers 1] [STUDY ...]

A study runs in a process of its own that kills itself (SIGKILL) at a moment drawn by number, not by clock: the n-th
week of a war, or the n-th time that something is synced, renamed, linked or removed, just before or just after it. It
is started again until it ends, then from the beginning in another folder, until so many kills have struck. What it
leaves must be the same to the byte, but for the times that manifests hold, and nothing may lie beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kill_and_resume_studies import STUDIES, Study
from same_bytes_digest import TIME

from crossroads.runs import blocks
from crossroads.runs.engines import Tally

BLOCK_WORLDS = 80
"""Small blocks, so that a small study has several parts."""

SHARE = 3
"""A kill strikes within the first third of what an undisturbed study does, so that most starts are killed."""

PASSING = frozenset(
    {"started", "seconds", "blocks_from_an_earlier_start", "command", "digest", "size", "sha256"},
)
"""Keys of manifests that tell of the computation, of its folder, or of files whose bytes are compared themselves."""

WEEK, FILE = "week", "file"


@dataclass(frozen=True, slots=True)
class Record:
    """How a study stood the kills: how many struck, in how many starts it was done, and what differed."""

    study: str
    kills: int
    starts: int
    rounds: int
    faults: tuple[str, ...]


@contextlib.contextmanager
def watched(strike: Callable[[str], None]) -> Iterator[None]:
    """Call `strike` at every moment at which a kill may fall."""
    with contextlib.ExitStack() as stack:
        for owner, name in ((os, "fsync"), (os, "link"), (Path, "replace"), (Path, "unlink")):
            stack.enter_context(_wrapped(owner, name, strike, FILE))
        stack.enter_context(_wrapped(Tally, "week", strike, WEEK))
        yield


@contextlib.contextmanager
def _wrapped(owner: Any, name: str, strike: Callable[[str], None], kind: str) -> Iterator[None]:
    own = getattr(owner, name)

    def wrapper(*args: Any, **options: Any) -> Any:
        strike(kind)
        found = own(*args, **options)
        strike(kind)
        return found

    setattr(owner, name, wrapper)
    try:
        yield
    finally:
        setattr(owner, name, own)


def start(study: Study, folder: Path, workers: int, kind: str, number: int) -> bool:
    """Start a study in a process that is killed at the moment of some kind and number; say whether it was.

    Raises
    ------
    RuntimeError
        Where it failed of itself.
    """
    child = os.fork()
    if child == 0:
        left = Counter({kind: number})

        def strike(met: str) -> None:
            left[met] -= 1
            if met == kind and left[met] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            with watched(strike):
                study.carry_out(folder, workers)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise RuntimeError(f"{study.name}: ended with status {status}")
    return False


def torment(study: Study, place: Path, kills: int, seed: int, workers: int = 1) -> Record:
    """Kill a study so many times and hold what it leaves against an undisturbed one.

    Parameters
    ----------
    study
        The study.
    place
        An empty folder.
    kills
        How many kills have to strike.
    seed
        Of the moments.
    workers
        Processes of the study.
    """
    luck = random.Random(f"{study.name} {seed}")
    moments: Counter[str] = Counter()
    with watched(lambda kind: moments.update([kind])):
        study.carry_out(_new(place, "undisturbed"), workers)
    expected = told(place / "undisturbed" / study.out)
    struck = starts = rounds = 0
    faults: list[str] = []
    while struck < kills:
        rounds += 1
        folder = _new(place, f"round_{rounds}")
        while not study.done(folder):
            starts += 1
            kind = luck.choice([kind for kind in (WEEK, FILE) if moments[kind]])
            number = luck.randint(1, max(1, moments[kind] // SHARE)) if struck < kills else moments[kind] + 1
            if not start(study, folder, workers, kind, number):
                faults += [f"{path.name} lies beside it" for path in folder.iterdir() if path.name != study.out]
                break
            struck += 1
        faults += differences(told(folder / study.out), expected)
        shutil.rmtree(folder)
    return Record(study.name, struck, starts, rounds, tuple(faults))


def _new(place: Path, name: str) -> Path:
    (place / name).mkdir()
    return place / name


def told(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, those of manifests and pages without times."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if path.suffix == ".json":
                raw = json.dumps(_lasting(json.loads(raw))).encode()
            if path.suffix == ".html":
                # A page of scenarios that no file holds is repeated from its folder, which it names.
                raw = TIME.sub("", raw.decode("utf-8")).replace(str(folder), "").encode()
            found[str(path.relative_to(folder))] = raw
    return found


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(each) for key, each in value.items() if key not in PASSING}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def differences(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """Say which files are missing, too many or different."""
    return [
        f"{name} " + ("is missing" if name not in found else "is one too many" if name not in expected else "differs")
        for name in sorted({*found, *expected})
        if found.get(name) != expected.get(name)
    ]


def main() -> int:
    """Torment the studies that are named, or all; the exit code is 1 where a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("studies", nargs="*", metavar="STUDY", help=", ".join(STUDIES))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1941)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    blocks.BLOCK_WORLDS = BLOCK_WORLDS
    code = 0
    for name in asked.studies or STUDIES:
        with tempfile.TemporaryDirectory() as place:
            record = torment(STUDIES[name], Path(place), asked.kills, asked.seed, asked.workers)
        told = "the same bytes" if not record.faults else "; ".join(record.faults)
        print(f"{name}: {record.kills} kills in {record.starts} starts, done {record.rounds} times: {told}", flush=True)
        code = code or int(bool(record.faults))
    return code


if __name__ == "__main__":
    sys.exit(main())
