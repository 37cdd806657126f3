"""What counts as a failure of the program when it is given a mangled file or a slip of the command line."""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import subprocess
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.runs.progress import Interrupted

READ_SECONDS, RUN_SECONDS, WAIT_SECONDS = 2.0, 20.0, 15
"""CPU seconds that reading, and running a short war, may take; seconds after which something waits for ever."""

MOST_MEMORY, LEAST_ROOM = 300 << 20, 1500 << 20
"""Bytes by which a reading may raise the peak, and that it can get before the system refuses more."""

MOST_LINES, MOST_LETTERS = 50, 20_000
LEFT_OVER = (".tmp", ".part", ".partial")


class TooLongError(BaseException):
    """Something waits for what never comes."""


@dataclass(slots=True)
class Verdict:
    """What became of one mutation.

    Attributes
    ----------
    what
        The mutation in words.
    refusal
        The message, '' where it was accepted.
    failures
        What is wrong; none where the program did as it must.
    """

    what: str
    refusal: str = ""
    failures: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return not self.refusal and not self.failures


def judged(
    what: str,
    act: Callable[[], list[str]],
    place: Path,
    *,
    name: str = "",
    seconds: float = READ_SECONDS,
    kept: bool = True,
) -> Verdict:
    """Do something, and say what was wrong with how it went.

    Parameters
    ----------
    what
        The mutation in words.
    act
        Reads the mangled file; gives what is wrong with what was accepted.
    place
        The folder in which all of it lies.
    name
        What a message must name.
    seconds
        CPU seconds allowed.
    kept
        Whether nothing in the folder may change.
    """
    verdict, before = Verdict(what), state(place)
    out, errors = io.StringIO(), io.StringIO()
    begun, peak = time.process_time(), _peak()
    with (
        warnings.catch_warnings(record=True) as warned,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
        _bounded(),
    ):
        warnings.simplefilter("always")
        try:
            verdict.failures += act()
        except (InputError, Interrupted) as told:
            verdict.refusal = str(told) or type(told).__name__
            verdict.failures += message_faults(verdict.refusal, name)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            words = " ".join(str(error).split())[:160]
            verdict.failures.append(f"{type(error).__name__}: {words} ({Path(last.filename).name}:{last.lineno})")
    verdict.failures += [f"{each.category.__name__}: {each.message}" for each in warned]
    if "Traceback" in (streams := out.getvalue() + errors.getvalue()) or "Warning:" in streams:
        verdict.failures.append(f"a traceback or warning on a stream: {streams[-300:]}")
    if (spent := time.process_time() - begun) > seconds:
        verdict.failures.append(f"{spent:.1f} s of CPU")
    if (more := _peak() - peak) > MOST_MEMORY:
        verdict.failures.append(f"{more >> 20} MB")
    after = state(place)
    if kept and after != before:
        verdict.failures.append(f"the folder was changed: {sorted(set(after) ^ set(before))[:3]}")
    verdict.failures += [f"left over: {path}" for path in after if path not in before and path.endswith(LEFT_OVER)]
    return verdict


def message_faults(message: str, name: str) -> list[str]:
    """Return what is wrong with a message."""
    faults = [f"the message does not name {name}: {message[:160]}"] if name not in message else []
    if len(message.splitlines()) > MOST_LINES + 1 or len(message) > MOST_LETTERS:
        faults.append(f"a message of {len(message.splitlines())} lines, {len(message)} letters")
    return faults


def state(place: Path) -> dict[str, tuple[int, int]]:
    """Return each file below a folder with its size and its time."""
    told = ((path, path.lstat()) for path in place.rglob("*"))
    return {str(path.relative_to(place)): (about.st_size, about.st_mtime_ns) for path, about in told}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Bound the memory that can be had, and the time to wait for something."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError(f"waited {WAIT_SECONDS} s")

    with contextlib.suppress(OSError):
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        limits = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size + LEAST_ROOM, limits[1]))
    before: Any = signal.signal(signal.SIGALRM, stop)
    signal.alarm(WAIT_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        with contextlib.suppress(OSError, UnboundLocalError):
            resource.setrlimit(resource.RLIMIT_AS, limits)


def not_finite(frame: pd.DataFrame) -> list[str]:
    """Return the columns of numbers that hold something else."""
    numbers = frame.select_dtypes("number")
    return [f"'{name}' is not finite" for name in numbers if not np.isfinite(numbers[name]).all()]


def answered(told: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what is wrong with a command's exit code and streams."""
    code, words = told.returncode, told.stderr + told.stdout
    faults = [] if code in (0, 1, 2) else [f"exit code {code}: {told}"]
    if "Traceback" in words or "Warning:" in words:
        faults.append(f"a traceback or warning: {words[-300:]}")
    if code and len(told.stderr) > MOST_LETTERS:
        faults.append("a message of more than 20 kB")
    return faults
