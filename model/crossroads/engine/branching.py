"""Wars that go on from the state of one war on one day, each with luck of its own from then on."""

from __future__ import annotations

import numpy as np

from crossroads.engine.war import War
from crossroads.world.axes import Floats, Ints
from crossroads.world.luck import Luck


class BranchedLuck(Luck):
    """The luck of many numbers week by week, with what lasts of one world's.

    What lasts (weather of a winter to come, a staff's own error) belongs to the state that the branches have in common.

    Parameters
    ----------
    seed
        Seed of the run.
    world
        Number of the world whose lasting luck they have.
    numbers
        Whose weekly luck they have, (world,).
    on
        False: no luck.
    """

    def __init__(self, seed: int, world: int, numbers: Ints, *, on: bool = True) -> None:
        super().__init__(seed, numbers, on=on)
        self._one = Luck(seed, np.array([world], dtype=np.int64), on=on)

    def lasting_normal(self, stream: str) -> Floats:
        """Return the one world's lasting normal, for each branch."""
        return np.repeat(self._one.lasting_normal(stream), len(self.worlds), axis=-1)

    def lasting_uniforms(self, stream: str, names: tuple[str, ...]) -> Floats:
        """Return the one world's lasting uniforms, for each branch, (name, world)."""
        return np.repeat(self._one.lasting_uniforms(stream, names), len(self.worlds), axis=-1)


def branched(war: War, numbers: Ints) -> War:
    """Return a war of many worlds, all in the state of a war of one world, between two of its weeks.

    In all of them the nations' usual deciders decide, and nobody has yet.

    Parameters
    ----------
    war
        A war of one world; it is left as it is.
    numbers
        Whose luck the branches have from now on, (branch,): world numbers, that of the war itself among them or not.
    """
    luck = war.luck
    first = np.zeros(len(numbers), dtype=np.int64)
    places = np.arange(len(numbers), dtype=np.int64)
    found = War(war.setup, luck.seed, places, parameters=war.p.take(first), collect=False)
    own = BranchedLuck(luck.seed, int(luck.worlds[0]), numbers, on=luck.on)
    found.luck = found.setting.luck = own
    found.state, found.orders, found.course = war.state.take(first), war.orders.take(first), war.course[first]
    found.memory = war.memory.take(first)
    found.forces.applied = [where[first] for where in war.forces.applied]
    found.forces.held = [where[first] for where in war.forces.held]
    for nation, other in zip(found.nations, war.nations, strict=True):
        nation.believe_as(other, found.memory, first)
    found.week = war.week
    return found
