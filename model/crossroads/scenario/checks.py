"""The sense of a scenario: its nations, decisions, options, dates and parameters exist, and fit together."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from crossroads.errors import InputError, nearest
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.reasons import load_reasons, reasons_by_name
from crossroads.evidence.record import Record
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.decision import NATIONS, DecisionPoint, measure, points_by_id, points_of
from crossroads.scenario.schema import (
    EditTable,
    ForceTable,
    IntelligenceTable,
    Problems,
    ReasonsSection,
    UncertaintyTable,
    listing,
    read_table,
    shown,
)
from crossroads.world import calendar

ROUNDING = 1e-9
"""By how much odds written as decimals may exceed 1."""

FIRST_HORIZON = calendar.date_of(calendar.week_of(calendar.END_OF_1941))
"""The nearest end that a scenario may ask for: Japan's course of 1941 is an outcome of every run."""

EDIT_FORMS = "value alone, or scale alone, or low with high"


@cache
def meeting_from(point_id: str, day: dt.date) -> dt.date | None:
    """Return the first dated or regular meeting of a decision on or after `day` (None = never again)."""
    point = points_by_id()[point_id]
    days = [date for date in point.dates if date >= day]
    if point.first_regular is not None:
        step = calendar.DAYS_A_WEEK * point.every_weeks
        ahead = max(0, math.ceil((day - point.first_regular).days / step))
        days.append(point.first_regular + dt.timedelta(days=step * ahead))
    return min(days, default=None)


def check_force(raw: object, number: int, horizon: dt.date, problems: Problems) -> dict[str, Any] | None:
    """Check the `number`-th forced decision of a file.

    Parameters
    ----------
    raw
        The table as it was read.
    number
        Its place in the file, from 1.
    horizon
        The day on which the scenario's runs end.
    problems
        Where errors are noted.

    Returns
    -------
    dict[str, Any] or None
        The forced decision with dates as ISO text and without empty keys; None where it has errors.
    """
    key = f"[[force]] {number}"
    if not isinstance(raw, dict):
        problems.add(key, shown(raw), "a table with nation, decision, on (or when and between), option (or odds)")
        return None
    before = len(problems.lines)
    table, bad = read_table(ForceTable, raw, key, problems)
    point = _point(table, bad, key, problems)
    if point is not None:
        _check_choice(table, bad, point, key, problems)
        _check_days(table, point, horizon, key, problems)
    _check_timing(table, bad, key, problems)
    if table.when is not None:
        try:
            parse_condition(table.when, condition_names())
        except InputError as error:
            problems.lines.append(f"{problems.where}: {key}: when: {error}")
    if len(problems.lines) > before:
        return None
    return table.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _point(table: ForceTable, bad: set[str], key: str, problems: Problems) -> DecisionPoint | None:
    if table.nation is None or table.nation not in NATIONS:
        if table.nation is not None:
            problems.add_name(f"{key}: nation", table.nation, NATIONS)
        elif "nation" not in bad:
            problems.add(f"{key}: nation", "nothing", ", ".join(NATIONS))
        return None
    names = [point.name for point in points_of(table.nation)]
    if table.decision is None or table.decision not in names:
        if table.decision is not None:
            problems.add_name(f"{key}: decision", table.decision, names)
        elif "decision" not in bad:
            problems.add(f"{key}: decision", "nothing", ", ".join(names))
        return None
    return points_by_id()[f"{table.nation}.{table.decision}"]


def _check_choice(table: ForceTable, bad: set[str], point: DecisionPoint, key: str, problems: Problems) -> None:
    options = list(point.options)
    if table.option is not None and table.odds is not None:
        problems.add(f"{key}: option, odds", "both", "one of the two")
    if table.option is None and table.odds is None and not bad & {"option", "odds"}:
        problems.add(f"{key}: option", "nothing", ", ".join(options))
    if table.option is not None and table.option not in options:
        problems.add_name(f"{key}: option", table.option, options)
    if table.odds is None:
        return
    if not table.odds:
        problems.add(f"{key}: odds", "an empty table", f"a number for some of {', '.join(options)}")
    for name, share in table.odds.items():
        if name not in options:
            problems.add_name(f"{key}: odds", name, options)
        if share < 0:
            problems.add(f"{key}: odds.{name}", f"{share:g}", "a number from 0 to 1")
    total = sum(table.odds.values())
    if total > 1 + ROUNDING:
        problems.add(f"{key}: odds", f"numbers that add up to {total:g}", "a sum of at most 1")


