"""A subject of which it can also be counted what came: the same terms, with the war in the place of the papers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.world.axes import Array
from crossroads.world.state import Orders, State


@dataclass(frozen=True, slots=True)
class WarEnded:
    """How a war stood when what was imagined had run out.

    Attributes
    ----------
    state, orders
        The state of the worlds and the orders in force.
    measures
        What is counted of an option, as `Subject.count` gives it, (world,).
    """

    state: State
    orders: Orders
    measures: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Truth:
    """A piece of the truth that a council is told: features of its view, numbers of its staff, records set."""

    features: Mapping[str, Array]
    numbers: Mapping[str, Array]
    edits: tuple[ParameterEdit, ...] = ()


class RealisedSubject(Subject):
    """A subject whose options can be taken in turn, and accounted for.

    Attributes
    ----------
    compared
        The options that are taken; the quiet one among them.
    knowledge
        Pieces of the truth in words; the last is all of it together.
    """

    compared: tuple[str, ...]
    knowledge: tuple[str, ...]

    @abstractmethod
    def realised(self, option: str, ending: WarEnded, view: View, p: Parameters) -> dict[str, Array]:
        """Return term -> stakes of what came of an option that was taken, (world,): the paper's own reckoning.

        Parameters
        ----------
        option
            One of `compared`.
        ending
            What came.
        view, p
            What was seen on the day, and the staff's numbers.
        """

    @abstractmethod
    def facts(self, start: State, end: State, p: Parameters) -> dict[str, Array]:
        """Return what there was to know, (world,): of the day itself, and of what others had done by the end."""

    @abstractmethod
    def truths(self, facts: Mapping[str, Mapping[str, Array]], p: Parameters) -> dict[str, Truth]:
        """Return the pieces of `knowledge`, given option -> what there was to know where it was taken."""
