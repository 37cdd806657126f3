"""Experiments: many questions at once; a TOML file of `experiments` that crosses scenarios with points.

A point gives each dimension a number. Dimensions with values or steps are crossed with each other; those with ends
alone are sampled together, and the sample is crossed with the rest. What is varied because somebody decides it (levers)
and what is varied because nobody knows it (uncertainties) are named apart, and carried out alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from crossroads.errors import InputError, legible, shown, together
from crossroads.evidence.load import load_levers
from crossroads.minds.decision import measure
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.experiment_checks import ROLES, DimensionTable, ExperimentTable, form_of, record_of
from crossroads.scenario.files import find_experiment, known_experiments, read, scenario_beside
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.world.axes import Floats
from crossroads.world.measure import Measure

WORLDS, SEED = 1000, 1941
"""Worlds of a point and seed of all luck, where a file names none."""

WHERE = "experiment"
"""What messages call one that a script gives."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is varied.

    Attributes
    ----------
    name
        A lever's name, or a parameter's.
    role
        'levers': somebody decides it; 'uncertainties': nobody knows it.
    form
        'scale': its numbers multiply what each world draws; 'value': they are the parameter's, in its unit.
    title, unit
        Words for people; the unit of its numbers.
    values
        Its numbers; empty where it is sampled.
    low, high
        The lowest and the highest of them, or the ends between which they lie.
    recorded
        The recorded value, in the same unit; of factors 1.
    """

    name: str
    role: str
    form: str
    title: str
    unit: str
    values: tuple[float, ...]
    low: float
    high: float
    recorded: float

    @property
    def is_sampled(self) -> bool:
        """Whether its numbers lie anywhere between the ends."""
        return not self.values

    @property
    def described(self) -> str:
        """Title, range, unit and how many numbers: 'Oil: 0.5 to 2 times, 5 numbers'."""
        count = f"{len(self.values)} numbers" if self.values else "sampled between"
        return f"{self.title}: {self.low:,.10g} to {self.high:,.10g} {self.unit}, {count}"

    def change(self, number: float) -> tuple[str, str, Any]:
        """Return the change of a scenario that gives it a number: table, key, what stands there."""
        if self.name in load_levers():
            return "levers", self.name, number
        return "parameters", self.name, {self.form: number}


@dataclass(frozen=True, slots=True)
class Experiment:
    """Scenarios times points.

    Attributes
    ----------
    name, title, question
        The file's name, a heading, and what is asked.
    scenarios
        The scenarios, the base first.
    measures
        What is counted in each world, as it was asked for.
    dimensions
        What is varied, levers first.
    points
        The numbers, shape (point, dimension).
    worlds, seed
        Worlds of each point, numbered from 0, and the seed of all luck.
    bands
        Whether each world is fought a second time under another luck, to tell knowledge from luck.
    resolved
        Everything as JSON can hold it, but the worlds and the scenarios' own content.
    path
        The file, None where a script gave it.
    """

    name: str
    title: str
    question: str
    scenarios: tuple[Scenario, ...]
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    points: Floats
    worlds: int
    seed: int
    bands: bool
    resolved: dict[str, Any]
    path: Path | None

    @property
    def parts(self) -> tuple[Measure, ...]:
        """What is counted, a category as one measure for each of its values."""
        return tuple(each for item in self.measures for each in item.each())

    @property
    def named(self) -> bool:
        """Whether its name is enough to find it."""
        return self.path is not None and known_experiments().get(self.name) == self.path

    def at(self, point: int, scenario: Scenario) -> Scenario:
        """Return a scenario at a point.

        Raises
        ------
        InputError
            Where the scenario cannot have the point's numbers.
        """
        tables: dict[str, dict[str, Any]] = {}
        for dimension, number in zip(self.dimensions, self.points[point], strict=True):
            table, key, value = dimension.change(float(number))
            tables.setdefault(table, {})[key] = value
        return as_scenario(scenario, tables)


def load_experiment(
    given: str | Path | Mapping[str, Any], points: Sequence[Sequence[float]] | None = None
) -> Experiment:
    """Read an experiment.

    Parameters
    ----------
    given
        A name, looked for in `experiments`; the path of a TOML file; or what such a file holds.
    points
        The points, shape (point, dimension), in the order of the dimensions, in place of a sample. Every dimension is
        then one with ends alone, which no point leaves.

    Raises
    ------
    InputError
        If there is no such file, or for the errors in it: one line each, all of the file at once.
    """
    path = None if isinstance(given, Mapping) else find_experiment(given)
    raw = dict(given) if isinstance(given, Mapping) else read(path or Path())
    where = WHERE if path is None else str(path)
    if points is not None:
        raw |= {"sample": "latin_hypercube", "points": max(len(points), 1)}
    try:
        table = ExperimentTable.of(raw, where, path)
    except InputError as error:
        raise together(str(error).splitlines()) from None
    dimensions = tuple(_dimension(role, name, each) for role, name, each in table.named())
    numbers = _drawn(table, dimensions) if points is None else _given(points, dimensions, where)
    # Given as text, so that they are read again to the last digit.
    resolved = table.model_dump(mode="json", exclude_none=True, exclude={"worlds"})
    if points is not None:
        resolved["given_points"] = numbers.tolist()
    return Experiment(
        name=path.stem if path is not None else WHERE,
        title=legible(table.title or ""),
        question=legible(table.question or ""),
        scenarios=tuple(load_scenario(scenario_beside(name, path)) for name in table.scenarios),
        measures=tuple(measure(name) for name in table.measures),
        dimensions=dimensions,
        points=numbers,
        worlds=WORLDS if table.worlds is None else table.worlds,
        seed=SEED if table.seed is None else table.seed,
        bands=table.bands,
        resolved=resolved,
        path=path,
    )


_KEPT_AS = {"title": str, "question": str, "worlds": int, "seed": int, "bands": bool, "measures": list}
"""Types of what a manifest keeps of an experiment beside its dimensions."""


def kept_experiment(
    content: Mapping[str, Any], scenarios: Sequence[Mapping[str, Any]], points: Floats, kept_in: Path
) -> Experiment:
    """Build an experiment from what a manifest keeps of it, whatever the files say now.

    Parameters
    ----------
    content
        Its `resolved`, with its `name`.
    scenarios
        The `resolved` of each scenario.
    points
        The points, shape (point, dimension).
    kept_in
        The manifest, for messages.

    Raises
    ------
    InputError
        Where it is none of this version.
    """
    raw = {key: value for key, value in content.items() if key not in ("name", "given_points")}
    try:
        chosen = tuple(Scenario.from_resolved(each, kept_in) for each in scenarios)
        for key, kind in _KEPT_AS.items():
            if raw.get(key) is not None and type(raw[key]) is not kind:
                raise InputError(f"{key}: found {shown(raw[key])}")
        table = ExperimentTable.model_construct(**raw)
        own = {
            role: {name: DimensionTable.model_validate(each) for name, each in raw.get(role, {}).items()}
            for role in ROLES
        }
        dimensions = tuple(_dimension(role, name, each) for role in ROLES for name, each in own[role].items())
        return Experiment(
            name=str(content["name"]),
            title=legible(table.title or ""),
            question=legible(table.question or ""),
            scenarios=chosen,
            measures=tuple(measure(name) for name in table.measures),
            dimensions=dimensions,
            points=points.reshape(len(points), len(dimensions)),
            worlds=WORLDS,
            seed=SEED if table.seed is None else table.seed,
            bands=table.bands,
            resolved={key: value for key, value in content.items() if key != "name"},
            path=None,
        )
    except (InputError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error) if isinstance(error, InputError) else _misfit(error)
        raise InputError(f"{kept_in}: 'experiment': found what is no experiment of this version ({reason}).") from error


def _misfit(error: Exception) -> str:
    """Say which part of an experiment is not what it should be, in no words of the program's own."""
    if not isinstance(error, ValidationError):
        return "a part is missing or of another type"
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: found {shown(first['input'])}" if place else "a dimension has no sound numbers"


