"""House rules that every file keeps."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from checkout import PACKAGE, ROOT, modules, name_of, texts, tree

MOST_LINES = 400

# Written in parts, so that this file does not meet its own rule.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HACK" + "ME")) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("home", "root", "Users", "work", "mnt")) + r")/\w")
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(?:" + "|".join(("pypi", "pythonhosted", "npmjs", "conda", "artifact", "simple/")) + ")"
)
INDEX_OPTION = re.compile(r"--(?:extra-)?index" + r"-url|--find" + "-links|-i https?:")


def _python_files() -> list[Path]:
    folders = ("model", "tests", "experiments", "benchmarks", "tools")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_no_file_is_long() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in _python_files()}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_experiments_are_short() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "experiments").glob("*.py")}
    assert lengths and {name: lines for name, lines in lengths.items() if lines >= 30} == {}


def _public(body: list[ast.stmt], prefix: str = "") -> list[tuple[str, ast.AST]]:
    """Return the public functions and classes of a module, and the public methods of those classes."""
    found: list[tuple[str, ast.AST]] = []
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            found.append((f"{prefix}{node.name}", node))
            if isinstance(node, ast.ClassDef):
                found += _public(node.body, f"{node.name}.")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: name_of(path) or "crossroads")
def test_what_is_public_is_described(path: Path) -> None:
    module = tree(path)
    assert ast.get_docstring(module), f"{path.name} does not say what it is"
    bare = [name for name, node in _public(module.body) if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert bare == []


def test_nothing_is_imported_by_star() -> None:
    starred = [
        str(path.relative_to(ROOT))
        for path in _python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert starred == []


def test_no_function_is_empty() -> None:
    """A body of `...` or `pass` alone is a promise; only what a protocol or an abstract class declares may be one."""
    hollow = []
    for path in modules():
        protocols = {
            inner
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.dump(base) for base in node.bases)
            for inner in (item.name for item in node.body if isinstance(item, ast.FunctionDef))
        }
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef) or node.name in protocols:
                continue
            if any(re.search("abstractmethod|overload", ast.dump(item)) for item in node.decorator_list):
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and all(
                isinstance(item, ast.Pass)
                or (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant) and item.value.value is ...)
                or (isinstance(item, ast.Raise) and "NotImplementedError" in ast.dump(item))
                for item in body
            ):
                hollow.append(f"{name_of(path)}.{node.name}")
    assert hollow == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (UNFINISHED, "unfinished work"),
        (MACHINE_PATH, "a path of one machine"),
        (REGISTRY, "an address of a package registry"),
        (INDEX_OPTION, "an option that names a package registry"),
    ],
)
def test_no_file_holds(pattern: re.Pattern[str], what: str) -> None:
    met = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) < 2000 and pattern.search(line)
    ]
    assert met == [], what


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins and all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line) for line in pins)


def test_constraints_cover_what_is_required() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    required = [*project["dependencies"], *(item for extra in extras.values() for item in extra)]
    pins = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    names = {re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", item)[0]).lower() for item in required}
    assert names - pins == {project["name"]}  # what the tests need of its own extras


def test_the_rules_would_find_what_they_forbid() -> None:
    assert UNFINISHED.search("# TO" + "DO: later") and not UNFINISHED.search("a method of doing")
    assert MACHINE_PATH.search("see /ro" + "ot/notes") and not MACHINE_PATH.search("docs/work/x and ./home/x")
    assert REGISTRY.search("https://py" + "pi.org/simple/x") and not REGISTRY.search("https://example.org/paper")
    assert PACKAGE.is_dir()
