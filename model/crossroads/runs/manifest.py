"""What identifies a run, and what its manifest says."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from crossroads.engine.compiled.llvm import machine
from crossroads.evidence.load import records_hash
from crossroads.identity import code_hash
from crossroads.minds.deciders.catalogue import DEFAULT
from crossroads.minds.decision import NATIONS, measure
from crossroads.minds.setup import Force, Setup
from crossroads.runs.storage.manifests import RUN_FORMAT
from crossroads.runs.study_folder import STUDY
from crossroads.scenario.scenario import Scenario
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLES, OUTCOMES, VERDICT_WORDS

DISTRIBUTION = "crossroads-1941"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"


def plan_of(scenario: Scenario, seed: int, worlds: int, ledger_worlds: int, block_worlds: int) -> dict[str, Any]:
    """Return what must agree for two computations to be the same run."""
    return {
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": seed,
        "worlds": worlds,
        "ledger_worlds": ledger_worlds,
        "block_worlds": block_worlds,
        "records_hash": records_hash(),
        "version": _version(DISTRIBUTION),
        "code_hash": code_hash(),
        **({"reads": list(scenario.setup.reads)} if scenario.setup.reads else {}),
    }


def study_plan(study: str, **values: Any) -> dict[str, Any]:
    """Return what must agree for two computations to be the same study.

    Parameters
    ----------
    study
        What kind of work it is, in words: 'a tournament'.
    values
        What was asked.
    """
    return {STUDY: study, **values, **hashes()}


def hashes() -> dict[str, Any]:
    """Return what identifies the program and the evidence that a study rests on."""
    return {"records_hash": records_hash(), "versions": versions(), "code_hash": code_hash()}


def _forced(force: Force, worlds: int, not_applied: int) -> dict[str, Any]:
    return {
        "nation": force.nation,
        "decision": force.decision,
        "option": force.option,
        "odds": force.odds,
        "on": None if force.on is None else force.on.isoformat(),
        "when": None if force.when is None else force.when.text,
        "between": None if force.between is None else [day.isoformat() for day in force.between],
        "always": force.always,
        "until": None if force.until is None else force.until.isoformat(),
        **({} if force.given is None else {"given": force.given.isoformat()}),
        **({} if force.withdrawn is None else {"withdrawn": force.withdrawn.isoformat()}),
        "applied_in_worlds": worlds - not_applied,
        "not_applied_in_worlds": not_applied,
    }


def _setup_words(setup: Setup, worlds: int, not_applied: dict[int, int]) -> dict[str, Any]:
    return {
        "horizon": setup.horizon.isoformat(),
        "weeks": calendar.weeks_until(setup.horizon),
        "deciders": {nation: dict(setup.deciders).get(nation, DEFAULT) for nation in NATIONS},
        "without_reasons": list(setup.without),
        "uncertainty": {"luck": setup.luck, "knowledge": setup.knowledge},
        "forced_decisions": [
            _forced(force, worlds, not_applied.get(index, 0)) for index, force in enumerate(setup.forces)
        ],
    }


def _names(reads: Sequence[str]) -> dict[str, Any]:
    outcomes = (*OUTCOMES, *(measure(name).outcome for name in reads))
    return {
        "observables": {item.name: {"unit": item.unit, "title": item.title, "kind": item.kind} for item in OBSERVABLES},
        "outcomes": {item.name: {"unit": item.unit, "title": item.title, "kind": item.kind} for item in outcomes},
        "verdicts": VERDICT_WORDS,
    }


def manifest_of(
    scenario: Scenario,
    plan: dict[str, Any],
    choices: dict[str, dict[str, int]],
    not_applied: dict[int, int],
    clock: dict[str, Any],
) -> dict[str, Any]:
    """Return the manifest of a finished run.

    Parameters
    ----------
    scenario, plan
        What was run.
    choices
        'nation.decision' -> option -> number of worlds that ever chose it.
    not_applied
        Index of a forced decision -> number of worlds in which it never applied.
    clock
        When the run started and how many seconds it took: the only part that differs between repeats.
    """
    worlds = int(plan["worlds"])
    shares = {
        decision: {option: count / worlds for option, count in options.items()} for decision, options in choices.items()
    }
    return {
        "format": RUN_FORMAT,
        "scenario": {
            "name": scenario.name,
            "title": scenario.resolved["title"],
            "question": scenario.resolved["question"],
            "digest": plan["scenario_digest"],
            "resolved": scenario.resolved,
            "changes": scenario.describe(),
            "bear_in_mind": list(scenario.bear_in_mind),
        },
        "seed": plan["seed"],
        "worlds": worlds,
        "ledger_worlds": min(int(plan["ledger_worlds"]), worlds),
        **_setup_words(scenario.setup, worlds, not_applied),
        "records_hash": plan["records_hash"],
        "versions": versions(),
        "laws": machine.way(),
        "plan": plan,
        "shares_of_choices": shares,
        **clock,
        **_names(scenario.setup.reads),
    }


def versions() -> dict[str, str]:
    """Return the versions of what decides a run's numbers."""
    return {
        "crossroads": _version(DISTRIBUTION),
        "numpy": _version("numpy"),
        "mesa": _version("mesa"),
        "python": platform.python_version(),
    }


def started_now() -> str:
    """Return the time now, in UTC to the second, as ISO text."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
