"""A new theatre needs four places: its group, its law and the line that names it, its series, its records.

How finely a long step is divided stands in the line that names it; facts for councils are its law's. Figures choose
their panels by name, and a recorded series to set beside them is data of its own.
"""

from __future__ import annotations

from pathlib import Path

import changed_copy
import pytest

LAW = '''"""Iceland, a made-up theatre: a landing and a garrison on one line, until the island is lost."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import front, supply
from crossroads.war.laws.step import Flows, Step, Wars
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.state import Iceland, State, replace


def opening(p: Laws, worlds: int) -> Iceland:
    """Return the island before the landing."""
    return Iceland.zeros(worlds, men=p["iceland.men"], stock=2.0, stock_garrison=2.0)


def fight(state: State, step: Step) -> tuple[State, Flows]:
    """Fight for the road across the island."""
    island, p = state.iceland, step.p
    chance = p["iceland.luck"] * step.luck.normal("iceland.drive")
    ratio = front.drive(p["iceland.landed"] * front.fed(island.stock, 0.5), island.men, chance)
    rates = supply.rates(p, "axis")
    landing, garrison = (
        front.FrontSide(
            beyond=beyond, stock=stock, rates=rates, top=p["iceland.pace"], gate=gate, starts=0.1, promising=beyond
        )
        for beyond, stock, gate in (
            (front.beyond(ratio, 0.0, 0.2), island.stock, 1.0 + 0.0 * ratio),
            (front.beyond(-ratio, 0.0, 0.2), island.stock_garrison, 0.0 * ratio),
        )
    )
    clash = front.clash(landing, garrison, p)
    line = np.minimum(island.front + clash.push * step.weeks, p["iceland.depth_km"])
    fought = front.fought(ratio, clash, island.front, line, 0.0 * line, 1.0, step.weeks)
    exposed = front.Exposure(p["iceland.losses"], 0.0, 0.0, 1.0, 0.0, 1.0)
    lost = island.men * front.losses(exposed, fought.back, ratio, p).fighting * (line < p["iceland.depth_km"])
    after = replace(
        island,
        front=line,
        men=island.men - lost * step.weeks,
        stock=front.next_stock(landing, fought.forward, front.Road(line), step.weeks),
        stock_garrison=front.next_stock(garrison, fought.back, front.Road(0.0 * line), step.weeks),
    )
    return replace(state, iceland=after), {"iceland_losses": lost * step.weeks}


def series(state: State, wars: Wars) -> dict[str, Array]:
    """Return the front."""
    return {"iceland_front_km": state.iceland.front}


def events(state: State, p: Laws) -> dict[str, Array | Flags]:
    """Return whether the island is lost."""
    return {"week_iceland": state.iceland.front >= p["iceland.depth_km"]}


def facts(state: State) -> dict[str, Array]:
    """Return the men on the island."""
    return {"men_on_iceland": state.iceland.men}
'''

NUMBERS = {
    "iceland.men": (25_000, "men"),
    "iceland.landed": (60_000, "men"),
    "iceland.luck": (0.3, "log power ratio"),
    "iceland.pace": (60, "km per week"),
    "iceland.losses": (0.05, "share per week"),
    "iceland.depth_km": (150, "km"),
}

ADDED = {
    "war/theatres/iceland.py": LAW,
    "evidence/data/iceland.toml": changed_copy.records(NUMBERS),
}

CHANGED = {
    "world/state.py": (
        (
            "@dataclass\nclass West(",
            '@dataclass\nclass Iceland(Group):\n    """A made-up theatre."""\n\n'
            "    front: Array\n    men: Array\n    stock: Array\n    stock_garrison: Array\n\n\n"
            "@dataclass\nclass West(",
        ),
        ("    west: West\n", "    west: West\n    iceland: Iceland\n"),
        ("    week_moscow: Array\n", "    week_moscow: Array\n    week_iceland: Array\n"),
    ),
    "war/stages/fighting.py": (
        ("far_east, pacific, west\n", "far_east, iceland, pacific, west\n"),
        (
            '    "west": TheatreOfWar(west),\n',
            '    "west": TheatreOfWar(west),\n    "iceland": TheatreOfWar(iceland, longest=2.0),\n',
        ),
    ),
    "world/observables.toml": (
        (
            "[outcomes.japan_course]",
            '[series.iceland_front_km]\nkind = "stock"\nunit = "km"\ntitle = "Front in Iceland"\n\n'
            '[series.iceland_losses]\nkind = "flow"\nunit = "men per week"\ntitle = "Losses in Iceland"\n\n'
            "[outcomes.japan_course]",
        ),
        (
            "[outcomes.date_leningrad_falls]",
            '[outcomes.date_iceland_falls]\nkind = "date"\nunit = "date"\ntitle = "Iceland falls"\n'
            'week = "week_iceland"\n\n[outcomes.date_leningrad_falls]',
        ),
    ),
}