def _check_timing(table: ForceTable, bad: set[str], key: str, problems: Problems) -> None:
    """Check that the keys that say when a decision is taken go together."""
    if bad & {"on", "when", "between", "until", "always"}:
        return
    if table.on is not None and (table.when is not None or table.between is not None):
        problems.add(f"{key}: on", "a date beside when or between", "on alone, or when with between")
    elif table.on is None and table.when is None and table.between is None:
        problems.add(f"{key}: on", "nothing", "on = a date, or when = a condition with between = [first, last]")
    elif table.when is not None and table.between is None:
        problems.add(f"{key}: between", "nothing", "the first and last day on which the condition is asked")
    elif table.between is not None and table.when is None:
        problems.add(f"{key}: when", "nothing", "a condition, or on = a date in place of between")
    if table.always and table.on is None:
        problems.add(f"{key}: always", "true without on", "always = true with on = the first day")
    if table.until is not None and not table.always:
        problems.add(f"{key}: until", "a date without always", "until with always = true")


def _check_days(table: ForceTable, point: DecisionPoint, horizon: dt.date, key: str, problems: Problems) -> None:
    """Check that a meeting can fall on the days asked for."""
    days = {"on": table.on, "until": table.until}
    if table.between is not None:
        days |= {"between: first day": table.between[0], "between: last day": table.between[1]}
    span = f"a day from {point.earliest}, when {point.id} first meets, to before {horizon}, when runs end"
    wrong = False
    for name, day in days.items():
        if day is not None and not point.earliest <= day < horizon:
            problems.add(f"{key}: {name}", day.isoformat(), span)
            wrong = True
    first, last = table.between or (table.on, table.until)
    if wrong or first is None:
        return
    if last is not None and last < first:
        problems.add(f"{key}: {'until' if table.on else 'between'}", f"{last} after {first}", f"a day from {first}")
        return
    meeting = meeting_from(point.id, first)
    end = last or horizon
    # A trigger may open the point on any day, so only points without one are known not to meet.
    if not point.trigger and (meeting is None or meeting > end):
        following = f"the next one is {meeting}" if meeting else f"the last one was {max(point.dates)}"
        problems.add(
            f"{key}: {'on' if table.on else 'between'}",
            f"no meeting of {point.id} from {first} to {end}",
            f"days with a meeting; {following}",
        )


def check_edit(name: str, raw: object, problems: Problems) -> dict[str, float] | None:
    """Check the change of one parameter; return its keys, or None where it has errors."""
    key = f'parameters."{name}"'
    records = load_records()
    before = len(problems.lines)
    used = [known for known, record in records.items() if record.used]
    if name not in records:
        problems.add_name(key, name, used)
    elif name not in used:
        problems.add(key, "a number kept for comparison only", "a parameter that a rule reads", nearest(name, used))
    if not isinstance(raw, dict):
        problems.add(key, shown(raw), f"a table with {EDIT_FORMS}")
        return None
    table, bad = read_table(EditTable, raw, key, problems)
    given = {form for form, number in table.model_dump().items() if number is not None}
    if not bad and given not in ({"value"}, {"scale"}, {"low", "high"}):
        problems.add(key, " with ".join(sorted(given)) or "an empty table", EDIT_FORMS)
    if name in records:
        _check_region(table, records[name], key, problems)
    if table.low is not None and table.high is not None and table.low > table.high:
        problems.add(f"{key}: low", f"{table.low:g} above high = {table.high:g}", "low no higher than high")
    return None if len(problems.lines) > before else table.model_dump(exclude_none=True)


