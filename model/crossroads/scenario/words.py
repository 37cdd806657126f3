"""What a scenario changes against its base, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crossroads.evidence.edits import OUTSIDE, ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.nations import load_nations
from crossroads.evidence.reasons import PREFIX, reasons_by_name
from crossroads.evidence.record import Record
from crossroads.minds.condition import ALWAYS, NEVER, condition_names, parse_condition, settled
from crossroads.minds.decision import points_by_id
from crossroads.minds.setup import Setup
from crossroads.prelude.asked import LIMIT
from crossroads.prelude.asked import in_words as prelude_in_words
from crossroads.scenario.checks import reliability_record, replaces
from crossroads.scenario.files import IN_PLACE
from crossroads.scenario.structures import law_of, laws_of
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
    "prelude": {},
}
"""A resolved scenario's settings where it changes nothing: the opening state with everyone free."""

_SWITCHES = {
    ("luck", False): "Luck is off: every weekly shock stands at its median.",
    ("luck", True): "Luck is on again.",
    ("knowledge", False): "Uncertain knowledge is off: every parameter has its central value.",
    ("knowledge", True): "Uncertain knowledge is on again: every world draws its parameters.",
}


_THINGS: Mapping[str, str] = {
    **{name: name.removesuffix("s") for name in ("weeks", "days", "months", "divisions", "ships", "boats", "bombs")},
    **{name: name.removesuffix("s") for name in ("sets", "fronts", "stakes")},
    **{"men": "man", "people": "person", "km": "km", "million": "million", "thousand": "thousand"},
}
"""Units that follow a number as words, by how they begin: more than one, and one."""

_TO_BEAR_IN_MIND = (IN_PLACE, OUTSIDE, ALWAYS, NEVER, LIMIT)


