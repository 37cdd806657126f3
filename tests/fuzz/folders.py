"""Folders of runs and comparisons: a file of theirs is mangled, and the folder is sealed anew over it or not."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

import mutators
import numpy as np
from command_line import answer
from corpus import Corpus
from judge import RUN_SECONDS, Verdict, answered, judged, not_finite
from mutators import Rng, pick

from crossroads.runs.export import load_runs
from crossroads.runs.run import Run
from crossroads.runs.storage.seal import DIGEST, FILES, seal

COMMAND_EVERY = 30


def folder(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    """Mangle a file of a run or a comparison; a given one is its manifest, sealed anew."""
    which = pick(rng, ("one", "one", "both")) if given is None else "one"
    place = sound.fresh() / which
    shutil.copytree(sound.folders / which, place, copy_function=os.link)
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.name != "comparison.csv")
    # Half of the changes fall on manifests and tables, which are few.
    path = place / "manifest.json"
    if given is None:
        path = pick(rng, files if rng.random() < 0.5 else [item for item in files if item.suffix != ".npy"])
    resealed = False
    content = path.read_bytes()
    path.unlink()  # its other name is the sound file
    path.write_bytes(content)
    draw = rng.random()
    if given is not None:
        path.write_bytes(given)
        what, resealed = "as given", True
    elif draw < 0.05:
        what = mutators.instead(path, rng)
    elif draw < 0.12:
        other = pick(rng, [item for item in files if item.suffix == path.suffix])
        shutil.copyfile(other, path) if other != path else path.unlink()
        what = f"swapped with {other.relative_to(place)}"
    elif path.suffix == ".json":
        resealed = rng.random() < 0.7
        what = _manifest(path, rng, resealed=resealed)
    else:
        own = (mutators.array,) if path.suffix == ".npy" else (mutators.table,)
        change = pick(rng, pick(rng, (own, own, mutators.BYTES)))
        path.write_bytes(change(content, rng))
        resealed = rng.random() < 0.5
        what = change.__name__
    if resealed:
        _reseal(place, which)
    what = f"{path.relative_to(place)}: {what}{', sealed anew' if resealed else ''}"

    def act() -> list[str]:
        found = load_runs(place)
        for each in found:
            each.trajectories  # noqa: B018 - opens the files
        if resealed:
            return [fault for each in found for fault in _run_faults(each)]
        sound_ones = sound.runs(which)
        return [] if all(map(_same, found, sound_ones)) and len(found) == len(sound_ones) else ["other values accepted"]

    named = path.name if path.parent == place or path.suffix == ".npy" else path.parent.name
    verdict = judged(what, act, place.parent, name="" if resealed else named)
    if number % COMMAND_EVERY == 0:
        verdict.failures += _commands(place, sound).failures
    return verdict


def _manifest(path: Path, rng: Rng, *, resealed: bool) -> str:
    content = json.loads(path.read_bytes())
    if rng.random() < 0.1:
        path.write_bytes(mutators.deep(b"", rng))
        return "nested deep"
    changed, keys = mutators.json_edit({key: value for key, value in content.items() if key != DIGEST}, rng)
    path.write_bytes(mutators.json_text(changed if resealed else {**changed, DIGEST: content[DIGEST]}))
    return f"{'.'.join(map(str, keys))} changed"


def _reseal(place: Path, which: str) -> None:
    """Seal folders anew over what was changed, as somebody would who knows how."""
    for inner in (*sorted((place / "runs").glob("*")), place):
        path = inner / "manifest.json"
        with contextlib.suppress(ValueError, RecursionError, OSError):  # what cannot be sealed stays as it is
            manifest = json.loads(path.read_bytes())
            told = {key: value for key, value in manifest.items() if key not in (FILES, DIGEST)}
            seal(inner, told, within=("runs",) if inner == place and which == "both" else ())


def _run_faults(found: Run) -> list[str]:
    faults = not_finite(found.outcomes)
    if np.isinf(found.series.to_array().to_numpy()).any():
        faults.append("a series is infinite")
    return faults


def _same(ours: Run, theirs: Run) -> bool:
    equal = ours.outcomes.equals(theirs.outcomes) and ours.series.identical(theirs.series)
    equal = equal and ours.ledger.astype(str).equals(theirs.ledger.astype(str)) and ours.manifest == theirs.manifest
    return bool(equal and ours.trajectories is not None and ours.trajectories.equals(theirs.trajectories))


def _commands(place: Path, sound: Corpus) -> Verdict:
    total = Verdict("")
    name = place.name
    words = (("export", name, "--to", "csv"), ("explain", name, "--world", "0"), ("validate", name, "--out", "card"))
    for each in words:
        total.failures += judged(
            "", lambda each=each: answered(answer(place.parent, *each)), place, seconds=RUN_SECONDS
        ).failures
    return total