def check_lever(name: str, factor: object, problems: Problems) -> str | None:
    """Check one lever, which multiplies its parameter; return the parameter's name, or None on errors."""
    levers = load_levers()
    if name not in levers:
        problems.add_name("levers", name, levers)
        return None
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not math.isfinite(factor):
        problems.add(f"levers: {name}", shown(factor), "a number that multiplies the parameter, such as 1.2")
        return None
    before = len(problems.lines)
    parameter = levers[name].parameter
    _check_region(EditTable(scale=float(factor)), load_records()[parameter], f"levers: {name}", problems)
    return None if len(problems.lines) > before else parameter


def _check_region(table: EditTable, record: Record, key: str, problems: Problems) -> None:
    """Refuse what cannot be: a share above 1, or less than nothing of a quantity that is never negative."""
    share = record.unit.split()[0] in {"share", "probability"} and record.high <= 1
    for form, number in table.model_dump(exclude_none=True).items():
        result = number * record.value if form == "scale" else number
        if share and not 0 <= result <= 1:
            problems.add(f"{key}: {form}", f"{number:g}", f"what gives a {record.unit} from 0 to 1")
        elif record.low >= 0 and number < 0:
            problems.add(f"{key}: {form}", f"{number:g}", f"a number that is not negative ({record.unit})")
        elif record.never_zero and result <= 0:
            problems.add(f"{key}: {form}", f"{number:g}", f"what gives more than 0 ({record.unit})")
        elif abs(result) > record.most:
            problems.add(f"{key}: {form}", f"{number:g}", f"what gives at most {record.most:g} ({record.unit})")


def replaces(child: Mapping[str, Any], parent: Mapping[str, Any]) -> bool:
    """Say whether a forced decision stands in place of an inherited one.

    It does where both are of one decision and bear the same `on`, or are single orders for the same meeting.
    """
    if (child["nation"], child["decision"]) != (parent["nation"], parent["decision"]):
        return False
    if "on" not in child or "on" not in parent:
        return False
    if child["on"] == parent["on"]:
        return True
    if child.get("always") or parent.get("always"):
        return False
    point = f"{child['nation']}.{child['decision']}"
    meetings = [meeting_from(point, dt.date.fromisoformat(force["on"])) for force in (child, parent)]
    return meetings[0] is not None and meetings[0] == meetings[1]


def reliability_record(source: str) -> str:
    """Return the name of the record that holds how reliable a source of intelligence is."""
    return f"intelligence.{source}_reliability"


def intelligence_sources() -> list[str]:
    """Return the names of the sources of intelligence that have such a record."""
    before, after = reliability_record("|").split("|")
    return [
        name.removeprefix(before).removesuffix(after)
        for name, record in load_records().items()
        if record.used and name.startswith(before) and name.endswith(after)
    ]


def check_reasons(raw: Mapping[str, Any], problems: Problems) -> dict[str, list[str]]:
    """Check `[reasons]`; return the names of those switched off and of those put back, in the table's order."""
    table, _ = read_table(ReasonsSection, raw, "reasons", problems)
    for key in ("without", "restore"):
        for name in getattr(table, key):
            _check_reason(f"reasons: {key}", name, problems)
    for name in sorted(set(table.without) & set(table.restore)):
        problems.add("reasons: restore", f"'{name}', which without switches off", "one of the two")
    return {key: [name for name in reasons_by_name() if name in getattr(table, key)] for key in ("without", "restore")}


def _check_reason(key: str, name: str, problems: Problems) -> None:
    """Note a name that is no reason's; where it is the number of one in the table of reasons, say its name."""
    if name in reasons_by_name():
        return
    reason = load_reasons().get(name)
    if reason is None:
        problems.add_name(key, name, reasons_by_name())
    elif reason.name:
        problems.add(key, f"'{name}'", listing(reasons_by_name()), f" (did you mean '{reason.name}'?)")
    else:
        problems.add(key, f"'{name}', a reason that cannot matter: {reason.why}", listing(reasons_by_name()))


