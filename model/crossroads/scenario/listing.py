"""What can be called by name: titles and questions as their files give them, without what the files change.

Only the words that a list shows are read and checked, since a full reading of every file brings all records of the war
with it. Where such a word is not as it must be, the file is read in full, which tells what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossroads.errors import legible
from crossroads.scenario.files import (
    IN_PLACE,
    LONGEST_CHAIN,
    LONGEST_TEXT,
    find,
    known_experiments,
    known_files,
    known_questions,
    read,
    stands_in_place,
    title_of,
)


@dataclass(frozen=True, slots=True)
class ListedScenario:
    """A scenario as a list tells it.

    Attributes
    ----------
    name, title, question
        The file's name without its suffix, what it is called, and what it asks ('' where it asks nothing).
    about
        Name of the question that its runs are to answer, the base's where it names none; None = no question.
    note
        That its file is not the project's own, where it bears the name of one; else ''.
    """

    name: str
    title: str
    question: str
    about: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question, or an experiment, as a list tells it.

    Attributes
    ----------
    name, title, text
        The file's name without its suffix, a heading, and the question itself.
    scenarios
        Names of its scenarios, base first.
    """

    name: str
    title: str
    text: str
    scenarios: tuple[str, ...]


def listed_scenarios() -> list[ListedScenario]:
    """Return every scenario that can be called by name, sorted by name.

    Raises
    ------
    InputError
        Where a file, or one that it extends, cannot be read, or its words are not as they must be.
    """
    return [_listed_scenario(path) for path in known_files().values()]


def listed_questions() -> list[ListedQuestion]:
    """Return every question that can be called by name, sorted by name.

    Raises
    ------
    InputError
        Where a file cannot be read, or its words are not as they must be.
    """
    return [_listed_question(path) for path in known_questions().values()]


def listed_experiments() -> list[ListedQuestion]:
    """Return every experiment that can be called by name, sorted by name; its text is '' where it asks nothing.

    Raises
    ------
    InputError
        Where a file cannot be read, or its words are not as they must be.
    """
    return [_listed_experiment(path) for path in known_experiments().values()]


def _listed_experiment(path: Path) -> ListedQuestion:
    own = read(path)
    names = own.get("scenarios")
    named = isinstance(names, list) and names and all(isinstance(name, str) for name in names)
    if not (named and "title" in own and _words(own, "title", "question")):
        from crossroads.scenario.experiment import load_experiment

        made = load_experiment(path)
        return ListedQuestion(made.name, made.title, made.question, tuple(each.name for each in made.scenarios))
    return ListedQuestion(path.stem, legible(own["title"]), legible(own.get("question", "")), tuple(own["scenarios"]))


def _listed_scenario(path: Path) -> ListedScenario:
    own = read(path)
    note = f"The file {path} {IN_PLACE} scenario of that name." if stands_in_place(path) else ""
    chain = list(_chain(path, own))
    about = next((content["about"] for content in chain if "about" in content), None)
    sound = all(_words(content, "title", "question", "about", "extends") for content in chain)
    if not sound or "extends" in chain[-1] or not (about is None or about in known_questions()):
        from crossroads.scenario.scenario import load_scenario

        scenario = load_scenario(path)
        return ListedScenario(scenario.name, scenario.title, scenario.question, scenario.about, note)
    title = own.get("title") or title_of(path.stem)
    return ListedScenario(path.stem, legible(title), legible(own.get("question", "")), about, note)


def _chain(path: Path, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a file holds, then its base's, as far as a chain of files may go."""
    yield content
    for _ in range(LONGEST_CHAIN - 1):
        if not isinstance(content.get("extends"), str):
            return
        path = find(content["extends"], beside=path)
        content = read(path)
        yield content


def _listed_question(path: Path) -> ListedQuestion:
    own = read(path)
    names = own.get("scenarios")
    named = isinstance(names, list) and len(names) > 1 and all(isinstance(name, str) for name in names)
    if not (named and "title" in own and "text" in own and _words(own, "title", "text")):
        from crossroads.scenario.question import load_question

        question = load_question(path)
        return ListedQuestion(question.name, question.title, question.text, question.scenarios)
    return ListedQuestion(path.stem, legible(own["title"]), legible(own["text"]), tuple(own["scenarios"]))


def _words(content: Mapping[str, Any], *keys: str) -> bool:
    """Say whether what is given of these keys is text of a fitting length."""
    given = [content[key] for key in keys if key in content]
    return all(isinstance(text, str) and text.strip() and len(text) <= LONGEST_TEXT for text in given)
