"""Which rule reads which number: found in the source itself, by strings, f-strings and columns of parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crossroads.evidence.load import load_records

PACKAGE = Path(__file__).parents[2]

RULES = ("engine", "war", "minds", "prelude", "nations")
"""Rooms that read the numbers of the model as rules."""

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
"""A record's name."""

STREAMS = re.compile(r"(lasting_)?(normals?|uniforms?)(_once)?|once|redrawn|estimate")
"""Calls whose texts name a stream of luck, not a record."""

_ODDS = "odds."
"""What the names of stated odds begin with; they are read together, whatever their names."""


@dataclass(frozen=True, slots=True)
class RuleReading:
    """A place in the rules that reads a number.

    Attributes
    ----------
    file
        Below the package: 'war/powers/transfers.py'.
    function
        The function, '' where the file names it outside one.
    says
        First sentence of that function, or of the file.
    """

    file: str
    function: str
    says: str


def reads(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield the patterns of records that a file reads by name, each with its line, and whether it is spelt out."""
    yield from _reads(ast.parse(path.read_text("utf-8"), filename=str(path)))


def called(node: ast.AST) -> str:
    """Return the name of the function or method that a node calls, '' where it calls none."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def rules_reading(record: str) -> tuple[RuleReading, ...]:
    """Return where the rules read a record, each function once, in the order of files and lines."""
    found: dict[RuleReading, bool] = {}
    for path in _rule_files():
        module, told = _scanned(path)
        for pattern, line, whole in told:
            if re.fullmatch(pattern, record):
                reading = _at(path, module, line)
                found[reading] = whole or found.get(reading, False)
    if not found and record.startswith(_ODDS):
        path = PACKAGE / "minds" / "choice.py"
        found[RuleReading(path.relative_to(PACKAGE).as_posix(), "", _first(ast.parse(path.read_text("utf-8"))))] = True
    # What is put together could be many names; where one spells the name out, the others are not told.
    spelt = [reading for reading, whole in found.items() if whole]
    return tuple(spelt or found)


@cache
def _scanned(path: Path) -> tuple[ast.Module, tuple[tuple[str, int, bool], ...]]:
    """Return a file's syntax with the patterns of records that it reads: each file is scanned once."""
    module = ast.parse(path.read_text("utf-8"))
    return module, tuple(_reads(module))


def _rule_files() -> list[Path]:
    return [path for room in RULES for path in sorted((PACKAGE / room).rglob("*.py"))]


def _at(path: Path, module: ast.Module, line: int) -> RuleReading:
    inside = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or line)
    ]
    own = max(inside, key=lambda node: node.lineno, default=None)
    says = _first(own) if own is not None and ast.get_docstring(own) else _first(module)
    return RuleReading(path.relative_to(PACKAGE).as_posix(), own.name if own is not None else "", says)


def _first(node: ast.Module | ast.FunctionDef) -> str:
    """Return the first sentence of what a file or function says of itself."""
    return (ast.get_docstring(node) or "").partition("\n")[0].rstrip(".")


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


def _reads(module: ast.Module) -> Iterator[tuple[str, int, bool]]:
    named = _constants(module)
    inside: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            # A text that a module names and that is no record is the beginning of others, told where it is used.
            inside |= {id(node.value)} if node.value.value not in load_records() else set()
        elif isinstance(node, ast.Call) and STREAMS.fullmatch(called(node)):
            texts = (part for part in node.args if isinstance(part, ast.Constant | ast.JoinedStr))
            inside |= {id(part) for text in texts for part in ast.walk(text)}
        elif isinstance(node, ast.Call) and called(node) == "column":
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
        elif isinstance(node, ast.Constant) and id(node) not in inside and NAME.fullmatch(str(node.value)):
            yield re.escape(str(node.value)), node.lineno, True
