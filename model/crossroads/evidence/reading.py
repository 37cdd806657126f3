"""Reading TOML tables with care: every fault is one sentence that names file, table and key."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from crossroads.errors import InputError, nearest


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


class TableRow:
    """One table of a TOML file, read key by key.

    Parameters
    ----------
    file
        Name of the file, for messages.
    kind
        What the table is in words: 'record', 'source', 'lever'.
    name
        The table's name.
    cells
        The table itself.
    """

    def __init__(self, file: str, kind: str, name: str, cells: object) -> None:
        self.file, self.kind, self.name = file, kind, name
        if not isinstance(cells, Mapping):
            raise self.fault(f"found {cells!r} where a table of keys is allowed")
        self._cells = cells

    def fault(self, problem: str) -> InputError:
        """Return the error that says `problem` of this table."""
        return InputError(f"{self.file}: {self.kind} '{self.name}': {problem}")

    def check_keys(self, allowed: Collection[str], required: Collection[str]) -> None:
        """Refuse keys that are not in `allowed`, and the lack of any in `required`."""
        for key in self._cells:
            if key not in allowed:
                raise self.fault(f"unknown key '{key}'{nearest(key, allowed)}; allowed: {', '.join(allowed)}")
        missing = [key for key in required if key not in self._cells]
        if missing:
            raise self.fault(f"missing {', '.join(missing)}")

    def text(self, key: str, *, empty: bool = False) -> str:
        """Return a text; `empty` allows '' and a missing key."""
        found = self._cells.get(key, "")
        if not isinstance(found, str):
            raise self.fault(f"{key}: found {found!r}; a text in quotes is allowed")
        if not empty and not found.strip():
            raise self.fault(f"{key}: is empty; a text is needed")
        return found

    def choice(self, key: str, allowed: Collection[str], default: str = "") -> str:
        """Return a text that is one of `allowed`."""
        found = self.text(key) if key in self._cells or not default else default
        if found not in allowed:
            hint = nearest(found, allowed)
            raise self.fault(f"{key}: found '{found}'{hint}; allowed: {', '.join(sorted(allowed))}")
        return found

    def number(self, key: str) -> float:
        """Return a finite number."""
        found = self._cells.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise self.fault(f"{key}: found {found!r}; a finite number is allowed")
        return float(found)

    def day(self, key: str) -> dt.date:
        """Return a date without a time."""
        found = self._cells.get(key)
        if isinstance(found, dt.datetime) or not isinstance(found, dt.date):
            raise self.fault(f"{key}: found {found!r}; a date such as 1941-06-22 (no quotes) is allowed")
        return found

    def day_if_given(self, key: str) -> dt.date | None:
        """Return a date without a time, or None where the key is missing."""
        return self.day(key) if key in self._cells else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        found = self._cells.get(key, default)
        if not isinstance(found, bool):
            raise self.fault(f"{key}: found {found!r}; true or false is allowed")
        return found
