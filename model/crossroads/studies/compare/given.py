"""What a comparison is given: scenarios to run, and finished runs, which are taken as they are."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossroads.errors import LONGEST_NAME, InputError, listing, shown
from crossroads.evidence.load import records_hash
from crossroads.identity import code_hash
from crossroads.runs.ensemble import LEDGER_WORLDS, RUNS, Order, runs_of
from crossroads.runs.manifest import study_plan
from crossroads.runs.origin import kept_folder
from crossroads.runs.run import Run, finished_run
from crossroads.runs.storage.manifests import RUN_FORMAT, written
from crossroads.runs.study_folder import ASSEMBLED, Place
from crossroads.scenario.question import Question, asked, neutral, question_of
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics.comparing import check_comparable
from crossroads.studies.compare.asking import asked_for, check_scenarios, told_apart

USUAL: Mapping[str, int] = {"worlds": 2000, "seed": 1941, "ledger_worlds": LEDGER_WORLDS}
"""What runs are made with where nothing is asked and no finished run says."""

log = logging.getLogger("crossroads")


@dataclass(frozen=True, slots=True)
class Request:
    """What a comparison is asked for.

    Attributes
    ----------
    question
        What is asked of the scenarios.
    scenarios
        The scenarios, base first, each of another name and title.
    held
        Name of a scenario -> its run, where that is finished.
    by
        What it was asked by, as given; a run that had to be renamed under its new name.
    """

    question: Question
    scenarios: tuple[Scenario, ...]
    held: dict[str, Run]
    by: tuple[Given | Run, ...]

    def number(self, name: str, given: int | None) -> int:
        """Return a number of `USUAL`: the one asked for, else that of the finished runs, else the usual.

        Raises
        ------
        InputError
            Where one was asked for that the finished runs do not have.
        """
        asked_then = {run.scenario: {**run.manifest, **run.manifest.get("plan", {})} for run in self.held.values()}
        own = {scenario: int(then[name]) for scenario, then in asked_then.items()}
        if given is None:
            return next(iter(own.values()), USUAL[name])
        # Decisions are kept run by run: asked for beside scenarios, the number is of the runs that are to be made.
        free = name == "ledger_worlds" and len(own) < len(self.scenarios)
        if own and not free and given not in own.values():
            scenario, has = next(iter(own.items()))
            raise InputError(
                f"{name}: found {shown(given)}, but the run of '{scenario}' is finished and has {has}; leave {name} "
                f"out, or name the scenario in place of the run, to run it anew."
            )
        return given

    def plan(self, order: Order, *, bands: bool = False) -> dict[str, Any]:
        """Return what must agree for two comparisons to be the same, three bands of its differences among it."""
        finished = {name: run.manifest.get("plan") for name, run in self.held.items()}
        return study_plan(
            "a comparison",
            scenarios=[scenario.name for scenario in self.scenarios],
            scenario_digests=[scenario.digest() for scenario in self.scenarios],
            worlds=order.worlds,
            seed=order.seed,
            ledger_worlds=order.ledger_worlds,
            question=self.question.resolved,
            **({"runs": finished} if finished else {}),
            **({"bands": True} if bands else {}),
        )

    def runs_of(self, order: Order, place: Place) -> tuple[Run, ...]:
        """Return the run of each scenario: the finished ones, kept with the others, and what is still to be run."""
        missing = [scenario for scenario in self.scenarios if scenario.name not in self.held]
        for run in self.held.values():
            _tell_state(run)
        made = {run.scenario: run for run in (runs_of(missing, order, place) if missing else ())}
        for name, run in self.held.items() if place.target is not None else ():
            folder = place.work / RUNS / name
            if not folder.is_dir() or finished_run(folder, run.manifest.get("plan", {})) is None:
                run.save(folder, place.work / ASSEMBLED)
        return tuple((made | self.held)[one.name].changed(title=one.title) for one in self.scenarios)


def what_is_asked(given: Sequence[Given | Run], question: str | Path | Question | None) -> Request:
    """Return what a comparison is asked for, checked as far as it can be before anything is run.

    Parameters
    ----------
    given
        Scenarios, finished runs, and folders of such; or one question.
    question
        What is asked of them; None: as for `compare`.

    Raises
    ------
    InputError
        Where one of them is none of these, or they cannot be compared.
    """
    read = [_read(one) for one in given]
    told_by, plain = asked_for([scenario for scenario, _ in read], question)
    plain, runs = _named_apart(plain, {place: run for place, (_, run) in enumerate(read) if run is not None})
    if len(runs) > 1:
        check_comparable(tuple(runs.values()))
    check_scenarios(plain)
    for run in runs.values():
        check_records(run)
    told_by = (told_by or question_of(plain)).with_asks_of(plain)
    if runs:
        told_by = _as_held(told_by, plain, tuple(runs.values()), named=question is not None)
    wanted = [one if place in runs else asked(one, told_by) for place, one in enumerate(plain)]
    by = tuple(runs[place] if isinstance(one, Run) else one for place, one in enumerate(given))
    return Request(told_by, told_apart(wanted), {run.scenario: run for run in runs.values()}, by or plain)


def _read(given: Given | Run) -> tuple[Given, Run | None]:
    """Return the scenario, and the finished run that is given, itself or by its folder; None: there is none."""
    if not isinstance(given, Run):
        folder = kept_folder(given)
        if folder is None and not _is_folder(given):
            return given, None
        given = Run.load(folder or str(given))
    # What an older version wrote is written anew as of this one.
    run = replace(given, manifest={**given.manifest, "format": RUN_FORMAT})
    return _scenario_of(run), run


def _is_folder(given: Given) -> bool:
    """Say whether a path is that of a folder, which no scenario has; a name without one is a scenario's."""
    try:
        return isinstance(given, str | Path) and Path(given).name != str(given) and Path(given).is_dir()
    except (OSError, ValueError):
        return False


