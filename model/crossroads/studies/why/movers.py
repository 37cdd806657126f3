"""What moves a number: levers, reasons, scenarios, experiments, and the words of a file that would."""

from __future__ import annotations

from collections.abc import Iterator

from crossroads.evidence.lever import Lever
from crossroads.evidence.load import load_levers
from crossroads.evidence.reasons import PREFIX
from crossroads.evidence.record import Record
from crossroads.scenario.experiment import load_experiment
from crossroads.scenario.files import known_experiments, known_files
from crossroads.scenario.scenario import load_scenario


def levers_of(record: Record) -> list[Lever]:
    """Return the levers that move a record."""
    return [lever for lever in load_levers().values() if lever.parameter == record.name]


def scenarios_moving(record: Record) -> Iterator[str]:
    """Yield the names of scenarios in which a record stands elsewhere than recorded."""
    reason = record.name.removeprefix(PREFIX) if record.name.startswith(PREFIX) else ""
    for name, path in known_files().items():
        setup = load_scenario(path).setup
        if any(edit.name == record.name for edit in setup.edits) or (reason and reason in setup.without):
            yield name


def experiments_moving(record: Record) -> Iterator[str]:
    """Yield the names of experiments that vary a record."""
    names = {record.name, *(lever.name for lever in levers_of(record))}
    for name, path in known_experiments().items():
        if any(dimension.name in names for dimension in load_experiment(path).dimensions):
            yield name


def words_to_move(record: Record) -> str:
    """Return the lines of a scenario's file that move a record."""
    if record.name.startswith(PREFIX):
        return f'[reasons]\nwithout = ["{record.name.removeprefix(PREFIX)}"]'
    end = record.low if record.low != record.value else record.high
    for lever in levers_of(record):
        number = end if lever.number == "value" or not record.value else end / record.value
        return f"[levers]\n{lever.name} = {number:.4g}"
    return f'[parameters."{record.name}"]\nvalue = {end:.10g}'
