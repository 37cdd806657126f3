"""One page that holds a whole comparison: question, answer, numbers, figures, and how to repeat it.

The page needs nothing beside itself: pictures and styles stand inside it and it asks nothing of any network.
"""

from __future__ import annotations

import base64
import io
import math
import re
import shlex
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd
from PIL import Image

from crossroads.errors import InputError
from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.source import Source
from crossroads.studies.compare import chosen as chosen_tables
from crossroads.studies.compare import chosen_page
from crossroads.telling import figure_words

PICTURE_WIDTH = 1600
LEAST_WORLDS = 5
"""A mean of fewer worlds is not given."""
TOO_FEW = f"in fewer than {LEAST_WORLDS} worlds"
LEAD_FIGURE = "north_or_south"
_GROUPS: tuple[tuple[str, str], ...] = (
    ("share", "In how many worlds"),
    ("weeks", "When: mean weeks from 22 June 1941, a world in which it never comes counted to the horizon"),
    ("number", "How much: mean over worlds"),
)


def _picture(path: Path) -> str:
    """Return a figure element with the PNG inside, scaled to the page, and its alternative text."""
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
    return f'<figure><img alt="{escape(text)}" src="data:image/png;base64,{data}"></figure>'


def _number(row: pd.Series[Any], column: str, kind: str) -> str:
    """Write one value of a row of the comparison table with its unit."""
    value = float(row[column])
    if not math.isfinite(value):
        return "-"
    if kind == "share":
        return figure_words.of_worlds(round(value * int(row["worlds"])), int(row["worlds"]))
    return figure_words.quantity(value, figure_words.outcome_unit(str(row["outcome"])))


def _difference(row: pd.Series[Any], kind: str) -> str:
    """Write a paired difference and its interval, each to three figures at most, with their unit."""
    values = [float(row[key]) for key in ("difference", "low", "high")]
    if values[0] == values[1] == values[2] == 0:
        return "the same in every world"
    if not math.isfinite(values[0]):
        return "-"
    if kind == "share":
        middle, low, high = (_in_a_thousand(value) for value in values)
        return f"{middle} ({low} to {high})"
    middle, low, high = figure_words.signed_quantities(values, figure_words.outcome_unit(str(row["outcome"])))
    number, _, unit = high.partition(" ")
    return f"{middle} ({low} to {number}) {unit}".rstrip()


def _in_a_thousand(share: float) -> str:
    if not math.isfinite(share):
        return "-"
    text = f"{1000 * share:+,.0f}"
    return "0" if not text.strip("+-0") else text.replace("-", "\u2212")


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


def _cells(cells: Sequence[str], tag: str) -> str:
    first, *others = (escape(cell) for cell in cells)
    head = f'<th scope="row">{first}</th>' if tag == "td" else f'<th scope="col">{first}</th>'
    other = "".join(f"<td>{cell}</td>" if tag == "td" else f'<th scope="col">{cell}</th>' for cell in others)
    return f"<tr>{head}{other}</tr>"


def _table(table: pd.DataFrame, kind: str, caption: str, titles: dict[str, str]) -> str:
    """Return the table of one kind of rows; '' where there is none."""
    rows = table.loc[[figure_words.outcome_kind(str(name)) == kind for name in table["outcome"]]]
    if rows.empty:
        return ""
    scenarios = list(dict.fromkeys(str(name) for name in rows["scenario"]))
    base = str(rows["base"].iloc[0])
    unit = "in 1,000 worlds" if kind == "share" else "95\u00a0% interval"
    head = ["", titles.get(base, base)]
    for name in scenarios:
        head += [titles.get(name, name), f"difference ({unit})"]
    lines = [f"<table><caption>{escape(caption)}</caption><thead>{_cells(head, 'th')}</thead><tbody>"]
    for outcome, group in rows.groupby("outcome", sort=False):
        mine = [group.loc[group["scenario"] == name] for name in scenarios]
        rare = {len(part) and _rare(table, part.iloc[0], kind) for part in mine} == {True}
        cells = [figure_words.outcome_title(str(outcome).removesuffix(":weeks"))]
        cells.append(TOO_FEW if rare else _number(group.iloc[0], "base_value", kind))
        for part in mine:
            if part.empty:
                cells += ["-", "-"]
            elif _rare(table, part.iloc[0], kind):
                cells += [TOO_FEW, "-"]
            else:
                cells += [_number(part.iloc[0], "value", kind), _difference(part.iloc[0], kind)]
        lines.append(_cells(cells, "td"))
    return "\n".join([*lines, "</tbody></table>"])


def _tables(table: pd.DataFrame | None, titles: dict[str, str]) -> str:
    if table is None or table.empty:
        return "<p>One scenario alone: there is nothing to compare.</p>"
    note = (
        "<p>Each world is compared with its own twin, which has the same luck. "
        "Behind each difference stands its 95\u00a0% interval.</p>"
    )
    parts = [note]
    for kind, caption in _GROUPS:
        parts.append(_table(table, kind, caption, titles))
    return "\n".join(part for part in parts if part)


