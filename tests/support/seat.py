"""Somebody in the seat, for tests: answers by a rule, and remembers what was shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from crossroads.play.sitting import Seating, play
from crossroads.play.voice import Left, Lines

SHORT = """
extends = "historical"
title = "A short war"
question = "What has happened by the spring of 1942?"
horizon = 1942-03-29
"""

START = "from crossroads.__main__ import main; main()"


class Player:
    """A patient person: gives the next answer of a list, or what a rule makes of the prompt."""

    def __init__(self, rule: Callable[[str], str], *, again: bool = True) -> None:
        self.rule = rule
        self.again = again
        self.shown: list[str] = []

    def say(self, text: str) -> None:
        self.shown.append(text)

    def hear(self, prompt: str) -> str:
        self.shown.append(prompt)
        return self.rule(prompt)

    def place(self) -> str:
        return "the test"

    @property
    def text(self) -> str:
        return "\n".join(self.shown)


def always(choice: str, odds: str = "30") -> Callable[[str], str]:
    """Answer every question with the same odds and every decision with the same word."""
    return lambda prompt: odds if prompt.startswith("A bet") else choice


def first(count: int, then: Callable[[str], str]) -> Callable[[str], str]:
    """Answer as `then` does `count` times, and leave after that."""
    left = [count]

    def rule(prompt: str) -> str:
        if not left[0]:
            raise Left
        left[0] -= 1
        return then(prompt)

    return rule


def written(answers: Iterable[str]) -> tuple[Lines, list[str]]:
    """Return a script's voice and the list that its words go to."""
    shown: list[str] = []
    return Lines(answers, "answers.txt", shown.append), shown


def short(nation: str, **changes: object) -> Seating:
    """Return the order of a short war in the current folder, without other worlds at its end."""
    return Seating(nation, scenario="short.toml", **{"worlds": 0, "world": 2, **changes})  # type: ignore[arg-type]


_LEFT: dict[int, str] = {}


def left_war(answers: int) -> Path:
    """Lay a short Japanese war into the current folder that was left after some answers; it is played once."""
    path = Path("war.json")
    if answers not in _LEFT:
        play(short("japan", save=path), Player(first(answers, always("wait"))))
        _LEFT[answers] = path.read_text("utf-8")
    path.write_text(_LEFT[answers], "utf-8")
    return path


def command(*words: str) -> list[str]:
    """Return the words that start `crossroads` with this interpreter."""
    return [sys.executable, "-c", START, *words]


def environment() -> dict[str, str]:
    """Return an environment with a wide, plain terminal."""
    return {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
