"""What the commands print of scenarios and levers, and how each closes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crossroads.telling.numbers import wrapped

if TYPE_CHECKING:
    from crossroads.evidence.lever import Lever
    from crossroads.scenario.question import Question
    from crossroads.scenario.scenario import Scenario


def scenario_list(scenarios: Sequence[Scenario], questions: Sequence[Question]) -> str:
    """Return the scenarios with title and question, a paragraph each, below the question that they are about."""
    groups: list[tuple[str, str | None]] = [
        (wrapped(f"{item.title} ({item.name}: {', '.join(item.scenarios)}) {item.text}"), item.name)
        for item in questions
    ]
    parts = []
    for heading, name in (*groups, ("About no question", None)):
        own = [item for item in scenarios if item.about == name]
        told = (f"{item.name}\n{wrapped(f'{item.title}. {item.question}'.strip(), 4)}" for item in own)
        if own or name is not None:
            parts.append("\n".join([heading, "", *told]))
    return "\n\n".join(parts)


def question_page(question: Question) -> str:
    """Return one question: what is asked, of which scenarios, by which measures, and how to have it answered."""
    lines = [f"{question.title} ({question.name})", "", wrapped(f"Question: {question.text}", 0, 2)]
    if question.decision:
        lines.append(wrapped(f"Decision: {question.decision}; {question.course_title}", 0, 2))
    lines.append(wrapped(f"Scenarios, base first: {', '.join(question.scenarios)}", 0, 2))
    lines += ["", "Asks:", *(wrapped(f"- {item.name}: {item.title}, {item.unit}", 2, 2) for item in question.asks)]
    if question.dials:
        lines += ["", "The answer may hang on:"]
        lines += [wrapped(f"- {item.parameter}: {item.title}", 2, 2) for item in question.dials]
    lines += ["", wrapped(question.caution), "", f"Answer: crossroads compare {question.name}"]
    return "\n".join([*lines, f"File: {question.path}"] if question.path is not None else lines)


def scenario_page(scenario: Scenario) -> str:
    """Return one scenario: question, why it is asked, and what it changes against its base."""
    lines = [f"{scenario.title} ({scenario.name})"]
    said = [(heading, text) for heading, text in (("Question", scenario.question), ("Why", scenario.why)) if text]
    lines += [""] if said else []
    lines += [wrapped(f"{heading}: {text}", 0, 2) for heading, text in said]
    lines += ["", f"Against {scenario.extends or 'the opening state'}:"]
    lines += [wrapped(f"- {sentence}", 2, 2) for sentence in scenario.describe()]
    if scenario.path is not None:
        lines += ["", f"File: {scenario.path}"]
    return "\n".join(lines)


def lever_list(levers: Sequence[Lever]) -> str:
    """Return the levers: name, title, what turning it means, and the record that it moves."""
    lines = ["A scenario turns a lever in its table [levers]; 1.2 means a fifth more, 1 changes nothing.", ""]
    for lever in levers:
        lines += [f"{lever.name}: {lever.title}", wrapped(f"{lever.help} (moves {lever.parameter})", 4)]
    return "\n".join(lines)


def closing(folder: str, files: Sequence[tuple[str, str]]) -> str:
    """Return where the files are: the folder, then each file with what it holds."""
    return "\n".join([f"Written to {Path(folder)}:", *(f"  {name:<22} {what}" for name, what in files)])
