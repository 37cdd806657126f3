"""How many processors the tests may use: those of this process, threads of one core among them, as far as allowed."""

from __future__ import annotations

import math
import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Where Linux says how much of its processors a container may use: microseconds in so many, or 'max'."""


def processors(quota: Path = QUOTA) -> int:
    """Return how many processes are worth starting at a time, 1 or more."""
    able = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        allowed, period = quota.read_text("ascii").split()
        return max(1, min(able, math.ceil(int(allowed) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):
        return able
