"""Verdicts on what was stated before a run."""

from __future__ import annotations

AS_STATED, OTHER_WAY, NOTHING, FAR = "as stated", "the other way", "nothing told from luck", "far"

MISSES_FIRST = (OTHER_WAY, NOTHING, AS_STATED)


def verdict(sign: str, low: float, high: float) -> str:
    """Say what an interval of a difference says of a stated sign, '+' or '-'."""
    if low > 0 or high < 0:
        return AS_STATED if (low > 0) == (sign == "+") else OTHER_WAY
    return NOTHING