def check_intelligence(name: str, raw: object, problems: Problems) -> dict[str, float] | None:
    """Check one source's table; return its keys, or None where it has errors."""
    key = f"intelligence.{name}"
    before = len(problems.lines)
    sources = intelligence_sources()
    if name not in sources:
        problems.add_name(key, name, sources)
    span = "reliability, a number from 0 (silent) to 1 (sees all there is to see)"
    if not isinstance(raw, dict):
        problems.add(key, shown(raw), f"a table with {span}")
        return None
    table, bad = read_table(IntelligenceTable, raw, key, problems)
    if table.reliability is None:
        if not bad:
            problems.add(key, "no reliability", span)
    elif not 0 <= table.reliability <= 1:
        problems.add(f"{key}: reliability", f"{table.reliability:g}", "a number from 0 to 1")
    return None if len(problems.lines) > before else table.model_dump(exclude_none=True)


def check_deciders(raw: Mapping[str, object], problems: Problems) -> dict[str, str]:
    """Check `[deciders]`; return nation -> id of its decider, without those that have errors."""
    if not raw:
        return {}
    # Imported here: deciders bring much with them that other scenarios, and a list of them, can do without.
    from crossroads.minds.deciders.catalogue import DECIDERS

    sound = {}
    for nation, name in raw.items():
        if nation not in NATIONS:
            problems.add_name("deciders", nation, NATIONS)
        elif not isinstance(name, str):
            problems.add(f"deciders: {nation}", shown(name), f"text in quotation marks: {listing(DECIDERS)}")
        elif name not in DECIDERS:
            problems.add_name(f"deciders: {nation}", name, DECIDERS)
        else:
            sound[nation] = name
    return {nation: sound[nation] for nation in NATIONS if nation in sound}


def check_uncertainty(raw: Mapping[str, Any], problems: Problems) -> dict[str, bool]:
    """Check `[uncertainty]`; return the keys that it sets."""
    table, _ = read_table(UncertaintyTable, raw, "uncertainty", problems)
    return table.model_dump(exclude_none=True)


def check_horizon(horizon: dt.date | None, problems: Problems) -> None:
    """Check that runs may end on that day."""
    if horizon is not None and not FIRST_HORIZON <= horizon <= calendar.LAST_HORIZON:
        problems.add("horizon", str(horizon), f"a day from {FIRST_HORIZON} to {calendar.LAST_HORIZON}")


def check_measures(
    key: str, names: list[str], horizon: dt.date | None, problems: Problems, *, shares: bool = False
) -> None:
    """Check measures of the war: each is one, none stands twice, and runs reach the day on which it is read off.

    With `shares` a category has to be asked for by its value, since a sentence can hold one number only.
    """
    for number, text in enumerate(names, 1):
        try:
            found = measure(text)
        except InputError as error:
            problems.lines.append(f"{problems.where}: {key}.{number}: {error}")
            continue
        if text in names[: number - 1]:
            problems.add(f"{key}.{number}", f"{shown(text)} a second time", "each measure once")
        if horizon is not None and found.day is not None and found.day >= horizon:
            problems.add(f"{key}.{number}", f"'{text}'", f"a day before {horizon}, when runs end")
        if shares and found.kind == "category":
            values = " or ".join(f"{text}={value}" for value in found.outcome.categories[:2])
            problems.add(f"{key}.{number}", f"'{text}'", f"one of its values, such as {values}")


def check_turned(text: str, horizon: dt.date, problems: Problems) -> DecisionPoint | None:
    """Check the decision that a question turns over, 'NATION.DECISION@DAY'; return its point, None where unknown."""
    name, _, written = text.partition("@")
    point = points_by_id().get(name)
    if point is None:
        problems.add_name("decision", name, points_by_id())
        return None
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        problems.add("decision", f"'{text}'", f"'{name}@' with a day, such as {name}@{point.earliest}")
        return None
    meeting = meeting_from(name, day)
    if not point.earliest <= day < horizon or (meeting != day and not point.trigger):
        near = f"; the next is {meeting}" if meeting else ""
        problems.add("decision", f"'{text}'", f"a day of a meeting of {name}, before {horizon}{near}")
    return point
