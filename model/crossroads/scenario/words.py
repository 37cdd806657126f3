"""What a scenario changes against its base, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.nations import load_nations
from crossroads.evidence.reasons import reasons_by_name
from crossroads.evidence.record import Record
from crossroads.minds.decision import points_by_id
from crossroads.minds.setup import Setup
from crossroads.scenario.checks import reliability_record, replaces
from crossroads.world.calendar import in_words

UNCHANGED: Mapping[str, Any] = {
    "horizon": Setup().horizon.isoformat(),
    "force": [],
    "parameters": {},
    "levers": {},
    "reasons": {"without": []},
    "intelligence": {},
    "deciders": {},
    "uncertainty": {key: getattr(Setup(), key) for key in ("luck", "knowledge")},
}
"""A resolved scenario's settings where it changes nothing: the opening state with everyone free."""

_SWITCHES = {
    ("luck", False): "Luck is off: every weekly shock stands at its median.",
    ("luck", True): "Luck is on again.",
    ("knowledge", False): "Uncertain knowledge is off: every parameter has its central value.",
    ("knowledge", True): "Uncertain knowledge is on again: every world draws its parameters.",
}


def _title(nation: str) -> str:
    name = load_nations()[nation].names.long
    return name[:1].upper() + name[1:]


def _day(text: str) -> str:
    """Write an ISO date for people: '9 August 1941'."""
    return in_words(dt.date.fromisoformat(text))


def number(value: float) -> str:
    """Write a number for people: thousands apart, no needless decimals."""
    return f"{value:,.10g}"


def changes(resolved: Mapping[str, Any], base: Mapping[str, Any] | None) -> list[str]:
    """Say what `resolved` changes against `base` (None = the opening state with everyone free).

    Parameters
    ----------
    resolved, base
        Scenarios after `extends`, as `crossroads.scenario.Scenario.resolved` holds them.

    Returns
    -------
    list[str]
        Sentences: decisions first, then what nations reason with, parameters, levers, horizon and uncertainty.
    """
    before = base or UNCHANGED
    return [
        *_forces(resolved["force"], before["force"]),
        *_reasons(resolved["reasons"]["without"], before["reasons"]["without"]),
        *_turned(
            resolved["intelligence"],
            before["intelligence"],
            _intelligence_in_words,
            "Intelligence '{}': as recorded again".format,
        ),
        *_deciders(resolved["deciders"], before["deciders"]),
        *_turned(resolved["parameters"], before["parameters"], _edit_in_words, "{}: as recorded again".format),
        *_turned(resolved["levers"], before["levers"], _lever_in_words, "Lever {}: back to 1".format),
        *_settings(resolved, before),
    ]


def _forces(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> Iterator[str]:
    replaced = []
    for force in now:
        if force in before:
            continue
        stood = next((old for old in before if old not in now and replaces(force, old)), None)
        if stood is None:
            yield f"{force_in_words(force)}."
        else:
            replaced.append(stood)
            yield f"{force_in_words(force)} (its base: {_choice(stood)})."
    for force in before:
        if force not in now and force not in replaced:
            yield f"No longer fixed: {force_in_words(force).replace(': ', ' ', 1)}."


def force_in_words(force: Mapping[str, Any]) -> str:
    """Say one forced decision, without a full stop: 'Japan: attacks ..., at the first meeting from ...'."""
    return f"{_title(force['nation'])}: {_choice(force)}, {_time(force)}"


def _choice(force: Mapping[str, Any]) -> str:
    options = points_by_id()[f"{force['nation']}.{force['decision']}"].options
    if "option" in force:
        return options[force["option"]]
    odds = force["odds"]
    phrases = [f"{options[name]} with odds {number(share)}" for name, share in odds.items()]
    rest = 1 - sum(odds.values())
    tail = f", and by its own odds among the rest ({number(round(rest, 6))})" if round(rest, 6) > 0 else ""
    return "; ".join(phrases) + tail


def _time(force: Mapping[str, Any]) -> str:
    if "when" in force:
        first, last = force["between"]
        return (
            f"at the first meeting from {_day(first)} to {_day(last)} at which this has held "
            f"in some week of that time: {force['when'].strip()}"
        )
    if not force.get("always"):
        return f"at the first meeting from {_day(force['on'])}"
    end = f"to {_day(force['until'])}" if "until" in force else "to the end"
    return f"at every meeting from {_day(force['on'])} {end}"


def _turned(
    now: Mapping[str, Any], before: Mapping[str, Any], said: Callable[[str, Any], str], undone: Callable[[str], str]
) -> Iterator[str]:
    """Say each entry of a table that is otherwise than before, then each that is there no longer."""
    yield from (f"{said(name, value)}." for name, value in now.items() if value != before.get(name))
    yield from (f"{undone(name)}." for name in before if name not in now)


def _reasons(now: list[str], before: list[str]) -> Iterator[str]:
    def named(name: str) -> str:
        return f"documents' reason '{name}' ({reasons_by_name()[name].id})"

    return _turned(
        dict.fromkeys(now, True),
        dict.fromkeys(before, True),
        lambda name, _: f"Without the {named(name)}: {reasons_by_name()[name].title}",
        lambda name: f"The {named(name)} is at work again",
    )


def _intelligence_in_words(name: str, table: Mapping[str, float]) -> str:
    return f"Intelligence '{name}': {_edit_in_words(reliability_record(name), {'value': table['reliability']})}"


def _deciders(now: Mapping[str, str], before: Mapping[str, str]) -> Iterator[str]:
    if now == before:
        return
    # Imported here: deciders bring much with them that other scenarios can do without.
    from crossroads.minds.deciders.catalogue import DEFAULT

    for nation, name in now.items():
        usual = before.get(nation, DEFAULT)
        if name != usual:
            yield f"{_title(nation)}: decides by '{name}' instead of '{usual}'."


def _edit_in_words(name: str, edit: Mapping[str, float]) -> str:
    record = load_records()[name]
    unit = "" if record.unit == "1" else f" {record.unit}"
    recorded = f"instead of {number(record.value)}"
    if "value" in edit:
        reached = [edit["value"]]
        text = f"{name}: {number(edit['value'])}{unit} in every world {recorded}"
    elif "scale" in edit:
        reached = [edit["scale"] * record.value]
        text = f"{name}: every draw times {number(edit['scale'])} (centre {number(reached[0])}{unit} {recorded})"
    else:
        reached = [edit["low"], edit["high"]]
        text = f"{name}: drawn from {number(edit['low'])} to {number(edit['high'])}{unit} {recorded}"
    return text + _outside(reached, record)


def _outside(reached: list[float], record: Record) -> str:
    if all(record.low <= value <= record.high for value in reached):
        return ""
    return f"; outside its recorded range of {number(record.low)} to {number(record.high)}"


def _lever_in_words(name: str, factor: float) -> str:
    return f"Lever {name}: {_edit_in_words(load_levers()[name].parameter, {'scale': factor})}"


def _settings(resolved: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    if resolved["horizon"] != before["horizon"]:
        yield f"Runs end on {_day(resolved['horizon'])} instead of {_day(before['horizon'])}."
    earlier = before["uncertainty"]
    for key, value in resolved["uncertainty"].items():
        if value != earlier[key]:
            yield _SWITCHES[key, value]
