"""Meetings weighed all at once are those that are weighed one by one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pickle
from collections import Counter
from typing import Any

import numpy as np
import pytest

from crossroads.engine import simulation
from crossroads.engine.beginning import Beginning
from crossroads.engine.compiled import seats
from crossroads.engine.compiled.seats import Seats
from crossroads.engine.war import War
from crossroads.minds import choice
from crossroads.minds.deciders.catalogue import STATED
from crossroads.minds.deciders.minutes import ByThemselves, Minutes
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint, points_by_id
from crossroads.minds.setup import Force, Setup
from crossroads.minds.view import View
from crossroads.world.axes import Array, Flags

SHORT = Setup(horizon=dt.date(1942, 6, 28))
WORLDS = np.arange(70)

Noted = list[tuple[DecisionPoint, ByThemselves, int, Flags, Array, dict[str, Array]]]


@pytest.fixture(scope="module")
def meetings() -> tuple[Beginning, Noted]:
    """Return the meetings of a run, and whose they are."""
    noted: list[Any] = []
    take = Minutes.take
    with pytest.MonkeyPatch.context() as patch:
        begun: list[Beginning] = []
        made = Seats.__init__
        patch.setattr(Seats, "__init__", lambda own, war: (begun.append(war), made(own, war))[1])
        patch.setattr(Minutes, "take", lambda own, *given: (noted.append(given), take(own, *given))[1])
        simulation.simulate(SHORT, 1941, WORLDS, ledger_below=len(WORLDS))
    return begun[0], [
        (point, decider, week, is_open.copy(), legal.copy(), {name: np.array(row) for name, row in view.items()})
        for point, decider, week, is_open, _, legal, view, _ in noted
    ]


def test_a_decision_weighed_at_all_meetings_at_once_is_weighed_as_at_each(meetings: tuple[Beginning, Noted]) -> None:
    _, noted = meetings
    points = Counter(point.id for point, *_ in noted)
    assert len(points) > 6 and points["japan.course"] > 5
    for name in points:
        held = [row for row in noted if row[0].id == name]
        point, decider = held[0][:2]
        asked = [
            (View(point.nation, week, view), np.where(is_open, legal, 0.0)) for _, _, week, is_open, legal, view in held
        ]
        for (view, legal), together in zip(asked, decider.weigh_all(point, asked), strict=True):
            alone: Any = decider.weigh(point, view, legal)
            assert together.log_odds.tobytes() == alone.log_odds.tobytes(), name
            assert together.among(legal).tobytes() == alone.among(legal).tobytes(), name
            assert (together.council is None) == (alone.council is None)
            if alone.council is None:
                continue
            part, other = together.council_of(WORLDS), alone.council_of(WORLDS)
            for field in ("values", "weights", "power", "temperature", "later_odds", "nest_share"):
                assert getattr(part, field).tobytes() == getattr(other, field).tobytes(), (name, field)


def test_the_noise_of_several_meetings_is_that_of_each(meetings: tuple[Beginning, Noted]) -> None:
    war, _ = meetings
    point = points_by_id()["japan.course"]
    rng = np.random.default_rng(1941)
    asked = [(war.luck.week(week), rng.random(len(WORLDS)) < share) for week, share in ((3, 0.5), (4, 0.0), (40, 1.0))]
    together = choice.noises(point, 0.3, asked)
    for (luck, where), found in zip(asked, together, strict=True):
        assert found.tobytes() == choice.noise(point, 0.3, luck, where).tobytes()
        assert not found[:, ~where].any()


@pytest.mark.parametrize(
    "forces",
    [(), (Force("germany", "main_effort", dt.date(1941, 8, 21), option="moscow"),)],
    ids=["everyone free", "one decision ordered"],
)
def test_what_the_ledger_says_was_chosen_was_carried_out(forces: tuple[Force, ...]) -> None:
    setup = Setup(horizon=SHORT.horizon, forces=forces)
    block = simulation.simulate(setup, 1941, WORLDS, ledger_below=len(WORLDS))
    ever: dict[str, dict[str, set[int]]] = {}
    for entry in block.ledger:
        told = ever.setdefault(f"{entry.nation}.{entry.decision}", {option: set() for option in entry.options})
        for world in np.flatnonzero(entry.choice >= 0):
            told[entry.options[entry.choice[world]]].add(int(world))
    assert {
        name: {option: len(found) for option, found in told.items()} for name, told in ever.items()
    } == block.choices
    weeks = [entry.week for entry in block.ledger]
    assert weeks == sorted(weeks)


def test_however_many_meetings_are_weighed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = []
    for together in (1, seats.TOGETHER):
        monkeypatch.setattr(seats, "TOGETHER", together)
        blocks.append(simulation.simulate(SHORT, 1941, WORLDS, ledger_below=len(WORLDS)))
    one, other = (pickle.dumps([dataclasses.asdict(entry) for entry in block.ledger]) for block in blocks)
    assert one == other


class Contrary(StatedOdds):
    """Weighs as nobody else does."""

    def log_odds(self, point: DecisionPoint, view: View) -> Array:
        """Return the opposite."""
        return -super().log_odds(point, view)


OWN = {
    "other numbers": lambda bench: StatedOdds(
        bench.p.changed({name: -bench.p[name] for name in bench.p if name.startswith("odds.japan.course.")})
    ),
    "another rule": lambda bench: Contrary(bench.p),
}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("below", [0, len(WORLDS)], ids=["without a ledger", "with one"])
def test_a_decider_of_ones_own_is_asked_though_it_is_of_a_kind_that_is_known(name: str, below: int) -> None:
    deciders: Any = {"japan": OWN[name]}
    block = simulation.simulate(SHORT, 1941, WORLDS, ledger_below=below, deciders=deciders)
    war = War(SHORT, 1941, WORLDS, below, deciders, collect=False)
    for _ in range(war.weeks):
        war.step()
    apart = war.block()
    assert block.series.tobytes() == apart.series.tobytes()
    assert block.choices == apart.choices
    usual = Setup(horizon=SHORT.horizon, deciders=(("japan", STATED),))
    assert simulation.simulate(usual, 1941, WORLDS).choices != block.choices
