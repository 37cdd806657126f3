"""Scenario files: where they lie, and how one is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from crossroads.errors import InputError, nearest
from crossroads.scenario_schema import listing

SUFFIX = ".toml"

_PACKAGE = Path(__file__).resolve().parent


def folders() -> list[Path]:
    """Return the folders in which scenarios are looked for by name, in order.

    They are ./scenarios, the checkout's, and the copy inside an installed package.
    """
    places = [Path("scenarios"), _PACKAGE.parents[1] / "scenarios", _PACKAGE / "_scenarios"]
    return [place for place in places if place.is_dir()]


def known_files() -> dict[str, Path]:
    """Return the scenarios that can be called by name: name -> file, sorted by name."""
    found: dict[str, Path] = {}
    for folder in reversed(folders()):
        found |= {path.stem: path for path in folder.glob(f"*{SUFFIX}") if path.is_file()}
    return dict(sorted(found.items()))


def find(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """Return the file of a scenario.

    Parameters
    ----------
    name_or_path
        A name such as 'north_august', or a path to a TOML file.
    beside
        A file whose own folder is searched first, and from which a path is taken.

    Raises
    ------
    InputError
        If there is no such scenario, or the path is no TOML file.
    """
    text = str(name_or_path)
    if not isinstance(name_or_path, Path) and re.fullmatch(r"[\w-]+", text):
        return _by_name(text, beside)
    path = Path(text) if beside is None else beside.parent / text
    if path.is_dir():
        raise InputError(f"{text}: found a folder; allowed: a scenario's name or the path of a {SUFFIX} file")
    if path.suffix != SUFFIX:
        kind = f"the suffix '{path.suffix}'" if path.suffix else "no suffix"
        near = nearest(path.stem, known_files())
        raise InputError(f"{text}: found {kind}; allowed: a scenario's name or the path of a {SUFFIX} file{near}")
    if not path.exists():
        near = nearest(path.stem, known_files())
        raise InputError(f"{text}: found no such file; allowed: the path of a {SUFFIX} file or a name{near}")
    return path


def _by_name(name: str, beside: Path | None) -> Path:
    if beside is not None and (sibling := beside.parent / f"{name}{SUFFIX}").is_file():
        return sibling
    known = known_files()
    if name in known:
        return known[name]
    key = "scenario" if beside is None else f"{beside}: extends"
    raise InputError(f"{key}: found '{name}', which is no scenario; allowed: {listing(known)}{nearest(name, known)}")


def read(path: Path) -> dict[str, Any]:
    """Read a scenario's file as TOML.

    Raises
    ------
    InputError
        If the file cannot be read, is not text, or is not TOML; the message names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; allowed: a readable {SUFFIX} file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: found bytes that are not text; allowed: TOML in UTF-8") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_toml_message(path, text, str(error))) from error
    except RecursionError as error:
        raise InputError(f"{path}: found lists nested too deeply; allowed: the tables of a scenario") from error


def _toml_message(path: Path, text: str, reason: str) -> str:
    place = re.search(r"\(at line (\d+), column \d+\)", reason)
    lines = text.splitlines()
    number = min(int(place[1]) if place else len(lines), len(lines))
    line = lines[number - 1].strip()
    shown = line if len(line) <= 80 else f"{line[:77]}..."
    if "date" in reason.lower():
        key = line.split("=")[0].strip()
        return (
            f"{path}: line {number}: {key}: found '{shown}', which holds no day of the calendar; "
            "allowed: a date written year-month-day, such as 1941-08-09"
        )
    plain = (reason[: place.start()] if place else reason).strip()
    return f"{path}: line {number}: found '{shown}'; allowed: TOML ({plain})"
