"""The fitted ensemble: sets of parameters that fit the war of 1941-42 jointly.

Where the package holds the file `data/ensemble.npz`, each world draws one member, and takes all fitted parameters from
it; without the file every parameter is drawn for itself. The file is written by `crossroads calibrate`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from crossroads.errors import InputError, nearest
from crossroads.evidence.load import ENSEMBLE, load_records
from crossroads.world.axes import Floats, Ints
from crossroads.world.luck import persistent_uniforms

STREAM = "parameter:fitted ensemble"
"""Stream of the one lasting uniform by which a world draws its member."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Sets of fitted parameters.

    Attributes
    ----------
    names
        Names of the records that are fitted.
    values
        Their values, shape (parameter, member), in the records' units.
    weights
        Weight of each member, shape (member,), adding up to 1.
    first
        Where given, world `first` + i takes member i, going round; else each world draws its member by weight.
    """

    names: tuple[str, ...]
    values: Floats
    weights: Floats
    first: int | None = None
    _edges: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out where each member's share of the uniform ends."""
        object.__setattr__(self, "_edges", np.cumsum(self.weights)[:-1])

    def members(self, seed: int, worlds: Ints) -> Ints:
        """Return the member of each world, shape (world,).

        Parameters
        ----------
        seed
            Seed of the run.
        worlds
            World numbers, shape (world,).
        """
        if self.first is not None:
            return np.asarray((worlds - self.first) % len(self.weights), dtype=np.int64)
        uniforms = persistent_uniforms(seed, STREAM, worlds)
        return np.asarray(np.searchsorted(self._edges, uniforms, side="right"), dtype=np.int64)

    def draw(self, seed: int, worlds: Ints) -> dict[str, Floats]:
        """Return every fitted parameter of each world: name -> shape (world,)."""
        if not self.names:
            return {}
        members = self.members(seed, worlds)
        return {name: self.values[row][members] for row, name in enumerate(self.names)}

    def under(self, laws: Mapping[str, float]) -> Ensemble:
        """Return the members that were found under some rival laws, switch -> 0 or 1; all of them where none was.

        A member's numbers belong to the laws under which they were fitted: under others they say nothing.
        """
        rows = {self.names.index(name): value for name, value in laws.items() if name in self.names}
        kept = np.all([self.values[row] == value for row, value in rows.items()], axis=0) if rows else np.array([True])
        if kept.all() or not kept.any():
            return self
        return Ensemble(self.names, self.values[:, kept], self.weights[kept] / self.weights[kept].sum(), self.first)


NO_ENSEMBLE = Ensemble((), np.empty((0, 1)), np.ones(1))
"""No fitted parameters: every record is drawn for itself."""


@cache
def installed() -> Ensemble:
    """Return the ensemble among the evidence's data; `NO_ENSEMBLE` where there is none.

    Raises
    ------
    InputError
        Where the file is damaged, or does not belong to the records.
    """
    path = resources.files("crossroads.evidence").joinpath("data", ENSEMBLE)
    return read_ensemble(path) if path.is_file() else NO_ENSEMBLE


def ensemble_bytes(ensemble: Ensemble) -> bytes:
    """Return an ensemble as a NumPy archive; the same members give the same bytes."""
    archive = io.BytesIO()
    np.savez(archive, names=np.array(ensemble.names), values=ensemble.values, weights=ensemble.weights)
    return archive.getvalue()


def read_ensemble(path: Traversable) -> Ensemble:
    """Read an ensemble.

    Raises
    ------
    InputError
        Where the file is damaged, names what is no record, or holds a value outside a record's range.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            found = Ensemble(
                tuple(str(name) for name in held["names"]),
                np.asarray(held["values"], dtype=np.float64),
                np.asarray(held["weights"], dtype=np.float64),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path.name}: cannot be read as an ensemble of parameters ({error}).") from error
    _check(path.name, found)
    return found


def _check(file: str, found: Ensemble) -> None:
    if found.values.shape != (len(found.names), len(found.weights)) or not len(found.weights):
        raise InputError(f"{file}: {len(found.names)} names and {len(found.weights)} weights do not fit the values.")
    if not (found.weights >= 0).all() or abs(found.weights.sum() - 1) > 1e-9:
        raise InputError(f"{file}: the members' weights do not add up to 1.")
    records = load_records()
    for row, name in enumerate(found.names):
        record = records.get(name)
        if record is None or not record.used:
            raise InputError(f"{file}: '{name}' is no parameter that a rule reads{nearest(name, records)}.")
        low, high = found.values[row].min(), found.values[row].max()
        if not record.low <= low <= high <= record.high:
            raise InputError(
                f"{file}: '{name}' runs from {low:g} to {high:g}, its record from {record.low:g} to {record.high:g}; "
                "remove the file, after a change of the records, and calibrate anew."
            )
