"""A work that numbers, dates and options are taken from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from crossroads.evidence.tables import Table, Words, among

KINDS: tuple[str, ...] = (
    "document",
    "monograph",
    "official statistics",
    "primary source",
    "article",
    "web page",
    "data set",
    "this project",
)
"""What a source can be; "document" is one of the five texts that the project starts from."""


class Source(Table):
    """One work.

    Attributes
    ----------
    key
        The key by which records cite it.
    title, author, year
        As a bibliography gives them; `year` is text, since some works have none or several.
    kind
        One of `KINDS`.
    note
        What the work is good for, and who doubts it.
    locator
        Publisher, journal or file name ('' = none).
    general
        True for background of the period, which no number has to cite.
    """

    key: str = Field(alias="[name]")
    title: Words
    author: Words
    year: Words
    kind: Annotated[str, among(lambda: KINDS)]
    note: str = ""
    locator: str = ""
    general: StrictBool = False
