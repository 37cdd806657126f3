"""The sense of a question's file: its scenarios, measures, dials, series, days and decision exist, and fit together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from crossroads.errors import InputError, nearest
from crossroads.evidence.load import load_records
from crossroads.scenario.checks import check_measures, check_turned
from crossroads.scenario.files import scenario_beside
from crossroads.scenario.scenario import load_scenario
from crossroads.scenario.schema import Problems, QuestionTable, shown
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES

CHANGE, VERDICT = "change:", "verdict"
"""What may stand in an answer's braces beside a measure: its difference, and how the war stands most often."""

BRACES = re.compile(r"\{([^{}]*)\}")

MOST_PANELS = 4


def placeholders(sentences: Sequence[str]) -> list[str]:
    """Return the measures that stand in braces in an answer's sentences."""
    found = [name for sentence in sentences for name in BRACES.findall(sentence)]
    return [name.removeprefix(CHANGE).strip() for name in found]


def check_scenarios(table: QuestionTable, bad: set[str], path: Path, problems: Problems) -> dt.date:
    """Check the scenarios that a question names; return the day on which their runs end."""
    if len(table.scenarios) < 2 and "scenarios" not in bad:
        problems.add("scenarios", shown(table.scenarios), "a list of at least two names, the base first")
    horizons = {}
    for number, name in enumerate(table.scenarios, 1):
        if name in table.scenarios[: number - 1]:
            problems.add(f"scenarios.{number}", f"'{name}' a second time", "each scenario once")
        try:
            horizons[name] = load_scenario(scenario_beside(name, path)).setup.horizon
        except InputError as error:
            problems.lines += [f"{problems.where}: scenarios.{number}: {line}" for line in str(error).splitlines()]
    if len(set(horizons.values())) > 1:
        ends = ", ".join(f"{name} to {day}" for name, day in horizons.items())
        problems.add("scenarios", f"runs of unlike length ({ends})", "one horizon")
    return min(horizons.values(), default=calendar.HORIZON)


def check_told(table: QuestionTable, bad: set[str], horizon: dt.date, problems: Problems) -> None:
    """Check measures, dials, series and days."""
    if not table.asks and "asks" not in bad:
        problems.add("asks", "nothing", "a list of at least one measure")
    for key in ("asks", "typical"):
        check_measures(key, getattr(table, key), horizon, problems)
    for key in ("hangs_on", "titles"):
        check_measures(key, list(getattr(table, key)), horizon, problems)
    for number, sentence in enumerate(table.answer, 1):
        names = [name for name in placeholders([sentence]) if name != VERDICT]
        check_measures(f"answer.{number}", list(dict.fromkeys(names)), horizon, problems, shares=True)
    records = load_records()
    drawn = [name for name, record in records.items() if record.used and record.draw != "fixed"]
    for number, name in enumerate(table.dials, 1):
        if name in records and name not in drawn:
            allowed = "a parameter that every world draws for itself"
            problems.add(f"dials.{number}", f"'{name}', the same in every world", allowed, nearest(name, drawn))
        elif name not in drawn:
            problems.add_name(f"dials.{number}", name, drawn)
    for number, name in enumerate(table.panels, 1):
        if name not in OBSERVABLE_NAMES:
            problems.add_name(f"panels.{number}", name, OBSERVABLE_NAMES)
    if len(table.panels) > MOST_PANELS:
        problems.add("panels", shown(table.panels), f"at most {MOST_PANELS} series")
    for number, day in enumerate(table.map_days, 1):
        if not calendar.START <= day < horizon:
            problems.add(f"map_days.{number}", str(day), f"a day from {calendar.START} to before {horizon}")


def check_decision(table: QuestionTable, horizon: dt.date, problems: Problems) -> None:
    """Check the decision that is turned over, and the keys that go with it."""
    point = check_turned(table.decision, horizon, problems) if table.decision is not None else None
    if table.decision is None:
        for key in ("read_off", "options"):
            if getattr(table, key):
                problems.add(key, shown(getattr(table, key)), "only beside decision = 'NATION.DECISION@DAY'")
    elif table.read_off is not None and not calendar.START <= table.read_off < horizon:
        problems.add("read_off", str(table.read_off), f"a day from {calendar.START} to before {horizon}")
    for number, option in enumerate(table.options if point else [], 1):
        if point is not None and option not in point.options:
            problems.add_name(f"options.{number}", option, point.options)