ASKED = """
import matplotlib
matplotlib.use("agg")
from matplotlib.figure import Figure
import numpy as np
from crossroads.engine import War, simulate
from crossroads.evidence.parameters import drawn_names
from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.week import Week
from crossroads.minds.imagining.papers import forget
from crossroads.scenario.scenario import load_scenario
from crossroads.war.opening import opening_state
import os
from pathlib import Path
from crossroads.runs.run import Run
from crossroads.telling import fans
from crossroads.telling.reference_pages import pages
from crossroads.telling.style import scenario_look
from crossroads.war.advance import Parts, advance
from crossroads.war.theatres import iceland

assert "iceland.pace" in pages()["parameters.md"]
run = Run.load(Path("run"))
falls = run.outcomes["date_iceland_falls"].astype(str)
assert falls.str.startswith("1941-").all() and falls.nunique() > 1
line, lost = (run.series[name].sel(statistic="mean").values for name in ("iceland_front_km", "iceland_losses"))
assert line[0] == 0.0 and (np.diff(line) >= -1e-3).all() and abs(line[-1] - 150.0) < 0.01
assert lost[0] > 500.0 and lost[-1] == 0.0
axes = Figure().add_subplot()
fans.draw(axes, run, "iceland_front_km", scenario_look(0))
assert axes.lines

# The same law, compiled from the draws to the outcomes (Week refuses what cannot be) and in NumPy, week by week.
setup = load_scenario("iceland.toml").setup
Week(drawn_names(), opening_state(War(setup, seed=1941).p, 1))
compiled = simulate(setup, 1941, np.arange(6))
os.environ["CROSSROADS_COMPILED"] = "0"
machine.refusal.cache_clear()
forget()
assert not machine.available()
plain = simulate(setup, 1941, np.arange(6))
assert np.array_equal(compiled.series, plain.series, equal_nan=True)
del os.environ["CROSSROADS_COMPILED"]
machine.refusal.cache_clear()

war = War(seed=1941, worlds=np.arange(2))
war.step()
assert war.memory.now("iceland_front_km").shape == (2,)
assert (war.memory.now("men_on_iceland") == 25_000.0).all()

# A staff looks ahead in long steps, and says nothing of how a theatre of which it does not know is divided.
fought, plain = [], iceland.fight
iceland.fight = lambda state, step: fought.append(step.weeks) or plain(state, step)
for weeks in (1.0, 2.0, 5.0):
    advance(war.state, war.orders, war.laws, war.setting.luck_now(), weeks, Parts(east=0, far=1))
assert fought == [1.0, 2.0, 5.0 / 3, 5.0 / 3, 5.0 / 3]
print("fought and drawn")
"""

SCENARIO = """
title = "Iceland"
question = "How long does it hold?"
extends = "historical"
why = "A made-up theatre."
horizon = 1941-12-28

[deciders]
"""


@pytest.fixture(scope="module")
def iceland(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    folder, differ = changed_copy.copy(tmp_path_factory.mktemp("iceland"), ADDED, CHANGED)
    seats = "".join(f'{nation} = "stated_odds"\n' for nation in ("japan", "ussr", "germany", "united_states"))
    (folder / "iceland.toml").write_text(SCENARIO + seats, "utf-8")
    return folder, differ


def test_a_new_theatre_changes_four_places_alone(iceland: tuple[Path, set[str]]) -> None:
    _, differ = iceland
    assert differ == {
        "world/state.py",
        "war/theatres/iceland.py",
        "war/stages/fighting.py",
        "world/observables.toml",
        "evidence/data/iceland.toml",
    }


def test_a_new_theatre_fights_is_dated_and_is_drawn(iceland: tuple[Path, set[str]]) -> None:
    folder, _ = iceland
    run = ("-m", "crossroads", "run", "iceland.toml", "--worlds", "6", "--workers", "1", "--out", "run", "--quiet")
    changed_copy.run(folder, *run)
    assert changed_copy.run(folder, "-c", ASKED) == "fought and drawn\n"
