"""A plain name for a parameter, for teachers and students."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever.

    Attributes
    ----------
    name
        The name that scenarios write in `[levers]`.
    parameter
        Name of the record that it moves.
    title
        A few words for people.
    help
        What turning it up or down means.
    """

    name: str
    parameter: str
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class Dial:
    """A parameter that no data pin down, with words for people."""

    parameter: str
    title: str
