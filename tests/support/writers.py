"""Everything that is written, each small: a name, and what writes it into a folder."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import fake_war
import numpy as np
import validation_runs
from matplotlib.figure import Figure

from crossroads.cli import battle, examples, validate
from crossroads.evidence.fitted import Ensemble, ensemble_bytes
from crossroads.evidence.load import load_records
from crossroads.minds.imagining import kept
from crossroads.play.saves import Answer, Game, Save
from crossroads.runs import ensemble
from crossroads.runs.export import export
from crossroads.runs.run import Run
from crossroads.runs.storage.files import whole_folder
from crossroads.runs.storage.parts import write_part
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.compare.html import write_report
from crossroads.telling import style
from crossroads.telling.reference_pages import write_pages
from crossroads.validation.battles import check, figure, page
from crossroads.validation.card.drawn import files as card
from crossroads.validation.fit import adopt, files
from crossroads.validation.score import figure as score_figure
from crossroads.validation.score.scoring import Validation
from crossroads.validation.score.scoring import validate as judge

BATTLES = """actor_a,actor_d,stra,strd,tanka,tankd,artya,artyd,flya,flyd,days,post1,terra1,wx1,surpa,aeroa
Germany,USSR,42000.5,31000,160,90,310,280,55,40,4.5,PD,RM0,DST,0,0
USSR,Japan,57000,30000,498,,542,116,515,252,11.5,HD,FD0,DST,1,0
"""
SERIES = "date,series,value,low,high\n1941-07-05,german_losses_east,9,8,10\n"
RECORD = "east.axis_speed"


@functools.cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="writers-")


@functools.cache
def _elsewhere() -> Path:
    """Return a folder of what is read, written before anything is made to fail."""
    place = Path(_kept().name)
    (place / "battles.csv").write_text(BATTLES, encoding="utf-8")
    (place / "series").mkdir()
    (place / "series" / "s.csv").write_text(SERIES, encoding="utf-8")
    (place / adopt.RECORD).write_text(f'[[record]]\nname = "{RECORD}"\ntargets = ["moscow"]\n', encoding="utf-8")
    (place / adopt.ENSEMBLE).write_bytes(ensemble_bytes(_members()))
    return place


@functools.cache
def made() -> Run:
    """Return a run of made-up worlds; its folder stands too."""
    with mock.patch.object(ensemble, "simulate_worlds", fake_war.simulate):
        return ensemble.run(fake_war.scenario(), worlds=6, out=_elsewhere() / "run", keep_trajectories=True)


@functools.cache
def _judged() -> Validation:
    return judge(validation_runs.made_run(), _elsewhere() / "series")


@functools.cache
def _war() -> Game:
    return Game("japan", load_scenario("historical"), 1, 0, "main")


_ANSWER = Answer(date="1941-07-02", decision="japan.course", choice="wait")


def _members() -> Ensemble:
    return Ensemble((RECORD,), np.full((1, 5), load_records()[RECORD].value), np.full(5, 0.2))


def _drawn(*_: object) -> Figure:
    drawn = Figure()
    drawn.text(0.1, 0.5, "A figure")
    return drawn


def _run(place: Path) -> None:
    with mock.patch.object(ensemble, "simulate_worlds", fake_war.simulate):
        ensemble.run(fake_war.scenario(), worlds=20, out=place / "run", keep_trajectories=True)


def _predictions(place: Path) -> None:
    battle._predict(_elsewhere() / "battles.csv", place / "made" / "chances.csv")


def _battle_check(place: Path) -> None:
    measures = {"auc": 0.5, "brier": 0.5, "rms": 0.5}
    with contextlib.ExitStack() as stack:
        for owner, name, made in (
            (check, "validate", SimpleNamespace(held=None)),
            (check, "win_measures", measures),
            (check, "loss_measures", measures),
            (check, "coverage", [0.8]),
            (page, "page", "A page.\n" * 20),
        ):
            stack.enter_context(mock.patch.object(owner, name, lambda *_, made=made: made))
        drawn = mock.patch.object(figure, "write", lambda _, folder: style.save(_drawn(), folder / "f", "A figure"))
        stack.enter_context(drawn)
        battle._check(place / "check")


def _fitted() -> SimpleNamespace:
    last = SimpleNamespace(mixed=SimpleNamespace(ensemble=_members()), fit=SimpleNamespace(name="1941-43"))
    first = SimpleNamespace(mixed=SimpleNamespace(ensemble=_members()), fit=SimpleNamespace(name="1941-42"))
    return SimpleNamespace(fits=(first, last), last=last)


def _calibration(place: Path) -> None:
    words = mock.patch.multiple(files, record=lambda *_: "record\n" * 9, report=lambda *_: "report\n" * 9)
    with words, whole_folder(place / "calibration") as folder:
        files.write_into(folder, _fitted())  # type: ignore[arg-type]


def _card(place: Path) -> None:
    figures = [("targets", "Targets", _drawn())]
    with mock.patch.multiple(card, drawn=lambda _: figures, page=lambda *_, **__: f"{card.TITLE}\n"):
        card.write_card(SimpleNamespace(), place / "card")  # type: ignore[arg-type]


def _validation(place: Path) -> None:
    with mock.patch.multiple(score_figure, figure=_drawn, description=lambda _: "A figure"):
        validate._write(_judged(), place / "validation")


def _report(place: Path) -> None:
    write_report(
        title="A title",
        question="What if?",
        answer=["So."],
        figures=[],
        manifests=[made().manifest],
        repetition=("crossroads run x --out y", ""),
        path=place / "page.html",
        caution="",
    )


def _papers(place: Path) -> None:
    system = SimpleNamespace(fdopen=os.fdopen, getpid=lambda: 1)
    with mock.patch.object(kept.time, "time_ns", lambda: 1), mock.patch.object(kept, "os", system):
        lots = [
            kept.Lot(("japan.course", week), np.zeros((1, 10), dtype=np.int64), np.ones((1, 7))) for week in range(3)
        ]
        kept.Kept._write(SimpleNamespace(_digest=lambda _: bytes(32)), place, lots)  # type: ignore[arg-type]


WRITERS: dict[str, Callable[[Path], object]] = {
    "run": _run,
    "run that is saved": lambda place: made().save(place / "saved"),
    "export": lambda place: export(made() and _elsewhere() / "run", place / "csv"),
    "predictions of battles": _predictions,
    "check of battles": _battle_check,
    "saved war": lambda place: Save(place / "war.json", _war(), [_ANSWER]).write(),
    "part": lambda place: write_part(place / "x.part", "key", {"a": np.arange(3000.0), "b": np.ones(5, dtype=bool)}),
    "calibration": _calibration,
    "calibration that is adopted": lambda place: adopt.adopt(_elsewhere(), place),
    "report card": _card,
    "validation": _validation,
    "report": _report,
    "reference pages": lambda place: write_pages(place / "reference"),
    "examples": lambda place: examples._write(place / "examples"),
    "figure": lambda place: style.save(_drawn(), place / "figure", "A figure"),
    "papers that are kept": _papers,
}

STANDING = {"calibration that is adopted": {"east.toml": f'["{RECORD}"]\ntier = "assumption"\n'}}
"""What stands in the folder before."""

NOT_OVER = frozenset({"run", "run that is saved", "export", "calibration", "validation", "examples"})
"""What is never written over what stands already."""


def write(name: str, place: Path) -> None:
    """Write something into a folder, in silence."""
    with contextlib.redirect_stdout(io.StringIO()):
        WRITERS[name](place)
