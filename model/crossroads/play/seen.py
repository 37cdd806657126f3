"""What a seat sees in a view, in words."""

from __future__ import annotations

from crossroads.evidence.nations import load_nations
from crossroads.minds.view import View
from crossroads.play.seats import seat_words
from crossroads.telling.vocabulary import feature, vocabulary

TRADE = "trade"
"""What stands in a nation's briefing for how American trade stands."""


def number(view: View, name: str) -> float | None:
    """Return a feature of a one-world view as a number, None where the view does not have it."""
    values = view.features.get(name)
    return None if values is None else float(values[0])


def says_something(view: View, name: str) -> bool:
    """Say whether a feature still says something, as far as the seat knows."""
    return not (feature(name).eastern and east_is_over(view))


def east_is_over(view: View) -> bool:
    """Say whether the seat knows that Germany and the USSR no longer fight."""
    return any((number(view, name) or 0.0) > 0 for name in ("germany_out", "ussr_out"))


def seen_items(view: View) -> list[str]:
    """Return what a view shows, most important first, each with its unit."""
    told = []
    for name in load_nations()[view.nation].briefing:
        if name == TRADE:
            told += _trade(view)
        elif says_something(view, name) and (value := number(view, name)) is not None:
            told.append(_seen(name, value * feature(name).seat_factor))
    return told


def _seen(name: str, value: float) -> str:
    """Return a feature's number in words; a front by the side of the border on which it stands."""
    if name in seat_words().lines:
        front = seat_words().fronts[seat_words().lines[name]]
        return f"the front {front.where} {front.stands(value)}"
    return feature(name).seen.format(value)


def _trade(view: View) -> list[str]:
    """Return how American trade stands, where the view shows it."""
    freeze, embargo, trade = (number(view, name) for name in ("freeze", "embargo", "trade"))
    level = trade if trade is not None else None if freeze is None or embargo is None else freeze + embargo
    told = vocabulary().trade
    return [] if level is None else [told[min(round(level), len(told) - 1)]]
