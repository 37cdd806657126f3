"""The report of a calibration, in Markdown: misses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from crossroads.telling.numbers import interval, whole
from crossroads.telling.pages import rendered
from crossroads.validation.fit import judgement
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.result import Calibration
from crossroads.validation.fit.rounds import LUCK
from crossroads.world import calendar
from crossroads.world.axes import Floats


def report(made: Calibration) -> str:
    """Return the report of a calibration."""
    found, fitted = judgement.judged(made), judgement.pinned(made)
    rest = sorted(set(made.course.pull) - {item.name for item in fitted})
    return rendered(
        "validation/fit/templates/report.md.j2",
        made=made,
        order=made.order,
        members=made.members,
        LUCK=LUCK,
        FRESH_LUCK=FRESH_LUCK,
        WIDEST=judgement.WIDEST,
        shapes=_shapes(made),
        met_after=_share(found, after=True),
        met_before=_share(found, after=False),
        targets=[_target(item) for item in found],
        open=[_open(name, item) for name, item in zip(("before", "after"), _headlines(made), strict=True)],
        counts={word: sum(item.words == word for item in fitted) for word in ("pinned down", "partly", "not")},
        bounds=[f"`{item.name}` ({item.on_bound})" for item in fitted if item.on_bound],
        pinned=[_record(item) for item in fitted],
        rest=[f"`{name}`" for name in rest],
        rounds=[_round(number, facts) for number, facts in enumerate(made.course.rounds, start=1)],
    )


def told(made: Calibration) -> str:
    """Return the calibration in a few lines, for a terminal."""
    found = judgement.judged(made)
    before, after = _headlines(made)
    missed = [item.target.id for item in found if not judgement.met(item.target, item.after)]
    return "\n".join(
        [
            f"{len(made.members.distance)} sets of {len(made.members.ensemble.names)} parameters; targets met: "
            f"{_share(found, after=True)} with them, {_share(found, after=False)} with every record drawn for itself.",
            f"Missed, the furthest first: {', '.join(missed) or 'none'}.",
            f"Moscow falls in 1941: {after.moscow:.3f} of worlds (before {before.moscow:.3f}). "
            f"Germany's median end: {_day(after.germany[1])} (before {_day(before.germany[1])}).",
        ]
    )


def _headlines(made: Calibration) -> tuple[judgement.Headline, judgement.Headline]:
    return judgement.headline(made.before.dates, made.drawn), judgement.headline(made.after.dates, made.drawn)


def _share(found: tuple[judgement.Judged, ...], *, after: bool) -> str:
    count = sum(judgement.met(item.target, item.after if after else item.before) for item in found)
    return f"{count} of {len(found)}"


def _shapes(made: Calibration) -> str:
    basins = np.bincount(made.members.basins)
    if len(basins) < 2:
        return "They form one basin."
    sizes = ", ".join(str(size) for size in basins)
    silhouette = f"mean silhouette {made.members.silhouette:.2f}"
    return f"They lie in {len(basins)} basins of {sizes} ({silhouette}); all are kept."


def _target(item: judgement.Judged) -> list[str]:
    recorded = interval((item.target.value, item.target.low, item.target.high), whole)
    return [_title(item), item.target.unit, recorded, _points(item.before), _points(item.after), _words(item)]


def _title(item: judgement.Judged) -> str:
    title, date = item.target.title, item.target.date
    return title if date in title else f"{title}, {date}"


def _words(item: judgement.Judged) -> str:
    if judgement.in_range(item.target, item.after):
        return "median in range"
    words = f"median {item.miss:.1f} half-ranges outside"
    if judgement.met(item.target, item.after):
        return f"{words}; met by its interval"
    return f"**missed**: {words}" + ("; a wide interval holds it" if judgement.held(item.target, item.after) else "")


def _open(name: str, item: judgement.Headline) -> list[object]:
    german = [_plain(value, 1) for value in (item.germany_between, item.germany_luck)]
    between = _plain(item.moscow_between, 3)
    end = interval(_middle_first(item.germany), _day)
    return [name, f"{item.moscow:.3f}", item.moscow_weeks, between, end, f"{item.germany_never:.3f}", *german]


def _record(item: judgement.Pinned) -> list[str]:
    value, pull = interval((item.value, item.low, item.high), whole), f"{item.pull:.2f}, {item.pulls}"
    return [f"`{item.name}`", value, _points(item.points), f"{item.spread:.2f}", item.words, item.on_bound, pull]


def _round(number: int, facts: Mapping[str, float]) -> list[str]:
    distances = (f"{facts[name]:.3f}" for name in ("tolerance", "distance_median", "distance_least"))
    return [str(number), *distances, f"{facts['effective_parents']:.0f}", f"{facts['power_of_weights']:.2f}"]


def _middle_first(points: Sequence[float] | Floats) -> tuple[float, float, float]:
    return float(points[1]), float(points[0]), float(points[2])


def _points(points: Floats) -> str:
    return interval(_middle_first(points), whole)


def _plain(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{value:.{digits}f}"


def _day(week: float) -> str:
    return "-" if np.isnan(week) else calendar.date_of(int(week)).isoformat()
