"""The reference page of the documents: what is wrong with them, and what became of each claim.

`python -m crossroads.telling.documents.reference docs/reference` writes it anew from the data.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crossroads.runs.storage.files import write_text
from crossroads.telling.documents.listing import AskedOfDocuments
from crossroads.telling.documents.page import markdown

NAME = "documents.md"


def reference_page() -> str:
    """Return the page."""
    return markdown(AskedOfDocuments(), linked=True)


def main() -> None:
    """Write the page into the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m crossroads.telling.documents.reference FOLDER")
    path = Path(sys.argv[1]) / NAME
    write_text(path, reference_page())
    print(path)


if __name__ == "__main__":
    main()
