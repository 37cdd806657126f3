"""Imports point one way, file by file: from what people use down to what a world is.

Every import counts, also one inside a function or for type checkers alone. Rooms are the folders of the package, with
those below `studies` and `validation` as rooms of their own; inside a room its folders have an order, too.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import house
import pytest
from checkout import PACKAGE, modules, name_of, tree

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "identity"),
    ("world",),
    ("evidence", "war"),
    ("minds",),
    ("prelude",),
    ("nations",),
    ("engine", "scenario"),
    ("runs",),
    ("statistics",),
    ("telling",),
    ("studies", "validation"),
    ("play",),
    ("cli",),
    ("", "__main__"),
)
"""Rooms from the floor up; those of one row are strangers to each other. '' is the package's own face."""

INSIDE: dict[str, tuple[tuple[str, ...], ...]] = {
    "war": (
        ("laws",),
        ("powers",),
        ("theatres",),
        ("stages",),
        ("measured", "opening", "settlement"),
        ("advance", "outcomes"),
    ),
    "minds": (("",), ("imagining",), ("deciders",)),
    "engine": (("compiled",), ("",)),
    "nations": (("japan", "ussr", "germany", "united_states"), ("",)),
    "scenario": (("documents",), ("",)),
    "studies": (
        ("explain", "tournament", "reasons", "regret", "prelude", "ask", "strategy", "documents"),
        ("compare",),
    ),
    "validation": (("score", "battles", "documents"), ("fit",), ("card",)),
}
"""What has an order inside a room, from the floor up; '' are the room's own files."""

MAY_MEET = frozenset({("studies.compare", "studies.explain"), ("war.measured", "war.opening")})
"""The exceptions: two figures of a comparison draw a council."""

STRANGERS = frozenset({"nations", "studies", "validation"})
"""Rooms whose parts are strangers to each other, but for what `INSIDE` lets the higher rows know."""

NOT_KNOWN: dict[str, tuple[str, ...]] = {
    "war": ("evidence", "minds"),
    "minds": ("war", "world.state"),
    "minds.imagining": ("engine", "world.luck.Luck"),
    "minds.deciders": ("war", "world.state"),
    "prelude": ("war", "world.state", "minds.imagining"),
    "nations": ("war",),
    "statistics": ("telling",),
    "studies": ("war", "world.state", "minds.imagining.papers"),
    "cli": ("war", "world.state"),
}
"""What the files of a room must not know whichever way the layers point."""

MAY_KNOW: dict[str, tuple[str, ...]] = {
    "minds.nation": ("world.state", "world.state.Orders"),
    "minds.imagining": ("war", "world.state"),
}
"""Files and rooms with a right that `NOT_KNOWN` denies to those around them."""

RECORD = {"evidence.history.recorded", "evidence.history.record_map", "evidence.history.reference_rows"}
RECORDED_READERS = (*RECORD, "telling", "studies", "validation", "play", "cli")
"""Only these may look at what happened in fact: no rule and no nation can see it."""

MOST_FILES = 16
CROWDED = frozenset({"cli", "studies/compare/figures"})
TOP = frozenset({"__init__", "__main__", "errors", "identity"})
MOST_ARROWS = 168


def _imports(path: Path) -> set[str]:
    """Return what a file imports of the package, wherever in the file: 'world.state', 'world.state.Orders'."""
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
            found |= {a.name.removeprefix("crossroads.") for a in node.names if a.name.startswith("crossroads.")}
    return found


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.") or (room == "" and name == "")


def _rank(rows: tuple[tuple[str, ...], ...], name: str) -> int:
    """Return the row of a name, by its first part, or by '' where no row names that."""
    first = name.split(".")[0]
    for rank, row in enumerate(rows):
        if first in row:
            return rank
    return next(rank for rank, row in enumerate(rows) if "" in row)


FILES = [path for path in modules() if name_of(path) not in ("", "__main__")]
NAMES = {name_of(path) for path in modules()}


def test_every_room_has_a_place() -> None:
    named = {name for row in LAYERS for name in row}
    assert {name.split(".")[0] for name in NAMES} == named


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_downwards(path: Path) -> None:
    own = name_of(path)
    room = own.split(".")[0]
    for name in _imports(path):
        other = name.split(".")[0]
        if other != room:
            below = _rank(LAYERS, name) < _rank(LAYERS, own)
            assert below, f"{own} imports {name}, which lies above it or beside it"
        elif room in INSIDE and (part := name.partition(".")[2]):
            inner = own.partition(".")[2]
            mine, its = inner.split(".")[0], part.split(".")[0]
            if mine == its or any(_within(own, a) and _within(name, b) for a, b in MAY_MEET):
                continue
            rank, its_rank = _rank(INSIDE[room], inner), _rank(INSIDE[room], part)
            assert its_rank <= rank, f"{own} imports {name}, which lies above it"
            if room in STRANGERS:
                assert its_rank < rank, f"{own} imports {name}, a stranger to it"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_a_room_must_not_know_it_does_not(path: Path) -> None:
    own = name_of(path)
    if own.endswith(".imagined"):
        return
    for room, hidden in NOT_KNOWN.items():
        if not _within(own, room):
            continue
        allowed = [right for place, rights in MAY_KNOW.items() if _within(own, place) for right in rights]
        for name in _imports(path):
            if any(_within(name, item) for item in hidden):
                assert any(_within(name, right) for right in allowed), f"{own} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if name_of(path).startswith("nations.")], ids=name_of)
def test_a_nation_gives_orders_and_holds_no_state(path: Path) -> None:
    if path.stem != "imagined":
        held = {name for name in _imports(path) if _within(name, "world.state")}
        assert held <= {"world.state", "world.state.Orders"}


def test_only_faces_look_at_what_happened() -> None:
    readers = {name_of(path) for path in FILES if _imports(path) & RECORD}
    assert [name for name in readers if not name.startswith(RECORDED_READERS)] == []


def test_results_of_studies_know_neither_page_nor_figure() -> None:
    for path in FILES:
        if path.stem == "result":
            assert not [name for name in _imports(path) if re.search(r"page|figure|html|telling\.style", name)], path


def test_nothing_imports_the_command_line() -> None:
    for path in FILES:
        if not name_of(path).startswith("cli"):
            assert not [name for name in _imports(path) if _within(name, "cli")], path


def test_the_package_itself_imports_nothing_at_once() -> None:
    top = next(path for path in modules() if not name_of(path))
    eager = [node for node in tree(top).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {node.module for node in eager if isinstance(node, ast.ImportFrom)} <= {"__future__", "typing"}


def test_there_is_no_circle_of_files_folders_or_rooms() -> None:
    found = house.numbers(PACKAGE)
    assert [found[f"circles of {kind}"] for kind in ("files", "folders", "rooms")] == [[], [], []]


def test_arrows_between_rooms_are_few() -> None:
    assert house.numbers(PACKAGE)["arrows between rooms"] <= MOST_ARROWS


def test_no_folder_is_crowded_and_the_hall_is_empty() -> None:
    counts = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in modules() if path.stem != "__init__")
    assert {name: n for name, n in counts.items() if n > MOST_FILES and name not in CROWDED} == {}
    assert {path.stem for path in modules() if path.parent == PACKAGE} == TOP


def test_every_class_has_a_name_of_its_own() -> None:
    names = Counter(node.name for path in modules() for node in tree(path).body if isinstance(node, ast.ClassDef))
    assert sorted(name for name, count in names.items() if count > 1) == []
