"""The report of a calibration, in Markdown: misses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from crossroads.telling.numbers import interval, of_points, whole
from crossroads.telling.pages import rendered
from crossroads.validation.fit import judgement
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.result import Calibration
from crossroads.validation.fit.rounds import EARLY_LUCK, LUCK
from crossroads.world import calendar


def report(made: Calibration) -> str:
    """Return the report of a calibration."""
    found, fitted = judgement.judged(made), judgement.pinned(made)
    before, after = zip(*found, strict=True)
    rest = sorted(set(made.course.pull) - {item.record.name for item in fitted})
    return rendered(
        "validation/fit/templates/report.md.j2",
        made=made,
        order=made.order,
        members=made.members,
        LUCK=LUCK,
        EARLY_LUCK=EARLY_LUCK,
        FRESH_LUCK=FRESH_LUCK,
        WIDEST=judgement.WIDEST,
        basins=np.bincount(made.members.basins).tolist(),
        met_after=_share(after),
        met_before=_share(before),
        targets=[_target(*pair) for pair in found],
        open=[_open(name, item) for name, item in zip(("before", "after"), _headlines(made), strict=True)],
        counts={word: sum(item.words == word for item in fitted) for word in ("pinned down", "partly", "not")},
        bounds=[f"`{item.record.name}` ({item.on_bound})" for item in fitted if item.on_bound],
        pinned=[_record(item) for item in fitted],
        rest=[f"`{name}`" for name in rest],
        rounds=[_round(number, facts) for number, facts in enumerate(made.course.rounds, start=1)],
    )


def told(made: Calibration) -> str:
    """Return the calibration in a few lines, for a terminal."""
    first, last = zip(*judgement.judged(made), strict=True)
    before, after = _headlines(made)
    missed = [item.target.id for item in last if not item.met]
    return "\n".join(
        [
            f"{len(made.members.distance)} sets of {len(made.members.ensemble.names)} parameters; targets met: "
            f"{_share(last)} with them, {_share(first)} with every record drawn for itself.",
            f"Missed, the furthest first: {', '.join(missed) or 'none'}.",
            f"Moscow falls in 1941: {after.moscow:.3f} of worlds (before {before.moscow:.3f}). "
            f"Germany's median end: {_day(after.germany[1])} (before {_day(before.germany[1])}).",
        ]
    )


def _headlines(made: Calibration) -> tuple[judgement.Headline, judgement.Headline]:
    return judgement.headline(made.before.dates, made.drawn), judgement.headline(made.after.dates, made.drawn)


def _share(found: Sequence[judgement.Answered]) -> str:
    return f"{sum(item.met for item in found)} of {len(found)}"


def _target(before: judgement.Answered, after: judgement.Answered) -> list[str]:
    target = after.target
    title = target.title if target.date in target.title else f"{target.title}, {target.date}"
    points = [of_points(item.points, whole) for item in (before, after)]
    return [title, target.unit, interval((target.value, target.low, target.high), whole), *points, _words(after)]


def _words(item: judgement.Answered) -> str:
    if item.in_range:
        return "median in range"
    words = f"median {item.miss:.1f} half-ranges outside"
    if item.met:
        return f"{words}; met by its interval"
    return f"**missed**: {words}" + ("; a wide interval holds it" if item.held else "")


def _open(name: str, item: judgement.Headline) -> list[object]:
    german = [_plain(value, 1) for value in (item.germany_between, item.germany_luck)]
    between = _plain(item.moscow_between, 3)
    end = of_points(item.germany, _day)
    return [name, f"{item.moscow:.3f}", item.moscow_weeks, between, end, f"{item.germany_never:.3f}", *german]


def _record(item: judgement.Pinned) -> list[str]:
    value, points = (
        interval((item.record.value, item.record.low, item.record.high), whole),
        of_points(item.points, whole),
    )
    pull = f"{item.pull:.2f}, {item.pulls}"
    return [f"`{item.record.name}`", value, points, f"{item.spread:.2f}", item.words, item.on_bound, pull]


def _round(number: int, facts: Mapping[str, float]) -> list[str]:
    distances = (f"{facts[name]:.3f}" for name in ("tolerance", "distance_median", "distance_least"))
    return [str(number), *distances, f"{facts['effective_parents']:.0f}", f"{facts['power_of_weights']:.2f}"]


def _plain(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{value:.{digits}f}"


def _day(week: float) -> str:
    return "-" if np.isnan(week) else calendar.date_of(int(week)).isoformat()