def _chosen(table: pd.DataFrame | None, titles: dict[str, str]) -> str:
    """Return the table of courses chosen and courses made; '' where there is nothing to tell apart."""
    if table is None or not chosen_tables.worth_telling(table):
        return ""
    head = ["", "how", "scenario", "worlds", *(title for title, _ in chosen_page.ROWS.values())]
    lines = ["<h3>Chosen and made: Japan's course of 1941 by how it came about</h3>"]
    lines += [f"<p>{_unbroken(sentence)}</p>" for sentence in chosen_page.READING]
    lines.append(f'<div class="wide"><table><thead>{_cells(head, "th")}</thead><tbody>')
    for _, row in table.iterrows():
        scenario = str(row["scenario"])
        cells = [figure_words.COURSE_WORDS[str(row["course"])], str(row["how"]), titles.get(scenario, scenario)]
        cells += [f"{int(row['worlds']):,}", *(chosen_page.cell(row, name) for name in chosen_page.ROWS)]
        lines.append(_cells(cells, "td"))
    return "\n".join([*lines, "</tbody></table></div>"])


def _repeat(manifests: Sequence[dict[str, Any]]) -> str:
    names = [str(item["scenario"]["name"]) for item in manifests]
    first = manifests[0]
    command = ["crossroads", "compare" if len(names) > 1 else "run", *names]
    command += [
        "--worlds",
        str(first["worlds"]),
        "--seed",
        str(first["seed"]),
        "--out",
        f"results/{'_'.join(names)}",
    ]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(first.get("versions", {}).items()))
    lines = [
        f"<p><code>{escape(shlex.join(command))}</code></p>",
        f"<p>Seed {first['seed']}, {int(first['worlds']):,} worlds in each scenario, "
        f"to {escape(str(first['horizon']))}. Versions: {escape(versions)}.</p>",
    ]
    if first.get("records_hash"):
        digest = escape(str(first["records_hash"]))
        lines.append(f'<p class="small">Hash of the parameter records: <code>{digest}</code></p>')
    return "\n".join(lines)


def _sources() -> str:
    cited = {record.source for record in load_records().values() if record.used}
    lines = []
    for key, source in sorted(load_sources().items(), key=lambda item: item[0]):
        if key in cited:
            lines.append(f"<li>{_source(source)}</li>")
    return "\n".join(lines)


def _source(source: Source) -> str:
    """Return one source as a bibliography has it; a document by its number and genre, never by its file name."""
    by = f"{escape(source.author)} ({escape(source.year)})."
    if source.kind != "document":
        place = f" {escape(source.locator)}." if source.locator else ""
        return f"{by} <cite>{escape(source.title)}</cite>.{place} [{escape(source.kind)}]"
    number = f"Document {source.key.rpartition('_')[2]}"
    genre = escape(re.split(r"[;.] |\.$", source.note, maxsplit=1)[0])
    named = "" if re.fullmatch(r"\S+\.\w{2,4}", source.title) else f" <cite>{escape(source.title)}</cite>."
    return f"{by}{named} [{number}{': ' if genre else ''}{genre}]"


def _unbroken(sentence: str) -> str:
    """Escape a sentence and keep each percent sign on the line of its number."""
    return escape(sentence).replace(" %", "\u00a0%")


def _items(sentences: Sequence[str]) -> str:
    return "\n".join(f"<li>{_unbroken(sentence)}</li>" for sentence in sentences)


def write_report(
    *,
    title: str,
    question: str,
    answer: Sequence[str],
    table: pd.DataFrame | None,
    figures: Sequence[Path],
    divergence: Sequence[str],
    manifests: Sequence[dict[str, Any]],
    path: Path,
    hangs_on: Sequence[str] = (),
    chosen: pd.DataFrame | None = None,
) -> None:
    """Write the report of a comparison (or of one run) as one HTML file that needs nothing beside it.

    Parameters
    ----------
    title, question
        Heading, and the question below it ('' = none).
    answer
        The answer, a sentence an item.
    table
        The comparison table of `statistics.paired.comparison_table`; None or empty for a single run.
    figures
        Files of the figures, in order; PNG files are shown, others (the SVG of each) are passed over.
    divergence
        Where the worlds part, a sentence an item.
    manifests
        The runs' manifests, base first.
    hangs_on
        What the answer hangs on, a sentence an item; left out where empty.
    chosen
        The table of `chosen.chosen_and_made`; left out where None, or where Japan chose no course of itself.
    path
        The HTML file; its folder is made where it does not exist.

    Raises
    ------
    InputError
        Where there is no manifest, a figure cannot be read, or the file cannot be written.
    """
    if not manifests:
        raise InputError(f"{path}: a report needs the manifest of at least one run; none was given.")
    titles = {str(item["scenario"]["name"]): str(item["scenario"]["title"]) for item in manifests}
    shown = [figure for figure in figures if figure.suffix.lower() == ".png"]
    lead = [_picture(figure) for figure in shown if figure.stem == LEAD_FIGURE]
    others = [_picture(figure) for figure in shown if figure.stem != LEAD_FIGURE]
    parting = f"<ol>\n{_items(divergence)}\n</ol>" if divergence else "<p>No parting of worlds is told here.</p>"
    template = Template(resources.files("crossroads.studies.compare").joinpath("data/report.html").read_text("utf-8"))
    page = template.substitute(
        title=escape(title),
        question=f'<p class="question">{escape(question)}</p>' if question else "",
        answer=_items(answer),
        lead_figure="\n".join(lead),
        tables="\n".join(part for part in (_tables(table, titles), _chosen(chosen, titles)) if part),
        figures="\n".join(others) or "<p>No further figure.</p>",
        divergence=parting,
        hangs_on=f"<h2>What the answer hangs on</h2>\n<ul>\n{_items(hangs_on)}\n</ul>" if hangs_on else "",
        repeat=_repeat(manifests),
        sources=_sources(),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: the report cannot be written ({error.strerror or error}).") from error
