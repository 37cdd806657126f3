"""The verdict: whether what was found lies where the hypothesis has it, and what would decide where that is open.

A hypothesis claims a region: a difference of at least what would matter, in its direction; or alike, within what would
matter; or a level within bounds. Luck is the 95 % interval of so many worlds. Knowledge and rival laws are the spread
of what would be found, were the parameters and laws known: the share of it that lies in the region is `holds`.

Supported: luck's interval lies in the region, and so does at least two thirds of what could be true. Not supported:
luck's interval lies outside, and at most one third of what could be true inside. Anything else is undecided: where
luck's interval crosses the border more worlds would decide, else more knowledge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crossroads.statistics.bands import HELD, Bands
from crossroads.statistics.intervals import CONFIDENCE, normal_quantile
from crossroads.statistics.paired import POWER
from crossroads.studies.ask.effects import FoundEffect
from crossroads.studies.ask.form import FindTable

SUPPORTED, NOT_SUPPORTED, UNDECIDED = "supported", "not supported", "undecided"

WORLDS, KNOWLEDGE, BOTH = "more worlds", "more knowledge", "more worlds and more knowledge"

MOST_OF_IT, LITTLE_OF_IT = 2 / 3, 1 / 3
"""Shares of what could be true that support a claim, and that leave it unsupported."""

NONE = 1e-9
"""A spread of this part of the number itself is none: it cannot be told from luck."""

MOST_WORLDS = 10_000_000
"""More worlds than this nobody runs: how many would do is then not told."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on one find, or on a whole hypothesis.

    Attributes
    ----------
    word
        'supported', 'not supported' or 'undecided'.
    decides
        What would decide where it is undecided: 'more worlds', 'more knowledge', or both; else ''.
    holds
        Share of what could be true, of parameters and laws, in which the claim holds; NaN where that is not told.
    worlds
        How many worlds would be enough where more of them decide; 0 where that cannot be told.
    """

    word: str
    decides: str = ""
    holds: float = math.nan
    worlds: int = 0


def region_of(find: FindTable) -> tuple[float, float]:
    """Return the region that a find's hypothesis claims, in the unit of its measure."""
    if find.within is not None:
        return find.within
    if find.at_least is not None:
        return find.at_least, math.inf
    if find.at_most is not None:
        return -math.inf, find.at_most
    matters = math.nan if find.matters is None else find.matters
    return {
        "more": (matters, math.inf),
        "less": (-math.inf, -matters),
        "alike": (-matters, matters),
    }[find.expects or "more"]


def judged(bands: Bands, region: tuple[float, float], worlds: int) -> Verdict:
    """Judge what was found.

    Parameters
    ----------
    bands
        What was found, with its bands.
    region
        Where the hypothesis has it.
    worlds
        How many worlds it rests on.
    """
    low, high = bands.luck
    if math.isnan(bands.mean) or math.isnan(low) or math.isnan(high):
        return Verdict(UNDECIDED, WORLDS)
    inside, outside = region[0] <= low and high <= region[1], high < region[0] or low > region[1]
    holds = held(bands, region)
    most, little = (holds >= MOST_OF_IT, holds <= LITTLE_OF_IT) if not math.isnan(holds) else (inside, outside)
    if inside and most:
        return Verdict(SUPPORTED, holds=holds)
    if outside and little:
        return Verdict(NOT_SUPPORTED, holds=holds)
    if inside or outside:
        return Verdict(UNDECIDED, KNOWLEDGE, holds)
    needed, open_too = _needed(bands, region, worlds), not (most or little or math.isnan(holds))
    if needed > MOST_WORLDS:
        return Verdict(UNDECIDED, KNOWLEDGE if open_too else WORLDS, holds)
    return Verdict(UNDECIDED, BOTH if open_too else WORLDS, holds, needed)


def held(bands: Bands, region: tuple[float, float]) -> float:
    """Return the share of what could be true in which the number lies in a region; NaN where no band shows past luck.

    What the number would be, were all known, is taken to be spread as the two bands together, normally about the mean.
    """
    spread = math.hypot(_spread(bands.knowledge), _spread(bands.structure))
    if math.isnan(spread) or spread <= NONE * max(abs(bands.mean), NONE):
        return math.nan
    return _below((region[1] - bands.mean) / spread) - _below((region[0] - bands.mean) / spread)


def _spread(band: tuple[float, float]) -> float:
    return (band[1] - band[0]) / (2 * normal_quantile((1 + HELD) / 2))


def _below(errors: float) -> float:
    return 0.5 * math.erfc(-errors / math.sqrt(2))


def _needed(bands: Bands, region: tuple[float, float], worlds: int) -> int:
    """Return how many worlds would part the interval, four times in five, from the border that it crosses."""
    low, high = bands.luck
    crossed = [edge for edge in region if low <= edge <= high]
    edge = min(crossed, key=lambda each: abs(each - bands.mean))
    half, apart = (high - bands.mean if edge > bands.mean else bands.mean - low), abs(edge - bands.mean)
    if apart == 0:
        return MOST_WORLDS + 1
    errors = normal_quantile((1 + CONFIDENCE) / 2)
    surer = (errors + normal_quantile(POWER)) / errors
    return min(math.ceil(worlds * (surer * half / apart) ** 2), MOST_WORLDS + 1)


def judged_effect(effect: FoundEffect) -> Verdict:
    """Judge one find."""
    return judged(effect.bands, region_of(effect.find), effect.worlds)


def whole(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a hypothesis from those on its main finds: all must hold, and one that fails is enough.

    Parameters
    ----------
    verdicts
        At least one.
    """
    failed = [each for each in verdicts if each.word == NOT_SUPPORTED]
    if failed:
        return failed[0]
    wanting = [each for each in verdicts if each.word == UNDECIDED]
    if not wanting:
        return min(verdicts, key=lambda each: each.holds if not math.isnan(each.holds) else 2.0)
    kinds = {each.decides for each in wanting}
    decides = kinds.pop() if len(kinds) == 1 else BOTH
    return Verdict(UNDECIDED, decides, min(each.holds for each in wanting), max(each.worlds for each in wanting))
