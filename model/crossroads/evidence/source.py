"""A work that numbers, dates and options are taken from."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Source:
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

    key: str
    title: str
    author: str
    year: str
    kind: str
    note: str = ""
    locator: str = ""
    general: bool = False
