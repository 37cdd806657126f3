"""Parameters of a block of worlds: each record's value, or each world's own draw of it.

A world's draw hangs on the seed, the record's name and the world's number alone, so that a world has the same
parameters in every scenario and every block. Parameters of the fitted ensemble, where there is one, come jointly from
the member that the world draws. A scenario's edits come last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from crossroads.errors import InputError, nearest
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import Ensemble, installed
from crossroads.evidence.load import load_records
from crossroads.evidence.record import Draw, Record
from crossroads.world.axes import Flags, Floats, Ints
from crossroads.world.luck import persistent_uniforms
from crossroads.world.portable import exp, log


class Parameters(dict[str, float | Floats]):
    """Parameters of a block of worlds: name -> a number for all worlds, or an array of shape (world,).

    A plain dictionary, since the mechanics look up some hundreds of names a week; its arrays are read-only.
    """

    def __init__(self, values: Mapping[str, float | Floats]) -> None:
        super().__init__(values)
        self._columns: dict[tuple[str, tuple[str, ...]], Floats] = {}
        self._origin: tuple[Parameters, frozenset[str]] | None = None
        for value in self.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __missing__(self, name: str) -> float | Floats:
        raise KeyError(f"no parameter '{name}'{nearest(name, self)}")

    def column(self, prefix: str, names: tuple[str, ...]) -> Floats:
        """Return the parameters `prefix_name` of several names, shape (name, 1 or world)."""
        found = self._columns.get((prefix, names))
        if found is None:
            parts = [np.atleast_1d(self[f"{prefix}_{name}"]) for name in names]
            found = np.stack(np.broadcast_arrays(*parts))
            found.flags.writeable = False
            self._columns[(prefix, names)] = found
        return found

    def as_arrays(self) -> Parameters:
        """Return the same parameters, each of them an array: numbers for all worlds have shape ().

        NumPy combines two arrays in half the time that an array and a Python number take.
        """
        return self._of({name: np.asarray(value, dtype=np.float64) for name, value in self.items()})

    def changed(self, values: Mapping[str, float | Floats]) -> Parameters:
        """Return the same parameters with some of them otherwise.

        Raises
        ------
        KeyError
            For a name that is no parameter.
        """
        result = self._of({})
        result.update(self)
        for name, value in values.items():
            if name not in self:
                self.__missing__(name)
            result[name] = value
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        changed = tuple(values)
        origin, otherwise = self.origin
        result._origin = origin, otherwise | values.keys()
        result._columns = {
            key: column for key, column in self._columns.items() if not any(name.startswith(key[0]) for name in changed)
        }
        return result

    @property
    def origin(self) -> tuple[Parameters, frozenset[str]]:
        """Parameters of which these are a change, and the names of those that may differ; themselves, and none."""
        return self._origin or (self, frozenset())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parameters, sorted."""
        return tuple(self)

    def take(self, columns: Ints | Flags | Sequence[int]) -> Parameters:
        """Return the parameters of some of the worlds.

        Parameters
        ----------
        columns
            Positions in the block (integers, or a mask of shape (world,)), not world numbers.
        """
        picked = np.asarray(columns)
        return self._of(
            {name: value[picked] if isinstance(value, np.ndarray) else value for name, value in self.items()}
        )

    def _of(self, values: Mapping[str, float | Floats]) -> Parameters:
        return type(self)(values)


@dataclass(frozen=True, slots=True)
class Spread:
    """How one parameter is drawn, after a scenario's changes.

    Attributes
    ----------
    draw, low, value, high
        Shape and range, as a record has them.
    scale
        What each draw is multiplied by.
    most
        What no draw exceeds after that.
    moved
        Whether a scenario has set the parameter: it is then not taken from the fitted ensemble.
    """

    draw: Draw
    low: float
    value: float
    high: float
    scale: float = 1.0
    most: float = np.inf
    moved: bool = False


SHAPES: tuple[Draw, ...] = ("triangular", "uniform", "loguniform")
"""The shapes by which parameters are drawn; what is fixed is not."""


