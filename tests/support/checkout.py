"""The checkout as the tests of this folder see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "model" / "crossroads"
SCENARIOS = sorted(path.stem for path in (ROOT / "scenarios").glob("*.toml"))
"""Names of the scenarios of the repository."""

_PASSED_OVER = {"__pycache__", "site", "build", "dist"}


def modules() -> list[Path]:
    """Return every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """Return the dotted name of a file of the package, without the package: 'world.state', 'cli'."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def texts() -> Iterator[tuple[Path, str]]:
    """Give every text file that the project keeps (results but for the gallery's text are not kept)."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in inside)
        made = inside[0] == "results" and inside != ("results", "README.md")
        if hidden or made or _PASSED_OVER & set(inside) or not path.is_file():
            continue
        if any(part.endswith(".egg-info") for part in inside):
            continue
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def make_targets() -> set[str]:
    """Return the targets of the Makefile that a person can ask for."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))


def pages() -> list[Path]:
    """Return every page of documentation."""
    found = [path for path in ROOT.glob("*.md")]
    for folder in ("docs", "examples", "experiments", "results"):
        found += [path for path in (ROOT / folder).rglob("*.md")]
    return sorted(found)


def blocks(path: Path, *languages: str) -> list[str]:
    """Return the fenced blocks of a page in one of the languages."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [text for language, text in found if language in languages]
