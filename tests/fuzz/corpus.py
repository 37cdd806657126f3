"""The sound files that are mangled: small, each under 25 kB, of six worlds to the end of February 1942."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import fake_war
import numpy as np
from checkout import ROOT
from command_line import SEATS

from crossroads.play.sitting import Seating, play
from crossroads.play.voice import Lines
from crossroads.runs import ensemble
from crossroads.runs.export import load_runs
from crossroads.runs.run import Run
from crossroads.runs.storage.manifests import COMPARISON_FORMAT
from crossroads.runs.storage.seal import seal
from crossroads.world.block import Block

WORLDS, HORIZON = 6, dt.date(1942, 2, 22)
LARGEST = 32_000

SHORT = f'extends = "historical"\ntitle = "A short war"\nquestion = "What if?"\nhorizon = {HORIZON}\n'

SCENARIOS = {
    "levers": SHORT + SEATS + "\n[levers]\noil_stock = 1.1\ngerman_army = 0.9\n",
    "ranges": SHORT
    + SEATS
    + '\n[parameters."diplomacy.neutrality_pact_in_force"]\nvalue = 0\n\n[parameters."belief.certainty"]\n'
    + "low = 0.5\nhigh = 0.9\n\n[intelligence.magic]\nreliability = 0.4\n\n"
    + "[uncertainty]\nluck = true\nknowledge = false\n",
    "orders": SHORT
    + 'why = "Both ways."\ndrop_forces = []\n'
    + SEATS
    + '\n[[force]]\nnation = "japan"\ndecision = "course"\non = 1941-08-09\noption = "wait"\n\n'
    + '[[force]]\nnation = "ussr"\ndecision = "transfers"\non = 1941-10-12\nuntil = 1941-12-11\nalways = true\n'
    + 'option = "large"\n\n[[force]]\nnation = "japan"\ndecision = "course"\nwhen = "japan_oil_stock_mbbl < 30"\n'
    + "between = [1941-09-06, 1942-02-01]\n"
    + 'option = "south"\n',
    "claims": SHORT
    + 'profile = "004"\nwithout_errors = []\nvalues = ["kwantung_coox", "oil_survey_april"]\ndrop_forces = []\n'
    + SEATS
    + "\n[levers]\ngerman_army = 0.9\n",
}

BATTLES = """actor_a,actor_d,stra,strd,tanka,tankd,artya,artyd,flya,flyd,days,post1,terra1,wx1,surpa,aeroa
Germany,USSR,42000.5,31000,160,90,310,280,55,40,4.5,PD,RM0,DST,0,0
Great Britain,Germany,220476,105223,1039,593,908,592,11586,3120,13,FD,FD0,DSTFT,2,1
USSR,Japan,57000,30000,498,,542,116,515,252,11.5,HD,FD0,DST,1,0
Germany & Italy,Great Britain,124000,120000,515,450,558,576,,2680,3,PD,FD0,DSTST,0,-1
"""

REFERENCE = """date,series,value,low,high,unit,source,confidence
1941-06-22,front_km_from_22Jun_border_toward_Moscow,0.0,-5.0,5.0,km,a map,sure
1941-07-16,front_km_from_22Jun_border_toward_Moscow,627.0,607.0,647.0,km,a map,sure
1941-10-01,japan_total_oil_stock,48893.5,44982.0,52804.0,thousand bbl,a count,sure
1942-01-01,japan_total_oil_stock,42000.0,,,thousand bbl,a count,sure
1941-12-01,a_series_of_nobody,1.5,1.0,2.0,,a guess,unsure
"""

SEATS_PLAYED = {"japan": "wait", "ussr": "", "germany": "", "united_states": ""}


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of sound files, and beside it a place for the mangled ones."""

    place: Path

    def fresh(self) -> Path:
        """Return an empty folder for one mutation."""
        shutil.rmtree(self.place / "mangled", ignore_errors=True)
        (self.place / "mangled").mkdir()
        return self.place / "mangled"

    @property
    def scenarios(self) -> dict[str, bytes]:
        """Scenario files of our own, and the project's with a short horizon."""
        own = {name: text.encode() for name, text in SCENARIOS.items()}
        for path in sorted((ROOT / "scenarios").glob("*.toml")):
            own[path.stem] = path.read_bytes()
        return own

    @property
    def folders(self) -> Path:
        """Runs `one` and `other` of six worlds, and the comparison `both`."""
        made = self.place / "folders"
        if not made.exists():
            with mock.patch.object(ensemble, "simulate_worlds", _coarse):
                for name, north in (("one", False), ("other", True)):
                    asked = fake_war.scenario(name, north, HORIZON)
                    ensemble.run(asked, worlds=WORLDS, out=made / name, keep_trajectories=True, ledger_worlds=2)
            for name in ("one", "other"):
                shutil.copytree(made / name, made / "both" / "runs" / name)
            (made / "both" / "comparison.csv").write_text("outcome,measure\n")
            seal(made / "both", {"format": COMPARISON_FORMAT, "scenarios": ["one", "other"]}, within=("runs",))
        return made

    def runs(self, which: str) -> list[Run]:
        """Return the runs of one of the folders."""
        return _runs(self.folders / which)

    @property
    def saves(self) -> dict[str, bytes]:
        """A finished war of each seat."""
        made = self.place / "saves"
        if not made.exists():
            made.mkdir()
            (self.place / "short.toml").write_text(SHORT + SEATS)
            for nation in ("japan", "ussr", "germany", "united_states"):
                order = Seating(nation, str(self.place / "short.toml"), save=made / f"{nation}.json", worlds=0)
                play(order, _Answers())
        return {path.stem: path.read_bytes() for path in sorted(made.glob("*.json"))}


@functools.cache
def _runs(folder: Path) -> list[Run]:
    return load_runs(folder)


def _coarse(*asked: Any, **settings: Any) -> Block:
    """The stand-in for a war with series of few digits, which make small files."""
    block = fake_war.simulate(*asked, **settings)
    return dataclasses.replace(block, series=np.round(block.series, 0))


class _Answers(Lines):
    """Foresees with odds of 30 and takes the first option there is."""

    def __init__(self) -> None:
        super().__init__([], "answers", lambda text: None)

    def hear(self, prompt: str) -> str:
        return "30" if prompt.startswith("A bet") else "1"


@functools.cache
def corpus() -> Corpus:
    """Return this process's sound files, made on first use and gone at its end."""
    made = tempfile.TemporaryDirectory(prefix="crossroads-fuzz-")
    _KEPT.append(made)
    os.environ.setdefault("COLUMNS", "200")
    return Corpus(Path(made.name))


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
