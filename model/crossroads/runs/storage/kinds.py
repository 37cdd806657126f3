"""What kind of folder one is, and what is said where another kind is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crossroads.errors import InputError, listing
from crossroads.identity import MANIFEST, command_line

RUN, COMPARISON = "run", "comparison"
"""Kinds that can be made anew from their manifest alone."""

_VERBS = {RUN: "run", COMPARISON: "compare"}
_FORMAT = re.compile(r"crossroads ([a-z]+) \d+", re.ASCII)


def kind_of(manifest: Mapping[str, Any]) -> str:
    """Return what made a folder, as its format says: 'run', 'comparison', a study's command; '' where it says none."""
    found = _FORMAT.fullmatch(str(manifest.get("format", "")))
    return found[1] if found else ""


def makes_anew(folder: Path, kind: str) -> str:
    """Return the command that makes a run or a comparison anew from its manifest."""
    return command_line(_VERBS.get(kind, "run"), str(folder))


def refuse_other(folder: Path, manifest: Mapping[str, Any], wanted: str, what: str) -> None:
    """Refuse a folder of a kind that is not wanted.

    Parameters
    ----------
    folder, manifest
        The folder and what its manifest says.
    wanted
        The kind that will do.
    what
        What will do in words: 'a run or a comparison'.

    Raises
    ------
    InputError
        Where it is of another kind: which, what of it can be read and how, and the command that made it.
    """
    kind = kind_of(manifest)
    if not kind or kind == wanted:
        return
    made = manifest.get("command")
    again = f" It was made by {made}" if isinstance(made, str) and made.startswith("crossroads ") else ""
    if kind in _VERBS:
        again = f" {makes_anew(folder, kind)} makes it anew."
    verb = f"crossroads {_VERBS.get(kind, kind)}"
    raise InputError(
        f"{folder / MANIFEST}: was written by '{verb}'; the folder of {what} is needed.{holds(folder)}{again}"
    )


def holds(folder: Path) -> str:
    """Say which runs, tables and pages lie in a folder; '' where there are none, else sentences after a blank."""
    runs = sorted(path.parent for path in folder.glob(f"runs/*/{MANIFEST}"))
    tables = sorted(path.name for path in folder.glob("*.csv"))
    pages = [path.name for end in ("html", "md") for path in sorted(folder.glob(f"*.{end}"))]
    told = (
        ("Its runs are folders of their own", [str(path) for path in runs]),
        ("Its tables are CSV as they stand", tables),
        ("Its page is", pages[:1]),
    )
    return "".join(f" {text}{'' if text.endswith('is') else ':'} {listing(names)}." for text, names in told if names)
