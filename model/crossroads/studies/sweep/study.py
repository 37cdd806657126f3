"""Carry out an experiment: every scenario at every point, in the same worlds with the same luck."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from crossroads.errors import InputError, counted
from crossroads.identity import MANIFEST
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.cluster.dask_engine import connected
from crossroads.runs.design import Made, make_parts
from crossroads.runs.engines import Engine
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Pace, Progress, Silent
from crossroads.runs.storage.files import read_json, whole_file, write_json, write_text
from crossroads.runs.storage.kinds import kind_of
from crossroads.runs.storage.room import check_room, check_time, sweep_need
from crossroads.runs.storage.seal import opened, seal
from crossroads.runs.study_folder import PLAN, Place, differences, folder_path, study_folder
from crossroads.scenario.experiment import Experiment, load_experiment
from crossroads.studies.sweep import shards
from crossroads.studies.sweep.effects import Effects
from crossroads.studies.sweep.page import page
from crossroads.studies.sweep.result import KIND, PAGE, SWEEP_FORMAT, WORLDS, Sweep, aside_table
from crossroads.studies.sweep.shards import AS_IT_STANDS, Counted, Row
from crossroads.studies.sweep.table import RowTold, table_of, told_of

MOST_IN_MEMORY = 200_000_000
"""Bytes of the worlds' own measures up to which a sweep that is kept nowhere holds them."""

AT_FIRST, LEAST_LEFT = 4, 300
"""Shards a worker that are made first, to tell how long the rest will take; and how many must be left to ask: for it
workers are started twice."""

Draw = Callable[[Sweep, Path], object]


@dataclass(frozen=True, slots=True)
class _SweepOrder:
    """What is asked for, checked."""

    experiment: Experiment
    worlds: int
    seed: int
    workers: int
    engine: str | Engine | None
    progress: Progress
    force: bool

    @property
    def plan(self) -> dict[str, Any]:
        """What must agree for two sweeps to be the same but for their number of worlds."""
        asked = json.dumps(self.experiment.resolved, sort_keys=True)
        return study_plan(
            "a sweep",
            experiment=self.experiment.name,
            experiment_digest=hashlib.sha256(asked.encode()).hexdigest(),
            scenarios=[scenario.name for scenario in self.experiment.scenarios],
            scenario_digests=[scenario.digest() for scenario in self.experiment.scenarios],
            seed=self.seed,
        )


def sweep(
    experiment: str | Path | Mapping[str, Any] | Experiment,
    *,
    points: Sequence[Sequence[float]] | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    engine: str | Engine | None = None,
    progress: Progress | None = None,
    force: bool = False,
    draw: Draw | None = None,
    command: str = "",
) -> Sweep:
    """Carry out an experiment.

    Parameters
    ----------
    experiment
        An experiment, its name, the path of its TOML file, or what such a file holds.
    points
        The points, shape (point, dimension), in place of those that the experiment would draw: see `load_experiment`.
    worlds, seed
        Worlds of each point, numbered from 0, and the seed of all luck; None: as the experiment says. World i has the
        same luck at every point and in every scenario, and is the world i of a plain run.
    out
        Folder to make. Unfinished work stands in `<out>.partial`, and the same call goes on with it; a finished sweep
        of fewer worlds goes on to more, and one with shards that failed tries them again. None keeps nothing.
    workers
        How many shards are made at a time; None: one. A script that asks for more must do so under
        `if __name__ == "__main__":`.
    engine
        Who makes them: 'pool' (this process for one worker, else processes; the default), 'dask', or what
        `runs.cluster.dask_engine.connected` returns.
    progress
        RowTold of world-weeks.
    force
        Begin although disk, memory or time may not do.
    draw
        Called with the sweep and the folder to write into, before that is put in place.
    command
        The command that goes on with interrupted work, where there is one.

    Returns
    -------
    Sweep
        The result; it hangs neither on the engine, nor on workers, nor on the order in which shards are made.

    Raises
    ------
    InputError
        For faults of the experiment, a target that holds something else or this very sweep, where there is no room, or
        where workers are lost for good.
    Interrupted
        When stopped by Ctrl-C; finished shards are kept where `out` is given.
    """
    chosen = experiment if isinstance(experiment, Experiment) else load_experiment(experiment, points)
    order = _SweepOrder(
        experiment=chosen,
        worlds=whole_number("worlds", chosen.worlds if worlds is None else worlds, 1),
        seed=whole_number("seed", chosen.seed if seed is None else seed, 0),
        workers=1 if workers is None else whole_number("workers", workers, 1),
        engine=_engine(engine),
        progress=progress or Silent(),
        force=force,
    )
    if out is not None:
        _check_target(folder_path(out), order)
    with study_folder(out, order.plan, command=command, takes_up=True) as place:
        rows, made = _made(order, place)
        result = _gathered(order, rows, made, place)
        if place.target is not None:
            with place.result() as folder:
                _write(result, order, rows, made, place, folder, draw, command)
    return result


def _engine(engine: str | Engine | None) -> str | Engine | None:
    """Return who makes the shards; the pool is what the runner chooses by itself."""
    if engine == "dask":
        return connected()
    return None if engine == "pool" else engine


