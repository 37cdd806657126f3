"""What stands around every command: signals, folders that exist already, streams that are closed or full."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import ParamSpec, TypeVar

from crossroads.errors import InputError, free_name, legible
from crossroads.evidence.reading import packaged
from crossroads.runs.progress import Interrupted

P = ParamSpec("P")
R = TypeVar("R")

BAD_INPUT, INTERRUPTED = 2, 130
"""Exit codes."""

SIGNAL_BASE = 128
"""A process that a signal ended leaves with this and the signal's number."""


def interruptible(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a Ctrl-C that nothing below has answered into the one exception that `answered` knows."""

    @functools.wraps(command)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            raise Interrupted(None) from None

    return inner


def answered(start: Callable[[], int]) -> int:
    """Run the command line and answer for it: one message on standard error, never a traceback.

    Parameters
    ----------
    start
        Reads the words of the command line, does what they ask, and gives the exit code.

    Returns
    -------
    int
        The exit code: 2 on bad input, 130 on Ctrl-C, 128 and the signal's number on another signal.
    """
    _open_closed_streams()
    _take_any_letter()
    with _signals_as_interrupts() as received:
        try:
            code = start()
            if code == INTERRUPTED:  # Ctrl-C before a command had begun
                raise Interrupted(None)
        except (Interrupted, KeyboardInterrupt) as stop:
            _tell(str(stop) or str(Interrupted(None)))
            code = SIGNAL_BASE + received[0] if received else INTERRUPTED
        except Exception as error:
            told = _words(error)
            if told is None:
                raise
            _tell(told)
            code = BAD_INPUT
        finally:
            flush_quietly()
    return code


def _words(error: Exception) -> str | None:
    """Return what is wrong with input, files or the words of the command line; None where it is something else."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError):
        return f"Cannot write: {error.strerror or error}."
    worded = getattr(error, "format_message", None)
    if worded is None:
        return None
    if type(error).__name__ == "BadParameter":
        return str(getattr(error, "message", worded()))
    context, told = getattr(error, "ctx", None), str(worded())
    # With no words at all the help has been shown already.
    if not told or context is None:
        return told
    end = "" if told.endswith((".", "?")) else "."
    return f"{told}{end} See: {context.command_path} --help"


def say(text: str) -> None:
    """Write a text for people to standard output: see `errors.legible`."""
    print(legible(text), flush=True)


def closing(command: str, folder: str | Path) -> str:
    """Return where the files are: the folder, then each file that the command wrote there with what it holds."""
    told = packaged("cli/closings.toml")[command].items()
    written = [f"  {name:<22} {what}" for name, what in told if (Path(folder) / name).exists()]
    return "\n".join([f"Written to {Path(folder)}:", *written])


def _tell(message: str) -> None:
    if message:
        with contextlib.suppress(OSError, ValueError):
            print(legible(message), file=sys.stderr, flush=True)


def _take_any_letter() -> None:
    """Let a stream replace the letters that its encoding lacks, instead of losing what stands around them."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _open_closed_streams() -> None:
    """Give a standard stream that the shell has closed somewhere to go, before a file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


@contextlib.contextmanager
def _signals_as_interrupts() -> Iterator[list[int]]:
    """Treat a request to end, and a closed terminal, as a Ctrl-C; give the list of those received."""
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # Under nohup a closed terminal is ignored already, and stays so.
    before = {number: old for number in numbers if (old := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, stop)
    try:
        yield received
    finally:
        for number, old in before.items():
            signal.signal(number, old)


@contextlib.contextmanager
def free_name_suggested(target: Path) -> Iterator[None]:
    """Add a free folder's name to the message where `target` stands already.

    Raises
    ------
    InputError
        The one met inside, with a line more.
    """
    absolute = Path(os.path.abspath(target))  # noqa: PTH100 - as `runs.ensemble.folder_path`
    try:
        yield
    except InputError as error:
        if not (str(error).startswith(f"{absolute}:") and absolute.is_dir() and absolute.name):
            raise
        free = free_name(absolute)
        shown = str(free) if target.is_absolute() else os.path.relpath(free)
        raise InputError(f"{error}\nA name that is free: --out {shown}") from None


@contextlib.contextmanager
def new_folder(out: str | None, default: str) -> Iterator[str]:
    """Give the folder to make, `default` where none was asked for; a free name is told where it stands already."""
    chosen = default if out is None else out
    with free_name_suggested(Path(chosen)):
        yield chosen


def flush_quietly() -> None:
    """Write out what is left, in silence where nobody reads it any more or nothing can be written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
