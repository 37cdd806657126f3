"""A hypothesis' answer in three sentences of at most 25 words each: what came, the verdict, what decides.

Shares are told in 100 worlds, odds in 100, other numbers in their unit.
"""

from __future__ import annotations

import math
import re

from crossroads.studies.ask.effects import NUMBER, OF_WORLDS, SHARE, WEEKS, FoundEffect
from crossroads.studies.ask.verdict import (
    BOTH,
    KNOWLEDGE,
    NOT_SUPPORTED,
    SUPPORTED,
    UNDECIDED,
    WORLDS,
    Verdict,
)
from crossroads.telling import numbers

LONGEST = 25
"""Words of a sentence."""

CERTAIN = 0.995
"""A share above this is told as all."""


def answer(
    effects: list[FoundEffect], verdicts: list[Verdict], verdict: Verdict, whens: dict[str, str]
) -> tuple[str, str, str]:
    """Return the three sentences.

    Parameters
    ----------
    effects, verdicts
        What was found of the main finds, and the verdict on each, in the same order.
    verdict
        The verdict on the whole.
    whens
        Arm -> words that end a sentence: 'if no men go west'.
    """
    if len(effects) == 1:
        return came(effects[0], whens), judged(effects[0], verdict), decided(verdict)
    of_most_weight = next((place for place, each in enumerate(verdicts) if each == verdict), 0)
    places = sorted({0, of_most_weight or 1})
    return came(effects[places[0]], whens), came(effects[places[1]], whens), _together(verdict, len(effects))


def came(effect: FoundEffect, whens: dict[str, str]) -> str:
    """Say what came in the arm and in what it is compared with."""
    find, when = effect.find, whens[effect.find.arm]
    if find.split is not None:
        return _came_split(effect)
    if math.isnan(effect.level):
        return f"{said(find.said)}: no world tells it {when}."
    first = level(effect, effect.level)
    told = find.said.replace(PLACE, first) if PLACE in find.said else f"{find.said}{_joint(effect)}{first}"
    if find.base is None:
        return f"{told} {when}."
    return f"{told} {when}, {short(effect, effect.base)} {whens[find.base]}."


def _came_split(effect: FoundEffect) -> str:
    find = effect.find
    if math.isnan(effect.level) or math.isnan(effect.base) or math.isnan(effect.bands.mean):
        return f"{said(find.said)}: too few worlds {find.split_said}, or too few others."
    first, second = level(effect, effect.level), short(effect, effect.base)
    return f"{said(find.said)}{_joint(effect)}{first} {find.split_said}, and {second} of the others."


_BEFORE = re.compile(r"( on average)?( in| for)? \{\}")

PLACE = "{}"
"""Where the number stands in what is said; without it, it stands behind."""


def said(text: str) -> str:
    """Return what is said of a number without the number: 'Japan's surrender comes'."""
    return _BEFORE.sub("", text).strip()


def _joint(effect: FoundEffect) -> str:
    return " in " if effect.unit == OF_WORLDS else ": "


def judged(effect: FoundEffect, verdict: Verdict) -> str:
    """Say the verdict, with the number that it was judged by."""
    word, find = verdict.word.capitalize(), effect.find
    low, high = effect.bands.luck
    if math.isnan(effect.bands.mean) or math.isnan(low):
        return f"{word}: too few of these worlds tell the two groups apart."
    if find.is_level:
        between = f"{plain(effect, low)} to {plain(effect, high)}{of_what(effect)}"
        return f"{word}: it lies at {between} (95 %), and {bound(effect)} was claimed."
    between = f"{moved(effect, low)} to {moved(effect, high)}"
    matters = exactly(effect, find.matters or 0.0)
    end = (
        f"less than {matters} counts as alike"
        if find.expects == "alike"
        else f"at least {matters} {_fewer(effect)}would matter"
    )
    return f"{word}: the difference is {moved(effect, effect.bands.mean)}{of_what(effect)} ({between}), and {end}."


def decided(verdict: Verdict) -> str:
    """Say what the verdict hangs on, or what would decide it."""
    holds = _holds(verdict.holds)
    if verdict.word == UNDECIDED:
        many = f"about {_rounded(verdict.worlds):,}" if verdict.worlds else ""
        if verdict.decides == WORLDS:
            return f"More worlds would decide it{f': {many}' if many else ', if any would'}."
        if verdict.decides == KNOWLEDGE:
            return f"More knowledge would decide it, not more worlds: {holds}."
        return f"More worlds{f' ({many})' if many else ''} and more knowledge would decide it: {holds}."
    return (
        f"{numbers.sentence_case(holds)}."
        if holds
        else "What unknown parameters and laws would change cannot be told from luck here."
    )


