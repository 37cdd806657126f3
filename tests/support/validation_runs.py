"""Runs whose numbers are known by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from crossroads.runs.run import Run
from crossroads.runs.tables.frames import statistics_dataset, worlds_dataset
from crossroads.runs.tables.weekly import weekly_statistics
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOMES

WEEKS, WORLDS = 80, 101
HEADER = "date,series,value,low,high,unit\n"


def made_run(changes: dict[str, np.ndarray] | None = None, *, kept: bool = True) -> Run:
    """Make a run in which world i holds 1000 + i of everything, but for `changes` of shape (week, world)."""
    flat = np.broadcast_to(1000.0 + np.arange(WORLDS), (WEEKS, WORLDS))
    arrays = {name: np.asarray((changes or {}).get(name, flat), dtype=np.float32) for name in OBSERVABLE_NAMES}
    series = statistics_dataset(np.stack([weekly_statistics(arrays[name]) for name in OBSERVABLE_NAMES]))
    numbers = np.arange(WORLDS)
    never = {item.name: pd.NaT for item in OUTCOMES if item.kind == "date"}
    outcomes = pd.DataFrame(never, index=pd.Index(numbers, name="world"), dtype="datetime64[s]")
    trajectories = worlds_dataset(arrays, numbers) if kept else None
    manifest = {"seed": 7, "horizon": "1943-01-03"}
    opens = None if trajectories is None else (lambda: trajectories)
    return Run("made_up", "Made up", manifest, series, outcomes, pd.DataFrame(), opens)


def rising(step: float = 7.0) -> np.ndarray:
    """Return weekly values that rise by `step` a week and by 1 a world, shape (week, world)."""
    return step * np.arange(WEEKS)[:, None] + np.arange(WORLDS)[None, :]


def folder(place: Path, text: str, name: str = "series.csv") -> Path:
    """Write a reference folder with one file."""
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    return place
