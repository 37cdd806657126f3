"""The report of a calibration, in Markdown: misses first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from crossroads.telling.numbers import decimals, ends, interval, of_points, percent, signed, whole
from crossroads.telling.pages import rendered
from crossroads.validation.fit import judgement
from crossroads.validation.fit.groups import GroupFit
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.result import Calibration, Fitted, Searched
from crossroads.validation.fit.rounds import EARLY_LUCK, LUCK
from crossroads.world import calendar

REJECTED = 0.1
"""A group whose count inside its intervals is less likely than this is rejected."""


def report(made: Calibration, fitted: Fitted) -> str:
    """Return the report of a fit."""
    found, pinned = judgement.judged(made, fitted), judgement.pinned(fitted)
    before, after = zip(*found, strict=True)
    rest = sorted(set(fitted.pull) - {item.record.name for item in pinned})
    return rendered(
        "validation/fit/templates/report.md.j2",
        made=made,
        fitted=fitted,
        order=made.order,
        LUCK=LUCK,
        EARLY_LUCK=EARLY_LUCK,
        FRESH_LUCK=FRESH_LUCK,
        WIDEST=judgement.WIDEST,
        met_after=_share(after),
        met_before=_share(before),
        unseen=[group_fit_row(item) for item in made.unseen(fitted)],
        wide=[group_fit_row(item) for item in made.unseen(fitted, wide=True)],
        seen=[group_fit_row(item) for item in made.seen(fitted)],
        later=[group_fit_row(item) for item in made.later(fitted)],
        targets=[_target(*pair, fitted.fit.until) for pair in found],
        open=[_open(name, item) for name, item in zip(("before", "after"), _headlines(made, fitted), strict=True)],
        counts={word: sum(item.words == word for item in pinned) for word in ("pinned down", "partly", "not")},
        bounds=[f"`{item.record.name}` ({item.on_bound})" for item in pinned if item.on_bound],
        pinned=[_record(item) for item in pinned],
        rest=[f"`{name}`" for name in rest],
        searches=[_search(one) for one in fitted.searches],
    )


def told(made: Calibration) -> str:
    """Return the calibration in a few lines, for a terminal."""
    lines = []
    for fitted in made.fits:
        found = [after for _, after in judgement.judged(made, fitted)]
        own = [item for item in found if item.target.period.last <= fitted.fit.until]
        lines.append(
            f"Fitted to {fitted.fit.name}: {fitted.mixed.normals.shape[1]} sets of {len(fitted.mixed.fitted)} "
            f"parameters; targets of these years met: {_share(own)}."
        )
        if unseen := made.unseen(fitted):
            whole = unseen[-1]
            lines.append(
                f"Of {whole.numbers} numbers of the year after, which it has not seen, {whole.inside} lie in their "
                f"80 % interval (root mean square z {whole.spread:.2f})."
            )
    last = [after for _, after in judgement.judged(made, made.last)]
    missed = [item.target.id for item in last if not item.met]
    before, after = _headlines(made, made.last)
    return "\n".join(
        [
            *lines,
            f"Missed by the last, the furthest first: {', '.join(missed) or 'none'}.",
            f"Moscow falls in 1941: {after.moscow:.3f} of worlds (before {before.moscow:.3f}). "
            f"Germany's median end: {_day(after.germany[1])} (before {_day(before.germany[1])}).",
        ]
    )


def _headlines(made: Calibration, fitted: Fitted) -> tuple[judgement.Headline, judgement.Headline]:
    return judgement.headline(made.before.dates, fitted.drawn), judgement.headline(fitted.after.dates, fitted.drawn)


def group_fit_row(item: GroupFit) -> list[str]:
    """Return a row of the table of groups: coverage, both chances, bias, spread, score, width."""
    words = "rejected" if item.together < REJECTED else ""
    return [
        item.name,
        str(item.numbers),
        f"{item.inside} ({percent(item.inside / item.numbers)})",
        f"{item.chance:.2f}",
        f"{item.together:.2f}",
        words,
        signed(item.bias, 2),
        f"{item.spread:.2f}",
        f"{item.crps:.2f}",
        f"{item.width:.1f}",
    ]


def _search(one: Searched) -> list[str]:
    tolerances = ", ".join(f"{facts['tolerance']:.3f}" for facts in one.course.rounds)
    far, basins = one.members.distance, np.bincount(one.members.basins).tolist()
    return [
        one.search.words,
        str(len(one.course.last.prior.records)),
        tolerances,
        ends(float(far.min()), float(far.max()), decimals(3)),
        ", ".join(map(str, basins)),
    ]


def _share(found: Sequence[judgement.Answered]) -> str:
    return f"{sum(item.met for item in found)} of {len(found)}"


def _target(before: judgement.Answered, after: judgement.Answered, until: dt.date) -> list[str]:
    target = after.target
    title = target.title if target.date in target.title else f"{target.title}, {target.date}"
    points = [of_points(item.points, whole) for item in (before, after)]
    title = title if target.period.last <= until else f"{title} (not seen)"
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


def _plain(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{value:.{digits}f}"


def _day(week: float) -> str:
    return "-" if np.isnan(week) else calendar.date_of(int(week)).isoformat()