def _check_target(target: Path, order: _SweepOrder) -> None:
    """Refuse a folder of something else, and one that holds all that is asked for."""
    if not (target / MANIFEST).is_file():
        if target.is_dir() and not target.is_symlink():
            raise InputError(f"{target}: exists already and is no sweep; choose another folder.")
        return
    sealed = opened(target, KIND)
    manifest = sealed.manifest
    if kind_of(manifest) != "sweep":
        raise InputError(f"{target}: exists already and is no sweep; choose another folder.")
    plan = read_json(sealed.check(PLAN))
    if plan != order.plan:
        told, _ = differences(plan, order.plan)
        raise InputError(f"{target}: holds another sweep ({told}); choose another folder.")
    held, aside = manifest.get("worlds"), manifest.get("shards_set_aside")
    if isinstance(held, int) and (order.worlds < held or (order.worlds == held and not aside)):
        more = (
            "holds this very sweep already" if order.worlds == held else f"holds {counted(held, 'world')} of each point"
        )
        raise InputError(f"{target}: {more}; nothing was done. More worlds than {held:,} would be added to it.")


def _made(order: _SweepOrder, place: Place) -> tuple[list[Row], Made]:
    """Make every shard that is missing: first the scenarios as they stand, which tell how long the rest will take."""
    work, rows = shards.shards_folder(place.work), shards.rows_of(order.experiment)
    check_room(sweep_need(shards.bytes_of(order.experiment, order.worlds), order.worlds), work, force=order.force)
    shards_a_row = -(-order.worlds // shards.SHARD_WORLDS)
    first = [row for row in rows if row.point == AS_IT_STANDS]
    first += [row for row in rows if row.point != AS_IT_STANDS][: max(1, AT_FIRST * order.workers // shards_a_row)]
    left = (len(rows) - len(first)) * shards_a_row
    if left > LEAST_LEFT:
        pace = Pace(order.progress)
        tried = _shards(order, first, work, "first points", pace)
        if tried.before < len(tried.parts) and (seconds := pace.seconds_for_all()) is not None:
            check_time(seconds / (len(first) * shards_a_row) * left, force=order.force)
    return rows, _shards(order, rows, work, "", order.progress)


def _shards(order: _SweepOrder, rows: Sequence[Row], work: Path, stage: str, progress: Progress) -> Made:
    design = shards.design(order.experiment, rows, order.worlds, order.seed)
    label = f"{order.experiment.name}: {stage}" if stage else order.experiment.name
    return make_parts(
        design, work, engine=order.engine, workers=order.workers, progress=progress, label=label, sets_aside=True
    )


def _gathered(order: _SweepOrder, rows: Sequence[Row], made: Made, place: Place) -> Sweep:
    experiment = order.experiment
    told, effects = list[RowTold](), Effects(experiment)
    alone: Counted | None = None
    shape = (len(experiment.scenarios), len(experiment.points), len(experiment.parts), order.worlds)
    kept = np.empty(shape) if place.target is None and np.prod(shape, dtype=float) * 8 <= MOST_IN_MEMORY else None
    for row, own in zip(rows, shards.counted(made, len(experiment.parts)), strict=True):
        if row.point == AS_IT_STANDS:
            alone = own
        elif kept is not None:
            kept[row.scenario, row.point] = own.values
        effects.add(row, own)
        assert alone is not None, "a scenario's first row is the scenario as it stands"
        told += told_of(experiment, row, own, alone)
    by_name = {row.name: row for row in rows}
    aside = []
    for part, why in made.aside:
        row = by_name[part.cells[0].name]
        aside.append((experiment.scenarios[row.scenario].name, row.point, part.worlds, why))
    table = table_of(experiment, told)
    return Sweep(experiment, order.worlds, order.seed, table, effects.table(), aside_table(aside), place.target, kept)


def _write(
    result: Sweep,
    order: _SweepOrder,
    rows: Sequence[Row],
    made: Made,
    place: Place,
    folder: Path,
    draw: Draw | None,
    command: str,
) -> None:
    place.link(shards.FOLDER, folder)
    write_json(folder / PLAN, order.plan)
    result.write(folder)
    write_worlds(folder / WORLDS, result.experiment, rows, made)
    write_text(folder / PAGE, page(result))
    if draw is not None:
        draw(result, folder)
    manifest = {
        "format": SWEEP_FORMAT,
        "experiment": {"name": result.experiment.name, **result.experiment.resolved},
        "scenarios": [scenario.resolved for scenario in result.experiment.scenarios],
        "points": len(result.experiment.points),
        "worlds": result.worlds,
        "seed": result.seed,
        "shards_set_aside": len(result.aside),
        **hashes(),
        "command": command,
    }
    seal(folder, manifest)


def write_worlds(path: Path, experiment: Experiment, rows: Sequence[Row], made: Made) -> None:
    """Write each world's measures as Parquet, one group of rows a scenario and point; one of them is in memory.

    Parameters
    ----------
    path
        The file.
    experiment, rows, made
        What was carried out.
    """
    names = [item.name for item in experiment.parts]
    numbers = [each.name for each in experiment.dimensions]
    schema = pa.schema(
        [
            ("scenario", pa.string()),
            ("point", pa.int32()),
            *((name, pa.float64()) for name in numbers),
            ("world", pa.int64()),
            *((name, pa.float64()) for name in names),
        ]
    )
    with whole_file(path) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        for row, own in zip(rows, shards.counted(made, len(names)), strict=True):
            count = own.values.shape[1]
            at = [np.nan] * len(numbers) if row.point == AS_IT_STANDS else experiment.points[row.point].tolist()
            columns = [
                np.full(count, experiment.scenarios[row.scenario].name),
                np.full(count, row.point, dtype=np.int32),
                *(np.full(count, number) for number in at),
                np.arange(count),
                *own.values,
            ]
            arrays = [
                pa.array(values, type=kind.type, from_pandas=True) for values, kind in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
