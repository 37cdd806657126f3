"""Crossroads 1941: a counterfactual strategy simulator of Japan's choice of 1941.

>>> from crossroads import run
>>> result = run("historical", worlds=100, seed=1941)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossroads.runs.ensemble import run
    from crossroads.scenario.scenario import load_scenario
    from crossroads.studies.ask.study import ask
    from crossroads.studies.compare.study import compare
    from crossroads.studies.sweep.study import sweep

__all__ = ["ask", "compare", "load_scenario", "run", "sweep"]

_HOME = {
    "ask": "crossroads.studies.ask.study",
    "compare": "crossroads.studies.compare.study",
    "load_scenario": "crossroads.scenario.scenario",
    "run": "crossroads.runs.ensemble",
    "sweep": "crossroads.studies.sweep.study",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: the engine behind it takes most of a second to load."""
    if name not in _HOME:
        raise AttributeError(f"module 'crossroads' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """List the public names, which are loaded on first use."""
    return sorted({*globals(), *__all__})
