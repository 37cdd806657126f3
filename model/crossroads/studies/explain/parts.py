"""One council taken apart for a figure: which row of a ledger to show, and what its options were held to bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.minds.council import QUIET, Council, by_faction, contributions, from_plain, utilities
from crossroads.telling import council_labels, numbers, vocabulary

Floats = NDArray[np.float64]

_FINE = 0.2


class Weighed(NamedTuple):
    """One council taken apart: what the paper shows, against the quiet option, in stakes.

    Attributes
    ----------
    council
        The council (one world).
    shown
        Places of the options shown: the quiet one, and those that were legal.
    terms
        What each term adds at the table, factions by power, shape (term, option).
    gain
        Each faction's gain, shape (faction, option).
    valued
        What loss aversion and curvature add to the sum of the terms, shape (option,).
    dissent
        What dissent adds, shape (option,); 0 or less.
    total
        The table's utility, shape (option,): the sum of the terms, `valued` and `dissent`.
    """

    council: Council
    shown: list[int]
    terms: Floats
    gain: Floats
    valued: Floats
    dissent: Floats
    total: Floats

    @property
    def decimals(self) -> int:
        """Decimals with which stakes are written: more where all that is shown is small."""
        return 2 if max(np.abs(part[..., self.shown]).max() for part in (self.terms, self.gain)) >= _FINE else 3

    def vetoes(self, faction: int, option: int) -> bool:
        """Say whether this faction's dissent is the one that counts against an option."""
        held = self.council
        if held.assent[faction] <= 0 or held.costly[option] <= 0 or self.dissent[option] >= 0:
            return False
        needed = self.gain[held.assent > 0, option]
        return bool(self.gain[faction, option] == needed.min())


def weighed(record: Mapping[str, Any]) -> Weighed:
    """Take the council of a ledger's row apart.

    Raises
    ------
    InputError
        Where the decision was not reasoned: its odds were stated, and there is no council.
    """
    if not isinstance(record.get("council"), dict):
        day = numbers.day(council_labels.date_of(record["date"]))
        raise InputError(
            f"world {record['world']}, {record['nation']}.{record['decision']} of {day}: this decision was not "
            "reasoned (its odds were stated), so there is no council to draw; a decider that deliberates leaves one."
        )
    council = from_plain(record["council"])
    gain = by_faction(council)[..., 0]
    gain = gain - gain[:, [QUIET]]
    added = contributions(council)[..., 0]
    power = council.power[:, 0]
    terms = np.einsum("f,fto->to", power, added - added[:, :, [QUIET]])
    total = utilities(council)[:, 0]
    mean = power @ gain
    legal = {place for place, odds in enumerate(record["probabilities"]) if odds is not None and odds > 0}
    shown = sorted(legal | {QUIET})
    return Weighed(council, shown, terms, gain, mean - terms.sum(axis=0), total - mean, total)


def choose(ledger: pd.DataFrame, world: int | None = None, *, nation: str, decision: str) -> dict[str, Any] | None:
    """Return the row of a ledger that makes the most telling paper; None where no such decision was reasoned.

    Of the decision's meetings before 1942 that no scenario took (any meeting, where there is none), the one at which
    the odds were most open; the first of equals.

    Parameters
    ----------
    ledger
        A run's ledger.
    world
        The world wanted; another is taken where it has no such meeting. None: the first that has.
    nation, decision
        Ids of the decision point.
    """
    if "council" not in ledger.columns:
        return None
    mine = ledger.loc[(ledger["nation"] == nation) & (ledger["decision"] == decision)]
    mine = mine.loc[[isinstance(council, dict) for council in mine["council"]]]
    for fits in (~mine["forced"] & (mine["date"].astype(str) < "1942"), ~mine["forced"]):
        if fits.any():
            mine = mine.loc[fits]
            break
    if mine.empty:
        return None
    wanted = mine.loc[mine["world"] == world]
    mine = wanted if len(wanted) else mine.loc[mine["world"] == mine["world"].min()]
    openness = [-float(np.max([odds or 0.0 for odds in row])) for row in mine["probabilities"]]
    row: dict[str, Any] = {str(key): value for key, value in mine.iloc[int(np.argmax(openness))].items()}
    return row


def description(record: Mapping[str, Any], scenario: str | None = None) -> str:
    """Return one sentence on the record: the decision, its day and world, and the odds."""
    name = f"{record['nation']}.{record['decision']}"
    options = zip(record["options"], record["probabilities"], strict=True)
    odds = "; ".join(f"{vocabulary.option(name, option)} {numbers.percent(p or 0)}" for option, p in options)
    title = scenario or record["scenario"]
    return (
        f"What one council weighed, {name} of {numbers.day(council_labels.date_of(record['date']))} in world "
        f"{record['world']} of '{title}'. Odds: {odds}. Choice: {vocabulary.option(name, str(record['choice']))}."
    )
