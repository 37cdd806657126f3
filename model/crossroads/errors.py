"""Errors that a person can cause and mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Bad input: one sentence that says where, what was found, and what is allowed."""


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Return ' (did you mean X?)' for the allowed name nearest to `found`, or '' where none is near."""
    close = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""
