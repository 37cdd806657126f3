"""A copy of the package with some places changed, and a process that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from checkout import PACKAGE, ROOT

RECORD = """
["{name}"]
value = {value}
low = {value}
high = {value}
unit = "{unit}"
date = 1941-06-22
tier = "assumption"
source = "crossroads_prior"
"""


def records(numbers: Mapping[str, tuple[float, str]]) -> str:
    """Return made-up records: name -> value and unit."""
    return "".join(RECORD.format(name=name, value=value, unit=unit) for name, (value, unit) in numbers.items())


def copy(
    folder: Path, added: Mapping[str, str], changed: Mapping[str, tuple[tuple[str, str], ...]]
) -> tuple[Path, set[str]]:
    """Copy the package into a folder; return its place there, and the files that differ from the package's own.

    `added` is put at the end of files, `changed` says what stands once in a file and what is put in its place.
    """
    package = folder / "crossroads"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in added.items():
        path = package / name
        path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")
    for name, pairs in changed.items():
        text = (package / name).read_text("utf-8")
        for before, after in pairs:
            assert text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, after)
        (package / name).write_text(text, "utf-8")
    differ = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and not _same(path, PACKAGE / path.relative_to(package))
    }
    shutil.copytree(ROOT / "scenarios", package / "_scenarios")
    return folder, differ


def _same(path: Path, other: Path) -> bool:
    return other.exists() and other.read_bytes() == path.read_bytes()


def run(folder: Path, *arguments: str) -> str:
    """Run Python with the copy in a process of its own; return what it says."""
    environment = os.environ | {"PYTHONPATH": str(folder), "CROSSROADS_CACHE": "off"}
    made = subprocess.run([sys.executable, *arguments], env=environment, cwd=folder, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout
