"""Predictions judged: the Brier measure against even odds, and calibration in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crossroads.play.predictions import Prediction
from crossroads.telling.numbers import day

EVEN = 0.5

FEW = 5
"""Fewer predictions than this say nothing about calibration."""

NEAR = 0.1
"""Foreseen and seen shares that lie nearer than this are told as near."""

_BANDS = (("unlikely (up to 33)", 0.0, 1 / 3), ("open (34 to 66)", 1 / 3, 2 / 3), ("likely (67 and more)", 2 / 3, 1.01))


@dataclass(frozen=True, slots=True)
class JudgedPrediction:
    """A prediction and what became of it.

    Attributes
    ----------
    prediction
        The prediction.
    came
        Whether it came about; None where that cannot be said.
    elsewhere
        In how many worlds the same came about, in words; '' where that is not known.
    """

    prediction: Prediction
    came: bool | None
    elsewhere: str = ""


def brier(odds: Sequence[float], came: Sequence[bool]) -> float:
    """Return the mean squared distance of odds from what came about: 0 = foreseen, 0.25 = even odds throughout."""
    return sum((chance - float(seen)) ** 2 for chance, seen in zip(odds, came, strict=True)) / len(odds)


def judgement(judged: Sequence[JudgedPrediction]) -> list[str]:
    """Return sentences about a person's predictions: each of them, the Brier measure, calibration."""
    if not judged:
        return ["No prediction was made."]
    told = [_one(item) for item in judged]
    known = [(item.prediction.odds, item.came) for item in judged if item.came is not None]
    if not known:
        return [*told, "None of them can be judged."]
    odds, came = [chance for chance, _ in known], [seen for _, seen in known]
    told.append(
        f"Brier measure: {brier(odds, came):.3f} over {len(known)} "
        f"prediction{'' if len(known) == 1 else 's'}; 50 % for everything gives "
        f"{brier([EVEN] * len(known), came):.3f}, and 0 is perfect foresight."
    )
    return [*told, *_calibration(odds, came)]


def _one(item: JudgedPrediction) -> str:
    made = item.prediction
    end = {True: "It came about.", False: "It did not.", None: "It cannot be judged: that front had closed."}
    others = f" (It did in {item.elsewhere}.)" if item.elsewhere else ""
    return f"{day(made.on)}: {100 * made.odds:.0f} in 100 {made.question.text}. {end[item.came]}{others}"


def _calibration(odds: Sequence[float], came: Sequence[bool]) -> list[str]:
    if len(odds) < FEW:
        return [f"Calibration: {len(odds)} predictions are too few to tell."]
    told = []
    for name, low, high in _BANDS:
        inside = [(chance, seen) for chance, seen in zip(odds, came, strict=True) if low <= chance < high]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            held = sum(seen for _, seen in inside)
            told.append(f"held {name}: {held} of {len(inside)} came about (you said {100 * mean:.0f} in 100)")
    gap = sum(odds) / len(odds) - sum(came) / len(came)
    overall = "about as much as you expected came about"
    if abs(gap) > NEAR:
        overall = "less came about than you expected" if gap > 0 else "more came about than you expected"
    return [f"Calibration: {'; '.join(told)}. On the whole {overall}."]
