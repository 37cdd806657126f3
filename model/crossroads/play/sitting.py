"""A whole sitting: opens or begins a war, plays it to where the person leaves it, and keeps it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations
from crossroads.identity import command_line
from crossroads.minds.decision import NATIONS, near_name
from crossroads.play.asking import EXPLAINED, HELP
from crossroads.play.classroom import classroom_rule, classroom_world
from crossroads.play.debrief import debrief
from crossroads.play.saves import DECISIONS, Game, Save, load, opened, seated
from crossroads.play.session import Session
from crossroads.play.voice import Left, Voice
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.progress import Interrupted, Progress, Silent
from crossroads.runs.storage.files import check_name, clear_file_errors
from crossroads.runs.storage.locks import held
from crossroads.scenario.scenario import load_scenario
from crossroads.telling.numbers import counted, day

SCENARIO, SEED, WORLDS = "historical", 1941, 200
"""What is played, and beside how many worlds it is put, where nothing is said."""


@dataclass(frozen=True, slots=True)
class Seating:
    """What a person asks for; None = not said.

    Attributes
    ----------
    nation
        The seat.
    scenario
        A scenario's name or the path of its file.
    seed, world
        Seed and number of the world; the classroom world where no number is said.
    decisions
        'main' or 'all'.
    save
        File to keep the war in.
    resume
        File of a saved war to go on with.
    worlds
        How many worlds the war is put beside at the end; 0 = none.
    """

    nation: str | None = None
    scenario: str | None = None
    seed: int | None = None
    world: int | None = None
    decisions: str | None = None
    save: Path | None = None
    resume: Path | None = None
    worlds: int = WORLDS


Showing = Callable[[], AbstractContextManager[Progress]]
"""Gives the progress to tell of, while it is needed: never while a person is asked."""


def _nothing_shown() -> AbstractContextManager[Progress]:
    return nullcontext(Silent())


def play(order: Seating, voice: Voice, showing: Showing = _nothing_shown) -> Save:
    """Play a war, from its beginning or from where it was left.

    Parameters
    ----------
    order
        What is played.
    voice
        The person.
    showing
        Gives what is told of the worlds that are run at the end.

    Returns
    -------
    The saved war; `finished` where it has come to its horizon.

    Raises
    ------
    InputError
        On bad input; what this sitting has answered is then not kept, save what a terminal's sitting has kept already.
    Interrupted
        On Ctrl-C; the war is kept, and the exception names the command that goes on with it.
    """
    whole_number("worlds", order.worlds, 0)
    save = _resumed(order) if order.resume is not None else _begun(order)
    with ExitStack() as stack:
        with clear_file_errors(save.path):  # one seat has one person: another's answers would be written over
            stack.enter_context(held(save.path))
        save = load(save.path) if save.path.exists() else save
        session = Session(save, voice)
        try:
            voice.say(_opening(save, session.war, order))
            return _played(session, order, showing)
        except (KeyboardInterrupt, Interrupted):
            save.write()
            raise Interrupted(save.path, going_on(save, order)) from None
        finally:
            session.war.release()


def _played(session: Session, order: Seating, showing: Showing) -> Save:
    save, voice = session.save, session.voice
    try:
        block = session.play()
    except Left:
        save.write()
        voice.say(f"\nSaved in {save.path}. To go on: {going_on(save, order)}")
        return save
    save.finished = True
    save.write()
    voice.say(f"\nThe war has come to its horizon. Saved in {save.path}.\n")
    with showing() as progress:
        told = debrief(session, block, order.worlds, progress)
    voice.say(told.text())
    return save


def going_on(save: Save, order: Seating) -> str:
    """Return the command that goes on with a saved war."""
    worlds = [] if order.worlds == WORLDS else ["--worlds", str(order.worlds)]
    return command_line("play", "--resume", str(save.path), *worlds)


def _begun(order: Seating) -> Save:
    if order.nation is None:
        raise InputError(f"play: no nation was named; allowed: {', '.join(NATIONS)}.")
    nation = _allowed("nation", order.nation, NATIONS)
    decisions = _allowed("--decisions", order.decisions or DECISIONS[0], DECISIONS)
    scenario = seated(load_scenario(order.scenario or SCENARIO), nation)
    seed = whole_number("seed", SEED if order.seed is None else order.seed, 0)
    if order.save is not None:
        check_name(order.save)  # before any work
    named = order.world is not None
    world = whole_number("world", order.world, 0) if named else classroom_world(scenario, seed, nation)
    game = Game(nation, scenario, seed, world, decisions)
    return opened(order.save if order.save is not None else Path(game.file_name), game)


def _resumed(order: Seating) -> Save:
    assert order.resume is not None
    if order.save is not None:
        raise InputError("play: found both --resume and --save; a war that is gone on with stays in its own file.")
    save = load(order.resume)
    game = save.game
    for name in ("nation", "seed", "world", "decisions"):
        asked, held = getattr(order, name), getattr(game, name)
        if asked is not None and asked != held:
            raise InputError(f"{order.resume}: holds a war with {name} {held}; found {name} {asked}.")
    if order.scenario is not None:
        scenario = seated(load_scenario(order.scenario), game.nation)
        if scenario.digest() != game.scenario.digest():
            raise InputError(f"{order.resume}: holds a war under {game.scenario.name}; found {order.scenario}.")
    return save


def _allowed(what: str, found: str, names: tuple[str, ...]) -> str:
    if found not in names:
        raise InputError(f"play: {what}: found '{found}'; allowed: {', '.join(names)}{near_name(found, names)}.")
    return found


def _opening(save: Save, war: War, order: Seating) -> str:
    game = save.game
    seat = load_nations()[game.nation].names.long
    head = f"You take the seat of {seat}. {game.scenario.title} ({game.scenario.name}), world {game.world}, "
    head += f"seed {game.seed}, to {day(war.setup.horizon)}."
    if order.world is None and order.resume is None:
        head += f" It is the classroom world: of the first {classroom_rule().worlds}, one with {classroom_rule().told}."
    head = "\n".join([head, *game.scenario.bear_in_mind])
    if save.finished:
        return f"{head}\nThis war has been played to its end; its debrief follows once more."
    if save.answers:
        count = len(save.answers)
        return f"{head}\nGoing on after {counted(count, 'answer')}, the last of {save.answers[-1].date}."
    return f"{head}\nThe other three decide for themselves. {EXPLAINED}\nThese words again: {' or '.join(HELP)}."
