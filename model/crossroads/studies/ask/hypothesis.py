"""A hypothesis of the documents: a file of `experiments/hypotheses`, read and checked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossroads.errors import InputError, legible, listing, nearest, together
from crossroads.evidence.load import load_levers
from crossroads.scenario.files import check_reach, known_hypotheses, read, scenario_beside
from crossroads.scenario.scenario import Scenario, laid_over, load_scenario
from crossroads.studies.ask.asked_of import PapersRead, check
from crossroads.studies.ask.form import FindTable, HypothesisFile, curve_arms, of_scenario


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the courses of the war that are compared.

    Attributes
    ----------
    name, title
        Its name in the file, and a few words.
    when
        Words that end a sentence: 'if no men go west'.
    scenario
        What is run.
    value
        The number that it stands for on the curve; None: it stands beside it.
    """

    name: str
    title: str
    when: str
    scenario: Scenario
    value: float | None = None

    @property
    def digest(self) -> str:
        """What its worlds hang on, whatever it is called: arms that share it are fought once."""
        setup = replace(self.scenario.setup, reads=())  # what is read off moves no world
        return hashlib.sha256(repr(setup).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A claim of the documents that worlds can speak to.

    Attributes
    ----------
    name, title, text
        'H12', a heading, and the claim in one sentence.
    documents
        Document -> lines.
    expected
        What the document expected, in words.
    words
        Other ways of asking it, by which it is found.
    leans_on
        What the verdict leans on.
    in_view
        Which sign was in view when weights were set; '' where none was.
    needs
        What is still missing for a full answer; '' where nothing is.
    arms
        The courses that are compared, by name.
    curve
        Names of the arms along the curve; () where there is none. `varied` is what moves along it.
    finds
        What is found, as the file has it.
    path
        The file.
    """

    name: str
    title: str
    text: str
    documents: dict[str, str]
    expected: str
    words: tuple[str, ...]
    leans_on: str
    in_view: str
    needs: str
    arms: dict[str, Arm]
    curve: tuple[str, ...]
    varied: str
    finds: tuple[FindTable, ...]
    path: Path

    @property
    def main(self) -> tuple[FindTable, ...]:
        """What the verdict rests on, in the order of the file."""
        return tuple(find for find in self.finds if find.main)

    @property
    def cited(self) -> str:
        """Documents and lines: '002 lines 7, 11; 003 line 46'."""
        told = []
        for document, lines in self.documents.items():
            many = "," in lines or "-" in lines
            told.append(f"{document} line{'s' if many else ''} {lines}")
        return "; ".join(told)

    @property
    def digest(self) -> str:
        """What its answer hangs on but worlds and seed."""
        parts: list[Any] = [sorted((name, arm.digest) for name, arm in self.arms.items())]
        parts.append([find.model_dump(mode="json") for find in self.finds])
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def along(self) -> tuple[FindTable, ...]:
        """Return the find that the curve shows, asked of each of its arms alone; () where there is no curve."""
        shown = next((find for find in self.finds if find.arm in self.curve), None)
        if shown is None:
            return ()
        alone = {"base": None, "expects": None, "matters": None, "main": False, "given_base": ()}
        return tuple(shown.model_copy(update={**alone, "arm": name}) for name in self.curve)

    def needed(self, *, papers: bool) -> Iterator[tuple[Arm, str]]:
        """Yield each arm with each measure that is asked of it: of papers, or of the war."""
        for find in (*self.finds, *self.along()):
            for name in filter(None, (find.arm, find.base)):
                for measured in find.names:
                    if isinstance(check(measured), PapersRead) == papers:
                        yield self.arms[name], measured


def load_hypothesis(given: str | Path) -> Hypothesis:
    """Read a hypothesis.

    Parameters
    ----------
    given
        Its name, such as 'H12' or 'h12', looked for in `experiments/hypotheses`; or the path of a TOML file.

    Raises
    ------
    InputError
        If there is no such hypothesis, or for the faults in its file: one line each.
    """
    path = _file_of(given)
    raw = read(path)
    table = HypothesisFile.read(raw, str(path))
    arms, lines = dict[str, Arm](), list[str]()
    for name, own in table.arms.items():
        where = f"{path}: arms.{name}"
        try:
            scenario = _scenario(own["scenario"], of_scenario(own), f"{path.stem}_{name}", where, path)
        except InputError as error:
            lines += str(error).splitlines()
            continue
        arms[name] = Arm(name, legible(str(own.get("title", scenario.title))), legible(own["when"]), scenario)
    curve = table.curve
    if curve is not None:
        lever = load_levers().get(curve.name)
        for place, (name, value) in enumerate(curve_arms(curve).items()):
            tables: dict[str, Any] = {"horizon": curve.horizon} if curve.horizon else {}
            tables |= {"levers": {curve.name: value}} if lever else {"parameters": {curve.name: {"value": value}}}
            try:
                scenario = _scenario(curve.scenario, tables, f"{path.stem}_{name}", f"{path}: curve", path)
            except InputError as error:
                lines += [line for line in str(error).splitlines() if line not in lines]
                continue
            called = legible(curve.titles[place]) if curve.titles else f"{value:,.10g}"
            arms[name] = Arm(name, called, legible(curve.when).replace("{}", called), scenario, value)
    if lines:
        raise together(lines)
    _check_days(table, arms, path)
    return Hypothesis(
        name=path.stem,
        title=legible(table.title),
        text=legible(table.hypothesis),
        documents=dict(table.documents),
        expected=legible(table.expected),
        words=tuple(table.words),
        leans_on=legible(table.leans_on),
        in_view=legible(table.in_view or ""),
        needs=legible(table.needs or ""),
        arms=arms,
        curve=tuple(curve_arms(curve)),
        varied=curve.name if curve is not None else "",
        finds=tuple(table.finds),
        path=path,
    )


def _file_of(given: str | Path) -> Path:
    """Return the file of a hypothesis' name or path."""
    known, text = known_hypotheses(), str(given)
    by_name = next((name for name in known if name.casefold() == text.casefold()), None)
    if by_name is not None:
        return known[by_name]
    path = Path(given)
    if path.suffix == ".toml":
        if not path.is_file():
            raise InputError(f"{path}: found no such file; allowed: a hypothesis' name or the path of a .toml file")
        return path
    near = nearest(text, known)
    raise InputError(f"hypothesis: found '{text}', which is no hypothesis; allowed: {listing(known)}{near}")


def _scenario(base: str, tables: dict[str, Any], name: str, where: str, path: Path) -> Scenario:
    """Return a scenario with an arm's tables laid over it; without any it is the scenario itself."""
    try:
        below = load_scenario(scenario_beside(base, path))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    if not tables:
        return below
    check_reach(where, tables)
    return laid_over(below, {"extends": below.name, "title": name, **tables}, name, where)


def _check_days(table: HypothesisFile, arms: dict[str, Arm], path: Path) -> None:
    """Refuse days that lie beyond an arm's end."""
    lines = []
    for place, find in enumerate(table.finds, 1):
        for name in filter(None, (find.arm, find.base)):
            end = arms[name].scenario.setup.horizon
            for day, key in _days(find):
                if day >= end:
                    lines.append(f"{path}: [[finds]] {place}: {key}: found {day}; allowed: a day before {end}")
    if lines:
        raise together(list(dict.fromkeys(lines)))


def _days(find: FindTable) -> Iterator[tuple[dt.date, str]]:
    if find.by is not None:
        yield find.by, "by"
    for name in find.names:
        item = check(name)
        if not isinstance(item, PapersRead) and item.day is not None:
            yield item.day, "measure"
