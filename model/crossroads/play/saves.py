"""A war that a person plays, on disk: what was begun, and every answer; the war itself is made again from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from crossroads.errors import InputError, free_name
from crossroads.evidence.nations import load_nations
from crossroads.runs.asked_numbers import LARGEST
from crossroads.runs.manifest import plan_of
from crossroads.runs.storage.files import check_name, read_json, write_json
from crossroads.runs.storage.manifests import Day, StrictKeys, checked
from crossroads.scenario.scenario import Scenario

FORMAT = "crossroads play 2"
"""Marks a file as a saved war; the number rises when its layout, or what is asked, changes."""

OLDER_FORMATS = ("crossroads play 1",)
"""Saved wars of earlier versions, in which other questions were asked."""

DECISIONS = ("main", "all")
"""Which decisions are put to the person."""

_TOLD = {
    "scenario": "scenario",
    "scenario_digest": "what the scenario changes",
    "nation": "nation",
    "seed": "seed",
    "world": "world",
    "decisions": "decisions",
    "records_hash": "the project's numbers",
    "version": "version of the program",
    "code_hash": "code of the program",
}


@dataclass(frozen=True, slots=True)
class Game:
    """What a person plays.

    Attributes
    ----------
    nation
        The seat.
    scenario
        The scenario, without its orders to the seat.
    seed, world
        Seed and number of the world.
    decisions
        One of `DECISIONS`.
    """

    nation: str
    scenario: Scenario
    seed: int
    world: int
    decisions: str

    @property
    def plan(self) -> dict[str, Any]:
        """What must agree for a saved war to be this one."""
        plan = plan_of(self.scenario, self.seed, self.world + 1, 0, 1)
        kept = {name: plan[name] for name in _TOLD if name in plan}
        return kept | {"nation": self.nation, "world": self.world, "decisions": self.decisions}

    @property
    def file_name(self) -> str:
        """The name of its file where none is given."""
        some = "" if self.decisions == DECISIONS[0] else f"_{self.decisions}"
        return f"play_{self.nation}_{self.scenario.name}_{self.seed}_{self.world}{some}.json"


class Answer(StrictKeys):
    """One answer: to a decision, or to a bet.

    Attributes
    ----------
    date
        Day of the meeting, or of the dispatch (ISO).
    decision, choice
        Id of the decision and of an option; '' where it was a bet.
    odds
        The answer to a bet, as a probability; None where it was a decision.
    asked
        What was bet on, in words; '' where it was a decision.
    """

    model_config = ConfigDict(extra="forbid")

    date: Day
    decision: str = ""
    choice: str = ""
    odds: float | None = Field(default=None, ge=0.0, le=1.0, allow_inf_nan=False)
    asked: str = ""

    @property
    def told(self) -> str:
        """What was answered to, and how, for a message."""
        return f"{self.decision} on {self.date}, '{self.choice}'" if self.decision else f"a bet of {self.date}"


class _PlanKeys(StrictKeys):
    nation: str
    seed: int = Field(ge=0, le=LARGEST)
    world: int = Field(ge=0, le=LARGEST)
    decisions: str


class _SaveKeys(StrictKeys):
    """What a saved war must hold before anything in it is used."""

    model_config = ConfigDict(extra="forbid")

    format: str
    plan: _PlanKeys
    finished: bool
    answers: list[Answer]
    scenario: dict[str, Any]


@dataclass(slots=True)
class Save:
    """A saved war.

    Attributes
    ----------
    path
        Its file.
    game
        What is played.
    answers
        Every answer so far.
    finished
        True where the war has been played to its horizon.
    """

    path: Path
    game: Game
    answers: list[Answer] = field(default_factory=list)
    finished: bool = False

    def write(self) -> None:
        """Write the file, whole or not at all.

        Raises
        ------
        InputError
            Where the file system refuses.
        """
        content = {
            "format": FORMAT,
            "plan": self.game.plan,
            "finished": self.finished,
            "answers": [answer.model_dump() for answer in self.answers],
            "scenario": self.game.scenario.resolved,
        }
        write_json(self.path, content)


def seated(scenario: Scenario, nation: str) -> Scenario:
    """Return a scenario without its orders to the nation whose seat a person takes."""
    forces = scenario.resolved["force"]
    kept = [force for force in forces if force["nation"] != nation]
    if len(kept) == len(forces):
        return scenario
    return Scenario.from_resolved({**scenario.resolved, "force": kept})


def load(path: Path) -> Save:
    """Read a saved war.

    Raises
    ------
    InputError
        Where there is none, where the file is no saved war or damaged, or where it was begun with another version of
        the program or its numbers, under which it would not come out the same.
    """
    content = _content(path)
    try:
        keys = checked(_SaveKeys, content, path)
        scenario = Scenario.from_resolved(keys.scenario)
    except InputError as error:
        told = str(error).removeprefix(f"{path}: ").splitlines()[0]
        raise InputError(f"{path}: is a damaged file of a saved war: {told}") from None
    plan = keys.plan
    if plan.nation not in load_nations() or plan.decisions not in DECISIONS:
        raise InputError(f"{path}: is a damaged file of a saved war ('{plan.nation}', '{plan.decisions}').")
    game = Game(plan.nation, scenario, plan.seed, plan.world, plan.decisions)
    differs = _differences(content["plan"], game.plan)
    if differs:
        raise InputError(f"{path}: was begun with something else and would not come out the same: {differs}.")
    return Save(path, game, keys.answers, keys.finished)


def opened(path: Path, game: Game) -> Save:
    """Return the saved war at `path` where it is this one, or a new one where nothing stands there.

    Raises
    ------
    InputError
        Where something else stands at `path`: nothing is written over.
    """
    check_name(path)
    if path.is_dir():
        raise InputError(f"{path}: is a folder, where the file of a saved war is needed.")
    if not (path.exists() or path.is_symlink()):
        return Save(path, game)
    free = free_name(path, path.suffix)
    differs = _differences(_content(path, free).get("plan", {}), game.plan)
    if differs:
        raise InputError(
            f"{path}: holds another war, which is not written over ({differs}). To play this one: --save {free}"
        )
    return load(path)


def _content(path: Path, free: Path | None = None) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"{path}: is {'no file' if path.exists() else 'missing'}; a saved war is needed.")
    advice = "" if free is None else f" It is not written over; a name that is free: --save {free}"
    try:
        content, cause = read_json(path), ""
    except InputError as error:
        content, cause = {}, f": {str(error).removeprefix(f'{path}: ').removesuffix('.')}"
    if content.get("format") in OLDER_FORMATS:
        raise InputError(
            f"{path}: is a war that was saved by an earlier version, which asked other questions; it cannot be gone on "
            f"with. Begin anew, in a file of another name.{advice}"
        )
    if content.get("format") != FORMAT or not isinstance(content.get("plan"), dict):
        raise InputError(f"{path}: is no saved war of this version{cause}.{advice}")
    return content


def _differences(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Return in words what differs between two plans."""
    told = []
    for name, title in _TOLD.items():
        if found.get(name) != wanted[name]:
            plain = name in ("nation", "scenario", "seed", "world", "decisions", "version")
            told.append(f"{title} {found.get(name)} instead of {wanted[name]}" if plain else title)
    return ", ".join(told)
