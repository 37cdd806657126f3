"""Imports point one way: from what people use down to what a world is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from checkout import modules, name_of, tree

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "progress", "cache"),
    ("world",),
    ("mechanics", "evidence"),
    ("deciding",),
    ("nations",),
    ("imagining",),
    ("deciders",),
    ("engine",),
    ("scenario", "scenario_checks", "scenario_files", "scenario_schema", "scenario_words"),
    (
        "weekly_statistics",
        "results",
        "results_files",
        "results_ledger",
        "results_ledger_rows",
        "results_tables",
        "shards",
        "assembly",
        "pool",
        "manifest",
        "ensemble",
        "export",
    ),
    ("lab", "battle"),
    ("validation", "calibration"),
    ("plots",),
    ("report", "reference_pages", "report_card"),
    ("comparison", "comparison_text", "comparison_words"),
    ("play",),
    (
        "cli",
        "cli_battle",
        "cli_calibrate",
        "cli_guard",
        "cli_progress",
        "cli_report",
        "cli_report_card",
        "cli_commands",
        "cli_explain",
        "cli_play",
        "cli_reasons",
        "cli_regret",
        "cli_tournament",
        "cli_validate",
        "cli_words",
    ),
)

RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

SIBLINGS = frozenset({"mechanics", "evidence"})

APART = {
    "nations": ("mechanics",),
    "mechanics": ("nations", "deciding"),
    "deciding": ("mechanics",),
}
"""What may not import what, whichever way the layers point."""

RECORDED_READERS = frozenset({"plots", "play", "report", "cli", "cli_report", "reference_pages", "validation"})
"""Only these may look at what happened in fact: no rule and no nation can see it."""


def imports(path: Path) -> set[str]:
    """Return the package's modules that a file imports, wherever in the file: 'world.state', 'errors'."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import in line {node.lineno}"
            if node.module == "crossroads":
                found |= {alias.name for alias in node.names}
            elif node.module and node.module.startswith("crossroads."):
                inner = node.module.removeprefix("crossroads.")
                found |= {inner, *(f"{inner}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("crossroads.") for alias in node.names if alias.name.startswith("crossroads.")
            }
    return found


def layer(module: str) -> str:
    return module.split(".")[0]


INNER = [path for path in modules() if name_of(path)]


def test_every_module_has_a_place() -> None:
    assert {layer(name_of(path)) for path in INNER} == set(RANK)


@pytest.mark.parametrize("path", INNER, ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    own = layer(name_of(path))
    for module in imports(path):
        other = layer(module)
        if other == own:
            continue
        assert RANK[other] <= RANK[own], f"{name_of(path)} imports {module}, which lies above it"
        assert not {own, other} <= SIBLINGS, f"{name_of(path)} imports its sibling {module}"
        assert other not in APART.get(own, ()), f"{name_of(path)} imports {module}"


def test_only_faces_look_at_what_happened() -> None:
    readers = {layer(name_of(path)) for path in INNER if "evidence.recorded" in imports(path)}
    assert readers <= RECORDED_READERS


@pytest.mark.parametrize("path", [path for path in INNER if layer(name_of(path)) == "deciding"], ids=name_of)
def test_a_decider_cannot_touch_the_war(path: Path) -> None:
    assert not {module for module in imports(path) if module.startswith("world.state")}


@pytest.mark.parametrize("path", [path for path in INNER if layer(name_of(path)) == "nations"], ids=name_of)
def test_a_nation_gives_orders_and_holds_no_state(path: Path) -> None:
    held = {module for module in imports(path) if module.startswith("world.state")}
    assert held <= {"world.state", "world.state.Orders"}


def test_the_package_itself_imports_nothing_at_once() -> None:
    top = next(path for path in modules() if not name_of(path))
    eager = [node for node in tree(top).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {node.module for node in eager if isinstance(node, ast.ImportFrom)} <= {"__future__", "typing"}
