"""A decision on record as a council paper: what was seen, what each course was imagined to bring, how it was weighed.

Plain text of at most 100 columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from crossroads.minds.council import QUIET, Council, by_faction, contributions, utilities
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.explain.earlier_meetings import EarlierOdds
from crossroads.studies.explain.meetings import likeliest, phrase, point_of
from crossroads.telling import vocabulary
from crossroads.telling.numbers import day, ends, listed, sentence_case, signed, wrapped
from crossroads.telling.table import aligned
from crossroads.telling.vocabulary import faction, feature, spelt, term

WIDTH = 100
INDENT = 2
_NUMBER, _RANGE, _VALUE, _LEAST_LABEL = 10, 15, 24, 18
_SHOWN = 0.005
"""Terms that are smaller everywhere would be printed as nothing."""


def paper(meeting: Meeting, given: EarlierOdds | None = None) -> str:
    """Return a decision as a council paper.

    Parameters
    ----------
    meeting
        The meeting, of one world. Without a council the paper has no part on what was imagined and how the table
        weighed it.
    given
        Its odds given what earlier meetings on the matter chose, where they are known.
    """
    parts = [_head(meeting), _seen(meeting), _options(meeting)]
    if meeting.council is not None:
        parts += [_imagined(meeting, meeting.council), _weighed(meeting, meeting.council)]
    parts += [_odds(meeting, given), _outcome(meeting)]
    return "\n\n".join(parts)


def contents(meetings: Sequence[Meeting]) -> str:
    """Return a list of decisions, one a line: day, decision, choice and its odds."""
    lines = []
    for item in meetings:
        chosen = int(item.choice[0])
        how = "by the scenario" if item.forced[0] else f"odds {_share(item.probabilities[chosen, 0])}"
        head = f"{item.date}  {item.point:<27}{item.options[chosen]:<18}{how}"
        lines.append(f"{head}{'' if item.council is None else ', council on record'}")
    return "\n".join(lines)


def _head(meeting: Meeting) -> str:
    point = point_of(meeting)
    title = point.title
    where = f"{day(meeting.date)}. {point.table}. World {meeting.worlds[0]} of {meeting.scenario}."
    return "\n".join([title, "=" * min(len(title), WIDTH), filled(where)])


def _seen(meeting: Meeting) -> str:
    lines = ["What was seen"]
    for name, values in (meeting.seen or {}).items():
        told = feature(name)
        number = told.value(float(values[0]))
        # A value too long for its column takes room from the words.
        room = WIDTH - INDENT - max(_VALUE, len(number)) - 1
        words = sentence_case(textwrap.shorten(told.long, room, placeholder=" ..."))
        lines.append(f"{' ' * INDENT}{words:<{room}} {number}")
    return "\n".join(lines)


def _label(meeting: Meeting, option: int) -> str:
    return f"{option + 1}. {spelt(meeting.options[option])}"


def _open_options(meeting: Meeting) -> list[int]:
    return [int(option) for option in np.flatnonzero(meeting.legal[:, 0])]


def _options(meeting: Meeting) -> str:
    nation = sentence_case(vocabulary.nation(meeting.nation).names.long)
    lines = [f"The options: {nation} ..."]
    lines += [filled(f"{option + 1}. {phrase(meeting, option)}", INDENT, 3) for option in _open_options(meeting)]
    closed = [f"{option + 1}. {phrase(meeting, int(option))}" for option in np.flatnonzero(~meeting.legal[:, 0])]
    if closed:
        why = "Left out by the scenario, or not open" if meeting.forced[0] else "Not open at this meeting"
        lines.append(filled(f"{why}: {'; '.join(closed)}.", INDENT, 2))
    return "\n".join(lines)


def _imagined(meeting: Meeting, council: Council) -> str:
    several = len(council.futures) > 1
    note = (
        "In stakes: more is better, 0 is as today. Under each name, what a term adds to that faction's judgment: its "
        "expected value times how much the faction cares."
    )
    lines = ["What each option was imagined to bring", filled(note, INDENT)]
    if several:
        odds = listed(
            [f"{spelt(name)} {_share(council.futures_odds[place, 0])}" for place, name in enumerate(council.futures)]
        )
        lines.append(filled(f"Futures imagined, with the odds given to them: {odds}.", INDENT))
    if council.later:
        chosen = listed(
            [f"{spelt(name)} {_share(council.later_odds[place, 0])}" for place, name in enumerate(council.later)]
        )
        lines.append(
            filled(f"What it believes that it would choose later, where nothing else comes of it: {chosen}.", INDENT)
        )
    return "\n\n".join(
        ["\n".join(lines), *(_one_option(meeting, council, option) for option in _open_options(meeting))]
    )


def _one_option(meeting: Meeting, council: Council, option: int) -> str:
    several = len(council.futures) > 1
    values = council.values[:, :, option, 0]
    expected = (council.futures_odds[:, 0, None] * values).sum(axis=0)
    shares = contributions(council)[:, :, option, 0]
    sums = by_faction(council)[:, option, 0]
    heads = ["expected", *(["range"] if several else []), *(spelt(name) for name in council.factions)]
    widths = [_NUMBER, *([_RANGE] if several else []), *_faction_widths(council)]
    rows = []
    for row, name in enumerate(council.terms):
        if max(np.abs(values[:, row]).max(), np.abs(shares[:, row]).max()) < _SHOWN:
            continue
        low, high = _stakes(values[:, row].min()), _stakes(values[:, row].max())
        spread = "" if low == high else ends(values[:, row].min(), values[:, row].max(), _stakes)
        cells = [_stakes(expected[row]), *([spread] if several else []), *map(_stakes, shares[:, row])]
        rows.append((sentence_case(term(name).long), cells))
    told = [f"{INDENT * ' '}{_label(meeting, option)}: {phrase(meeting, option)}"]
    if not rows:
        return "\n".join([*told, f"{INDENT * 2 * ' '}as today in everything that was weighed"])
    rows.append(("Together", ["", *([""] if several else []), *map(_stakes, sums)]))
    return "\n".join([*told, *_weighing(heads, widths, rows, INDENT * 2)])


def _faction_widths(council: Council) -> list[int]:
    """Return widths of columns that hold the longest word of each faction's name."""
    return [max(_NUMBER, *(len(word) + 1 for word in name.split("_"))) for name in council.factions]


