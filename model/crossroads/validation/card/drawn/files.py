"""Writing the report card: page and figures whole or not at all, over an earlier card and over nothing else."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from crossroads.errors import InputError
from crossroads.evidence.reading import refusal
from crossroads.runs.progress import Progress
from crossroads.runs.storage.files import (
    TOGETHER,
    check_name,
    clear_file_errors,
    emptied,
    sync_tree,
    whole_file,
    write_text,
)
from crossroads.runs.study_folder import ASSEMBLED, drop, folder_path, unfinished, working_folder
from crossroads.telling import style
from crossroads.validation.card.card import Card, card_plan, checked_worlds, make_card
from crossroads.validation.card.drawn.figures import ENDINGS, FROZEN, TARGETS, VERDICT, drawn
from crossroads.validation.card.drawn.page import FIGURES, STATUS, TITLE, page

PAGE = "report_card.md"

MOST_PAGE_BYTES = 1_000_000
"""A larger page is no report card's."""

_NAMES = frozenset(f"{stem}.png" for stem in (TARGETS, ENDINGS, FROZEN, VERDICT))

_ACROSS, _COLOURS = 1400, 128
"""Width in points and number of colours: figures of a page that is kept stay small."""


def check_place(out: Path) -> None:
    """Refuse a place where the card cannot stand, or where something else does.

    Parameters
    ----------
    out
        The folder for page and figures.

    Raises
    ------
    InputError
        Where `out` or a folder above it is a file, or where a page or a folder that is no report card's stands.
    """
    if not str(out).strip():
        raise InputError("out: found ''; the name of a folder is needed.")
    check_name(out)
    for part in (out, *out.parents):
        if part.exists() and not part.is_dir():
            raise InputError(f"out: found '{part}', which is a file; a folder is needed.")
    stands = out / PAGE
    if stands.exists() and not _is_card(stands):
        raise InputError(
            f"out: found '{stands}', which is no report card and is not overwritten; another folder is needed."
        )
    figures = out / FIGURES
    if figures.exists() and (not figures.is_dir() or not {path.name for path in figures.iterdir()} <= _NAMES):
        raise InputError(
            f"out: found '{figures}', which holds more than a card's figures and is not replaced; another folder "
            "is needed."
        )


def _is_card(path: Path) -> bool:
    try:
        return not refusal(path, MOST_PAGE_BYTES) and path.read_text(encoding="utf-8").startswith(f"{TITLE}\n")
    except (OSError, UnicodeDecodeError):
        return False


def report_card(
    out: str | Path,
    *,
    worlds: int = 1000,
    seed: int = 1941,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> tuple[Card, list[Path]]:
    """Work out the report card and write it.

    Parameters
    ----------
    out
        The folder; made where it is missing. Unfinished work stands in `report_card.partial` there, and the same call
        goes on with it.
    worlds, seed, workers, progress
        As for `make_card`.
    command
        The command that goes on with interrupted work, where there is one.

    Returns
    -------
    card, files : Card, list of Path
        The card; its page and figures.

    Raises
    ------
    InputError
        As `make_card` and `write_card`, or where unfinished work of another plan stands there.
    Interrupted
        When stopped by Ctrl-C; finished work is kept.
    """
    check_place(Path(out))
    plan = card_plan(checked_worlds(worlds), seed)
    target = folder_path(Path(out) / FIGURES)
    with unfinished(working_folder(target), plan, target=target, command=command) as work:
        card = make_card(worlds, seed, workers=workers, progress=progress, work=work)
        files = write_card(card, Path(out), work / ASSEMBLED)
        drop(work)
    return card, files


def write_card(card: Card, out: Path, aside: Path | None = None) -> list[Path]:
    """Write the page and its figures; an earlier card in the same place is replaced.

    Parameters
    ----------
    card
        The card.
    out
        The folder; made where it is missing.
    aside
        Where the card is put together first, which is removed; None: a folder in `out`.

    Returns
    -------
    list of Path
        The page, and the figures (PNG).

    Raises
    ------
    InputError
        As `check_place`, or where the file system refuses.
    """
    check_place(out)
    with clear_file_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        with emptied(aside or out / TOGETHER) as work:
            made = work / FIGURES
            files = [_small(figure, work / stem, words, made) for stem, words, figure in drawn(card)]
            linked = (out / STATUS).is_file()
            write_text(work / PAGE, page(card, linked=linked))
            sync_tree(work)
            with _old_kept(out / FIGURES, work / "before"):
                made.replace(out / FIGURES)
                (work / PAGE).replace(out / PAGE)
    return [out / PAGE, *(out / FIGURES / path.name for path in files)]


def _small(figure: Figure, stem: Path, description: str, folder: Path) -> Path:
    """Write a figure into a folder as a PNG of 1,400 points across in 128 colours, with its alternative text."""
    written, vector = style.save(figure, stem, description)
    target = folder / written.name
    text = PngInfo()
    text.add_text("Description", description.encode("latin-1", "replace").decode("latin-1"))
    with Image.open(written) as image:
        size = (_ACROSS, round(image.height * _ACROSS / image.width))
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        few = small.quantize(_COLOURS, dither=Image.Dither.NONE)
    with whole_file(target) as temporary:
        few.save(temporary, format="PNG", optimize=True, pnginfo=text)
    written.unlink()
    vector.unlink()
    return target


@contextlib.contextmanager
def _old_kept(folder: Path, aside: Path) -> Iterator[None]:
    """Set a folder aside, and put it back where what happens inside fails."""
    stood = folder.exists()
    if stood:
        folder.replace(aside)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if stood:
            aside.replace(folder)
        raise
