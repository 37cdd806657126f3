"""The engine: it carries blocks of worlds through the weeks, compiled or as a model of Mesa's.

A week, in order:

1. Report: what can be measured of the true state is written down, for the record and for the councils.
2. Observe: each nation forms its view of that report, lagged, noisy and biased.
3. Decide: every open decision point is put to its nation; all choose on what they know now.
4. Advance: the war goes on a week (weather, diplomacy, moves and supply, economy, fighting, politics).
5. Record: the week's flows are written beside the stocks at its start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossroads.engine.beginning import COURSE_WEEK, MEMORY_WEEKS, staff_papers
    from crossroads.engine.simulation import simulate
    from crossroads.engine.war import War
    from crossroads.nations import SUBJECTS

__all__ = ["COURSE_WEEK", "MEMORY_WEEKS", "SUBJECTS", "War", "simulate", "staff_papers"]

_HOME = {
    "SUBJECTS": "crossroads.nations",
    "COURSE_WEEK": "crossroads.engine.beginning",
    "MEMORY_WEEKS": "crossroads.engine.beginning",
    "War": "crossroads.engine.war",
    "simulate": "crossroads.engine.simulation",
    "staff_papers": "crossroads.engine.beginning",
}


def __getattr__(name: str) -> Any:
    """Import a name on first use: Mesa, behind `War`, takes most of a second to load."""
    if name not in _HOME:
        raise AttributeError(f"module 'crossroads.engine' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_HOME[name]), name)