def _scenario_of(run: Run) -> Scenario:
    return Scenario.from_resolved(run.manifest["scenario"]["resolved"], f"run '{run.scenario}'")


def _named_apart(scenarios: tuple[Scenario, ...], runs: dict[int, Run]) -> tuple[tuple[Scenario, ...], dict[int, Run]]:
    """Give a run whose scenario is another one of the same name a name of its own: NAME-2, NAME-3.

    Runs are told apart by name. Of the very same scenario there is nothing to compare, which is left to be refused.
    """
    named, apart = list(scenarios), dict(runs)
    seen = {one.name: one.digest() for place, one in enumerate(scenarios) if place not in runs}
    digests = set(seen.values())
    for place, run in runs.items():
        own = scenarios[place]
        if own.name in seen and own.digest() not in digests:
            stems = (f"{own.name[: LONGEST_NAME - 4]}-{number}" for number in itertools.count(2))
            apart[place] = _renamed(run, next(name for name in stems if name not in seen))
            named[place] = _scenario_of(apart[place])
        seen.setdefault(named[place].name, own.digest())
        digests.add(own.digest())
    return tuple(named), apart


def _renamed(run: Run, name: str) -> Run:
    """Return a run under another name; no command makes it under that one."""
    kept = {key: value for key, value in run.manifest.items() if key not in ("command", "sources")}
    resolved = {**kept["scenario"]["resolved"], "name": name}
    digest = Scenario.from_resolved(resolved).digest()
    kept["scenario"] = {**kept["scenario"], "name": name, "resolved": resolved, "digest": digest}
    kept["plan"] = {**kept.get("plan", {}), "scenario": name, "scenario_digest": digest}
    return replace(run, scenario=name, manifest=kept, ledger=run.ledger.assign(scenario=name))


def check_records(run: Run, place: str = "", also: str = "") -> None:
    """Refuse a run whose single worlds would come out differently when they are run again.

    Parameters
    ----------
    run
        The run.
    place
        What the message begins with: where it stands.
    also
        What else than running it anew there is to do.

    Raises
    ------
    InputError
        Where it was made with other parameter records than those of today.
    """
    if run.manifest.get("records_hash") != records_hash():
        raise InputError(
            f"{place}'{run.scenario}' was run with other parameter records than those of today, so its single worlds "
            f"cannot be shown again; run it anew{also}."
        )


def _tell_state(run: Run) -> None:
    if run.manifest.get("plan", {}).get("code_hash") != code_hash():
        told = "'%s' was run by another state of the program%s: a part of the difference may come of that."
        log.warning(told, run.scenario, written(run.manifest))


def columns_of(runs: Sequence[Run]) -> set[str]:
    """Return the columns of outcomes that all of some runs hold."""
    return set.intersection(*({str(name) for name in run.columns} for run in runs))


def _as_held(question: Question, scenarios: Sequence[Scenario], runs: Sequence[Run], *, named: bool) -> Question:
    """Return the question as finished runs can answer it: what they were not asked for cannot be read off any more.

    Parameters
    ----------
    question
        What is asked.
    scenarios, runs
        All scenarios, and the finished runs among theirs.
    named
        Whether it was asked for by name, so that no other stands in for it.

    Raises
    ------
    InputError
        Where nothing of a question that was asked for is held.
    """
    columns = columns_of(runs)
    untold = set() if question.tells_course else {question.course}
    lacking = [name for name in question.reads if name not in columns | untold]
    if not lacking:
        return question
    told = question.held_by(columns)
    anew = "crossroads compare of the scenarios asks for it"
    if not told.asks and named:
        raise InputError(f"question '{question.title}': the finished runs do not hold {listing(lacking)}; {anew}.")
    log.warning("The finished runs do not hold %s, and are told without; %s.", listing(lacking), anew)
    return told if told.asks else neutral(scenarios).held_by(columns)
