"""The reference pages: every parameter, source, decision, observable and reason, written from the data itself.

`python -m crossroads.telling.reference_pages docs/reference` writes them anew. The text hangs on the data alone, so
that two runs write the same bytes and a test can say whether the pages in the tree are up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from crossroads.evidence.load import load_levers, load_records, load_sources
from crossroads.evidence.reasons import GROUPS, Reason, load_reasons, reasons_of_group
from crossroads.evidence.record import Record
from crossroads.evidence.source import KINDS, Source
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.world.calendar import HORIZON, LAST_HORIZON, START
from crossroads.world.observables import OBSERVABLES, OUTCOMES, VERDICT_WORDS, Outcome

_MADE = "This page is made from the project's data by `python -m crossroads.telling.reference_pages docs/reference`."

_TIERS = {
    "document": "one of the five documents gives the number",
    "literature": "a standard work gives it",
    "assumption": "the project's own judgement, with a range; not evidence",
    "fitted": "a fit to the series of 1941-43: each world takes it from a member of the ensemble",
}

_DRAWS = {
    "fixed": "the same in every world",
    "triangular": "drawn between low and high, most often near the value",
    "uniform": "drawn evenly between low and high",
    "loguniform": "drawn between low and high, evenly in its logarithm",
}

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
        The files written: parameters, sources, decisions, observables, reasons.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def pages() -> dict[str, str]:
    """Return the text of each reference page by file name."""
    return {
        "parameters.md": _parameters_page(),
        "sources.md": _sources_page(),
        "decisions.md": _decisions_page(),
        "observables.md": _observables_page(),
        "reasons.md": _reasons_page(),
    }


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", _MADE, *parts]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:.6g}"


def _parameters_page() -> str:
    records = load_records()
    used = sum(record.used for record in records.values())
    parts = [
        f"{len(records)} numbers, of which {used} are read by the rules; the others are kept for comparison. "
        'A scenario changes one with `[parameters."NAME"]` and `value`, `scale`, or `low` and `high`, in the '
        "number's own unit.",
        "Tier, or what a number rests on:\n\n" + _definitions(_TIERS),
        "Draw, or how worlds differ in it:\n\n" + _definitions(_DRAWS),
        "## Levers",
        "Plain names for the numbers that a class most often turns. A scenario writes them in `[levers]` "
        "with a factor that multiplies the number; 1 leaves it as it is.",
        _table(
            ("lever", "what it is", "what turning it means", "parameter"),
            ((f"`{item.name}`", item.title, item.help, f"`{item.parameter}`") for item in load_levers().values()),
        ),
    ]
    for prefix, group in groupby(records.values(), key=lambda record: record.name.split(".")[0]):
        parts += [f"## {prefix}", _records_table(list(group))]
    return _page("Parameters", parts)


def _definitions(words: dict[str, str]) -> str:
    return "\n".join(f"- **{term}**: {meaning}" for term, meaning in words.items())


def _records_table(records: Sequence[Record]) -> str:
    head = ("name", "value", "range", "unit", "date", "tier", "draw", "source", "note")
    return _table(head, (_record_row(record) for record in records))


def _record_row(record: Record) -> tuple[str, ...]:
    name = f"`{record.name}`" if record.used else f"`{record.name}` (not read by the rules)"
    return (
        name,
        _number(record.value),
        f"{_number(record.low)} to {_number(record.high)}" if record.low < record.high else "no range",
        record.unit,
        record.date.isoformat(),
        record.tier,
        record.draw,
        _source_words(record),
        record.note,
    )


def _source_words(record: Record) -> str:
    words = f"[{record.source}](sources.md#{record.source})"
    if record.document:
        words += f"; document {record.document}, line {record.line}"
    if record.cited:
        words += f" (which cites {record.cited})"
    return words


def _sources_page() -> str:
    sources = load_sources()
    cited: dict[str, int] = {}
    for record in load_records().values():
        cited[record.source] = cited.get(record.source, 0) + 1
    parts = [f"{len(sources)} works. The number in brackets says how many parameters rest on a work."]
    for kind in KINDS:
        members = [source for source in sources.values() if source.kind == kind]
        if members:
            parts += [f"## {kind.capitalize()}", *(_source_words_of(item, cited) for item in members)]
    return _page("Sources", parts)


def _source_words_of(source: Source, cited: dict[str, int]) -> str:
    place = f" {source.locator}." if source.locator else ""
    note = f" {source.note}" if source.note else ""
    count = f" [{cited[source.key]}]" if source.key in cited else ""
    work = f"{source.author}, *{source.title}* ({source.year}).{place}{note}{count}"
    return f'<a id="{source.key}"></a>`{source.key}`: {work}'


def _decisions_page() -> str:
    parts = [
        "These are the only nations, decisions and options that a scenario accepts. A decision can be forced "
        "from its first possible meeting on.",
    ]
    for nation, group in groupby(decision_points(), key=lambda point: point.nation):
        parts.append(f"## {nation}")
        for point in group:
            parts += list(_decision_parts(point))
    return _page("Decisions", parts)


def _decision_parts(point: DecisionPoint) -> Iterator[str]:
    yield f"### {point.id}"
    yield _definitions(
        {
            "What is decided": point.title,
            "At the table": point.table,
            "Meetings": _meetings(point),
            "First possible day": point.earliest.isoformat(),
            "Source": f"[{point.source}](sources.md#{point.source})",
        }
    )
    yield _table(("option", "meaning"), ((f"`{key}`", phrase) for key, phrase in point.options.items()))


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


def _observables_page() -> str:
    return _page(
        "Observables and outcomes",
        [
            f"A run begins on {START.isoformat()} and ends by default on {HORIZON.isoformat()} "
            f"(at the latest on {LAST_HORIZON.isoformat()}).",
            "## Weekly series",
            "A row is dated with the Sunday on which its week starts. Flows are the week's total, stocks the "
            "value at its start; a front that is closed is empty.",
            _table(
                ("name", "unit", "kind", "what it is"),
                ((f"`{item.name}`", item.unit, item.kind, item.title) for item in OBSERVABLES),
            ),
            "## Outcomes of a world",
            "Dates are ISO days; an empty date means never.",
            _table(("name", "kind", "unit", "what it is"), (_outcome_row(item) for item in OUTCOMES)),
            "## Verdicts",
            _definitions({f"`{name}`": words for name, words in VERDICT_WORDS.items()}),
        ],
    )


def _outcome_row(outcome: Outcome) -> tuple[str, str, str, str]:
    kind = _KINDS[outcome.kind]
    if outcome.categories:
        kind += ": " + ", ".join(f"`{name}`" for name in outcome.categories)
    return f"`{outcome.name}`", kind, outcome.unit, outcome.title


_ENTRIES = {
    "belief": "it feeds what the nation believes",
    "interest": "it multiplies what the nation cares about",
    "appraisal": "it enters the odds of a decision that is judged from what is seen, without imagining ahead",
    "none": "it cannot matter here, and the table says why",
}


def _reasons_page() -> str:
    reasons = load_reasons()
    matter = sum(bool(reason.name) for reason in reasons.values())
    parts = [
        f"{len(reasons)} considerations that the five documents give for what the four nations decided, and where each "
        f"enters the model. {matter} have a switch, the record `reason.NAME`: what the reason feeds is multiplied by "
        "it. A scenario takes reasons away with:",
        '```toml\n[reasons]\nwithout = ["neutrality_pact", "past_defeats"]\n```',
        "One that its base takes away is put back with `restore`. `crossroads reasons` takes away the reasons for "
        "Japan's course one by one and by group. The documents' numbers and lines are told as in \"002 L53\": document "
        "002, line 53.",
        "Enters, or how a reason acts:\n\n" + _definitions(_ENTRIES),
    ]
    for nation, group in groupby(reasons.values(), key=lambda reason: reason.nation):
        head = ("id", "switch", "reason", "documents", "speaks", "enters", "through")
        parts += [f"## {nation}", _table(head, (_reason_row(reason) for reason in group))]
    parts += [
        "## Groups for Japan's course",
        "Reasons that overlap are counted together where shares are worked out.",
        _table(("group", "what it is", "reasons"), (_group_row(group) for group in GROUPS)),
    ]
    return _page("Reasons of the documents", parts)


def _reason_row(reason: Reason) -> tuple[str, ...]:
    switch = f"`{reason.name}`" if reason.name else "none"
    through = reason.through or reason.why
    return (reason.id, switch, reason.title, reason.documents, reason.direction, reason.enters, through)


def _group_row(group: str) -> tuple[str, str, str]:
    return f"`{group}`", GROUPS[group], ", ".join(f"{item.id} `{item.name}`" for item in reasons_of_group(group))


def main() -> None:
    """Write the pages into the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m crossroads.telling.reference_pages FOLDER")
    for path in write_pages(Path(sys.argv[1])):
        print(path)


if __name__ == "__main__":
    main()