def parameter_stream(name: str) -> str:
    """Return the stream of the lasting uniform by which a parameter is drawn."""
    return f"parameter:{name}"


def draw_parameters(
    edits: Iterable[ParameterEdit],
    seed: int,
    worlds: Ints,
    knowledge: bool,
    ensemble: Ensemble | None = None,
    only: Collection[str] | None = None,
) -> Parameters:
    """Draw the parameters of a block of worlds.

    Parameters
    ----------
    edits
        A scenario's changes, applied in order. `value` fixes a parameter; `scale` multiplies each draw (a
        share stays at or below 1); `low` and `high` stretch the same uniform over the new range, with the
        record's own shape ('uniform' for a record that is fixed); the one not given is the record's.
    seed
        Seed of the run.
    worlds
        World numbers, shape (world,).
    knowledge
        False: no draws; every parameter at its central value, edits included.
    ensemble
        Where the worlds take their fitted parameters from; None: the installed ensemble.
    only
        The parameters that are drawn, those of the ensemble apart; all others are given at their central values.
        None: all.

    Returns
    -------
    drawn : Parameters
        All records that a rule reads.

    Raises
    ------
    InputError
        Where an edit names no parameter, or asks for a number that the parameter cannot have.
    """
    spreads = spreads_of(edits)
    values: dict[str, float | Floats] = {name: spread.value * spread.scale for name, spread in spreads.items()}
    if knowledge:
        for draw in SHAPES:
            names = [name for name, spread in spreads.items() if spread.draw == draw and (only is None or name in only)]
            values.update(_drawn(draw, names, [spreads[name] for name in names], seed, worlds))
        values.update(fitted_values(spreads, seed, worlds, ensemble))
    for name, spread in spreads.items():
        if spread.most < np.inf:
            values[name] = _capped(values[name])
    return Parameters(values)


def spreads_of(edits: Iterable[ParameterEdit]) -> dict[str, Spread]:
    """Return how each parameter that a rule reads is drawn, after a scenario's changes.

    Raises
    ------
    InputError
        Where an edit names no parameter, or asks for a number that the parameter cannot have.
    """
    records = load_records()
    spreads = {
        name: Spread(record.draw, record.low, record.value, record.high)
        for name, record in records.items()
        if record.used
    }
    for edit in edits:
        spreads[edit.name] = _edited(_editable(edit, records), spreads[edit.name], edit)
    # A share that is scaled up is never more than the whole.
    return {
        name: replace(spread, most=1.0) if spread.scale > 1.0 and records[name].is_share else spread
        for name, spread in spreads.items()
    }


@cache
def drawn_names() -> frozenset[str]:
    """Return the names of the parameters in which worlds differ where no scenario changes anything."""
    spreads = spreads_of(())
    alone = {name for name, spread in spreads.items() if spread.draw in SHAPES}
    return frozenset(alone | fitted_values(spreads, 0, np.zeros(1, dtype=np.int64)).keys())


def drawn_apart(
    edits: Iterable[ParameterEdit], seed: int, worlds: Ints, knowledge: bool, ensemble: Ensemble | None = None
) -> tuple[Parameters, dict[str, Spread]]:
    """Return the parameters that are not drawn each for itself, and how the others are.

    Parameters
    ----------
    edits, seed, worlds, knowledge, ensemble
        As for `draw_parameters`.

    Returns
    -------
    given : Parameters
        Those that are the same in all worlds, and those of the fitted ensemble.
    drawn : dict
        Name -> how each of the others is drawn.
    """
    spreads = spreads_of(edits)
    fitted = fitted_values(spreads, seed, worlds, ensemble) if knowledge else {}
    alone = SHAPES if knowledge else ()
    drawn = {name: spread for name, spread in spreads.items() if spread.draw in alone and name not in fitted}
    given: dict[str, float | Floats] = {}
    for name in spreads.keys() - drawn.keys():
        spread = spreads[name]
        value = fitted.get(name, spread.value * spread.scale)
        given[name] = _capped(value) if spread.most < np.inf else value
    return Parameters(given), drawn


