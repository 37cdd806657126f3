"""The worth of finding out as a page: a table a nation, and what it cannot tell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crossroads.studies.strategy.knowing.result import Knowing
from crossroads.telling import vocabulary
from crossroads.telling.numbers import interval, known, sentence_case, signed
from crossroads.telling.pages import rendered


def page(made: Knowing) -> str:
    """Return the page in Markdown."""
    tables = [
        (sentence_case(vocabulary.nation(str(name)).names.long), [_row(row) for _, row in rows.iterrows()])
        for name, rows in made.table.groupby("nation", sort=False)
    ]
    return rendered("studies/strategy/knowing/templates/page.md.j2", made=made, tables=tables, finding=finding(made))


def finding(made: Knowing) -> str:
    """Return what was worth most to find out, of what luck cannot explain, in a sentence without its stop."""
    single = made.table.loc[made.table["unknown"] != made.table["title"]]
    sure = single.loc[(single["low"] > 0) | (single["high"] < 0)]
    if sure.empty:
        return "Nothing that a nation did not know would have moved its account by more than luck"
    best = sure.sort_values("gain").iloc[-1]
    nation = sentence_case(vocabulary.nation(str(best["nation"])).names.long)
    told = f"to know {best['title']}, {signed(float(best['gain']), 2)} stakes"
    if float(best["gain"]) < 0:
        return f"Nothing would have gained by luck's measure; {nation} would have lost most surely {told}"
    return f"It would have been worth most to {nation} {told}"


def _row(row: pd.Series[Any]) -> list[str]:
    gain = interval([float(row[key]) for key in ("gain", "low", "high")], known(lambda value: signed(value, 2)))
    return [sentence_case(str(row["title"])), gain, f"{100 * float(row['changed']):.0f}"]
