"""No number of the model stands in code: each is a record with range, unit, date and source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import PACKAGE, name_of, tree

HARMLESS = frozenset({0, 1, 2, -1, 0.5})

TECHNICAL: dict[tuple[str, str], str] = {
    ("world.calendar", "MEMORY_WEEKS"): "size of a buffer; the lags themselves are records",
    ("war.outcomes", "LAST_WEEK_1945"): "the day that defines a verdict, not a quantity of the war",
    ("war.laws.small", "TINY"): "keeps a division from zero",
    ("war.powers.border", "_OFTEN"): "what is worked out apart from the rest; the count is the same, whatever it is",
    ("war.powers.border", "_MOST"): "where a sum ends whose further terms are next to nothing",
    ("minds.choice", "_EDGE"): "keeps a logarithm from zero",
    ("minds.condition", "LONGEST_TEXT"): "guards against a file that is no condition",
    ("minds.imagining.papers", "KEPT_SCENARIOS"): "size of a cache; results do not depend on it",
    ("minds.imagining.library", "MOST_LANES"): "size of a batch; results do not depend on it",
    ("minds.imagining.supposed", "CASES"): "number of cases: two wars, each on or off",
}
"""Named module constants that are no quantity of the war, each with the reason why it is in code."""


FOLDERS = ("war", "minds", "nations")
"""Where rules are; what shows and tells (`telling`, `studies`, `play`, `cli`) has layout and thresholds of speech."""


KEPT = frozenset((PACKAGE / "minds" / "imagining").glob("kept*.py"))
"""What keeps papers from run to run: sizes of files, ages of folders."""


def _rule_files() -> list[Path]:
    found = [path for folder in FOLDERS for path in (PACKAGE / folder).rglob("*.py") if path not in KEPT]
    return sorted([*found, *(PACKAGE / "engine").glob("*.py")])


def _skipped(module: ast.Module, name: str) -> set[int]:
    """Return the ids of the nodes below an allowed constant."""
    skipped: set[int] = set()
    for node in module.body:
        if isinstance(node, ast.Assign):
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            targets = [node.target.id]
        else:
            continue
        if any((name, target) in TECHNICAL for target in targets):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            skipped |= _default_seed(node.args)
    return skipped


def _default_seed(arguments: ast.arguments) -> set[int]:
    """Return the ids of the default of a parameter `seed`: any whole number does, it is no quantity."""
    named = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    pairs = [
        *zip(named, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return {id(default) for argument, default in pairs if argument.arg == "seed"}


def numbers(path: Path) -> Iterator[str]:
    """Give each number of a file that is neither harmless nor in an allowed constant."""
    module = tree(path)
    skipped = _skipped(module, name_of(path))
    lines = path.read_text("utf-8").splitlines()
    for node in ast.walk(module):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool) or id(node) in skipped:
            continue
        if isinstance(node.value, int | float | complex) and node.value not in HARMLESS:
            yield f"{name_of(path)}:{node.lineno}: {node.value} in: {lines[node.lineno - 1].strip()}"


@pytest.mark.parametrize("path", _rule_files(), ids=name_of)
def test_rules_hold_no_numbers(path: Path) -> None:
    assert list(numbers(path)) == []


def test_every_exception_is_still_needed() -> None:
    for name, constant in TECHNICAL:
        path = PACKAGE / f"{name.replace('.', '/')}.py"
        assert f"\n{constant} =" in path.read_text("utf-8"), f"{name} has no {constant} any more"
