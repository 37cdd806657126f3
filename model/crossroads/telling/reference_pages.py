"""The reference pages: parameters, sources, decisions, observables, reasons, the prelude, the human cost.

`python -m crossroads.telling.reference_pages docs/reference` writes them anew from the data. The text hangs on the
data alone, so that two runs write the same bytes and a test can say whether the pages in the tree are up to date.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

from crossroads.evidence.claims.human_cost import load_human_cost
from crossroads.evidence.load import load_levers, load_records, load_sources
from crossroads.evidence.reasons import load_reasons, measured_reasons, measured_rows, reason_groups, reasons_of_group
from crossroads.evidence.record import Record
from crossroads.evidence.source import KINDS
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.prelude.events import load_events
from crossroads.prelude.quantities import load_quantities
from crossroads.runs.storage.files import write_text
from crossroads.telling.numbers import counted, listed
from crossroads.telling.pages import rendered
from crossroads.world.calendar import HORIZON, LAST_HORIZON, START
from crossroads.world.observables import OBSERVABLES, OUTCOMES, SETTLEMENT_WORDS, VERDICT_WORDS

_KINDS = {"date": "date", "flag": "true or false", "number": "number", "category": "one of a list"}


def write_pages(folder: Path) -> list[Path]:
    """Write the reference pages.

    Parameters
    ----------
    folder
        Where to write; made if it is missing.

    Returns
    -------
    paths : list of Path
        The files written: parameters, sources, decisions, observables, the human cost, reasons, prelude.
    """
    made = pages()
    for name, text in made.items():
        write_text(folder / name, text)
    return [folder / name for name in made]


def pages() -> dict[str, str]:
    """Return the text of each reference page by file name."""
    records, sources, reasons = load_records(), load_sources(), load_reasons()
    prefixes = groupby(records.values(), key=lambda record: record.name.split(".")[0])
    values: dict[str, dict[str, object]] = {
        "parameters": {
            "records": records,
            "levers": load_levers(),
            "prefixes": prefixes,
            "source_words": _source_words,
        },
        "sources": {
            "sources": sources,
            "cited": Counter(record.source for record in records.values()),
            "kinds": [(kind, [work for work in sources.values() if work.kind == kind]) for kind in KINDS],
        },
        "decisions": {"nations": groupby(decision_points(), key=lambda point: point.nation), "meetings": _meetings},
        "observables": {
            "START": START,
            "HORIZON": HORIZON,
            "LAST_HORIZON": LAST_HORIZON,
            "observables": OBSERVABLES,
            "outcomes": OUTCOMES,
            "kinds": _KINDS,
            "verdicts": VERDICT_WORDS,
            "settlements": SETTLEMENT_WORDS,
        },
        "human_cost": {"rows": load_human_cost().values(), "titles": load_human_cost(), "sources": sources},
        "reasons": {
            "reasons": reasons,
            "nations": groupby(reasons.values(), key=lambda reason: reason.nation),
            "groups": {name: title for groups in reason_groups().values() for name, title in groups.items()},
            "of_group": reasons_of_group,
            "measured": measured_reasons(),
            "measured_over": _measured_over(),
        },
        "prelude": {"events": load_events(), "quantities": load_quantities()},
    }
    return {
        f"{name}.md": rendered(f"telling/templates/{name}.md.j2", **told).rstrip() + "\n"
        for name, told in values.items()
    }


def _source_words(record: Record) -> str:
    words = f"[{record.source}](sources.md#{record.source})"
    if record.document:
        words += f"; document {record.document}, line {record.line}"
    if record.cited:
        words += f" (which cites {record.cited})"
    return words


def _measured_over() -> str:
    """Return over which scenarios and how many worlds the reasons were taken away one by one."""
    rows = measured_rows()
    if not rows:
        return ""
    bases = listed([f"`{name}`" for name in dict.fromkeys(row["base"] for row in rows)])
    worlds = counted(int(rows[0]["worlds"]), "world")
    return f"{bases}, {worlds} each, seed {rows[0]['seed']}, program {rows[0]['program']},"


def _meetings(point: DecisionPoint) -> str:
    words = []
    if point.dates:
        words.append(", ".join(day.isoformat() for day in point.dates))
    if point.first_regular is not None:
        rhythm = "every week" if point.every_weeks == 1 else f"every {point.every_weeks} weeks"
        words.append(f"{rhythm} from {point.first_regular.isoformat()}")
    if point.trigger:
        words.append(f"trigger: {point.trigger}")
    return "; ".join(words)


def main() -> None:
    """Write the pages into the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m crossroads.telling.reference_pages FOLDER")
    for path in write_pages(Path(sys.argv[1])):
        print(path)


if __name__ == "__main__":
    main()
