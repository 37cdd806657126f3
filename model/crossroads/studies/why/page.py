"""What there is to say of one number, as text: source, who disagrees, who reads it, and what it does to the answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossroads.evidence.claims.about import ClaimsAbout, claims_about
from crossroads.evidence.claims.fact import ClaimValue, place
from crossroads.evidence.claims.load import load_facts
from crossroads.evidence.fitted import installed
from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.reasons import reasons_by_name
from crossroads.evidence.record import Record
from crossroads.evidence.source import Source
from crossroads.studies.why.movers import experiments_moving, levers_of, scenarios_moving, words_to_move
from crossroads.studies.why.named import NamedNumber
from crossroads.studies.why.pulled import PulledMeasure, PulledNumber
from crossroads.studies.why.reads import rules_reading
from crossroads.telling import numbers, outcomes
from crossroads.telling.pages import rendered

TIERS = {
    "document": "one of the five documents gives it",
    "literature": "a standard work gives it",
    "assumption": "the project's own judgement with a range; no evidence",
    "fitted": "fitted to the series of 1941-43",
}

DRAWS = {
    "fixed": "the same in every world",
    "triangular": "each world draws its own, most often near the value",
    "uniform": "each world draws its own, evenly over the range",
    "loguniform": "each world draws its own, evenly in its logarithm",
}

MOST_READERS = 12
"""Rules that are named one by one."""


@dataclass(frozen=True, slots=True)
class RivalValue:
    """What a document says of the same quantity.

    Attributes
    ----------
    place, text
        Document and line, and the claim.
    value
        The number with its unit, as the document has it.
    off
        How far it lies from the record: '+8 %', 'the same'.
    cites
        The source that the document names ('' = none).
    taken
        How it enters.
    """

    place: str
    text: str
    value: str
    off: str
    cites: str
    taken: str


def page(asked: NamedNumber, width: int = numbers.WIDTH, pulled: str = "") -> str:
    """Return what is known of a number.

    Parameters
    ----------
    asked
        The number.
    width
        Columns of the terminal.
    pulled
        What pulling it does, as `pulled_page` tells it; '': how that is found out.
    """
    record = asked.record
    claims = claims_about(record.name)
    readers = rules_reading(record.name) if record.used else ()
    switch = reasons_by_name().get(record.name.removeprefix("reason.")) if record.name.startswith("reason.") else None
    return rendered(
        "studies/why/templates/why.txt.j2",
        width=width,
        pulled=pulled,
        note=asked.note,
        record=record,
        value=quantity(record, record.value),
        range=_with_unit(record, numbers.ends(record.low, record.high, _full)),
        tier=TIERS[record.tier],
        draw=_drawn(record),
        source=_work(load_sources()[record.source]),
        place=place(record.document, record.line),
        cited=_cited(record),
        reason=switch,
        rivals=[_rival(record, *pair) for pair in _values(claims)],
        claims=claims,
        others=sorted(_same_quantity(record)),
        quantity=quantity,
        records=load_records(),
        readers=readers[:MOST_READERS],
        more_readers=len(readers) - MOST_READERS,
        levers=levers_of(record),
        scenarios=list(scenarios_moving(record)),
        experiments=list(experiments_moving(record)),
        words=words_to_move(record),
    )


def quantity(record: Record, value: float) -> str:
    """Write a value of a record with its unit: '650,000 men', '0.45'."""
    return _with_unit(record, _full(value))


def _drawn(record: Record) -> str:
    """Say how worlds differ in a number; where it is fitted, with the middle eight tenths of the fitted sets."""
    ensemble = installed()
    if record.name not in ensemble.names:
        return DRAWS[record.draw]
    values = ensemble.values[ensemble.names.index(record.name)]
    order = np.argsort(values)
    share = np.cumsum(ensemble.weights[order])
    low, high = (float(values[order][np.searchsorted(share, point)]) for point in (0.1, 0.9))
    return (
        f"each takes it from one of {len(values)} fitted sets ({numbers.ends(low, high, numbers.whole)} in 80 of 100)"
    )


def _full(value: float) -> str:
    """Write a number with all its figures."""
    return f"{value:,.10g}"


def _with_unit(record: Record, words: str) -> str:
    unit = "" if record.unit in ("1", "switch") else record.unit.removeprefix("1 ")
    return f"{words} {unit}".rstrip()


def pulled_page(made: PulledNumber, width: int = numbers.WIDTH) -> str:
    """Return what pulling a number does to the answer: first what moved surely, then what cannot be told from luck."""
    record = made.record
    groups: dict[tuple[str, str], list[PulledMeasure]] = {}
    for row in made.rows:
        groups.setdefault((row.scenario, row.base), []).append(row)
    return rendered(
        "studies/why/templates/pulled.txt.j2",
        width=width,
        made=made,
        low=quantity(record, record.low),
        high=quantity(record, record.high),
        groups=[_group(_heading(*key), rows) for key, rows in groups.items()],
        sure=[f"{_heading(row.scenario, row.base)}: {_title(row)}" for row in made.rows if row.p_family < _SURE],
        count=len(made.rows),
    )


def _group(heading: str, rows: list[PulledMeasure]) -> tuple[str, list[str], list[str]]:
    return (
        heading,
        [_told(row) for row in rows if row.pair.clear],
        [_quiet(row) for row in rows if not row.pair.clear],
    )


_WHOLE_FROM = 1000.0
"""From here on a number has no decimals."""

_SURE = 0.05
"""p within the family below which a difference stands."""


def _heading(scenario: str, base: str) -> str:
    return f"{scenario} against {base}" if base else scenario


def _told(row: PulledMeasure) -> str:
    """Say what is counted, its mean at either end, and how it changes with its interval."""
    factor, unit = _unit(row)
    means = [factor * end for end in (row.at_low, row.at_high)]
    digits = 0 if max(map(abs, means)) >= _WHOLE_FROM else 1
    ends = [numbers.signed(mean, digits) if row.base else f"{mean:,.{digits}f}" for mean in means]
    parts = [factor * part for part in row.pair.interval]
    change = numbers.interval(parts, numbers.known(lambda part: numbers.signed(part, digits)), level="95 %: ")
    return f"{_title(row)}: {ends[0]} to {ends[1]} {unit}, {change}"


def _quiet(row: PulledMeasure) -> str:
    """Say what is counted, and which change would have shown: it is no more than luck, or none."""
    if not math.isfinite(row.would_show):
        return f"{_title(row)} (the same in every world)"
    factor, unit = _unit(row)
    size = factor * row.would_show
    return f"{_title(row)} ({size:,.{0 if size >= _WHOLE_FROM else 1}f} {unit})"


def _unit(row: PulledMeasure) -> tuple[float, str]:
    if row.measure.kind == "share":
        return 100.0, "in 100 worlds"
    return (100.0, "%") if row.measure.is_part else (1.0, row.measure.unit)


def _title(row: PulledMeasure) -> str:
    return outcomes.outcome_title(row.measure.name)


def _work(source: Source) -> str:
    parts = (f"{source.author}, {source.title}", source.locator, source.year)
    return (
        ", ".join(part for part in parts if part) + f" ({source.kind})" + (f". {source.note}" if source.note else ".")
    )


def _cited(record: Record) -> str:
    """Return the work that the document itself cites, in full; '' where it cites none."""
    if not record.cited:
        return ""
    first = record.cited.split()[0].casefold()
    keys = {fact.cites for fact in load_facts().values() if fact.cites}
    works = [load_sources()[key] for key in sorted(keys) if key.split("_")[0] == first]
    return f"{record.cited}: {_work(works[0])}" if works else record.cited


def _values(claims: ClaimsAbout) -> Iterator[tuple[str, str, ClaimValue, str, str]]:
    for fact, value in claims.values:
        cites = f"{load_sources()[fact.cites].author}, {fact.pages}" if fact.cites else ""
        yield fact.place, fact.text, value, cites, fact.taken


def _rival(record: Record, where: str, text: str, value: ClaimValue, cites: str, taken: str) -> RivalValue:
    number = value.number
    assert number is not None  # checked where claims are read
    own = value.value if isinstance(value.value, str) else _full(value.value)
    return RivalValue(where, text, f"{own} {value.unit}".strip(), _off(record, number), cites, taken)


def _off(record: Record, number: float) -> str:
    if number == record.value:
        return "the same as here"
    inside = "" if record.low <= number <= record.high else ", outside the range"
    if not record.value:
        return f"{numbers.signed(number - record.value, 2)}{inside}"
    return f"{numbers.signed(100 * (number / record.value - 1))} %{inside}"


def _same_quantity(record: Record) -> set[str]:
    """Return other records of which a claim about this one speaks too."""
    return {
        name
        for fact in load_facts().values()
        for value in fact.values
        if record.name in value.records
        for name in value.records
    } - {record.name}
