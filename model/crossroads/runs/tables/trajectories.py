"""Every world's weekly series, where a run keeps them: a file a series, mapped into memory as needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, counted
from crossroads.runs.storage.seal import Sealed
from crossroads.world.observables import OBSERVABLE_NAMES

if TYPE_CHECKING:
    import xarray as xr

TRAJECTORIES = "trajectories"
"""Folder of a run that holds them."""


def map_trajectories(sealed: Sealed, worlds: NDArray[np.int64]) -> xr.Dataset:
    """Map the trajectories of a run's folder, each file held against its seal.

    Raises
    ------
    InputError
        Where a file is missing or damaged.
    """
    for name in OBSERVABLE_NAMES:
        sealed.check(f"{TRAJECTORIES}/{name}.npy")
    return load_trajectories(sealed.folder, worlds)


def load_trajectories(folder: Path, worlds: NDArray[np.int64], *, lazy: bool = True) -> xr.Dataset:
    """Map the files of trajectories in a folder.

    Parameters
    ----------
    folder
        The run's folder.
    worlds
        World numbers, shape (world,).
    lazy
        False reads everything into memory at once.

    Raises
    ------
    InputError
        Where a file is missing or damaged.
    """
    from crossroads.runs.tables.frames import worlds_dataset

    arrays: dict[str, NDArray[np.float32]] = {}
    for name in OBSERVABLE_NAMES:
        path = folder / TRAJECTORIES / f"{name}.npy"
        try:
            arrays[name] = np.load(path, mmap_mode="r" if lazy else None)
        except Exception as error:  # NumPy reads headers with Python's own parser, whose errors are many
            raise InputError(f"{path}: is missing or damaged ({' '.join(str(error).split())}).") from error
        found = arrays[name]
        if found.dtype != np.float32 or found.ndim != 2 or found.shape[1] != len(worlds):
            needed = f"float32 of {counted(len(worlds), 'world')}"
            raise InputError(f"{path}: holds {found.dtype} of shape {found.shape}; {needed} is needed.")
        if found.shape != next(iter(arrays.values())).shape:
            raise InputError(f"{path}: has shape {found.shape}, unlike the other series.")
    return worlds_dataset(arrays, worlds)
