"""Questions as they are put in words, and answers as they are read."""

from __future__ import annotations

import re

from crossroads.errors import InputError, nearest
from crossroads.minds.deciders.human import Put
from crossroads.play.voice import Left, Voice
from crossroads.telling.numbers import day, sentence_case

QUIT = "quit"
HELP = ("help", "?")

EXPLAINED = (
    "Decisions are answered with an option's number or name; what you have chosen stands until the question is another "
    "one. Bets are answered with your odds: 30, 30 % or 0.3. 'quit' saves and leaves."
)

_PLAIN = re.compile(r"[0-9.eE+\-]+ *%?")
"""What odds are written with; Python also reads other scripts' digits and underscores."""

_NEEDED = "a number from 0 to 100 is needed (30 and 30 % are the same, and so is 0.3)"


def odds_of(answer: str) -> float:
    """Return the probability that an answer means: '30', '30 %' and '0.3' are the same.

    Raises
    ------
    ValueError
        Where it is none, or may mean two things; the message says what is needed.
    """
    try:
        value = float(answer.removesuffix("%").strip()) if _PLAIN.fullmatch(answer) else -1.0
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 100.0:
        raise ValueError(_NEEDED)
    if answer.endswith("%") or value > 1.0:
        return value / 100.0
    if value == 1.0:
        raise ValueError("1 may mean two things: write '1 %' for one in a hundred, '100' for certain")
    return value


class Asking:
    """Puts questions to a person until an answer can be read.

    Parameters
    ----------
    voice
        The person.
    """

    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def odds(self, text: str) -> float:
        """Return the person's odds of a statement."""
        while True:
            answer = self._hear(f"A bet. Your odds, in 100, {text}: ")
            try:
                return odds_of(answer)
            except ValueError as error:
                self._refuse(f"found '{answer}' for odds {text}; {error}")

    def choice(self, put: Put) -> str:
        """Return the option that the person chooses."""
        numbers = {str(number): name for number, name in enumerate(put.legal, 1)}
        allowed = (*put.legal, QUIT)
        while True:
            answer = self._hear(f"Your choice (1-{len(numbers)}, or {QUIT}, help): ")
            if answer in numbers or answer in put.legal:
                return numbers.get(answer, answer)
            self._refuse(
                f"found '{answer}' for {put.point.id} on {day(put.day)}; allowed: 1 to {len(numbers)}, "
                f"{', '.join(allowed)}{nearest(answer, allowed)}"
            )

    def _hear(self, prompt: str) -> str:
        while True:
            answer = self.voice.hear(prompt).lower()
            if answer == QUIT:
                raise Left
            if answer not in HELP:
                return answer
            self.voice.say(EXPLAINED)

    def _refuse(self, message: str) -> None:
        """Tell of a bad answer: a person can answer again, a script cannot."""
        if not self.voice.again:
            raise InputError(f"{self.voice.place()}: {message}.")
        self.voice.say(f"{sentence_case(message)}.")
