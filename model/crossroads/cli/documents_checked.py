"""What `crossroads validate --documents` does: the documents' numbers that no rule reads, beside what runs give."""

from __future__ import annotations

from pathlib import Path

from crossroads.cli.guard import closing, free_name_suggested, say
from crossroads.cli.progress import progress_shown
from crossroads.errors import free_name

CHECKED = "validate --documents"
"""Key of what is said of the files at the end."""

TABLE, PAGE = "documents_checked.csv", "documents_checked.md"


def documents_checked(worlds: int, seed: int, out: str | None, *, quiet: bool) -> None:
    """Run what answers the documents' numbers, and print misses first.

    Parameters
    ----------
    worlds, seed
        Worlds of each run, and the seed of all luck.
    out
        Folder to make; None: a new one, results/validation-documents.
    quiet
        Whether progress is kept to itself.

    Raises
    ------
    InputError
        Where the folder exists.
    """
    with progress_shown(quiet) as progress:
        from crossroads.runs.export import decimal
        from crossroads.runs.storage.files import check_name, check_target, whole_folder, write_text
        from crossroads.runs.tables.frames import write_csv
        from crossroads.validation.documents.compared import check_documents
        from crossroads.validation.documents.page import page

        usual = Path("results") / "validation-documents"
        target = Path(out) if out is not None else free_name(usual) if usual.exists() else usual
        check_name(target)
        with free_name_suggested(target):
            check_target(target)
            made = check_documents(worlds, seed, progress=progress)
            with whole_folder(target) as folder:
                write_csv(made.table, folder / TABLE, decimal)
                write_text(folder / PAGE, page(made))
    say(page(made))
    say("")
    say(closing(CHECKED, target))
