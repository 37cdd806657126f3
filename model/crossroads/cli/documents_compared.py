"""What `crossroads documents --compare` does: every error of the documents tried alone, told and drawn."""

from __future__ import annotations

from crossroads.cli.guard import closing, new_folder, say
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line

COMPARED = "documents --compare"
"""Key of what is said of the files at the end."""


def documents_compared(worlds: int = 1000, seed: int = 1941, out: str | None = None, *, quiet: bool = False) -> None:
    """Try the documents' errors one by one, and print what they change.

    Parameters
    ----------
    worlds, seed
        Number of worlds, and the seed of all luck.
    out
        Folder to make; None: results/documents.
    quiet
        Whether progress is kept to itself.

    Raises
    ------
    InputError
        Where the folder exists.
    """
    with progress_shown(quiet) as progress:
        from crossroads.studies.documents import figure as plot
        from crossroads.studies.documents import study as lab

        with new_folder(out, "results/documents") as target:
            made = lab.compare_documents(
                worlds, seed, out=target, progress=progress, draw=plot.write, command=command_line()
            )
    from crossroads.studies.documents.page import page

    say(page(made))
    say(closing(COMPARED, target))
