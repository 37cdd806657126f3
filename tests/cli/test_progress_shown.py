from __future__ import annotations

import io

import pytest

from crossroads.cli import progress
from crossroads.cli.progress import ProgressLines, duration, progress_shown
from crossroads.runs.progress import Silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_lengths_of_time_are_words() -> None:
    assert [duration(seconds) for seconds in (0.4, 59, 61, 3599, 4800)] == [
        "0 s",
        "59 s",
        "1 min",
        "1 h 0 min",
        "1 h 20 min",
    ]


def test_without_a_terminal_long_work_writes_a_line_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = ProgressLines(stream, clock)
    lines.start("wait", 100)
    for _ in range(50):
        clock.now += 1
        lines.advance(2)
    lines.finish()
    told = stream.getvalue().splitlines()
    assert told[0] == "wait: 2 % done", "from so little the time left is a guess"
    assert told[1] == "wait: 22 % done, about 39 s left"
    assert told[-1] == "wait: done in 50 s" and len(told) == 6


def test_short_work_says_nothing() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = ProgressLines(stream, clock)
    lines.start("wait", 2)
    clock.now += 0.5
    lines.advance(1)
    clock.now += 0.4
    lines.advance(1)
    lines.finish()
    assert stream.getvalue() == ""


def test_a_terminal_gets_a_bar_with_the_time_left() -> None:
    terminal = Terminal()
    with progress_shown(False, terminal) as bar:
        bar.start("north_august", 10)
        bar.advance(4)
        bar.finish()
    assert "north_august" in terminal.getvalue() and "40%" in terminal.getvalue()


def test_a_late_bar_waits_until_the_work_has_taken_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, clock = Terminal(), Clock()
    monkeypatch.setattr(progress.time, "monotonic", clock)
    with progress_shown(False, terminal, late=True) as bar:
        bar.start("decisions", 10)
        bar.advance(4)
        assert terminal.getvalue() == ""
        clock.now += 2
        bar.advance(1)
        bar.finish()
    assert "decisions" in terminal.getvalue() and "50%" in terminal.getvalue()
    short = Terminal()
    with progress_shown(False, short, late=True) as bar:
        bar.start("decisions", 10)
        bar.advance(10)
    assert short.getvalue() == ""


def test_quiet_is_silent() -> None:
    terminal = Terminal()
    with progress_shown(True, terminal) as silent:
        assert isinstance(silent, Silent)
    assert terminal.getvalue() == ""
