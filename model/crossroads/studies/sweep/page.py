"""A sweep in words, for a terminal and for its folder: findings first, then how far they can be relied on."""

from __future__ import annotations

import pandas as pd

from crossroads.scenario.question import CAVEAT
from crossroads.statistics.family import false_alarms, stands
from crossroads.studies.sweep import findings
from crossroads.studies.sweep.result import ASIDE, Sweep
from crossroads.studies.sweep.shards import AS_IT_STANDS
from crossroads.telling import numbers, outcomes

MOST_TOLD = 3
"""Shards that are told one by one where some were set aside."""


def page(sweep: Sweep) -> str:
    """Return what a sweep found as plain text of at most 110 columns."""
    experiment = sweep.experiment
    lines = [numbers.wrapped(experiment.title)]
    lines += [numbers.wrapped(experiment.question)] if experiment.question else []
    lines += ["", numbers.wrapped(_what_ran(sweep)), ""]
    if len(sweep.aside):
        lines += [*_aside(sweep), ""]
    for scenario in experiment.scenarios:
        if len(experiment.scenarios) > 1:
            lines.append(f"{scenario.title}:")
        for item in findings.told_parts(sweep):
            lines.append(numbers.wrapped(findings.sentence(sweep, item, scenario.name), 2, 2))
        lines += [numbers.wrapped(each, 2, 2) for each in scenario.bear_in_mind]
    lines += ["", *(numbers.wrapped(text) for text in (_family(sweep), _bands(sweep), CAVEAT) if text)]
    return "\n".join([*lines, ""])


def _what_ran(sweep: Sweep) -> str:
    experiment = sweep.experiment
    varied = numbers.listed(
        [
            f"{each.title} from {findings.number_words(each, each.low)} to {findings.number_words(each, each.high)}"
            for each in experiment.dimensions
        ]
    )
    points = numbers.counted(len(experiment.points), "point")
    scenarios = numbers.counted(len(experiment.scenarios), "scenario")
    worlds = numbers.counted(sweep.worlds, "world")
    return (
        f"{varied}: {points} in {scenarios}, and each scenario as it stands; {worlds} each, the same worlds with the "
        f"same luck throughout, seed {sweep.seed}."
    )


def _aside(sweep: Sweep) -> list[str]:
    count = numbers.counted(len(sweep.aside), "shard")
    told = [
        numbers.wrapped(
            f"{row['scenario']}, point {row['point']}, worlds from {row['first_world']}: {row['error']}", 2, 2
        )
        for _, row in sweep.aside.head(MOST_TOLD).iterrows()
    ]
    head = (
        f"{count} failed and {'was' if len(sweep.aside) == 1 else 'were'} set aside; their worlds count as unknown, "
        f"and the same command tries them again. All are in {ASIDE}:"
    )
    return [numbers.wrapped(head), *told]


def _family(sweep: Sweep) -> str:
    effects = _stand(sweep.effects)
    points = _stand(sweep.table)
    alarms = false_alarms(sweep.table["p"].to_numpy(dtype=float))
    return (
        f"Of {effects[0]} effects above {effects[1]} stand, of {points[0]} differences of single points to the "
        f"scenario as it stands {points[1]}. {outcomes.false_alarm_words(alarms)}"
    )


def _stand(table: pd.DataFrame) -> tuple[int, int]:
    return int(table["p"].notna().sum()), int(stands(table).sum())


def _bands(sweep: Sweep) -> str:
    """Tell the three bands of the first measure of the first scenario as it stands."""
    if not sweep.experiment.bands:
        return "Bands of knowledge and of structure were not asked for (bands = false): intervals show luck alone."
    item = findings.told_parts(sweep)[0]
    own = sweep.table[(sweep.table["point"] == AS_IT_STANDS) & (sweep.table["measure"] == item.name)].iloc[0]
    value, *ends = (
        findings.value_words(item, float(own[name]))
        for name in (
            *("value", "luck_low", "luck_high", "knowledge_low", "knowledge_high", "structure_low", "structure_high"),
            *("knowledge_reach_low", "knowledge_reach_high", "structure_reach_low", "structure_reach_high"),
        )
    )
    hangs = f", most on {own['structure_hangs_on']}" if own["structure_hangs_on"] else ""
    return (
        f"Three bands. {findings.subject(item)}: {value} in the scenario as it stands. Luck of "
        f"{numbers.counted(sweep.worlds, 'world')}: {ends[0]} to {ends[1]} (95 %). Knowledge, were the parameters "
        f"known: {ends[2]} to {ends[3]} (80 %; at most {ends[6]} to {ends[7]}). Structure, "
        f"were it known which rival laws hold: {ends[4]} to {ends[5]} "
        f"(80 %; at most {ends[8]} to {ends[9]}{hangs}). More worlds narrow the first alone."
    )
