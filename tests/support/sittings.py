"""Whole sittings of a patient person, for tests; started by its name, this writes their transcripts anew."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crossroads.play.bets import Bet
from crossroads.play.saves import Game, Save
from crossroads.play.session import Session
from crossroads.play.sitting import Seating, play
from crossroads.play.voice import folded
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block

TRANSCRIPTS = Path(__file__).parents[1] / "play" / "transcripts"

TOLD = {"japan": ("north",), "ussr": (), "germany": (), "united_states": ()}
"""Whose sittings are written down, and what they choose where they can; else what their councils find likeliest."""

_WORDS = ("nearly certain", "likely", "about even", "possible", "unlikely", "hardly")

DISPATCH = re.compile(r"^\n?\d{1,2} [A-Z][a-z]+ 19\d\d\. ")


class Sitter:
    """Takes what it prefers where it can, else the option that the council finds likeliest; odds are 40 throughout."""

    again = False

    def __init__(self, preferred: Sequence[str] = ()) -> None:
        self.preferred = preferred
        self.shown: list[str] = []
        self.asked: list[str] = []

    def say(self, text: str) -> None:
        self.shown.append(folded(text))

    def hear(self, prompt: str) -> str:
        if prompt.startswith("A bet"):
            answer = "40"
            self.asked.append(prompt)
        else:
            briefing = self.shown[-1]
            answer = self._choice(briefing)
            self.asked.append(briefing)
        self.shown.append(folded(f"{prompt}{answer}"))
        return answer

    def _choice(self, briefing: str) -> str:
        options = re.findall(r"^  \d+ (\w+): ", briefing, flags=re.MULTILINE)
        for name in self.preferred:
            if name in options:
                return name
        joined = re.sub(r"\n {6}", " ", briefing)
        odds = re.findall(r"^  \d+ (\w+): [^\n]*?\(<?(\d+)%", joined, flags=re.MULTILINE)
        if odds:
            return max(odds, key=lambda pair: int(pair[1]))[0]
        words = re.findall(r"^  \d+ (\w+): [^\n]*\(([a-z ]+)\)$", joined, flags=re.MULTILINE)
        return min(words, key=lambda pair: _WORDS.index(pair[1]))[0]

    def place(self) -> str:
        return "the sitter"

    @property
    def dispatches(self) -> list[str]:
        """What was told between questions, without briefings."""
        found = [text.strip() for text in self.shown if DISPATCH.match(text) and "You do not know: " not in text]
        return found


@dataclass(frozen=True)
class Sat:
    """A sitting that has come to its horizon."""

    sitter: Sitter
    session: Session
    block: Block

    @property
    def bets(self) -> list[Bet]:
        return [made.bet for made in self.session.bets]


@cache
def sat(nation: str, world: int, preferred: tuple[str, ...] = (), decisions: str = "main") -> Sat:
    """Return a sitting in a world of the scenario with everyone free."""
    sitter = Sitter(preferred)
    game = Game(nation, load_scenario("historical"), 1941, world, decisions)
    session = Session(Save(Path("unwritten.json"), game), sitter)
    return Sat(sitter, session, session.play())


def transcript(nation: str, preferred: Sequence[str]) -> str:
    """Return all that is shown in a sitting in the classroom world."""
    sitter = Sitter(preferred)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        try:
            play(Seating(nation, save=Path("war.json"), worlds=0), sitter)
        finally:
            os.chdir(here)
    return "\n".join(sitter.shown) + "\n"


def main() -> None:
    TRANSCRIPTS.mkdir(exist_ok=True)
    for nation, preferred in TOLD.items():
        (TRANSCRIPTS / f"{nation}.txt").write_text(transcript(nation, preferred), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
