"""What the road to June 1941 makes of its relations and beliefs: worlds' parameters, moved by what ended otherwise.

Only what departs from the record moves anything: what the recorded events did is contained in the records.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.evidence.edits import ParameterEdit, PreludeEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.setup import Setup
from crossroads.prelude.course import PreludeCourse, course
from crossroads.prelude.events import Moved, load_events
from crossroads.prelude.quantities import HOW, load_quantities, moved_records
from crossroads.prelude.sizes import READ, SIZES, magnitude, pact_age
from crossroads.world.axes import Floats, Ints

PACT_AGE = "pact_age"
"""The quantity that no event moves: it hangs on the days between two of them."""


def is_edited(edits: tuple[ParameterEdit, ...], prelude: tuple[PreludeEdit, ...]) -> bool:
    """Say whether a scenario changes the prelude: an event of it, or a number that says how great one was."""
    return bool(prelude) or any(edit.name in READ for edit in edits)


def departures(made: PreludeCourse, p: Parameters) -> dict[str, Floats]:
    """Return by how much each relation and belief departs from the recorded one, for those that do, (world,).

    Parameters
    ----------
    made
        How the events ended.
    p
        The block's parameters.
    """
    found: dict[str, Floats] = {}
    for name, event in load_events().items():
        for move in event.moves:
            beyond = _beyond(made, name, move, p)
            if np.any(beyond):
                found[move.on] = found.get(move.on, 0.0) + magnitude(move.by, p) * beyond
    age = pact_age(p)
    if np.any(age):
        found[PACT_AGE] = found.get(PACT_AGE, 0.0) + age
    for name, by in found.items():
        most = load_quantities()[name].most
        if most:
            found[name] = np.minimum(by, p[f"prelude.{most}"])
    return found


def _beyond(made: PreludeCourse, event: str, move: Moved, p: Parameters) -> Floats:
    """Return how much more of what moves a quantity there was than was recorded."""
    now, then = made.level(event, move.outcome), float(load_events()[event].recorded == move.outcome)
    if move.size:
        now = now * SIZES[move.size](p)
    if move.beside is not None:
        other, when = move.beside.event, move.beside.when
        now = now * made.level(other, when)
        then = then * float(load_events()[other].recorded == when)
    found: Floats = now - then
    return found


def moved(p: Parameters, departed: Mapping[str, Floats], worlds: int) -> dict[str, Floats]:
    """Return each record that a prelude can move as it is then: record -> (world,).

    Parameters
    ----------
    p
        The block's parameters as they are drawn.
    departed
        By how much relations and beliefs depart from the recorded ones.
    worlds
        Number of worlds.
    """

    def drawn(name: str) -> Floats:
        return np.broadcast_to(np.asarray(p[name], dtype=np.float64), worlds)

    found = {name: np.array(drawn(name)) for name in moved_records()}
    for name, by in departed.items():
        for through in load_quantities()[name].moves:
            steps = np.broadcast_to(by * through.worth(p), worlds)
            now, other = found[through.record], drawn(through.other or through.record)
            found[through.record] = np.where(steps != 0, HOW[through.how](now, steps, other), now)
    return found


def laid_over(p: Parameters, setup: Setup, seed: int, worlds: Ints) -> Parameters:
    """Return the parameters of a block as the scenario's prelude leaves them; as they are where it edits none.

    Parameters
    ----------
    p
        The parameters as they are drawn.
    setup
        What the scenario changes.
    seed, worlds
        Seed of the run, and the worlds' numbers, (world,).
    """
    if not is_edited(setup.edits, setup.prelude):
        return p
    made = course(setup.prelude, p, seed, worlds, luck=setup.luck)
    return p.changed(moved(p, departures(made, p), len(worlds)))


def central(edits: tuple[ParameterEdit, ...], prelude: tuple[PreludeEdit, ...]) -> tuple[tuple[str, float], ...]:
    """Return what staffs suppose of an edited prelude: the records that it moves, as its likeliest course has them.

    Parameters
    ----------
    edits, prelude
        What the scenario changes.
    """
    if not is_edited(edits, prelude):
        return ()
    one = np.zeros(1, dtype=np.int64)
    p = draw_parameters(edits, 0, one, knowledge=False)
    made = course(prelude, p, 0, one, luck=False)
    return tuple((name, float(value[0])) for name, value in moved(p, departures(made, p), 1).items())
