"""The main question, for tests of how it is told."""

from __future__ import annotations

from crossroads.scenario.question import load_question

NORTH_OR_SOUTH = load_question("north_or_south")
MOSCOW_OR_KIEV = load_question("moscow_or_kiev")
TYPICAL = NORTH_OR_SOUTH.typical
