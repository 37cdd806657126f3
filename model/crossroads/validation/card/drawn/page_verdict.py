"""What the page tells of how far the verdict moves over the dials."""

from __future__ import annotations

from crossroads.scenario.scenario import own_scenario
from crossroads.telling import vocabulary
from crossroads.telling.numbers import counted, number
from crossroads.validation.card.drawn.words import percent, points_moved
from crossroads.validation.card.verdict import DRAWN, HIGH, LOW, MEASURES, SCENARIOS, Turn, Turns

_MOST_MOVED = 4
"""Rows that are told in a sentence."""

Row = tuple[Turn, str, str]
"""A dial, a measure, and the measure in words."""


def verdict_values(turns: Turns) -> dict[str, object]:
    """Return what the page tells of the verdict with each dial set low and high.

    Parameters
    ----------
    turns
        The dials, at least one.
    """
    titles = [own_scenario(name).title for name in SCENARIOS]
    rows = [(turn, measure, words) for turn in turns.turns for measure, words in MEASURES]
    rows.sort(key=lambda row: -abs(row[0].moved(row[1]).difference))
    moved = [row for row in rows if _anything(row)]
    fitted = any(turn.setting.fitted for turn in turns.turns)
    also = " (for a fitted one: the 10 % and 90 % points of the members)" if fitted else ""
    worlds = counted(turns.worlds, "world")
    told = f"""The same {worlds} are run to the end under '{titles[0]}' and '{titles[1]}' with one
    dial set to the low end of its range, and then to the high one{also}; all else is drawn as ever.
    {_clear_words(rows)} {_verdict_words(turns, titles)}"""
    return {
        "told": told,
        "titles": titles,
        "ends": [f"{title}: {setting}" for title in titles for setting in (LOW, HIGH)],
        "drawn": _drawn(turns),
        "rows": [_cells(*row) for row in moved],
        "left_out": len(rows) - len(moved),
        "count": len(rows),
    }


def _drawn(turns: Turns) -> list[list[str]]:
    shown = turns.drawn
    return [
        [
            words,
            *(percent(shown.share(name, DRAWN, measure)) for name in SCENARIOS),
            points_moved(*shown.difference(DRAWN, measure).interval),
        ]
        for measure, words in MEASURES
    ]


def _cells(turn: Turn, measure: str, words: str) -> list[str]:
    setting = turn.setting
    return [
        f"{setting.dial.title} ({number(setting.low)} or {number(setting.high)}; unit: {setting.unit})",
        words,
        *(percent(turn.share(name, end, measure)) for name in SCENARIOS for end in (LOW, HIGH)),
        *(
            points_moved(*pair.interval)
            for pair in (*(turn.difference(end, measure) for end in (LOW, HIGH)), turn.moved(measure))
        ),
    ]


def _anything(row: Row) -> bool:
    """Say whether the dial changes what is counted in any world."""
    turn, measure, _ = row
    return any((turn.counted[name, LOW, measure] != turn.counted[name, HIGH, measure]).any() for name in SCENARIOS)


def _clear_words(rows: list[Row]) -> str:
    """Say which dials move the difference between north and south beyond chance, and which turn its sign."""
    clear = [row for row in rows if row[0].moved(row[1]).clear]
    if not clear:
        return "None moves the difference between north and south beyond chance."
    first = "; ".join(
        f"'{words}' by {points_moved(*turn.moved(measure).interval)} points over the range of "
        f"'{turn.setting.dial.title}'"
        for turn, measure, words in clear[:_MOST_MOVED]
    )
    moves, most = ("moves", "It is") if len(clear) == 1 else ("move", "Those that move most")
    told = (
        f"{len(clear)} of {len(rows)} differences between north and south {moves} beyond chance (one in twenty would "
        f"by chance alone). {most}: {first}."
    )
    turned = "; ".join(
        f"'{words}' with '{turn.setting.dial.title}'" for turn, measure, words in clear if _turns(turn, measure)
    )
    if turned:
        return f"{told} **The difference changes its sign**: {turned}."
    return f"{told} In none does the difference change its sign with both ends clear of zero."


def _turns(turn: Turn, measure: str) -> bool:
    low, high = (turn.difference(setting, measure) for setting in (LOW, HIGH))
    return low.clear and high.clear and low.difference * high.difference < 0


def _verdict_words(turns: Turns, titles: list[str]) -> str:
    """Say what stands most often at the horizon, and which settings change that."""
    usual = {name: turns.drawn.most_often(name, DRAWN) for name in SCENARIOS}
    told = "; ".join(
        f"{_verdict_title(usual[name])} (under '{title}' in {percent(turns.drawn.share(name, DRAWN, usual[name]))})"
        for name, title in zip(SCENARIOS, titles, strict=True)
    )
    other = [
        f"{_verdict_title(found)} under '{title}' with '{turn.setting.dial.title}' {setting} "
        f"({percent(turn.share(name, setting, found))})"
        for turn in turns.turns
        for name, title in zip(SCENARIOS, titles, strict=True)
        for setting in (LOW, HIGH)
        if (found := turn.most_often(name, setting)) != usual[name]
    ]
    changed = f"It changes to: {'; '.join(other)}." if other else "No dial changes that."
    return f"What stands most often at the horizon, with every dial drawn: {told}. {changed}"


def _verdict_title(name: str) -> str:
    title = vocabulary.outcome("verdict").values[name]
    return title if title.startswith(("Germany", "The USSR", "USSR")) else title[0].lower() + title[1:]
