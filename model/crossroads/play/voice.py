"""Where answers come from and words go to: a terminal, or lines that were written before."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from crossroads.errors import InputError, legible
from crossroads.evidence.reading import refusal

LARGEST_SCRIPT = 1_000_000
"""Bytes that a script of answers may have."""

WIDTH = 100
"""Columns of what is shown."""


def folded(text: str) -> str:
    """Return a text for people with each line that is too long folded, what follows indented."""
    lines = []
    for line in legible(text).splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        lines.append(line if len(line) <= WIDTH else textwrap.fill(line, WIDTH, subsequent_indent=indent))
    return "\n".join(lines)


class Left(Exception):  # noqa: N818 - a wish, not an error
    """The person has left the seat: the word `quit`, or no more lines."""


class Voice(Protocol):
    """Says things, and hears answers."""

    again: bool
    """True where a bad answer can be given again."""

    def say(self, text: str) -> None:
        """Show a text."""

    def hear(self, prompt: str) -> str:
        """Return the answer to a prompt, without blanks at its ends.

        Raises
        ------
        Left
            Where no answer will come.
        """

    def place(self) -> str:
        """Return where the last answer stood, for a message."""


def _show(text: str) -> None:
    """Print a text at once: whoever answers through a pipe waits for it."""
    print(text, flush=True)


class Terminal:
    """A person at a terminal."""

    again = True

    def say(self, text: str) -> None:
        """Show a text."""
        _show(folded(text))

    def hear(self, prompt: str) -> str:
        """Return the answer to a prompt; the end of input leaves the seat."""
        try:
            return input(legible(prompt)).strip()
        except EOFError:
            _show("")
            raise Left from None

    def place(self) -> str:
        """Return where the last answer stood."""
        return "terminal"


class Lines:
    """Answers that were written before, one a line; blank lines and lines that begin with # are passed over.

    Parameters
    ----------
    lines
        The lines.
    name
        What they are called in a message.
    say
        Where words go to.
    """

    again = False

    def __init__(self, lines: Iterable[str], name: str, say: Callable[[str], None] = _show) -> None:
        self._lines = iter(lines)
        self._name = name
        self._say = say
        self._number = 0

    def say(self, text: str) -> None:
        """Show a text."""
        self._say(folded(text))

    def hear(self, prompt: str) -> str:
        """Return the next line as the answer, shown after its prompt; after the last line the seat is left."""
        for line in self._lines:
            self._number += 1
            answer = line.strip()
            if answer and not answer.startswith("#"):
                self._say(legible(f"{prompt}{answer}"))
                return answer
        raise Left

    def place(self) -> str:
        """Return where the last answer stood."""
        return f"{self._name}, line {self._number}"


def voice(script: Path | None) -> Voice:
    """Return the voice that suits: a script's lines, lines of standard input, or a terminal.

    Raises
    ------
    InputError
        Where the script cannot be read.
    """
    if script is not None:
        try:
            if fault := refusal(script, LARGEST_SCRIPT):
                raise ValueError(fault)
            text = script.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise InputError(f"{script}: cannot be read as a script of answers ({error}).") from None
        return Lines(text.splitlines(), str(script))
    if sys.stdin.isatty():
        return Terminal()
    return Lines(sys.stdin, "standard input")