def _weighed(meeting: Meeting, council: Council) -> str:
    own = by_faction(council)[:, :, 0]
    gain = own - own[:, QUIET][:, None]
    total = utilities(council)[:, 0]
    plain = (council.power[:, 0, None] * gain).sum(axis=0)
    heads = [*(spelt(name) for name in council.factions), "dissent", "table"]
    rows = []
    for option in _open_options(meeting):
        cells = [*map(_stakes, gain[:, option]), _stakes(total[option] - plain[option]), _stakes(total[option])]
        rows.append((_label(meeting, option), cells))
    rows.append(("Share of the table", [*(_share(power) for power in council.power[:, 0]), "", ""]))
    note = (
        "Gains in stakes over option 1, which goes on as before; the table counts them by each faction's share"
        f"{_veto(council)}."
    )
    lines = ["How the table weighed them", filled(note, INDENT)]
    lines += _weighing(heads, [*_faction_widths(council), _NUMBER, _NUMBER], rows, INDENT)
    lines += [filled(sentence, INDENT) for sentence in (*_dissent(meeting, council), *_attitudes(council))]
    return "\n".join(lines)


def _veto(council: Council) -> str:
    if not (council.costly.any() and council.assent.any()):
        return ""
    needed = [faction(name).long for place, name in enumerate(council.factions) if council.assent[place]]
    return (
        f". Costly courses need the assent of {listed(needed)}: the strongest dissent is added "
        f"{council.veto[0]:.2f} times"
    )


def _dissent(meeting: Meeting, council: Council) -> list[str]:
    """Say which services would not assent to which options."""
    own = by_faction(council)[:, :, 0]
    told = []
    for option in _open_options(meeting):
        loss = own[:, option] - own[:, QUIET]
        against = np.flatnonzero((council.assent > 0) & (loss < 0) & (council.costly[option] > 0))
        if len(against):
            names = listed([f"{faction(council.factions[place]).long} ({_stakes(loss[place])})" for place in against])
            told.append(f"{sentence_case(names)} would not assent to option {option + 1}.")
    if not told and any(council.costly[option] for option in _open_options(meeting)) and council.assent.any():
        return ["No service would withhold its assent from any option."]
    return told


