"""Which file reads which record, as `crossroads why` finds it in the source."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from checkout import PACKAGE, modules, tree

from crossroads.evidence.load import load_records
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.studies.why.reads import STREAMS, called, reads

RULES = ("engine.py", "war", "minds", "prelude", "nations")
"""Rooms that read the numbers of the model as rules."""


@cache
def streams() -> frozenset[str]:
    """Return the names of streams of luck that the rules ask for."""
    calls = (node for path in rule_files() for node in ast.walk(tree(path)) if STREAMS.fullmatch(called(node)))
    return frozenset(str(part.value) for node in calls for part in ast.walk(node) if isinstance(part, ast.Constant))


def rule_files() -> list[Path]:
    """Return the files that read numbers as rules."""
    return [path for path in modules() if path.relative_to(PACKAGE).parts[0] in RULES]


@cache
def readers() -> dict[str, frozenset[str]]:
    """Return record -> who reads it: a nation's id, or the room of a file that all share.

    Shared code that asks for a record by a name with a nation or a decision in it reads for that nation.
    """
    owners = {point.name: point.nation for point in decision_points()} | {name: name for name in NATIONS}
    found: dict[str, set[str]] = defaultdict(set)
    names = tuple(load_records())
    for path in rule_files():
        parts = path.relative_to(PACKAGE).parts
        for pattern, _, whole in reads(path):
            matches = re.compile(pattern)
            for name in (name for name in names if matches.fullmatch(name)):
                own = next((owners[part] for part in name.split(".")[1:] if part in owners), None)
                generic = None if whole or parts[0] == "war" else own
                found[name].add(parts[1] if parts[0] == "nations" else generic or parts[0])
    for name in names:
        if name.startswith("odds."):
            found[name].add(name.split(".")[1])
    return {name: frozenset(who) for name, who in found.items()}
