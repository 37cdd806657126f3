"""The report of a calibration, in Markdown: misses first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.validation.fit.judgement import WIDEST, Headline, Judged, headline, held, in_range, judged, met, pinned
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.result import Calibration
from crossroads.validation.fit.rounds import LUCK
from crossroads.world import calendar

Floats = NDArray[np.float64]


def report(made: Calibration) -> str:
    """Return the report of a calibration."""
    parts = [_opening(made), _targets(made), _open(made), _records(made), _rounds(made)]
    return "\n\n".join(parts) + "\n"


def told(made: Calibration) -> str:
    """Return the calibration in a few lines, for a terminal."""
    found = judged(made)
    before, after = _headlines(made)
    missed = [item.target.id for item in found if not met(item.target, item.after)]
    return "\n".join(
        [
            f"{len(made.members.distance)} sets of {len(made.members.ensemble.names)} parameters; targets met: "
            f"{_share(found, after=True)} with them, {_share(found, after=False)} with every record drawn for itself.",
            f"Missed, the furthest first: {', '.join(missed) or 'none'}.",
            f"Moscow falls in 1941: {after.moscow:.3f} of worlds (before {before.moscow:.3f}). "
            f"Germany's median end: {_day(after.germany[1])} (before {_day(before.germany[1])}).",
        ]
    )


def _headlines(made: Calibration) -> tuple[Headline, Headline]:
    return headline(made.before.dates, made.drawn), headline(made.after.dates, made.drawn)


def _share(found: tuple[Judged, ...], *, after: bool) -> str:
    count = sum(met(item.target, item.after if after else item.before) for item in found)
    return f"{count} of {len(found)}"


def _opening(made: Calibration) -> str:
    order, members = made.order, made.members
    basins = np.bincount(members.basins)
    shapes = "They form one basin."
    if len(basins) > 1:
        sizes = ", ".join(str(size) for size in basins)
        shapes = (
            f"They lie in {len(basins)} basins of {sizes} (mean silhouette {members.silhouette:.2f}); all are kept."
        )
    return f"""# Calibration to 1941-42

{len(members.distance)} sets of {len(members.ensemble.names)} parameters, found in {order.rounds} rounds of
{order.worlds:,} worlds (seed {order.seed}, {LUCK} worlds a set) and chosen on {FRESH_LUCK} fresh worlds each. {shapes}

All figures below are of {made.after.answers.shape[1]:,} worlds that no set was fitted to or chosen by, the same luck
before (every record drawn for itself) and after (each world draws one set). They are a fit all the same: the targets
are those that the sets were fitted to."""


def _targets(made: Calibration) -> str:
    found = judged(made)
    rows = "\n".join(
        f"| {_title(item)} | {item.target.unit} | {_number(item.target.value)} "
        f"({_number(item.target.low)} to {_number(item.target.high)}) | {_points(item.before)} | {_points(item.after)} "
        f"| {_words(item)} |"
        for item in found
    )
    return f"""## Targets, misses first

Met: {_share(found, after=True)} after, {_share(found, after=False)} before. A target is met where the median lies in
its range, or where the 80 % interval holds the recorded value and is at most {WIDEST} times as wide as the range.

| target | unit | recorded (range) | before: median (80 %) | after: median (80 %) | |
| --- | --- | --- | --- | --- | --- |
{rows}"""


def _title(item: Judged) -> str:
    title, date = item.target.title, item.target.date
    return title if date in title else f"{title}, {date}"


def _words(item: Judged) -> str:
    if in_range(item.target, item.after):
        return "median in range"
    words = f"median {item.miss:.1f} half-ranges outside"
    if met(item.target, item.after):
        return f"{words}; met by its interval"
    return f"**missed**: {words}" + ("; a wide interval holds it" if held(item.target, item.after) else "")


def _open(made: Calibration) -> str:
    before, after = _headlines(made)
    rows = "\n".join(
        f"| {name} | {item.moscow:.3f} | {item.moscow_weeks} | {_plain(item.moscow_between, 3)} "
        f"| {_day(item.germany[1])} ({_day(item.germany[0])} to {_day(item.germany[2])}) | {item.germany_never:.3f} "
        f"| {_plain(item.germany_between, 1)} | {_plain(item.germany_luck, 1)} |"
        for name, item in (("before", before), ("after", after))
    )
    head = (
        "| | Moscow falls in 1941 | weeks | between sets | Germany's end: median (80 %) | never | between sets, weeks "
        "| luck and the rest |"
    )
    return f"""## What the ensemble leaves open

Nothing after March 1943 was fitted. "Between sets" is the standard deviation between the parameter sets' own means,
luck taken out; before, worlds are grouped as after, so that it shows chance only.

{head}
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}"""


def _records(made: Calibration) -> str:
    found = pinned(made)
    bounds = [f"`{item.name}` ({item.on_bound})" for item in found if item.on_bound]
    rows = "\n".join(
        f"| `{item.name}` | {_number(item.value)} ({_number(item.low)} to {_number(item.high)}) "
        f"| {_points(item.points)} | {item.spread:.2f} | {item.words} | {item.on_bound} "
        f"| {item.pull:.2f}, {item.pulls} |"
        for item in found
    )
    fitted = {item.name for item in found}
    rest = ", ".join(f"`{name}`" for name in sorted(made.course.pull) if name not in fitted)
    counts = {word: sum(item.words == word for item in found) for word in ("pinned down", "partly", "not")}
    return f"""## Parameters

Of {len(made.course.pull)} records that may move, {len(found)} move some target and were fitted: {counts["pinned down"]}
are pinned down (the members' spread is less than half of the prior's), {counts["partly"]} partly, {counts["not"]} not.
Repeated choosing narrows a spread by itself, so that a spread near 0.5 is weak evidence.

On a bound: {", ".join(bounds) or "none"}.

| record | value (range) | members: median (80 %) | spread | pinned down | bound | pulls most on |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

The data of 1941-42 cannot pin down: {rest or "none of those left"}. These are drawn, or stand fixed, as before."""


def _rounds(made: Calibration) -> str:
    rows = "\n".join(
        f"| {number} | {facts['tolerance']:.3f} | {facts['distance_median']:.3f} | {facts['distance_least']:.3f} "
        f"| {facts['effective_parents']:.0f} | {facts['power_of_weights']:.2f} |"
        for number, facts in enumerate(made.course.rounds, start=1)
    )
    far = made.members.distance
    return f"""## Rounds

Distance: weighted mean over the targets of how far the median answer lies outside the range, in half-ranges. Members,
on fresh luck: {far.min():.3f} to {far.max():.3f}. Weights below the power of 1 correct the proposal in part only.

| round | tolerance | median distance | least | effective parents | power of weights |
| --- | --- | --- | --- | --- | --- |
{rows}

To use the ensemble: `python -m crossroads.validation.fit.adopt` and the name of this folder."""


def _points(points: Floats) -> str:
    return f"{_number(points[1])} ({_number(points[0])} to {_number(points[2])})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _plain(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{value:.{digits}f}"


def _day(week: float) -> str:
    return "-" if np.isnan(week) else calendar.date_of(int(week)).isoformat()
