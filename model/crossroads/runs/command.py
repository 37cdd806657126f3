"""The one place that puts a command into words, as it can be given again."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence


def command_line(words: Sequence[str] | None = None) -> str:
    """Return a command as it is typed; without words the one that was given."""
    return shlex.join(["crossroads", *(sys.argv[1:] if words is None else words)])
