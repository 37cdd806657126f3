"""What each document tells of the war, errors included, as tables of a scenario; its single errors, to undo or to try.

`profiles/000.toml` to `004.toml`. The tables under `says` are those of a scenario's file and are checked where they are
laid over one (`scenario.documents`); here they are plain data.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from importlib import resources
from typing import Any, ClassVar

from pydantic import Field

from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Faults, Table, Words, fault

FOLDER = "evidence/claims/profiles"

DOCUMENTS = ("000", "001", "002", "003", "004")
"""The five documents, by the numbers of their files."""

ERROR = re.compile(r"X-\d\d")


class DocumentChange(Table):
    """One thing that a document says and a run can be made to follow.

    Attributes
    ----------
    name
        Its name, the file's own.
    line
        Where the document says it.
    text
        What it says, in a sentence, as the model takes it.
    error
        Number of the error that it is, 'X-02'; '' where it is none.
    instead
        Of an error, what is right.
    left_out
        Why the document's own profile does not take it; '' where it does.
    says
        The tables of a scenario that follow from it.
    """

    form: ClassVar[str] = "a table headed [[change]]"

    name: Words
    line: Words
    text: Words
    error: str = ""
    instead: str = ""
    left_out: str = ""
    says: dict[str, Any]

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that an error is numbered and put right, and that something follows from what is said."""
        if self.error and not ERROR.fullmatch(self.error):
            yield ("error",), fault(f"'{self.error}'", "the number of an error, such as 'X-02'")
        if bool(self.error) != bool(self.instead):
            yield ("instead",), fault("one of error and instead alone", "both, or neither")
        if not self.says and "says" not in bad:
            yield ("says",), fault("an empty table", "tables of a scenario")


class NotExpressible(Table):
    """Something that a document says and no run can follow: where, what, and why not."""

    line: Words
    text: Words
    why: Words
    error: str = ""


class AgreesAnyway(Table):
    """Something that a document says and that every run holds without any change."""

    line: Words
    text: Words


class DocumentProfile(Table):
    """What one document tells.

    Attributes
    ----------
    document
        Its number, '000' to '004'.
    title, text
        A title for its war, and what kind of text it is.
    changes
        What a run can be made to follow, in the order of the file.
    agrees
        What every run holds anyway.
    cannot
        What no run can follow.
    """

    document: str
    title: Words
    text: Words
    changes: list[DocumentChange] = Field(alias="change")
    agrees: list[AgreesAnyway] = Field([])
    cannot: list[NotExpressible] = Field([])

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that the file is that of its document, and that names and numbers of errors stand once."""
        if self.document != context:
            yield ("document",), fault(f"'{self.document}'", f"'{context}', as the file is called")
        for key in ("name", "error"):
            seen = [text for item in self.changes if (text := getattr(item, key))]
            for text in sorted({text for text in seen if seen.count(text) > 1}):
                yield ("change",), fault(f"'{text}' twice as {key}", "each once")
        both = {item.error for item in self.cannot} & {item.error for item in self.changes} - {""}
        for error in sorted(both):
            yield ("cannot",), fault(f"'{error}', which a change expresses", "what no run can follow")

    @property
    def taken(self) -> list[DocumentChange]:
        """The changes that the profile takes."""
        return [item for item in self.changes if not item.left_out]

    @property
    def errors(self) -> dict[str, DocumentChange]:
        """Number of an error -> its change, of those that can be expressed."""
        return {item.error: item for item in self.changes if item.error}


@cache
def load_profiles() -> dict[str, DocumentProfile]:
    """Return the number of each document -> its profile."""
    folder = resources.files("crossroads").joinpath(FOLDER)
    found = {}
    for name in DOCUMENTS:
        path = folder.joinpath(f"{name}.toml")
        found[name] = DocumentProfile.read(read_toml(path), path.name, name)
    return found


@cache
def single_errors() -> dict[str, tuple[str, DocumentChange]]:
    """Return every error that can be tried alone: its name -> the document's number and the change.

    The name is the error's number where one document alone makes it, and '003:X-10' where several do.
    """
    makers: dict[str, list[str]] = {}
    for document, profile in load_profiles().items():
        for error in profile.errors:
            makers.setdefault(error, []).append(document)
    return {
        error if len(makers[error]) == 1 else f"{document}:{error}": (document, change)
        for document, profile in load_profiles().items()
        for error, change in profile.errors.items()
    }
