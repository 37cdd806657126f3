"""The documents' errors as a page: of each document those that change most, and those that change nothing seen."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crossroads.evidence.claims.profiles import DocumentProfile, load_profiles
from crossroads.studies.documents.result import DocumentsCompared, ErrorTried, asked
from crossroads.telling.numbers import counted, signed
from crossroads.telling.pages import rendered
from crossroads.world.measure import Measure


def page(made: DocumentsCompared) -> str:
    """Return the page in Markdown."""
    profiles = load_profiles()
    return rendered(
        "studies/documents/templates/page.md.j2",
        made=made,
        headline=headline(made),
        documents=[_document(made, profiles[name], errors) for name, errors in made.by_document().items() if errors],
        tried=len(made.tried),
        cannot=sum(1 for profile in profiles.values() for item in profile.cannot if item.error),
    )


def headline(made: DocumentsCompared) -> str:
    """Return the finding in a sentence: which error of all changes most, and how many change nothing to be seen."""
    errors = [error for found in made.by_document().values() for error in found]
    quiet = sum(not len(error.clear) for error in errors)
    first = max(errors, key=lambda error: error.size)
    if not len(first.clear):
        return f"None of {counted(len(errors), 'error')} changes anything that can be told from luck"
    row = first.clear.iloc[0]
    title = title_of(made, str(row["measure"]))
    comes = told(row, spans=False) if row["kind"] == "weeks" else f"in {told(row, spans=False)}"
    lead = f"Were {number(first.name)} of document {first.document} true: {title} {comes}"
    return f"{lead}; {quiet} of {counted(len(errors), 'error')} change nothing that can be told from luck"


def number(name: str) -> str:
    """Return the number of an error without the document that it may be told by: 'X-10'."""
    return name.partition(":")[2] or name


def title_of(made: DocumentsCompared, name: str) -> str:
    """Return the short title of a measure."""
    return str(asked()["panels"][name])


def told(row: pd.Series[Any], *, spans: bool = True) -> str:
    """Say one row: '83 of 100 worlds instead of 16 (+67; +57 to +76)', or '12.3 weeks later (+12.3; +10.1 to +14.5)'.

    Parameters
    ----------
    row
        The row.
    spans
        Whether the difference follows with its interval.
    """
    factor = 1.0 if row["kind"] == "weeks" else 100.0
    middle, low, high = (signed(factor * float(row[key]), 1) for key in ("difference", "low", "high"))
    if row["kind"] == "weeks":
        weeks = float(row["difference"])
        text = f"{abs(weeks):.1f} weeks {'later' if weeks > 0 else 'earlier'}"
    else:
        text = f"{_share(row['value'])} of 100 worlds instead of {_share(row['base_value'])}"
    return f"{text} ({middle}; {low} to {high})" if spans else text


def _share(value: Any) -> str:
    """Write a share in 100 worlds; a few of a thousand are not told as none."""
    share = 100 * float(value)
    return f"{share:.1f}" if share != round(share) and (share < 10 or share > 90) else f"{share:.0f}"


def would_show(error: ErrorTried) -> str:
    """Say of an error that changes nothing to be seen which effects would have shown."""
    free = error.free
    if not len(free):
        return "All that is asked is ordered by it."
    if not free["differing"].any():
        return "Not one world comes out otherwise in what is asked."
    parts = []
    for kind, factor, text in (("share", 100.0, "{:.1f} in 100 worlds"), ("weeks", 1.0, "{:.1f} weeks")):
        own = free.loc[free["kind"] == kind, "would_show"]
        if len(own) and float(own.max()) > 0:
            parts.append(text.format(factor * float(own.max())))
    return f"An effect of {' or of '.join(parts)} would have shown."


def _document(made: DocumentsCompared, profile: DocumentProfile, errors: list[ErrorTried]) -> dict[str, Any]:
    loud = [error for error in errors if len(error.clear)]
    most = int(asked()["most"])
    return {
        "number": profile.document,
        "text": profile.text,
        "first": [_full(made, error) for error in loud[:most]],
        "others": [_full(made, error) for error in loud[most:]],
        "quiet": [(error, would_show(error)) for error in errors if not len(error.clear)],
        "cannot": [item.error for item in profile.cannot if item.error],
    }


def _full(made: DocumentsCompared, error: ErrorTried) -> dict[str, Any]:
    named: dict[str, Measure] = {item.name: item for item in made.measures}
    ordered = error.rows[error.rows["ordered"].astype(bool)]
    return {
        "error": error,
        "number": number(error.name),
        "lines": [f"{title_of(made, str(row['measure']))}: {told(row)}" for _, row in error.clear.iterrows()],
        "ordered": [title_of(made, str(row["measure"])) for _, row in ordered.iterrows() if row["measure"] in named],
    }
