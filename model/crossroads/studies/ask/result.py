"""What came of asking: one answer, or the answers of many hypotheses together."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from crossroads.errors import InputError, listing, nearest
from crossroads.runs.shown import Shown
from crossroads.studies.ask import sentences
from crossroads.studies.ask.effects import FoundEffect
from crossroads.studies.ask.hypothesis import Hypothesis
from crossroads.studies.ask.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BANDS = ("luck", "knowledge", "structure")

_ENDS = tuple(f"{band}_{end}" for band in _BANDS for end in ("low", "high"))

COLUMNS = (
    *("hypothesis", "said", "measure", "arm", "base", "main", "kind", "unit", "level", "base_level", "found", *_ENDS),
    *("hangs_on", "expects", "matters", "verdict", "decides", "holds", "worlds"),
)
"""Columns of the table of what was found."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HypothesisAnswer(Shown):
    """The answer to one hypothesis.

    Attributes
    ----------
    hypothesis
        What was asked.
    effects, verdicts
        What was found, in the order of the file, and the verdict on each; None for what is told beside the claim.
    curve
        What was found along the curve; () where there is none.
    verdict
        The verdict on the hypothesis.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    heard
        How a question in plain words was understood; '' where it was asked by name.
    """

    hypothesis: Hypothesis
    effects: tuple[FoundEffect, ...]
    verdicts: tuple[Verdict | None, ...]
    curve: tuple[FoundEffect, ...]
    verdict: Verdict
    worlds: int
    seed: int
    heard: str = field(default="")

    @property
    def told(self) -> Mapping[str, object]:
        """What tells it from others of its kind."""
        return {
            "hypothesis": self.hypothesis.name,
            "verdict": self.verdict.word,
            "worlds": self.worlds,
            "seed": self.seed,
        }

    @property
    def main(self) -> tuple[FoundEffect, ...]:
        """What the verdict rests on."""
        return tuple(effect for effect in self.effects if effect.find.main)

    @property
    def sentences(self) -> tuple[str, str, str]:
        """The answer in three sentences."""
        found = [
            (effect, verdict)
            for effect, verdict in zip(self.effects, self.verdicts, strict=True)
            if effect.find.main and verdict is not None
        ]
        whens = {name: arm.when for name, arm in self.hypothesis.arms.items()}
        return sentences.answer([each for each, _ in found], [each for _, each in found], self.verdict, whens)

    def answer(self) -> str:
        """Return the answer in three sentences."""
        return " ".join(self.sentences)

    @property
    def table(self) -> pd.DataFrame:
        """One row for each thing that was found, in the columns of `COLUMNS`."""
        rows = []
        for effect, verdict in zip(self.effects, self.verdicts, strict=True):
            find, own = effect.find, effect.bands
            ends = (*own.luck, *own.knowledge, *own.structure)
            judged = ("", "", None) if verdict is None else (verdict.word, verdict.decides, verdict.holds)
            expects = find.expects or next(
                (f"{key} {getattr(find, key)}" for key in ("at_least", "at_most", "within") if getattr(find, key)), ""
            )
            rows.append(
                (
                    *(
                        self.hypothesis.name,
                        sentences.said(find.said),
                        " & ".join(find.measure),
                        find.arm,
                        find.base or find.split or "",
                    ),
                    *(find.main, effect.kind, effect.unit, effect.level, effect.base, own.mean, *ends, own.hangs_on),
                    *(expects, find.matters, *judged, effect.worlds),
                )
            )
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @property
    def overview(self) -> pd.DataFrame:
        """What was found, with the interval of luck."""
        return self.table[["said", "arm", "base", "found", "luck_low", "luck_high", "verdict"]]

    def text(self) -> str:
        """Return the answer with all that stands behind it, as plain text of at most 110 columns."""
        return str(_above("page", "answer_text")(self))

    def __str__(self) -> str:
        """Return the text."""
        return self.text()

    def _repr_html_(self) -> str:
        """Return the answer, and the table below it."""
        return str(_above("page", "answer_html")(self))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HypothesisAnswers(Shown):
    """The answers to several hypotheses, asked of the same worlds.

    Attributes
    ----------
    answers
        The answers, in the order of their names.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    arms
        How many different arms were fought.
    """

    answers: tuple[HypothesisAnswer, ...]
    worlds: int
    seed: int
    arms: int

    def __iter__(self) -> Iterator[HypothesisAnswer]:
        """Yield the answers."""
        return iter(self.answers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.answers)

    def __getitem__(self, name: str) -> HypothesisAnswer:
        """Return the answer to a hypothesis.

        Raises
        ------
        InputError
            Where it was not asked.
        """
        names = [each.hypothesis.name for each in self.answers]
        if name not in names:
            raise InputError(f"hypothesis: found '{name}'; allowed: {listing(names)}{nearest(name, names)}")
        return self.answers[names.index(name)]

    @property
    def told(self) -> Mapping[str, object]:
        """What tells it from others of its kind."""
        return {"hypotheses": len(self.answers), "worlds": self.worlds, "seed": self.seed}

    @property
    def table(self) -> pd.DataFrame:
        """One row for each thing that was found, in the columns of `COLUMNS`."""
        return pd.concat([each.table for each in self.answers], ignore_index=True)

    @property
    def overview(self) -> pd.DataFrame:
        """A row for each hypothesis: title, verdict, answer."""
        rows = [
            (each.hypothesis.name, each.hypothesis.title, each.verdict.word, each.answer()) for each in self.answers
        ]
        return pd.DataFrame(rows, columns=["hypothesis", "title", "verdict", "answer"])

    def text(self) -> str:
        """Return a line for each hypothesis, as plain text of at most 110 columns."""
        return str(_above("page", "answers_text")(self))

    def markdown(self, figure: str = "hypotheses.png") -> str:
        """Return the whole page, with every answer; `figure` is the file of its figure beside it."""
        return str(_above("page", "answers_page")(self, figure))

    def figure(self) -> Figure:
        """Draw every main find with its interval, in units of what would matter."""
        drawn: Figure = _above("figure", "figure")(self)
        return drawn

    def __str__(self) -> str:
        """Return the text."""
        return self.text()

    def write(self, page: Path) -> list[Path]:
        """Write the page, and its table and figure beside it; return the files."""
        written: list[Path] = _above("writing", "write")(self, page)
        return written


def _above(room: str, name: str) -> Callable[..., Any]:
    """Return what tells or draws a result. It is named and not imported: a result knows neither page nor figure."""
    told: Callable[..., Any] = getattr(importlib.import_module(f"crossroads.studies.ask.{room}"), name)
    return told
