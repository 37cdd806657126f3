"""Scenarios: a TOML file that names a few differences from its base, resolved into what the engine takes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossroads.errors import LONGEST_NAME, InputError, legible, name_fault, shown, together
from crossroads.evidence.load import load_levers
from crossroads.evidence.reasons import PREFIX, reasons_by_name
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.decision import NATIONS, measure
from crossroads.minds.setup import Force, Setup
from crossroads.prelude.asked import edits_of
from crossroads.scenario.checks import kept_of, reliability_record
from crossroads.scenario.files import (
    IN_PLACE,
    LONGEST_CHAIN,
    check_reach,
    find,
    is_name,
    own_files,
    read,
    stands_in_place,
    title_of,
)
from crossroads.scenario.orders import Context
from crossroads.scenario.schema import ScenarioFile
from crossroads.scenario.words import UNCHANGED, borne_in_mind, changes, moved
from crossroads.world import calendar

_OF_MINDS = {key: UNCHANGED[key] for key in ("reasons", "intelligence", "deciders", "prelude")}
"""The tables that runs of earlier versions lack, as they stand where nothing is changed."""

_WORDS = ("title", "question", "why")

SETTINGS = tuple(UNCHANGED)
"""The keys of a resolved scenario that a run depends on."""

OF_QUESTIONS = ("about", "asks")
"""Keys on how runs are told, which no run depends on; a resolved scenario holds them where they are given."""

UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """A scenario after `extends`.

    Attributes
    ----------
    name
        The file's name without its suffix.
    title, question, why
        Words for people: what it is called, what it asks, why that is worth asking (`resolved` has them raw).
    extends
        Name of the base, None where the file stands alone.
    setup
        What the engine is asked to change.
    resolved
        Everything after `extends` as JSON can hold it, with the base's settings beside it.
    path
        The file, None where the scenario came from a manifest.
    """

    name: str
    title: str
    question: str
    why: str
    extends: str | None
    setup: Setup
    resolved: dict[str, Any]
    path: Path | None

    def __repr__(self) -> str:
        """Return name and base: the rest would fill a screen."""
        return f"Scenario(name={self.name!r}, extends={self.extends!r})"

    @property
    def about(self) -> str | None:
        """Name of the question that its runs are to answer, the base's where it names none; None = no question."""
        about: str | None = self.resolved.get("about")
        return about

    @property
    def asks(self) -> tuple[str, ...]:
        """Measures that this scenario is told by before those of its question."""
        return tuple(self.resolved.get("asks", ()))

    def describe(self) -> list[str]:
        """Say what the scenario changes against its base, one sentence an entry."""
        base = self.resolved["base"]
        sentences = [
            f"The file {file} {IN_PLACE} scenario of that name." for file in self.resolved.get("own_files", ())
        ]
        sentences += changes(self.resolved, base)
        if sentences:
            return sentences
        if base is None:
            return ["Starts from the opening state of 22 June 1941; every nation is free to choose."]
        return [f"Changes nothing against {self.extends}."]

    @property
    def bear_in_mind(self) -> tuple[str, ...]:
        """What stands beside every result of it: see `scenario.words.borne_in_mind`."""
        return borne_in_mind(self.describe())

    def digest(self) -> str:
        """Return the SHA-256 of all that a run depends on (not of titles and other words)."""
        # Without a prelude of its own a scenario keeps the digest that it had before there was any.
        kept = [key for key in SETTINGS if key != "prelude" or self.resolved[key]]
        settings = {key: self.resolved[key] for key in ("name", *kept)}
        text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_resolved(cls, resolved: Mapping[str, Any], kept_in: Path | str = "") -> Scenario:
        """Build a scenario from the `resolved` of another, as a run's manifest keeps it.

        Parameters
        ----------
        resolved
            What was kept.
        kept_in
            The file that keeps it, for messages.

        Raises
        ------
        InputError
            If it is not of that form, or names what this version does not have.
        """
        name = resolved.get("name", "?")
        where = f"{kept_in}: resolved" if kept_in else f"resolved scenario {shown(name)}"
        if not isinstance(name, str) or "/" in name or "\\" in name or name_fault(name, LONGEST_NAME):
            raise InputError(f"{where}: name: found {shown(name)}; allowed: the name of a file, without its folder")
        resolved = _as_of_now(resolved)
        missing = [key for key in ("name", "extends", "base") if key not in resolved]
        missing += [key for key in SETTINGS if resolved.get(key) in (None, "")]
        base = resolved.get("base")
        base = _as_of_now(base) if isinstance(base, dict) else base
        if base is not None and not (
            isinstance(base, dict) and not any(base.get(key) in (None, "") for key in SETTINGS)
        ):
            missing.append("base")
        if missing:
            allowed = "a resolved scenario as a manifest keeps it"
            found = {"base": base if isinstance(base, dict) else shown(base)} if base is not None else {}
            raise InputError(
                "\n".join(
                    f"{where}: {key}: found {_lacking(found.get(key, resolved.get(key)))}; allowed: {allowed}"
                    for key in missing
                )
            )
        given = {
            key: value
            for key, value in resolved.items()
            if key not in ("name", "base", "own_files") and value not in (None, "")
        }
        # Orders inherited from a scenario with a longer horizon may lie beyond this one's: they never come due.
        own = ScenarioFile.read(given, where, Context(None, calendar.LAST_HORIZON, kept=True)).content()
        own["reasons"] = {"without": own["reasons"]["without"]}
        if base is not None:
            # Words about what changed are made of it: it has to be as sound as the scenario itself.
            settings = {key: base[key] for key in SETTINGS}
            ScenarioFile.read(settings, f"{where}: base", Context(None, calendar.LAST_HORIZON, kept=True))
        content = {key: own[key] or "" for key in _WORDS}
        content |= {"name": resolved["name"], "extends": resolved["extends"], "base": base}
        content |= {key: own[key] for key in OF_QUESTIONS if own[key]}
        content |= {key: resolved[key] for key in ("own_files",) if key in resolved}
        return _scenario(content | {key: own[key] for key in SETTINGS}, None)