def _together(verdict: Verdict, count: int) -> str:
    every = "both parts" if count == 2 else f"all {count} parts"
    holds = _holds(verdict.holds)
    if verdict.word == SUPPORTED:
        return f"Supported, {every} of it{f': {holds}' if holds else ''}."
    if verdict.word == NOT_SUPPORTED:
        return f"Not supported, since one part fails{f': {holds}' if holds else ''}."
    many = f" (about {_rounded(verdict.worlds):,})" if verdict.worlds and verdict.decides in (WORLDS, BOTH) else ""
    return f"Undecided: one part is open, and {verdict.decides}{many} would decide it."


def _holds(share: float) -> str:
    """Say in how much of what could be true a claim holds; '' where that is unknown."""
    if math.isnan(share):
        return ""
    if share > CERTAIN or share < 1 - CERTAIN:
        often = "nearly always" if share > CERTAIN else "hardly ever"
        return f"however unknown parameters and laws lie, it {often} holds"
    return f"in {100 * share:.0f} of 100 ways that unknown parameters and laws could lie, it holds"


def bound(effect: FoundEffect) -> str:
    """Return the bound that a level was claimed to keep: 'at least 90'."""
    find = effect.find
    if find.within is not None:
        return f"{exactly(effect, find.within[0])} to {exactly(effect, find.within[1])}"
    if find.at_least is not None:
        return f"at least {exactly(effect, find.at_least)}"
    return f"at most {exactly(effect, find.at_most or 0.0)}"


def of_what(effect: FoundEffect) -> str:
    """Return what a number counts, with a space ahead: ' in 100 worlds', ' weeks'."""
    if effect.kind == SHARE:
        return f" in 100{_whole(effect)}"
    return f" {unit(effect)}" if unit(effect) else ""


def _whole(effect: FoundEffect) -> str:
    """Return what a share is of: ' worlds', ' divisions'; '' of odds and the like."""
    return f" {effect.unit.removeprefix(OF)}" if effect.unit.startswith(OF) else ""


OF = "share of "


def _fewer(effect: FoundEffect) -> str:
    more_or_less = {"more": "more ", "less": "fewer " if effect.unit == OF_WORLDS else "less "}
    return more_or_less.get(effect.find.expects or "", "")


def unit(effect: FoundEffect) -> str:
    """Return the unit of numbers as words behind them; '' where there is none."""
    return {"share": "", "index": "", "dead and missing": ""}.get(effect.unit, effect.unit)


def _digits(value: float) -> int:
    return 0 if abs(value) >= 9.95 or value == 0 else 1


def plain(effect: FoundEffect, value: float) -> str:
    """Return a number without sign or unit; shares in 100."""
    if math.isnan(value):
        return "unknown"
    if effect.kind == SHARE:
        return f"{100 * value:.{_digits(100 * value)}f}"
    if effect.kind == NUMBER and abs(value) < 10:
        return f"{numbers.rounded(value, 2):.10g}"
    return f"{numbers.rounded(value, 3):,.{_digits(value)}f}"


def exactly(effect: FoundEffect, value: float) -> str:
    """Return a number that a file gives, with no more digits than it has there; shares in 100."""
    value = 100 * value if effect.kind == SHARE else value
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{numbers.rounded(value, 4):.10g}"


def level(effect: FoundEffect, value: float) -> str:
    """Return a level with its unit: '14 of 100 worlds', '4.2 in 100', '203,000 men', 'March 1945'."""
    if effect.kind == SHARE:
        return f"{plain(effect, value)} of 100{_whole(effect)}" if _whole(effect) else f"{plain(effect, value)} in 100"
    if effect.kind == WEEKS and effect.find.minus is None and math.isfinite(value):
        return numbers.month(value)
    return f"{plain(effect, value)} {unit(effect)}".strip()


def short(effect: FoundEffect, value: float) -> str:
    """Return a second level beside a first: the unit is known by then."""
    if effect.kind == SHARE or (effect.kind == NUMBER and math.isfinite(value)):
        return plain(effect, value)
    return level(effect, value)


def moved(effect: FoundEffect, value: float) -> str:
    """Return a difference with its sign, in 100 where it is one of shares."""
    if math.isnan(value):
        return "unknown"
    text = plain(effect, abs(value))
    return text if not text.strip("0.,") else f"{'+' if value > 0 else '-'}{text}"


def _rounded(worlds: int) -> int:
    return int(numbers.rounded(float(worlds), 2))
