"""Write the answers of all shipped scenarios anew: `python -m tests.golden.answers` from the top of the repository.

Each is set against its base, in few worlds. Read them as their reader would before they are kept: a change of wording
or of result shows here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crossroads.scenario.files import known_files
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.compare.study import compare

FILE = Path(__file__).with_name("answers.md")
WORLDS = 100


def pairs() -> Iterator[tuple[str, Scenario]]:
    """Yield each scenario that has a base, with that."""
    for path in known_files().values():
        scenario = load_scenario(path)
        if scenario.extends is not None:
            yield scenario.extends, scenario


def told(base: str, scenario: Scenario) -> str:
    """Return the answer of a scenario against its base, under a heading."""
    made = compare(base, scenario, worlds=WORLDS, ledger_worlds=0, figures="none")
    lines = [f"## {scenario.name} against {base}", "", *made.answer().sentences, "", made.answer().margins, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.write_text("\n".join(told(*pair) for pair in pairs()), encoding="utf-8")
    print(f"wrote {FILE.name}")
