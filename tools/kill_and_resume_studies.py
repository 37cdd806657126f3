"""Every study, small: a few worlds, a short war, nobody deliberates but where the study is about that."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import installed
from crossroads.minds.decision import NATIONS
from crossroads.runs import ensemble
from crossroads.runs.progress import Silent
from crossroads.runs.study_folder import study_folder
from crossroads.scenario.experiment import load_experiment
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.compare import study as compare_study
from crossroads.studies.reasons.study import reasons_table
from crossroads.studies.regret.study import regret
from crossroads.studies.sweep import shards
from crossroads.studies.sweep.study import sweep
from crossroads.studies.tournament.study import tournament
from crossroads.validation.card.causes import frozen_effects
from crossroads.validation.card.drawn.files import report_card
from crossroads.validation.card.verdict import TURNED, turned
from crossroads.validation.fit import calibrate as fit
from crossroads.validation.fit.worlds import DATA_END

OUT = "out"

SHORT = dt.date(1941, 8, 31)
YEAR_END = dt.date(1942, 1, 11)


@dataclass(frozen=True, slots=True)
class Study:
    """A study that can be killed.

    Attributes
    ----------
    name
        Its name.
    begin
        Carries it out into a folder, in so many processes.
    in_place
        True where its folder is its own working folder, so that it stands before all is done.
    """

    name: str
    begin: Callable[[Path, int], object]
    in_place: bool = False

    @property
    def out(self) -> str:
        """Name of the folder that it makes."""
        return OUT

    def carry_out(self, folder: Path, workers: int) -> None:
        """Carry it out in a folder."""
        self.begin(folder / OUT, workers)

    def done(self, folder: Path) -> bool:
        """Say whether the whole result stands; a kill may strike after it was put in place."""
        return not self.in_place and (folder / OUT).exists()


def _short(name: str, until: dt.date = SHORT, decider: str = "stated_odds", *edits: ParameterEdit) -> Scenario:
    loaded = load_scenario(name)
    deciders = {nation: decider for nation in NATIONS}
    setup = dataclasses.replace(
        loaded.setup, horizon=until, deciders=tuple(deciders.items()), edits=(*loaded.setup.edits, *edits)
    )
    resolved = {**loaded.resolved, "horizon": until.isoformat(), "deciders": deciders}
    return dataclasses.replace(loaded, setup=setup, resolved=resolved)


def _run(out: Path, workers: int) -> object:
    return ensemble.run(_short("historical"), worlds=240, out=out, workers=workers, keep_trajectories=True)


def _tournament(out: Path, workers: int) -> object:
    pair = ("stated_odds", "random_legal")
    return tournament("japan", pair, scenario=_short("historical"), worlds=160, out=out, workers=workers)


def _compare(out: Path, workers: int) -> object:
    pair = [_short(name, YEAR_END) for name in ("south_december", "north_august")]
    return compare_study.compare(*pair, worlds=160, out=out, workers=workers)


def _reasons(out: Path, workers: int) -> object:
    return reasons_table(_short("historical", YEAR_END), worlds=6, shares=False, out=out, workers=workers)


def _regret(out: Path, workers: int) -> object:
    brief = ParameterEdit("staff.course.horizon_weeks", value=13.0)
    return regret(_short("historical", YEAR_END, "deliberation", brief), worlds=4, out=out)


def _sweep(out: Path, workers: int) -> object:
    asked = {
        "title": "A short war",
        "scenarios": ["wait"],
        "measures": ["date_moscow_falls", "military_losses_ussr"],
        "levers": {"german_army": {"values": [0.8, 1.2]}},
    }
    short = dataclasses.replace(load_experiment(asked), scenarios=(_short("wait"),))
    with mock.patch.object(shards, "SHARD_WORLDS", 30):
        return sweep(short, worlds=70, out=out, workers=workers)


def _fit(out: Path, workers: int) -> object:
    with mock.patch.object(fit, "HORIZON", DATA_END):
        return fit.calibrate(worlds=70, rounds=2, members=4, out=out, workers=workers)


def _verdict(out: Path, workers: int) -> object:
    with study_folder(out, {"study": "a verdict"}) as place:
        made = turned(
            24, 7, installed(), Silent(), workers=workers, dials=TURNED[:2], horizon=SHORT, work=place.work / "parts"
        )
        with place.result() as folder:
            for turn in (*made.turns, made.drawn):
                for key, values in turn.counted.items():
                    np.save(folder / f"{'-'.join((turn.setting.dial.parameter, *key))}.npy", values)
    return made


def _causes(out: Path, workers: int) -> object:
    with study_folder(out, {"study": "causes"}) as place:
        made = frozen_effects(4, workers=workers, block=2, work=place.work / "parts")
        with place.result() as folder:
            (folder / "effects.txt").write_text("\n".join(map(repr, made)), encoding="utf-8")
    return made


def _card(out: Path, workers: int) -> object:
    return report_card(out, worlds=20, workers=workers)


STUDIES = {
    study.name: study
    for study in (
        Study("run", _run),
        Study("tournament", _tournament),
        Study("compare", _compare),
        Study("reasons", _reasons),
        Study("regret", _regret),
        Study("sweep", _sweep),
        Study("fit", _fit),
        Study("verdict", _verdict),
        Study("causes", _causes),
        Study("report-card", _card, in_place=True),
    )
}
"""Name -> study."""
