"""What taking each reason away by itself did, as text: those that act first, the strongest ahead."""

from __future__ import annotations

import pandas as pd

from crossroads.evidence.reasons import ReasonMeasured, load_reasons, measured_of, reasons_by_name
from crossroads.telling import numbers, outcomes


def each_text(table: pd.DataFrame) -> str:
    """Return the table of `each_reason` in words.

    Parameters
    ----------
    table
        Columns `MEASURED_COLUMNS`.
    """
    told = table.assign(measure=table["measure"].fillna("")).astype(str).to_dict("records")
    found = measured_of([{str(key): str(value) for key, value in row.items()} for row in told])
    acting = {name: item for name, item in found.items() if item.acts}
    quiet = [name for name in found if name not in acting]
    order = sorted(acting, key=lambda name: -acting[name].otherwise)
    bases = list(dict.fromkeys(table["base"]))
    worlds = numbers.counted(int(table["worlds"].iloc[0]), "world")
    silent = sum(not reason.name for reason in load_reasons().values())
    lines = [
        f"Each reason taken away by itself, over {numbers.listed(bases)}, {worlds} each, the same luck.",
        "",
        f"{len(acting)} act:",
        *(f"  {_titled(name)}: {_change(acting[name])}" for name in order),
        "",
        f"{len(quiet)} change nothing, no course and no event that luck does not explain:",
        *(f"  {_titled(name)}: {found[name].share_words} in 100 worlds go otherwise" for name in quiet),
        "",
        f"{silent} more have no switch; their table says why.",
    ]
    return "\n".join(lines)


def _titled(name: str) -> str:
    return f"{reasons_by_name()[name].id} {name}"


def _change(found: ReasonMeasured) -> str:
    """Return '12.3 in 100 worlds go otherwise; most: Moscow falls +3.0 (+1.0 to +5.0) in 100 (historical)'."""
    ends = [numbers.signed(100.0 * value, 1) for value in (found.difference, found.low, found.high)]
    title = outcomes.outcome_title(found.measure)
    moved = f"{ends[0]} ({ends[1]} to {ends[2]}) in 100"
    return f"{found.share_words} in 100 worlds go otherwise; most: {title} {moved} ({found.base})"
