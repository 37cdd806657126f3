"""Nothing is written but through `whole_file`, `whole_folder` and `whole_files`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import modules, name_of, tree

WHOLE = frozenset({"whole_file", "whole_folder", "whole_files"})

WRITING = frozenset(
    [
        "write_text",
        "write_bytes",
        "savefig",
        "to_csv",
        "to_parquet",
        "to_netcdf",
        "to_zarr",
        "to_json",
        "to_excel",
        "to_pickle",
        "save",
        "savez",
        "savez_compressed",
        "savetxt",
        "dump",
        "write_table",
        "tofile",
        "open_memmap",
        "mkstemp",
        "NamedTemporaryFile",
        "copy",
        "copy2",
        "copyfile",
        "copyfileobj",
        "copytree",
        "move",
        "touch",
        "symlink_to",
        "hardlink_to",
        "link",
        "rename",
    ]
)
"""Names of what writes to a path or a file that it is given."""

OWN = frozenset({"style.save", "place.link", "run.save"})
"""Functions of the project of such a name; what they write is looked at where they stand."""

MAY: dict[str, str] = {
    "runs.storage.locks.locked": "a lock's empty file, or the temporary one of `whole_file`, opened and never written",
    "runs.tables.parquet.write_ledger": "into memory, or a file that `write_tables` gives it",
    "runs.assembly.new": "a trajectory of a run's folder, which is whole: week by week, since it fits into no memory",
    "runs.assembly.write": "as above",
    "runs.study_folder.link": "finished parts, linked into a study's folder, which is whole",
    "runs.study_folder._linked": "as above",
    "runs.study_folder.unfinished": "a finished result taken up again, moved as a whole",
    "minds.imagining.kept._packed": "into memory",
    "minds.imagining.kept_folder.put": "a cache of many processes, each under a name of its own; minds know no runs",
    "evidence.fitted.ensemble_bytes": "into memory",
    "cli.guard._open_closed_streams": "where a standard stream was closed: nowhere",
    "cli.guard.flush_quietly": "as above",
    "studies.compare.html._picture": "into memory",
    "telling.style.inline": "into memory",
    "validation.battles.fit._hash": "into memory",
}
"""What may write otherwise, and why."""


def writes(call: ast.Call) -> bool:
    """Say whether a call writes: by its name, or as an `open` whose mode is not reading alone."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "open" and _opens_to_write(call)
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if name in ("open", "fdopen"):
        return _opens_to_write(call)
    if name in ("rename", "copy"):  # also a table's columns, and a table
        return not call.keywords and len(call.args) == (1 if name == "rename" else 2)
    return name in WRITING and ast.unparse(call.func) not in OWN


def _opens_to_write(call: ast.Call) -> bool:
    words = [*call.args, *(word.value for word in call.keywords if word.arg in ("mode", "flags"))]
    modes = [str(word.value) for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    unknown = [word for word in words if isinstance(word, ast.Name) and word.id == "mode"]
    flags = [ast.unparse(word) for word in words if isinstance(word, ast.Attribute)]
    return (
        bool(unknown)
        or any(set(mode) & set("wax+") for mode in modes if len(mode) < 4)
        or any(flag.rpartition(".")[2] in ("O_WRONLY", "O_RDWR", "O_CREAT") for flag in flags)
    )


def _given(item: ast.withitem) -> set[str]:
    """Return the names under which one of the three functions gives its place, or opens it."""
    call, name = item.context_expr, item.optional_vars
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in WHOLE:
        return {name.id} if isinstance(name, ast.Name) else set()
    return set()


def found(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the function and line of each call that writes to what none of the three has given it."""

    def walk(node: ast.AST, function: str, given: frozenset[str]) -> Iterator[tuple[str, int]]:
        if isinstance(node, ast.FunctionDef):
            function, given = node.name, frozenset()
        if isinstance(node, ast.With):
            for item in node.items:
                yield from walk(item.context_expr, function, given)
                opened = isinstance(item.optional_vars, ast.Name) and _names(item.context_expr) & given
                given |= _given(item) | ({item.optional_vars.id} if opened else set())  # type: ignore[union-attr]
            for inner in node.body:
                yield from walk(inner, function, given)
            return
        if isinstance(node, ast.Call) and writes(node) and not _names(node) & given:
            yield f"{name_of(path)}.{function}", node.lineno
        for inner in ast.iter_child_nodes(node):
            yield from walk(inner, function, given)

    yield from walk(tree(path), "", frozenset())


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def test_there_is_no_other_writer() -> None:
    others = [f"{where}, line {line}" for path in modules() for where, line in found(path) if where not in MAY]
    assert others == []


def test_what_may_write_otherwise_still_does() -> None:
    assert {where for path in modules() for where, _ in found(path)} >= set(MAY)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("def f(p):\n    p.write_text('a')", True),
        ("def f(p):\n    open(p, 'w').write('a')", True),
        ("def f(p):\n    with p.open('r+b') as file:\n        file.write(b'')", True),
        ("def f(p, t):\n    t.to_csv(p)", True),
        ("def f(p, x):\n    np.save(p, x)", True),
        ("def f(p):\n    os.open(p, os.O_WRONLY)", True),
        ("def f(p):\n    with whole_file(p) as made:\n        p.write_text('a')", True),
        ("def f(p):\n    with whole_file(p) as made:\n        made.write_text('a')", False),
        ("def f(p):\n    with whole_file(p) as made, made.open('wb') as file:\n        np.save(file, 1)", False),
        ("def f(p):\n    with p.open('rb') as file:\n        file.read()", False),
        ("def f(t):\n    return t.rename(columns=str).copy()", False),
    ],
)
def test_a_writer_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, seen: bool) -> None:
    path = tmp_path / "made.py"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("test_writers.tree", lambda path: ast.parse(path.read_text("utf-8")))
    monkeypatch.setattr("test_writers.name_of", lambda path: "made")
    assert bool(list(found(path))) == seen