RIVAL = "rival."
"""What the names of switches between rival laws begin with."""


def fitted_values(
    spreads: Mapping[str, Spread], seed: int, worlds: Ints, ensemble: Ensemble | None = None
) -> dict[str, Floats]:
    """Return the parameters that worlds take jointly from the fitted ensemble, save those that a scenario has set.

    Parameters
    ----------
    spreads
        How parameters are drawn, by name.
    seed, worlds, ensemble
        As for `draw_parameters`.
    """
    laws = {name: spread.value for name, spread in spreads.items() if name.startswith(RIVAL) and spread.moved}
    fitted = (installed() if ensemble is None else ensemble).under(laws).draw(seed, worlds)
    return {name: drawn * spreads[name].scale for name, drawn in fitted.items() if not spreads[name].moved}


def _drawn(draw: Draw, names: list[str], spreads: list[Spread], seed: int, worlds: Ints) -> dict[str, Floats]:
    """Draw all parameters of one shape together: one array operation instead of one a parameter."""
    if not names:
        return {}
    uniforms = np.stack([persistent_uniforms(seed, parameter_stream(name), worlds) for name in names])
    low, value, high, scale = (
        np.array([getattr(spread, field) for spread in spreads])[:, np.newaxis]
        for field in ("low", "value", "high", "scale")
    )
    return dict(zip(names, mapped(draw, uniforms, low, value, high) * scale, strict=True))


def mapped(draw: Draw, uniforms: Floats, low: Floats | float, mode: Floats | float, high: Floats | float) -> Floats:
    """Map uniforms by the inverse of a distribution function; what is fixed has that of the triangle."""
    width = high - low
    if draw == "uniform":
        drawn = low + uniforms * width
    elif draw == "loguniform":
        drawn = low * exp(uniforms * log(high / low))
    else:
        rising = low + np.sqrt(uniforms * width * (mode - low))
        falling = high - np.sqrt((1.0 - uniforms) * width * (high - mode))
        drawn = np.where(uniforms * width < mode - low, rising, falling)
    # Rounding may carry a draw a last digit beyond its range.
    result: Floats = np.minimum(np.maximum(drawn, low), high)
    return result


def _editable(edit: ParameterEdit, records: Mapping[str, Record]) -> Record:
    record = records.get(edit.name)
    if record is None:
        movable = [name for name, item in records.items() if item.used]
        raise InputError(
            f"parameters: unknown parameter '{edit.name}'{nearest(edit.name, movable)}; "
            "allowed: the names of the reference page on parameters"
        )
    if not record.used:
        raise InputError(f"parameters: '{edit.name}' is kept for comparison only; no rule reads it")
    return record


def _edited(record: Record, spread: Spread, edit: ParameterEdit) -> Spread:
    _check_forms(edit)
    for form, found, allowed in record.refusals(edit):
        raise InputError(f"parameters: '{edit.name}': {form}: found {found}; allowed: {allowed}")
    if edit.value is not None:
        value = float(edit.value)
        return Spread("fixed", value, value, value, moved=True)
    if edit.scale is not None:
        return replace(spread, scale=spread.scale * edit.scale)
    low = record.low if edit.low is None else float(edit.low)
    high = record.high if edit.high is None else float(edit.high)
    shape: Draw = "uniform" if record.draw == "fixed" else record.draw
    middle = min(max(record.value, low), high)
    return Spread("fixed" if low == high else shape, low, middle, high, spread.scale, moved=True)


def _check_forms(edit: ParameterEdit) -> None:
    ranged = edit.low is not None or edit.high is not None
    forms = [edit.value is not None, edit.scale is not None, ranged]
    if sum(forms) != 1:
        raise InputError(
            f"parameters: '{edit.name}': found {sum(forms)} of value, scale, low/high; exactly one of them is allowed"
        )


def _capped(value: float | Floats) -> float | Floats:
    return np.minimum(value, 1.0) if isinstance(value, np.ndarray) else min(value, 1.0)