def _dimension(role: str, name: str, table: Any) -> Dimension:
    record, lever, form = record_of(name), load_levers().get(name), form_of(name, table.scale)
    assert record is not None
    of_record = (each.title for each in load_levers().values() if each.parameter == record.name)
    title = lever.title if lever is not None else next(of_record, name)
    values = tuple(table.values) or (tuple(np.linspace(table.low, table.high, table.steps)) if table.steps else ())
    return Dimension(
        name=name,
        role=role,
        form=form,
        title=legible(table.title or title),
        unit="times" if form == "scale" else record.unit,
        values=tuple(float(value) for value in values),
        low=float(min(table.ends)),
        high=float(max(table.ends)),
        recorded=1.0 if form == "scale" else float(record.value),
    )


def _drawn(table: ExperimentTable, dimensions: Sequence[Dimension]) -> Floats:
    """Return the points: the grid crossed with the sample, the last dimension running fastest."""
    grid = list(itertools.product(*(each.values for each in dimensions if not each.is_sampled)))
    sampled = [each for each in dimensions if each.is_sampled]
    sample = _sample(table, sampled) if sampled else np.empty((1, 0))
    rows = []
    for own, drawn in itertools.product(grid, sample):
        of_grid, of_sample = iter(own), iter(drawn)
        rows.append([next(of_sample if each.is_sampled else of_grid) for each in dimensions])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(dimensions))


def _sample(table: ExperimentTable, dimensions: Sequence[Dimension]) -> Floats:
    """Draw the points of the dimensions that have ends alone, shape (point, dimension)."""
    # Here and not above: SciPy takes long to load, and grids need none of it.
    from scipy.stats import qmc

    count, seed = table.points or 1, SEED if table.seed is None else table.seed
    if table.sample == "sobol":
        # Not scrambled, so that it is the same with every version of SciPy; the first point is the low end of all.
        drawn = qmc.Sobol(len(dimensions), scramble=False).random(count)
    else:
        drawn = qmc.LatinHypercube(len(dimensions), seed=seed).random(count)
    return np.asarray(qmc.scale(drawn, [each.low for each in dimensions], [each.high for each in dimensions]))


def _given(points: Sequence[Sequence[float]], dimensions: Sequence[Dimension], where: str) -> Floats:
    """Check points that a script gives."""
    try:
        found = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{where}: points: found {shown(points)}; allowed: rows of numbers") from None
    if found.ndim != 2 or found.shape[1] != len(dimensions) or not len(found):
        shape = " x ".join(str(size) for size in found.shape)
        raise InputError(f"{where}: points: found shape {shape}; allowed: rows of {len(dimensions)} numbers")
    for place, each in enumerate(dimensions):
        if not each.is_sampled:
            raise InputError(
                f"{where}: {each.role}.{each.name}: found values or steps; allowed beside points: low, high"
            )
        off = ~((found[:, place] >= each.low) & (found[:, place] <= each.high))
        if off.any():
            number = found[:, place][off][0]
            allowed = f"numbers from {each.low:g} to {each.high:g}"
            raise InputError(f"{where}: points: found {number:g} for {each.name}; allowed: {allowed}")
    return found
