"""Print the numbers of the house: files, lines of code, folders, arrows between folders, circles.

    python tools/house.py [--package model/crossroads] [--json] [--arrows]

It reads the files and imports nothing, so that it works on any layout and any commit.

An arrow leads from a room to another that one of its files imports; each ordered pair counts once. Every import
counts, also one inside a function or under `if TYPE_CHECKING`. `from package.folder import name` leads to the file
`folder/name.py` where there is one, and to `folder/__init__.py` otherwise. A room is a folder of the package with all
below it, but each folder below `studies` and `validation` is a room of its own, and so is each file of the package's
own folder. Arrows are also counted without its face (`__init__`, `__main__`) and its floor (`errors`, `identity`),
and between all folders, however deep. What is loaded by a name put together while the program runs is not seen.

A line of code is one that is not blank and holds more than a comment or a string that stands by itself. A circle is a
set of files, or of rooms, each of which leads to every other. Parameters are all that a function takes, `self` and
`cls` left out.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MANY = 6
"""Parameters from which on a function has many."""

DIVIDED = frozenset({"studies", "validation"})
"""Folders whose own folders are rooms."""

FACE_AND_FLOOR = frozenset({"__init__.py", "__main__.py", "errors.py", "identity.py"})
"""Files of the package's own folder that all, or none, import."""

Graph = Mapping[str, set[str]]
"""Name -> names that an arrow leads to."""

_IDLE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}


def code_lines(text: str) -> int:
    """Return how many lines of a file hold code: not blank, no comment, no string that stands by itself."""
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _IDLE:
            held.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            held.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(1 for number, line in enumerate(text.splitlines(), 1) if number in held and line.strip())


def modules_of(package: Path) -> dict[str, Path]:
    """Return the dotted name, the package's included, of every Python file -> its path."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(tree: ast.Module, name: str, is_folder: bool, known: Iterable[str]) -> set[str]:
    """Return the files of the package that the file called `name` imports, wherever in it that stands."""
    found = set(_named(tree, name if is_folder else name.rpartition(".")[0]))
    names = set(known)
    reached = set()
    for target in found:
        while target and target not in names:
            target = target.rpartition(".")[0]
        reached.add(target)
    return reached - {"", name}


def _named(tree: ast.Module, folder: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = folder.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(filter(None, (above, node.module)))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room(package: Path, path: Path, deep: bool) -> str:
    """Return the room of a file; with `deep` each folder is one. Files of the package's own folder are rooms."""
    inside = path.relative_to(package)
    if len(inside.parts) == 1:
        return inside.name
    folders = inside.parent.parts
    return "/".join(folders if deep else folders[: 2 if folders[0] in DIVIDED else 1])


def circles(graph: Graph) -> list[list[str]]:
    """Return the sets of more than one node in which each leads to every other."""
    reach = {node: _reached(graph, node) for node in graph}
    found = {tuple(sorted({node} | {other for other in reach[node] if node in reach.get(other, ())})) for node in graph}
    return sorted(list(circle) for circle in found if len(circle) > 1)


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += graph.get(node, ())
    return seen


def between(graph: Graph, rooms: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the arrows between rooms that the arrows between files make."""
    drawn: dict[str, set[str]] = {name: set() for name in rooms.values()}
    for name, targets in graph.items():
        drawn[rooms[name]] |= {rooms[target] for target in targets} - {rooms[name]}
    return drawn


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many parameters a function takes, but for `self` and `cls`."""
    given = node.args
    listed = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    return sum(item.arg not in ("self", "cls") for item in listed)


def numbers(package: Path) -> dict[str, object]:
    """Return the numbers of the house of a package."""
    modules = modules_of(package)
    texts = {name: path.read_text("utf-8") for name, path in modules.items()}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    files = {name: imports(trees[name], name, modules[name].name == "__init__.py", modules) for name in modules}
    rooms = {deep: {name: room(package, path, deep) for name, path in modules.items()} for deep in (True, False)}
    drawn = {deep: between(files, names) for deep, names in rooms.items()}
    arrows = [(origin, target) for origin, targets in drawn[False].items() for target in targets]
    inner = [pair for pair in arrows if not FACE_AND_FLOOR & set(pair)]
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    classes = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    many = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    held = Counter(path.parent for path in modules.values())
    return {
        "files": len(modules),
        "lines": sum(len(text.splitlines()) for text in texts.values()),
        "lines of code": sum(map(code_lines, texts.values())),
        "folders": len(held),
        "rooms": len(drawn[False]),
        "imports between files": sum(map(len, files.values())),
        "arrows between rooms": len(inner),
        "arrows between rooms, with the face and the floor": len(arrows),
        "arrows between folders, however deep": sum(map(len, drawn[True].values())),
        "circles of files": circles(files),
        "circles of rooms": circles(drawn[False]),
        "circles of folders": circles(drawn[True]),
        "files in the largest folder": max(held.values(), default=0),
        "classes of one name": sorted(name for name, count in classes.items() if count > 1),
        f"functions with {MANY} or more parameters": sum(parameters(node) >= MANY for node in many),
        "arrows": sorted(f"{origin} -> {target}" for origin, target in inner),
    }


def told(found: Mapping[str, object]) -> str:
    """Return the numbers as lines: how many, and which ones where they are few."""
    lines = []
    for name, value in found.items():
        lines.append(f"{len(value) if isinstance(value, list) else value:>7}  {name}")
        if isinstance(value, list):
            lines += [f"           {item if isinstance(item, str) else ', '.join(item)}" for item in value]
    return "\n".join(lines)


def main() -> None:
    """Read the words of the command line and print the numbers."""
    parser = argparse.ArgumentParser(description="Print the numbers of the house.")
    parser.add_argument("--package", type=Path, default=Path(__file__).parents[1] / "model" / "crossroads")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--arrows", action="store_true", help="list every arrow between rooms")
    asked = parser.parse_args()
    if not asked.package.is_dir():
        parser.error(f"--package: found {str(asked.package)!r}; a folder is needed.")
    found = numbers(asked.package.resolve())
    if not asked.arrows:
        del found["arrows"]
    print(json.dumps(found, indent=1) if asked.json else told(found))


if __name__ == "__main__":
    main()