def _lacking(value: object) -> str:
    """Say what stands where a whole scenario is needed."""
    if isinstance(value, dict):
        return "a table without all of its keys"
    return "nothing" if value in (None, "") else str(value)


def _as_of_now(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give an older manifest's scenario what it lacks, and leave out the name of the laws: there is one set."""
    content = _OF_MINDS | dict(kept)
    if isinstance(content.get("uncertainty"), dict):
        kept_on = {key: on for key, on in content["uncertainty"].items() if key != "structure"}
        content["uncertainty"] = UNCHANGED["uncertainty"] | kept_on
    return content


Given = str | Path | Scenario | Mapping[str, Any]
"""A scenario as it is asked for: itself, its name, the path of its file, or the content of one."""


def load_scenario(source: str | Path | Mapping[str, Any]) -> Scenario:
    """Read a scenario with all that it extends.

    Parameters
    ----------
    source
        A name, looked for in ./scenarios, the checkout and the installed copy; or the path of a TOML file; or what such
        a file would hold, as a mapping. The name of a mapping's scenario is its `name`, or 'unnamed'.

    Raises
    ------
    InputError
        If there is no such file, or for the errors in it: one line each, all of a file at once.
    """
    if not isinstance(source, Mapping):
        return _load(find(source), ())
    content = dict(source)
    name = content.pop("name", UNNAMED)
    if not isinstance(name, str) or not is_name(name):
        raise InputError(f"scenario: name: found {shown(name)}; allowed: letters, digits, _ and -")
    check_reach(name, content)
    return _built(content, name, None, ())


def own_scenario(name: str) -> Scenario:
    """Read one of the project's own scenarios, whatever ./scenarios holds: what the project is judged by."""
    return load_scenario((own_files(name) or [find(name)])[0])


def _load(path: Path, chain: tuple[Path, ...]) -> Scenario:
    place = path.resolve()
    if place in chain:
        circle = " -> ".join(link.stem for link in (*chain[chain.index(place) :], place))
        raise InputError(f"{path}: extends: found the circle {circle}; allowed: a base that does not lead back here")
    return _built(read(path), path.stem, path, (*chain, place))


def _built(raw: dict[str, Any], name: str, path: Path | None, chain: tuple[Path, ...]) -> Scenario:
    """Check what a file, or a mapping without a file, holds, and lay it over the base that it names."""
    base, lines = _load_base(raw.get("extends"), path, chain)
    return laid_over(base, raw, name, str(path or name), path=path, lines=lines)


def laid_over(
    base: Scenario | None,
    raw: Mapping[str, Any],
    name: str,
    where: str,
    *,
    path: Path | None = None,
    lines: Iterable[str] = (),
) -> Scenario:
    """Check what a scenario holds of its own, and lay it over its base.

    Parameters
    ----------
    base
        What it extends; None: nothing, or what could not be read.
    raw
        What it holds, as a file does.
    name
        What it is called.
    where
        What messages call the place that holds it.
    path
        The file that holds it, where there is one.
    lines
        Faults found before, told with its own.

    Raises
    ------
    InputError
        For the faults in it, all at once.
    """
    lines = list(lines)
    resolved = base.resolved if base else None
    context = Context(resolved, base.setup.horizon if base else calendar.HORIZON)
    try:
        own = ScenarioFile.read(dict(raw), where, context).content()
    except InputError as error:
        lines += [line for line in str(error).splitlines() if line not in lines]
    if lines:
        raise together(lines)
    changed = any(own[key] for key in SETTINGS if key != "reasons") or any(own["reasons"].values())
    if not (own["title"] or own["extends"] or changed):
        found = "neither, and nothing that changes anything"
        raise InputError(f"{where}: title, extends: found {found}; allowed: at least a title or extends")
    content = _merge(own, resolved)
    content["name"] = name
    content["title"] = content["title"] or title_of(name)
    files = [*(resolved or {}).get("own_files", ()), *([str(path)] if stands_in_place(path) else [])]
    if files:
        content["own_files"] = files
    return _scenario(content, path)


def _load_base(name: object, path: Path | None, chain: tuple[Path, ...]) -> tuple[Scenario | None, list[str]]:
    if not isinstance(name, str):
        return None, []
    if len(chain) >= LONGEST_CHAIN:
        found = f"a chain of more than {LONGEST_CHAIN} files, each extending the next"
        return None, [f"{path}: extends: found {found}; allowed: at most {LONGEST_CHAIN} in a chain"]
    try:
        return _load(find(name, beside=path), chain), []
    except InputError as error:
        return None, str(error).splitlines()


def _merge(own: dict[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """Lay a file's content over its base."""
    below = base or UNCHANGED
    told = {"about": own["about"] or below.get("about"), "asks": own["asks"]}
    return {
        **{key: own[key] or "" for key in _WORDS},
        "extends": own["extends"],
        "horizon": own["horizon"] or below["horizon"],
        "force": _merge_forces(own["force"], below["force"], own["drop_forces"]),
        **_merge_changes(own, below),
        "deciders": below["deciders"] | own["deciders"],
        "uncertainty": below["uncertainty"] | own["uncertainty"],
        "prelude": below["prelude"] | own["prelude"],
        "base": None if base is None else {key: base[key] for key in SETTINGS},
        **{key: value for key, value in told.items() if value},
    }


def _merge_changes(own: dict[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a file's changes of parameters over its base's: for one parameter the file's own stands, in any table."""
    levers = load_levers()
    moved = set(own["parameters"]) | {levers[name].parameter for name in own["levers"]}
    moved |= {f"{PREFIX}{name}" for names in own["reasons"].values() for name in names}
    moved |= {reliability_record(name) for name in own["intelligence"]}

    def kept(table: str, parameter: Callable[[str], str]) -> dict[str, Any]:
        # What the file changes in the same table keeps its place among the base's.
        old = below[table].items()
        return {name: value for name, value in old if name in own[table] or parameter(name) not in moved}

    off = {name for name in below["reasons"]["without"] if f"{PREFIX}{name}" not in moved}
    off |= set(own["reasons"]["without"])
    return {
        "parameters": kept("parameters", str) | own["parameters"],
        "levers": kept("levers", lambda name: levers[name].parameter) | own["levers"],
        "reasons": {"without": [name for name in reasons_by_name() if name in off]},
        "intelligence": kept("intelligence", reliability_record) | own["intelligence"],
    }


def _merge_forces(
    own: list[dict[str, Any]], inherited: list[dict[str, Any]], drops: list[str]
) -> list[Mapping[str, Any]]:
    # Kept in order of time, so that orders can be read as a chronicle; equal days keep the base first.
    return sorted(
        [*kept_of(inherited, own, drops), *own], key=lambda force: str(force.get("on") or force["between"][0])
    )


def _scenario(content: dict[str, Any], path: Path | None) -> Scenario:
    moves, deciders = moved(content), content["deciders"]
    setup = Setup(
        forces=tuple(_force(force) for force in content["force"]),
        edits=tuple(moves[name].edit for name in sorted(moves)),
        horizon=dt.date.fromisoformat(content["horizon"]),
        deciders=tuple((nation, deciders[nation]) for nation in NATIONS if nation in deciders),
        without=tuple(content["reasons"]["without"]),
        prelude=edits_of(content["prelude"]),
        reads=reads_of(content.get("asks", ())),
        **content["uncertainty"],
    )
    words = {key: legible(content[key]) for key in _WORDS}
    return Scenario(name=content["name"], extends=content["extends"], **words, setup=setup, resolved=content, path=path)


def reads_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that measures need beside the outcomes of every run, each once."""
    columns = (measure(name).outcome.name for name in names)
    return tuple(dict.fromkeys(column for column in columns if "@" in column))


def _force(content: Mapping[str, Any]) -> Force:
    """Return an order as the engine takes it from the form in which files keep it."""
    told = dict(content)
    for key in {"on", "until"} & told.keys():
        told[key] = dt.date.fromisoformat(told[key])
    if "between" in told:
        told["between"] = tuple(map(dt.date.fromisoformat, told["between"]))
    if "when" in told:
        told["when"] = parse_condition(told["when"], condition_names())
    return Force(**told)