def borne_in_mind(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return those of a scenario's changes that whoever reads a result must know, wherever it is told.

    They are what is not the project's own, what goes beyond the record, and what hangs on a condition that is settled.
    """
    return tuple(f"Bear in mind: {text}" for text in sentences if any(mark in text for mark in _TO_BEAR_IN_MIND))


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
        Sentences: what came before June 1941, decisions, then what nations reason with, parameters, levers, horizon and
        uncertainty.
    """
    before = base or UNCHANGED
    return [
        *prelude_in_words(resolved["prelude"], before["prelude"]),
        *_forces(resolved["force"], before["force"]),
        *_moves(resolved, before),
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
        told = (
            f"at the first meeting from {_day(first)} to {_day(last)} at which this has held "
            f"in some week of that time: {force['when'].strip()}"
        )
        return "; ".join([told, *settled(parse_condition(force["when"], condition_names()))])
    if not force.get("always"):
        return f"at the first meeting from {_day(force['on'])}"
    end = f"to {_day(force['until'])}" if "until" in force else "to the end"
    return f"at every meeting from {_day(force['on'])} {end}"


@dataclass(frozen=True, slots=True)
class Move:
    """What a scenario does to one parameter, in which of its tables, under which name."""

    table: str
    name: str
    edit: ParameterEdit


def moved(resolved: Mapping[str, Any]) -> dict[str, Move]:
    """Return what is done to each parameter, table by table; a parameter stands in one table alone."""
    found = [
        Move("reasons", name, ParameterEdit(f"{PREFIX}{name}", value=0.0)) for name in resolved["reasons"]["without"]
    ]
    found += [
        Move("intelligence", name, ParameterEdit(reliability_record(name), value=table["reliability"]))
        for name, table in resolved["intelligence"].items()
    ]
    found += [Move("parameters", name, ParameterEdit(name, **forms)) for name, forms in resolved["parameters"].items()]
    found += [Move("levers", name, load_levers()[name].edit(number)) for name, number in resolved["levers"].items()]
    return {move.edit.name: move for move in found}


def _moves(resolved: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    """Say each parameter that is otherwise than in the base, once: table by table, what is undone last."""
    now, base = moved(resolved), moved(before)
    for table in ("reasons", "intelligence", "deciders", "parameters", "levers"):
        if table == "deciders":
            yield from _deciders(resolved["deciders"], before["deciders"])
        for parameter, move in now.items():
            old = base.get(parameter)
            if move.table == table and (old is None or old.edit != move.edit):
                yield _said(move, old)
        yield from (_undone(old) for name, old in base.items() if old.table == table and name not in now)


def _said(move: Move, old: Move | None) -> str:
    match move.table:
        case "reasons":
            reason = reasons_by_name()[move.name]
            return f"Without the {_reason(move.name)}: {reason.title}."
        case "intelligence":
            head = f"Intelligence '{move.name}': "
        case "levers":
            head = f"Lever {move.name}: "
        case _:
            head = ""
    return f"{head}{_edit_in_words(move.edit, old.edit if old else None)}."


def _undone(old: Move) -> str:
    match old.table:
        case "reasons":
            return f"The {_reason(old.name)} is at work again."
        case "intelligence":
            return f"Intelligence '{old.name}': as recorded again."
        case "levers":
            back = "back to 1" if load_levers()[old.name].number == "scale" else "as recorded again"
            return f"Lever {old.name}: {back}."
    return f"{old.name}: as recorded again."


def _reason(name: str) -> str:
    return f"documents' reason '{name}' ({reasons_by_name()[name].id})"


def _deciders(now: Mapping[str, str], before: Mapping[str, str]) -> Iterator[str]:
    if now == before:
        return
    # Imported here: deciders bring much with them that other scenarios can do without.
    from crossroads.minds.deciders.catalogue import DEFAULT

    for nation, name in now.items():
        usual = before.get(nation, DEFAULT)
        if name != usual:
            yield f"{_title(nation)}: decides by '{name}' instead of '{usual}'."


def _edit_in_words(edit: ParameterEdit, old: ParameterEdit | None) -> str:
    """Say what a parameter is, and what it is in the base."""
    record = load_records()[edit.name]
    if edit.value is not None and (law := law_of(edit.name, edit.value)):
        others = " or ".join(f"'{name}'" for name in laws_of(edit.name))
        return f"{edit.name}: the law '{law}' holds in every world, where otherwise worlds draw {others}"
    thing = record.unit.split()[0] in _THINGS
    # A unit that is no thing to be counted would read as part of the sentence: '2 times in every world'.
    name = edit.name if thing or record.is_switch or record.unit == "1" else f"{edit.name} ({record.unit})"
    stood = _amount(record, _centre(record, old))
    if old is not None and old.low is not None and old.high is not None:
        stood += f" (drawn from {number(old.low)} to {number(old.high)})"
    centre = _centre(record, edit)
    if edit.value is not None:
        reached = [edit.value]
        text = f"{name}: {_amount(record, edit.value, thing)} in every world instead of {stood}"
    elif edit.scale is not None:
        reached = [centre]
        told = f"every draw times {number(edit.scale)} (centre {_amount(record, centre, thing)} instead of {stood})"
        text = f"{name}: {told}"
        if record.is_share and edit.scale * record.high > 1:
            text += "; draws above 1 stand at 1"
    else:
        reached = [record.low if edit.low is None else edit.low, record.high if edit.high is None else edit.high]
        span = f"drawn from {number(reached[0])} to {_amount(record, reached[1], thing)}"
        text = f"{name}: {span} (centre {number(centre)}) instead of {stood}"
    drawn = reached if edit.scale is None else [edit.scale * end for end in (record.low, record.value, record.high)]
    # What is drawn between whole ends is seldom whole.
    spread = edit.value is None and edit.scale is None and drawn[0] != drawn[1]
    if spread or any(value != round(value) for value in drawn):
        text += "; rounded to whole numbers, at least 1" if record.is_period else ""
        text += "; rounded to whole weeks" if record.is_lag else ""
    return text + _outside(reached, record)


def _amount(record: Record, value: float, with_unit: bool = False) -> str:
    """Write what a parameter is: '1 week', '650,000 men', 'on'."""
    if record.is_switch and value in (0.0, 1.0):
        return "on" if value else "off"
    if not with_unit:
        return number(value)
    things, *rest = record.unit.split()
    return " ".join([number(value), _THINGS[things] if value == 1 else things, *rest])


def _centre(record: Record, edit: ParameterEdit | None) -> float:
    """Return what a parameter is without uncertain knowledge."""
    if edit is None:
        return record.value
    if edit.value is not None:
        return edit.value
    if edit.scale is not None:
        centre = edit.scale * record.value
        return min(centre, 1.0) if record.is_share else centre
    low = record.low if edit.low is None else edit.low
    high = record.high if edit.high is None else edit.high
    return min(max(record.value, low), high)


def _outside(reached: list[float], record: Record) -> str:
    if all(record.low <= value <= record.high for value in reached):
        return ""
    return f"; {OUTSIDE} of {number(record.low)} to {number(record.high)}"


def _settings(resolved: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    if resolved["horizon"] != before["horizon"]:
        yield f"Runs end on {_day(resolved['horizon'])} instead of {_day(before['horizon'])}."
    earlier = before["uncertainty"]
    for key, value in resolved["uncertainty"].items():
        if value != earlier[key]:
            yield _SWITCHES[key, value]
