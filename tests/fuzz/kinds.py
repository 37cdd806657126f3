"""The kinds of input, each with its way to be mangled and what must hold of what is read all the same."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mutators
import numpy as np
import tomli
from command_line import answer
from corpus import BATTLES, HORIZON, REFERENCE, SCENARIOS, Corpus, corpus
from folders import folder
from judge import READ_SECONDS, RUN_SECONDS, Verdict, answered, judged, not_finite
from mutators import Rng, pick
from slips import slip

from crossroads.evidence.history.record_map import load_record_map
from crossroads.evidence.history.reference_rows import read_reference
from crossroads.play import saves
from crossroads.play.sitting import Seating, play
from crossroads.play.voice import Lines
from crossroads.runs.ensemble import run
from crossroads.scenario.scenario import load_scenario
from crossroads.validation.battles.fit import load_fit
from crossroads.validation.battles.predict import ADDED, predict
from crossroads.validation.battles.table import read_table
from crossroads.validation.score.scoring import SCORED, validate

SCENARIO_RUN_EVERY, DEBRIEF_EVERY = 20, 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input.

    Attributes
    ----------
    name, place
        Its name and its number in seeds.
    count
        Mutations of 2,000 that are of this kind.
    accepted
        Least and greatest share of mutations that are accepted: outside it the fuzz has become blind.
    mangled
        Mangles one sound input, gives it to the program, and judges.
    """

    name: str
    place: int
    count: int
    accepted: tuple[float, float]
    mangled: Callable[[Rng, int, Corpus, bytes | None], Verdict]

    def verdict(self, seed: int, number: int) -> Verdict:
        """Return what becomes of one mutation, the same whenever it is asked for."""
        return self.mangled(np.random.default_rng([seed, self.place, number]), number, corpus(), None)

    def given(self, content: bytes) -> Verdict:
        """Return what becomes of a file as it is."""
        return self.mangled(np.random.default_rng([0, self.place]), 0, corpus(), content)


def _mangle(path: Path, content: bytes, rng: Rng, *families: tuple[mutators.Change, ...], given: bytes | None) -> str:
    """Write a mangled file, or what is no plain file, or what was given; return the change in words."""
    path.write_bytes(content if given is None else given)
    if given is not None:
        return f"{path.name}: as given"
    if rng.random() < 0.03:
        return f"{path.name}: {mutators.instead(path, rng)} in its place"
    change = pick(rng, pick(rng, families))
    path.write_bytes(change(content, rng))
    return f"{path.name}: {getattr(change, '__name__', 'dialect')}"


