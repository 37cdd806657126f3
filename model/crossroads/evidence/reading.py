"""Reading TOML files: what is no TOML is said in one sentence; `tables` checks what was read."""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from typing import Any

from crossroads.errors import InputError


def read_toml(path: Traversable) -> dict[str, Any]:
    """Read one TOML file.

    Raises
    ------
    InputError
        Where the file is not valid TOML; a table written twice in one file is such a fault.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name}: not valid TOML: {fault}") from fault
