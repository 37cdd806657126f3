"""One page that holds a whole comparison: question, answer, numbers, figures, and how to repeat it.

The page needs nothing beside itself: pictures and styles stand inside it and it asks nothing of any network.
"""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from crossroads.errors import InputError
from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.source import Source
from crossroads.runs.storage.files import write_text
from crossroads.studies.compare import chosen_page
from crossroads.telling import numbers, outcomes
from crossroads.telling.pages import rendered
from crossroads.telling.run_page import beyond

PICTURE_WIDTH = 1600
WORLDS_OF_A_MODEL = "These are worlds of a model, not history."
LEAST_WORLDS = 5
"""A mean of fewer worlds is not given."""
TOO_FEW = f"in fewer than {LEAST_WORLDS} worlds"
_GROUPS: tuple[tuple[str, str], ...] = (
    ("share", "In how many worlds"),
    ("weeks", "When: mean weeks from 22 June 1941, a world in which it never comes counted to the horizon"),
    ("number", "How much: mean over worlds"),
)


def _picture(path: Path) -> dict[str, str]:
    """Return a PNG, scaled to the page and in letters, and its alternative text."""
    try:
        with Image.open(path) as image:
            text = str(image.info.get("Description", path.stem.replace("_", " ")))
            height = round(image.height * PICTURE_WIDTH / image.width)
            small = image.convert("RGB").resize((PICTURE_WIDTH, height), Image.Resampling.LANCZOS)
    except OSError as error:
        raise InputError(f"{path}: this figure cannot be read ({error.strerror or error}).") from error
    held = io.BytesIO()
    small.quantize(192, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    data = base64.b64encode(held.getvalue()).decode("ascii")
    return {"alt": text, "data": data}


def _amount(row: pd.Series[Any], column: str) -> str:
    return outcomes.amount(str(row["outcome"]), float(row[column]), int(row["worlds"]))


def _difference(row: pd.Series[Any], kind: str) -> str:
    """Write a paired difference and its interval, each to three figures at most, with their unit."""
    values = [float(row[key]) for key in ("difference", "low", "high")]
    if not math.isfinite(values[0]):
        return "-"
    if row["differing"] == 0:
        return outcomes.same_in_all(row)
    if kind == "share":
        return numbers.interval(values, _in_a_thousand)
    middle, low, high = numbers.signed_quantities(values, outcomes.outcome_unit(str(row["outcome"])))
    number, _, unit = high.partition(" ")
    return f"{middle} ({low} to {number}) {unit}".rstrip()


def _in_a_thousand(share: float) -> str:
    return numbers.signed(1000 * share, minus=numbers.MINUS) if math.isfinite(share) else "-"


def _rare(table: pd.DataFrame, row: pd.Series[Any], kind: str) -> bool:
    """Say whether a mean of this row would rest on fewer than `LEAST_WORLDS` worlds."""
    if kind == "share":
        return False
    if kind == "number":
        return int(row["worlds"]) < LEAST_WORLDS
    name = str(row["outcome"]).removesuffix(":weeks")
    event = table.loc[(table["outcome"] == f"{name}:happens") & (table["scenario"] == row["scenario"])]
    if event.empty:
        return False
    most = max(float(event.iloc[0][key]) for key in ("value", "base_value"))
    return round(most * int(row["worlds"])) < LEAST_WORLDS


def _grid(table: pd.DataFrame, kind: str, caption: str, titles: Mapping[str, str]) -> dict[str, object] | None:
    """Return caption, head and cells of the rows of one kind; None where there are none."""
    rows = table.loc[[outcomes.outcome_kind(str(name)) == kind for name in table["outcome"]]]
    if rows.empty:
        return None
    scenarios = list(dict.fromkeys(str(name) for name in rows["scenario"]))
    base = str(rows["base"].iloc[0])
    unit = "in 1,000 worlds" if kind == "share" else "95\u00a0% interval"
    head = ["", titles.get(base, base)]
    for name in scenarios:
        head += [titles.get(name, name), f"difference ({unit})"]
    found = []
    for outcome, group in rows.groupby("outcome", sort=False):
        mine = [group.loc[group["scenario"] == name] for name in scenarios]
        rare = {len(part) and _rare(table, part.iloc[0], kind) for part in mine} == {True}
        cells = [outcomes.outcome_title(str(outcome).removesuffix(":weeks"))]
        cells.append(TOO_FEW if rare else _amount(group.iloc[0], "base_value"))
        for part in mine:
            if part.empty:
                cells += ["-", "-"]
            elif _rare(table, part.iloc[0], kind):
                cells += [TOO_FEW, "-"]
            else:
                cells += [_amount(part.iloc[0], "value"), _difference(part.iloc[0], kind)]
        found.append(cells)
    return {"caption": caption, "head": head, "rows": found}


def _tables(table: pd.DataFrame | None, titles: Mapping[str, str]) -> list[dict[str, object]] | None:
    """Return the tables of a comparison, one a kind of rows; None where one scenario stands alone."""
    if table is None or table.empty:
        return None
    found = (_grid(table, kind, caption, titles) for kind, caption in _GROUPS)
    return [item for item in found if item is not None]


def _bear_in_mind(manifests: Sequence[Mapping[str, Any]], titles: Mapping[str, str], about: Sequence[str]) -> list[str]:
    """Return what is to be borne in mind of the question and of each run, which is named where there are several."""
    told = list(about)
    for manifest in manifests:
        name = str(manifest.get("scenario", {}).get("name", ""))
        head = f"{titles.get(name, name)}. " if len(manifests) > 1 else ""
        told += [f"{head}{sentence}" for sentence in beyond(manifest)]
    return told


def _sources() -> list[Source]:
    cited = {record.source for record in load_records().values() if record.used}
    return [source for key, source in sorted(load_sources().items()) if key in cited]


def _genre(source: Source) -> str:
    """Return the genre of a document, which a bibliography names in the place of its file."""
    return re.split(r"[;.] |\.$", source.note, maxsplit=1)[0]


def _is_file(source: Source) -> bool:
    return re.fullmatch(r"\S+\.\w{2,4}", source.title) is not None


def write_report(
    path: Path,
    *,
    table: pd.DataFrame | None,
    figures: Sequence[Path],
    manifests: Sequence[dict[str, Any]],
    lead_figure: str,
    caution: str,
    titles: Mapping[str, str] | None = None,
    about: Sequence[str] = (),
    short: str = "",
    **told: object,
) -> None:
    """Write the report of a comparison (or of one run) as one HTML file that needs nothing beside it.

    Parameters
    ----------
    path
        The HTML file; its folder is made where it does not exist.
    table
        The comparison table of `statistics.comparing.comparison_table`; None or empty for a single run.
    figures
        Files of the figures, in order; PNG files are shown, others (the SVG of each) are passed over.
    manifests
        The runs' manifests, base first.
    lead_figure
        Stem of the figure that stands beside the answer.
    caution
        What is to be borne in mind.
    titles
        Name of a scenario -> its title; the name stands where there is none.
    about
        What is to be borne in mind of the question, a sentence an item.
    short
        The answer as a table of text; '' = none.
    **told
        What the page says as it is: `title`; `question`, '' = none; `answer`, `divergence` (where the worlds part) and
        `hangs_on` (what the answer hangs on; may be left out), a sentence an item; `chosen`, options chosen and made as
        `chosen_page.grid` gives them (may be left out); `rest`, how to see the figures that are not here, words and
        command (may be left out); `repetition`, the command that repeats it and what a reader must know of it.

    Raises
    ------
    InputError
        Where there is no manifest, a figure cannot be read, or the file cannot be written.
    """
    if not manifests:
        raise InputError(f"{path}: a report needs the manifest of at least one run; none was given.")
    shown = [figure for figure in figures if figure.suffix.lower() == ".png"]
    lead = [_picture(figure) for figure in shown if figure.stem == lead_figure]
    others = [_picture(figure) for figure in shown if figure.stem != lead_figure]
    first = {"records_hash": "", **manifests[0]}
    page = rendered(
        "studies/compare/templates/report.html.j2",
        **told,
        short=short,
        caution=caution if "not history" in caution else f"{WORLDS_OF_A_MODEL} {caution}",
        bear_in_mind=_bear_in_mind(manifests, titles or {}, about),
        lead=lead,
        tables=_tables(table, titles or {}),
        reading=chosen_page.READING,
        others=others,
        first=first,
        versions=", ".join(f"{name} {version}" for name, version in sorted(first.get("versions", {}).items())),
        sources=_sources(),
        genre=_genre,
        is_file=_is_file,
    )
    write_text(path, page)
