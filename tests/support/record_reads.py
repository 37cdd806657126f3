"""Which file reads which record: found in the source, by strings, f-strings and columns of parameters."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checkout import PACKAGE, modules, tree

from crossroads.evidence.load import load_records
from crossroads.minds.decision import NATIONS, decision_points

RULES = ("engine.py", "war", "minds", "prelude", "nations")
"""Rooms that read the numbers of the model as rules."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def _constants(module: ast.Module) -> dict[str, str]:
    """Return the texts that a module names."""
    return {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _pattern(node: ast.expr, named: Mapping[str, str]) -> str:
    """Return the pattern of the texts that an expression can be; what is not known is any word."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern(part, named) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _pattern(node.value, named)
    if isinstance(node, ast.Name) and node.id in named:
        return re.escape(named[node.id])
    return "[a-z0-9_]+"


_STREAMS = re.compile(r"(lasting_)?(normals?|uniforms?)(_once)?|once|redrawn|estimate")
"""Calls whose texts name a stream of luck, not a record."""


def _called(node: ast.AST) -> str:
    """Return the name of the function or method that a node calls, '' where it calls none."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def reads(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield the patterns of records that a file reads by name, each with its line, and whether it is spelt out."""
    module = tree(path)
    named = _constants(module)
    inside: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            # A text that a module names and that is no record is the beginning of others, told where it is used.
            inside |= {id(node.value)} if node.value.value not in load_records() else set()
        elif isinstance(node, ast.Call) and _STREAMS.fullmatch(_called(node)):
            texts = (part for part in node.args if isinstance(part, ast.Constant | ast.JoinedStr))
            inside |= {id(part) for text in texts for part in ast.walk(text)}
        elif isinstance(node, ast.Call) and _called(node) == "column":
            prefix = node.args[0]
            inside |= {id(part) for part in ast.walk(prefix)}
            yield _pattern(prefix, named) + "_[a-z0-9_]+", node.lineno, False
        elif isinstance(node, ast.JoinedStr) and id(node) not in inside:
            inside |= {id(part) for part in ast.walk(node)}
            pattern = _pattern(node, named)
            if re.match(r"[a-z_]+\\\.", pattern):
                yield pattern + ("[a-z0-9_]+" if pattern.endswith("\\.") else ""), node.lineno, False
        elif isinstance(node, ast.keyword) and node.arg and "__" in node.arg:
            yield re.escape(node.arg.replace("__", ".")), node.value.lineno, True
        elif isinstance(node, ast.Constant) and id(node) not in inside and _NAME.fullmatch(str(node.value)):
            yield re.escape(str(node.value)), node.lineno, True


@cache
def streams() -> frozenset[str]:
    """Return the names of streams of luck that the rules ask for."""
    calls = (node for path in rule_files() for node in ast.walk(tree(path)) if _STREAMS.fullmatch(_called(node)))
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