def _attitudes(council: Council) -> list[str]:
    told = [
        f"What is left unsaid has a spread of {council.temperature[0]:.2f} stakes: an advantage of so much makes an "
        f"option {np.e:.1f} times as likely."
    ]
    nested = [str(place + 1) for place in np.flatnonzero(council.nest)]
    if nested and council.nest_share[0] != 1.0:
        told.append(
            f"Options {listed(nested)} differ in little but their day: among them the spread is "
            f"{council.nest_share[0]:.2f} of that."
        )
    if council.loss_aversion[0] != 1.0 or council.curvature[0] != 1.0:
        told.append(
            f"Each future is judged against today: a loss counts {council.loss_aversion[0]:.2f} times a gain, and both "
            f"to the power {council.curvature[0]:.2f}."
        )
    return told


def _odds(meeting: Meeting, given: EarlierOdds | None) -> str:
    conditional = None if given is None else given.odds
    heads = ["odds", *(["given earlier"] if conditional is not None else []), "luck", "sum"]
    widths = [_NUMBER, *([_NUMBER + 4] if conditional is not None else []), _NUMBER, _NUMBER]
    rows = []
    for option in _open_options(meeting):
        odds, luck = meeting.probabilities[option, 0], meeting.draw[option, 0]
        with np.errstate(divide="ignore"):
            total = np.log(odds) + luck
        cells = [_share(odds), *([_share(conditional[option])] if conditional is not None else [])]
        rows.append((_label(meeting, option), [*cells, _stakes(luck), _stakes(total)]))
    lines = ["The odds and the luck"]
    lines += _weighing(heads, widths, rows, INDENT)
    note = "Luck is drawn for each option and added to the logarithm of its odds; the greatest sum is chosen."
    return "\n".join([*lines, filled(f"{note} {_given_words(given)}".strip(), INDENT)])


def _given_words(given: EarlierOdds | None) -> str:
    if given is None:
        return ""
    if given.meetings == 0:
        return "No earlier meeting on the matter tells anything of the luck."
    before = "one earlier meeting" if given.meetings == 1 else f"{given.meetings} earlier meetings"
    times = f"the {before} on the matter chose"
    if given.odds is None:
        return (
            f"Part of the luck lasts, so what {times} tells something of it; what they chose was too unlikely for the "
            f"odds given it to be told, and only those of the meeting taken alone are shown."
        )
    return (
        "The odds are those of the meeting taken alone; part of the luck lasts, and beside them are those given what "
        f"{times}."
    )


def _outcome(meeting: Meeting) -> str:
    nation = sentence_case(vocabulary.nation(meeting.nation).names.long)
    chosen = int(meeting.choice[0])
    told = [f"{nation} {phrase(meeting, chosen)}."]
    if meeting.forced[0]:
        told.append("The scenario took this decision or set its odds; it was not the nation's own.")
    elif len(_open_options(meeting)) == 1:
        told.append("The nation's own choice; no other option was open.")
    else:
        rank = "the likeliest option" if chosen == likeliest(meeting) else "not the likeliest option"
        told.append(f"The nation's own choice; it was {rank}.")
    return "\n".join(["The choice", *(filled(sentence, INDENT) for sentence in told)])


def filled(text: str, indent: int = 0, hanging: int = 0) -> str:
    """Return a sentence in lines of at most 100 columns, indented."""
    return wrapped(text, indent, hanging, width=WIDTH, percent=True)


def _weighing(heads: list[str], widths: list[int], rows: list[tuple[str, list[str]]], indent: int) -> list[str]:
    """Return rows under their heads; a head too long for its column stands on several lines."""
    room = max(WIDTH - indent - sum(widths), _LEAST_LABEL)
    label = min(room, max(len(name) for name, _ in rows) + 1)
    folded = [textwrap.wrap(head, width - 1) or [""] for head, width in zip(heads, widths, strict=True)]
    deep = max(len(parts) for parts in folded)
    lines = []
    for line in range(deep):
        cells = [parts[line - deep + len(parts)] if line >= deep - len(parts) else "" for parts in folded]
        lines.append(["", *cells])
    lines += [[textwrap.shorten(name, label, placeholder="..."), *cells] for name, cells in rows]
    return aligned(lines, "<" + ">" * len(widths), widths=[label, *widths], indent=indent)


def _stakes(value: float) -> str:
    return signed(float(value), 2) if np.isfinite(value) else "none"


def _share(value: float) -> str:
    """Return odds in words: '12 %', '0.3 %', 'under 0.1 %'."""
    percent = 100.0 * float(value)
    if 0.0 < percent < 0.1:
        return "under 0.1 %"
    return f"{percent:.0f} %" if percent >= 1.0 or percent == 0.0 else f"{percent:.1f} %"
