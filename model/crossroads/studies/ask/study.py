"""Ask hypotheses: fight what they need, judge what came, tell it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crossroads.errors import InputError, legible
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.manifest import study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.study_folder import drop, folder_path, unfinished, working_folder
from crossroads.scenario.files import known_hypotheses, read
from crossroads.studies.ask.cells import Arms, arms_fought, fought
from crossroads.studies.ask.effects import effect_of
from crossroads.studies.ask.form import FindTable
from crossroads.studies.ask.hypothesis import Hypothesis, load_hypothesis
from crossroads.studies.ask.nearest import SCENARIO, heard, is_named
from crossroads.studies.ask.result import HypothesisAnswer, HypothesisAnswers
from crossroads.studies.ask.verdict import judged_effect, whole
from crossroads.studies.ask.writing import check_place, files_of

WORLDS, SEED = 2000, 1941

ALL = "all"


def ask(
    what: str | Path,
    *more: str | Path,
    worlds: int = WORLDS,
    seed: int = SEED,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    force: bool = False,
    command: str = "",
) -> HypothesisAnswer | HypothesisAnswers:
    """Ask one hypothesis of the documents, several, all of them, or a question in plain words.

    Parameters
    ----------
    what, *more
        Names such as 'H12', or paths of hypotheses' files; 'all'; or a question in plain words, for which the nearest
        hypothesis is taken.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck. Each is fought twice in every arm.
    out
        A page to write, such as 'results/hypotheses.md'; its table (.csv) and its figure (.png, .svg) stand beside it.
        Unfinished work stands in a folder beside it whose name ends in `.partial`, and the same call goes on with it.
        None keeps nothing.
    workers
        Number of processes; None: this one alone.
    progress
        Told in world-weeks.
    force
        Write over a page that stands already.
    command
        The command that goes on with interrupted work, where there is one.

    Returns
    -------
    HypothesisAnswer or HypothesisAnswers
        One answer for one hypothesis or a question in plain words, else all of them.

    Raises
    ------
    InputError
        Where there is no such hypothesis, nothing similar to the words or a scenario alone, for faults of a file, or
        where `out` stands already.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    asked = [what, *more]
    words = ""
    if asked == [ALL]:
        chosen = load_all()
    elif more or is_named(what):
        chosen = [load_hypothesis(each) for each in asked]
        if twice := next((each for each in chosen if [one.path for one in chosen].count(each.path) > 1), None):
            raise InputError(f"hypothesis: found '{twice.name}' twice; allowed: each once")
    else:
        found = heard(str(what))
        if found.near.kind == SCENARIO:
            allowed = "a hypothesis; a scenario is compared: see `crossroads.compare`"
            raise InputError(f"question: {found.told} Allowed: {allowed}")
        words, chosen = found.told, [load_hypothesis(found.near.name)]
    made = answers(
        chosen, worlds=worlds, seed=seed, out=out, workers=workers, progress=progress, force=force, command=command
    )
    if asked == [ALL] or more:
        return made
    return replace(made.answers[0], heard=words)


def load_all() -> list[Hypothesis]:
    """Read every hypothesis, in the order of their names.

    Raises
    ------
    InputError
        For the faults of their files.
    """
    return [load_hypothesis(path) for path in known_hypotheses().values()]


def load_titles() -> list[tuple[str, str, str]]:
    """Return name, title and claim of every hypothesis, in the order of their names, without reading their arms.

    Raises
    ------
    InputError
        Where a file cannot be read.
    """
    found = [(name, read(path)) for name, path in known_hypotheses().items()]
    return [(name, legible(str(own.get("title", ""))), legible(str(own.get("hypothesis", "")))) for name, own in found]


def answers(
    hypotheses: Sequence[Hypothesis],
    *,
    worlds: int = WORLDS,
    seed: int = SEED,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    force: bool = False,
    command: str = "",
) -> HypothesisAnswers:
    """Answer hypotheses in the same worlds; an arm that several ask for is fought once.

    Parameters
    ----------
    hypotheses
        Which; at least one.
    worlds, seed, out, workers, progress, force, command
        As for `ask`.

    Raises
    ------
    InputError, Interrupted
        As `ask`.
    """
    count, luck = whole_number("worlds", worlds, 2), whole_number("seed", seed, 0)
    hands = 1 if workers is None else whole_number("workers", workers, 1)
    told = progress or Silent()

    def made_in(work: Path) -> HypothesisAnswers:
        arms = fought(hypotheses, count, luck, work, workers=hands, progress=told)
        found = tuple(answer_of(each, arms, count, luck) for each in hypotheses)
        return HypothesisAnswers(found, count, luck, arms_fought(hypotheses))

    if out is None:
        with tempfile.TemporaryDirectory(prefix="crossroads-") as name:
            return made_in(Path(name))
    target = check_place(out, force=force)
    digest = hashlib.sha256("".join(each.digest for each in hypotheses).encode()).hexdigest()
    names = [each.name for each in hypotheses]
    plan = study_plan("hypotheses", hypotheses=names, hypotheses_digest=digest, worlds=count, seed=luck)
    folder = folder_path(target.with_suffix(""))
    with unfinished(working_folder(folder), plan, target=files_of(target)[0], command=command) as work:
        made = made_in(work)
        made.write(target)
        drop(work)
    return made


def answer_of(hypothesis: Hypothesis, arms: Arms, worlds: int, seed: int) -> HypothesisAnswer:
    """Return the answer to a hypothesis from what was fought.

    Parameters
    ----------
    hypothesis
        Which.
    arms
        What was fought.
    worlds, seed
        Of the worlds.
    """
    effects = tuple(effect_of(hypothesis, find, arms) for find in hypothesis.finds)
    verdicts = tuple(judged_effect(effect) if _is_judged(effect.find) else None for effect in effects)
    main = [verdict for effect, verdict in zip(effects, verdicts, strict=True) if effect.find.main and verdict]
    curve = tuple(effect_of(hypothesis, find, arms) for find in hypothesis.along())
    return HypothesisAnswer(hypothesis, effects, verdicts, curve, whole(main), worlds, seed)


def _is_judged(find: FindTable) -> bool:
    bounded = any(getattr(find, key) is not None for key in ("at_least", "at_most", "within"))
    return bounded or (find.expects is not None and find.matters is not None)
