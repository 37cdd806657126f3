"""How sure differences are, told apart: by luck, by what nobody knows of the parameters, by laws that have rivals.

The worlds of a comparison are fought once more with the same parameters and another luck. What a world's two
differences have in common is owed to its parameters and laws (see `statistics.bands`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from crossroads.runs.blocks import Design, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.ensemble import Order
from crossroads.runs.run import Run
from crossroads.runs.study_folder import Place
from crossroads.runs.twice import SWITCHES, TWINS, cell_of, measured, switches
from crossroads.scenario.scenario import Scenario
from crossroads.statistics.bands import bands
from crossroads.studies.compare.answering.changes import Change
from crossroads.studies.compare.answering.short import label, signed_amount, whole
from crossroads.studies.compare.reported.tables import ReportCell, ReportTable
from crossroads.telling import numbers, outcomes
from crossroads.telling.sentences.patterns import filled

ENDS = (
    *("luck_low", "luck_high", "knowledge_low", "knowledge_high", "structure_low", "structure_high"),
    *("knowledge_reach_low", "knowledge_reach_high", "structure_reach_low", "structure_reach_high"),
)

COLUMNS = ("outcome", "scenario", "base", "difference", *ENDS, "structure_hangs_on")
"""Columns of the table of bands."""

NUMBERS = ("difference", *ENDS)


def bands_table(
    scenarios: Sequence[Scenario], runs: Sequence[Run], told: pd.DataFrame, order: Order, place: Place
) -> pd.DataFrame:
    """Fight the worlds of a comparison under another luck, and tell three bands of every difference.

    Parameters
    ----------
    scenarios, runs
        The scenarios, base first, and their runs.
    told
        The rows of the comparison table that are wanted.
    order
        Workers and progress.
    place
        Where parts are kept; an interrupted comparison goes on from them.

    Returns
    -------
    pd.DataFrame
        A row for each of `told`, in the columns of `COLUMNS`: the difference; the 95 % interval of luck; the interval
        within which it would lie in 80 % of cases were the parameters known (knowledge), or were it known which rival
        laws hold (structure); how far either reaches at most, with 95 % certainty; and the switch between laws that
        moves it most, '' where none does.
    """
    names = list(dict.fromkeys(str(name) for name in told["outcome"]))
    cells = tuple(cell_of(f"{one.name}-another_luck", one, names, wars=1) for one in scenarios)
    bound = functools.partial(measured, names="\n".join(names), lucks="another")
    design = Design(cells, range(runs[0].worlds), runs[0].seed, block_worlds(), bound)
    how = {"workers": order.workers, "progress": order.progress, "label": "another luck"}
    found = list(carry_out(design, place.work, **how).values())
    laws = dict(zip(switches(), np.asarray(found[0][SWITCHES], dtype=np.float64), strict=True))
    places = {run.scenario: number for number, run in enumerate(runs)}
    rows = []
    for _, row in told.iterrows():
        name, number = str(row["outcome"]), places[str(row["scenario"])]
        item, at = runs[0].measures[name], names.index(name)
        own = runs[number].values(item) - runs[0].values(item)
        again = found[number][TWINS][at] - found[0][TWINS][at]
        each = bands(own, again, laws, share=False)
        luck = (float(row["low"]), float(row["high"]))  # of shares Tango's, as everywhere else
        ends = (*luck, *each.knowledge, *each.structure, *each.knowledge_reach, *each.structure_reach)
        rows.append((name, row["scenario"], row["base"], row["difference"], *ends, each.hangs_on))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def sentences(runs: Sequence[Run], table: pd.DataFrame, known: Sequence[Change]) -> list[str]:
    """Return the bands of some changes, a sentence or two a change and scenario.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        What `bands_table` returned.
    known
        Which changes are told.
    """
    told = [text for change in known for text in _of_change(runs, table, change)]
    return [*told, filled("bands", "below")] if told else []


def report_table(runs: Sequence[Run], table: pd.DataFrame, known: Sequence[Change]) -> ReportTable | None:
    """Return the bands of some changes as a table of a page; None where nothing is told.

    Parameters
    ----------
    runs, table, known
        As for `sentences`.
    """
    rows = []
    for change in known:
        for scenario, told in _each(runs, table, change):
            cells = [ReportCell(told["difference"]), ReportCell(_to(told, "luck"))]
            for name in ("knowledge", "structure"):
                cells.append(ReportCell(_to(told, name), (f"at most {_to(told, f'{name}_reach')}",)))
            rows.append((f"{label(change)}, \u2018{scenario}\u2019", tuple(cells)))
    of = numbers.counted(whole(runs), "world")
    caption = f"How sure the differences are (shares: of {of}), by luck, by what nobody knows, and by rival laws"
    head = ("", "Difference", "Luck, 95 %", "Were the parameters known, 80 %", "Were the laws known, 80 %")
    return ReportTable(caption, head, tuple(rows)) if rows else None


def _to(told: dict[str, str], name: str) -> str:
    low, high = told[f"{name}_low"], told[f"{name}_high"]
    return f"{low} to {high}" if low != high else "not told from luck"


def _each(runs: Sequence[Run], table: pd.DataFrame, change: Change) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the title of each scenario but the base, with the numbers of a change as they are written."""
    titles = {run.scenario: run.title for run in runs}
    for _, row in table.loc[table["outcome"] == change.measure.name].iterrows():
        texts = _written([float(row[name]) for name in NUMBERS], change, whole(runs))
        yield titles[str(row["scenario"])], dict(zip(NUMBERS, texts, strict=True))


def _of_change(runs: Sequence[Run], table: pd.DataFrame, change: Change) -> Iterator[str]:
    share = change.measure.kind == "share"
    for scenario, told in _each(runs, table, change):
        about = {"label": label(change), "scenario": f"'{scenario}'", "whole": whole(runs)}
        about |= {"worlds": numbers.counted(runs[0].worlds, "world"), "difference": told["difference"]}
        ends = {"low": told["luck_low"], "high": told["luck_high"]}
        parts = [filled("bands", "luck_share" if share else "luck", **about, **ends)]
        for name in ("knowledge", "structure"):
            ends = {"low": told[f"{name}_low"], "high": told[f"{name}_high"]}
            ends |= {"least": told[f"{name}_reach_low"], "most": told[f"{name}_reach_high"]}
            parts.append(filled("bands", name if ends["low"] != ends["high"] else f"{name}_hidden", **ends))
        yield " ".join(parts)


def _written(values: Sequence[float], change: Change, count: int) -> list[str]:
    if change.measure.kind == "share":
        return numbers.moved([count * value for value in values])
    unit = outcomes.outcome_unit(change.measure.name)
    return [signed_amount(value, unit) for value in values]
