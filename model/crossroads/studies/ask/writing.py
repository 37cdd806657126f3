"""The files of an answer: the page, and beside it its table and its figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crossroads.errors import InputError, free_name, path_fault
from crossroads.runs.storage.files import check_name, whole_files, write_text
from crossroads.runs.tables.frames import write_csv

if TYPE_CHECKING:
    from crossroads.studies.ask.result import HypothesisAnswers

SUFFIX = ".md"
"""Of the page."""

BESIDE = (".csv", ".png", ".svg")
"""Suffixes of what stands beside it."""

LONGEST_NAME = 90
"""Bytes that the page's name may have: others are made of it."""


def files_of(page: Path) -> list[Path]:
    """Return the files that are written for a page, the page first."""
    return [page, *(page.with_suffix(suffix) for suffix in BESIDE)]


def check_place(out: str | Path, *, force: bool) -> Path:
    """Return the path of a page that may be written.

    Parameters
    ----------
    out
        Where to.
    force
        Whether files that stand already are written over.

    Raises
    ------
    InputError
        Where it is no name of a page, a folder stands there, or a file that may not be written over.
    """
    page = Path(out)
    if page.suffix != SUFFIX:
        raise InputError(f"out: found '{out}'; allowed: the path of a page, ending in {SUFFIX}")
    if fault := path_fault(page, LONGEST_NAME):
        raise InputError(f"out: found {fault}; allowed: the path of a page, ending in {SUFFIX}")
    check_name(page)
    for path in files_of(page):
        if path.is_dir():
            raise InputError(f"{path}: is a folder, where a file is to be written; choose another name.")
        if path.exists() and not force:
            free = free_name(page, SUFFIX)
            raise InputError(f"{path}: exists already and is not overwritten without --force. A free name: {free}")
    return page


def write(made: HypothesisAnswers, page: Path) -> list[Path]:
    """Write page, table and figure, all or none of them.

    Parameters
    ----------
    made
        The answers.
    page
        The page, whose name the others share.

    Raises
    ------
    InputError
        Where the file system refuses.
    """
    from crossroads.studies.ask import figure

    with whole_files(page.parent) as folder:
        write_text(folder / page.name, made.markdown(f"{page.stem}.png"))
        write_csv(made.table, folder / page.with_suffix(".csv").name)
        figure.write(made, folder / page.stem)
    return files_of(page)
