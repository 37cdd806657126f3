"""One page that holds a whole comparison or run: question, answer, figure, numbers, and how to repeat it.

The page needs nothing beside itself: pictures and styles stand inside it and it asks nothing of any network.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from crossroads.errors import InputError
from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.source import Source
from crossroads.runs.storage.files import write_text
from crossroads.studies.compare import chosen_page
from crossroads.studies.compare.divergence import Divergence
from crossroads.studies.compare.reported.dots import DotFigure
from crossroads.studies.compare.reported.tables import ReportTable, plain
from crossroads.telling.pages import rendered
from crossroads.telling.run_page import beyond

PICTURE_WIDTH = 1600
WORLDS_OF_A_MODEL = "These are worlds of a model, not history."


@dataclass(frozen=True, slots=True)
class ReportStory:
    """How one world goes beside its twin: under which scenario, where the two part, and both week by week."""

    title: str
    opening: str
    weeks: ReportTable | None

    @classmethod
    def of(cls, told: Divergence) -> ReportStory:
        """Return the story of one world that parts under a scenario, its twin beside it."""
        caption = f"World {told.world} under both scenarios; what happens in both stands in both"
        rows = [[week, *(text or "\u2013" for text in sides)] for week, *sides in told.rows()]
        weeks = plain(caption, ("Week of", told.base, told.other), rows) if rows else None
        return cls(told.other, told.opening, weeks)


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
    return {"alt": text, "data": data, "name": path.stem.replace("_", " "), "height": str(height)}


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


def _chosen(chosen: Mapping[str, Any] | None) -> ReportTable | None:
    return None if chosen is None else plain(str(chosen["heading"]), chosen["head"], chosen["rows"])


def write_report(
    path: Path,
    *,
    figures: Sequence[Path],
    manifests: Sequence[dict[str, Any]],
    caution: str,
    lead: DotFigure | None = None,
    numbers: Sequence[ReportTable] = (),
    hangs_on: Sequence[ReportTable] = (),
    outcomes: Sequence[ReportTable] = (),
    chosen: Mapping[str, Any] | None = None,
    stories: Sequence[ReportStory] = (),
    titles: Mapping[str, str] | None = None,
    about: Sequence[str] = (),
    **told: object,
) -> None:
    """Write the report of a comparison (or of one run) as one HTML file that needs nothing beside it.

    Its main part, from the title to how it is repeated, is a few pages when printed; tables of every outcome, figures,
    stories and sources follow as an appendix.

    Parameters
    ----------
    path
        The HTML file; its folder is made where it does not exist.
    figures
        Files of the figures, in order; PNG files are shown, others (the SVG of each) are passed over.
    manifests
        The runs' manifests, base first.
    caution
        What is to be borne in mind.
    lead
        The figure beside the answer, which is drawn in the page; None: none.
    numbers, hangs_on, outcomes
        Tables of what was asked, of what the answer hangs on, and of every outcome.
    chosen
        Options chosen and made as `chosen_page.grid` gives them.
    stories
        How single worlds go; the main part tells the first sentence of each.
    titles
        Name of a scenario -> its title; the name stands where there is none.
    about
        What is to be borne in mind of the question, a sentence an item.
    **told
        What the page says as it is: `title`; `question`, '' = none; `answer`, a sentence an item; `margins`, counts and
        intervals of what the answer says, '' = none; `questions`, what each scenario asks, pairs of title and question;
        `story`, which world is told, '' = none; `rest`, how to see the figures that are not here, words and command
        (may be left out); `repetition`, the command that repeats it and what a reader must know of it.

    Raises
    ------
    InputError
        Where there is no manifest, a figure cannot be read, or the file cannot be written.
    """
    if not manifests:
        raise InputError(f"{path}: a report needs the manifest of at least one run; none was given.")
    first = {"records_hash": "", **manifests[0]}
    page = rendered(
        "studies/compare/reported/templates/report.html.j2",
        **{"margins": "", "questions": (), "story": "", "rest": ("", ""), **told},
        caution=caution if "not history" in caution else f"{WORLDS_OF_A_MODEL} {caution}",
        bear_in_mind=_bear_in_mind(manifests, titles or {}, about),
        lead=lead,
        numbers=numbers,
        hangs_on=hangs_on,
        outcomes=outcomes,
        chosen=_chosen(chosen),
        reading=chosen_page.READING,
        stories=stories,
        alone=len(manifests) == 1,
        pictures=[_picture(figure) for figure in figures if figure.suffix.lower() == ".png"],
        first=first,
        versions=", ".join(f"{name} {version}" for name, version in sorted(first.get("versions", {}).items())),
        sources=_sources(),
        genre=_genre,
        is_file=_is_file,
    )
    write_text(path, page)
