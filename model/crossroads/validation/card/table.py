"""What the report card asks and how it is told, as `asked.toml` lists it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from crossroads.evidence.reading import read_toml


@cache
def asked() -> dict[str, Any]:
    """Return the table: targets, kinds, endings, measures, readings and causes."""
    return read_toml(resources.files("crossroads.validation.card").joinpath("asked.toml"))