def scenario(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    name = pick(rng, list(sound.scenarios))
    folder = sound.fresh()
    path = folder / f"{name}_x.toml"
    families = (mutators.TOML, mutators.TOML, mutators.TOML, mutators.BYTES)
    what = _mangle(path, sound.scenarios[name], rng, *families, given=given)

    def act() -> list[str]:
        loaded = load_scenario(path)
        faults = [] if all(loaded.describe()) else ["an empty sentence"]
        tomli.loads(path.read_text("utf-8-sig"))  # nothing is read that is not TOML
        json.dumps(loaded.resolved, allow_nan=False)
        if number % SCENARIO_RUN_EVERY == 0 and loaded.setup.horizon <= HORIZON:
            faults += not_finite(run(loaded, worlds=2, ledger_worlds=0).outcomes)
        return faults

    return judged(
        what, act, folder, name=path.name, seconds=READ_SECONDS if number % SCENARIO_RUN_EVERY else RUN_SECONDS
    )


def battle(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    folder = sound.fresh()
    path = folder / "mine.csv"
    (folder / "sound.csv").write_text(BATTLES)
    dialect = given is None and rng.random() < 0.2
    families = (mutators.DIALECTS,) if dialect else (mutators.CSV, mutators.CSV, mutators.BYTES)
    what = _mangle(path, BATTLES.encode(), rng, *families, given=given)

    def act() -> list[str]:
        read = read_table(path)
        found = predict(read, load_fit())[list(ADDED)]
        faults = [f"'{name}' is infinite" for name in ADDED if np.isinf(found[name].to_numpy(dtype=float)).any()]
        if not found["p_attacker_wins"].between(0, 1).all():
            faults.append("a chance outside 0 to 1")
        for side, men in (("attacker", "stra"), ("defender", "strd")):
            low, middle, high = (found[f"{side}_losses_{name}"] for name in ("q10", "median", "q90"))
            known = read[men].notna()
            if not ((low <= middle) & (middle <= high) & (high <= read[men]) & (low >= 0))[known].all():
                faults.append(f"losses of the {side} out of order")
        if dialect and not found.equals(predict(read_table(folder / "sound.csv"), load_fit())[list(ADDED)]):
            faults.append("the same table written otherwise is predicted otherwise")
        return faults

    return judged(what, act, folder, name=path.name)


def reference(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    folder = sound.fresh() / "series"
    folder.mkdir()
    path = folder / "mine.csv"
    dialect = given is None and rng.random() < 0.2
    families = (mutators.DIALECTS,) if dialect else (mutators.CSV, mutators.CSV, mutators.BYTES)
    what = _mangle(path, REFERENCE.encode(), rng, *families, given=given)
    kept = sound.runs("one")[0]

    def act() -> list[str]:
        rows = read_reference(folder, load_record_map()).rows
        scored = validate(kept, folder).table
        scored = scored.loc[(scored["status"] == SCORED) & scored["median"].notna()]
        names = ("value", "median", "q10", "q90", "error", "crps")
        faults = [f"'{name}' is not finite" for name in names if not np.isfinite(scored[name].astype(float)).all()]
        faults += [
            f"row {row.line}: value outside its range"
            for row in rows
            if not math.isnan(row.value) and (row.value < row.low or row.value > row.high)
        ]
        if dialect and rows:
            twin = folder.parent / "twin"
            twin.mkdir()
            (twin / "mine.csv").write_text(REFERENCE)
            others = read_reference(twin, load_record_map()).rows
            shutil.rmtree(twin)
            if [(row.name, row.value, row.low) for row in rows if row.value == row.value] != [
                (row.name, row.value, row.low) for row in others if row.value == row.value
            ]:
                faults.append("the same series written otherwise are read otherwise")
        return faults

    # A file of another layout is passed over, and named in the report.
    return judged(what, act, folder, name="" if not path.is_file() else path.name)


def save(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    name = pick(rng, list(sound.saves))
    folder = sound.fresh()
    path = folder / f"{name}.json"
    content = sound.saves[name]
    draw = rng.random()
    edited = given is not None
    if draw < 0.15 or given is not None:
        what = _mangle(path, content, rng, mutators.BYTES, (mutators.deep,), given=given)
    else:
        changed, keys = mutators.json_edit(json.loads(content), rng)
        path.write_bytes(mutators.json_text(changed))
        what, edited = f"{path.name}: {'.'.join(map(str, keys))} changed", True

    def act() -> list[str]:
        faults = []
        game = saves.load(path)
        held = json.loads(path.read_bytes())
        if edited and not _alike(
            [item.model_dump() for item in game.answers], [_DEFAULTS | item for item in held["answers"]]
        ):
            faults.append("answers are read as others than stand there")
        if held["finished"] is not game.finished:
            faults.append(f"'finished' {held['finished']!r} is read as {game.finished}")
        told = [item.odds for item in game.answers if item.odds is not None]
        if not all(type(odds) in (int, float) and 0 <= odds <= 1 for odds in told):
            faults.append(f"odds outside 0 to 1: {told}")
        if number % DEBRIEF_EVERY == 0:
            spoken: list[str] = []
            play(Seating(resume=path, worlds=0), Lines([], "nobody", spoken.append))
            if "nan" in " ".join(spoken).split():
                faults.append("a debrief with nan")
        return faults

    debriefed = number % DEBRIEF_EVERY == 0
    return judged(
        what, act, folder, name=path.name, seconds=RUN_SECONDS if debriefed else READ_SECONDS, kept=not debriefed
    )


_DEFAULTS = {"decision": "", "choice": "", "odds": None, "asked": ""}
"""What an answer is read with where its file does not say."""


def _alike(ours: object, theirs: object) -> bool:
    # A whole number where a number may stand is read as that number.
    return ours == theirs or json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


def options(rng: Rng, number: int, sound: Corpus, given: bytes | None) -> Verdict:
    place = sound.fresh()
    (place / "one").symlink_to(sound.folders / "one")
    (place / "both").symlink_to(sound.folders / "both")
    (place / "taken").write_text("taken")
    (place / "mine.toml").write_text(SCENARIOS["levers"])
    (place / "mine.csv").write_text(BATTLES)
    (place / "series").mkdir()
    (place / "series" / "mine.csv").write_text(REFERENCE)
    words = slip(rng) if given is None else json.loads(given)
    return judged(
        " ".join(map(repr, words)), lambda: answered(answer(place, *words)), place, seconds=RUN_SECONDS, kept=False
    )


KINDS = {
    kind.name: kind
    for kind in (
        Kind("scenario", 0, 800, (0.02, 0.5), scenario),
        Kind("battle", 1, 300, (0.02, 0.7), battle),
        Kind("reference", 2, 250, (0.02, 0.7), reference),
        Kind("folder", 3, 300, (0.0, 0.4), folder),
        Kind("save", 4, 200, (0.0, 0.5), save),
        Kind("options", 5, 150, (0.1, 1.0), options),
    )
}
