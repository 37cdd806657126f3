"""Reading files: only plain ones of a bounded size are opened; what is no TOML is said in one sentence."""

from __future__ import annotations

import stat
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import tomli

from crossroads.errors import InputError


def refusal(path: Path, most: int) -> str:
    """Say why a file is not opened at all; '' where it may be.

    Parameters
    ----------
    path
        The file. A pipe, a device or a socket would be waited for, and may never end.
    most
        Bytes that it may have.

    Raises
    ------
    OSError
        Where there is no such file.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return "found what is no plain file"
    return f"found {found.st_size:,} bytes; allowed: at most {most:,}" if found.st_size > most else ""


def read_toml(path: Traversable) -> dict[str, Any]:
    """Read one TOML file.

    Raises
    ------
    InputError
        Where the file is not valid TOML; a table written twice in one file is such a fault.
    """
    try:
        return tomli.loads(path.read_text("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name}: not valid TOML: {fault}") from fault


def packaged(place: str) -> dict[str, Any]:
    """Read a TOML file of the package by its path in there."""
    return read_toml(resources.files("crossroads").joinpath(place))
