"""A new decision of a nation needs four places: its data, its code, a field of the orders, the law that obeys."""

from __future__ import annotations

from pathlib import Path

import changed_copy
import pytest

HOME = "nations/germany"

DECISION = """
[[decision]]
name = "coast"
title = "Germany's guard on its western coast"
table = "Hitler and the Army High Command"
dates = [1941-07-06]
source = "glantz_house_1995"
option.bare = "leaves its western coast as it is"
option.guard = "sends divisions from the east to its western coast"

[decision.imagined]
public = { us_war = "japan_us_war" }
axes = ["soviet_strength"]
factions = { leadership = 1 }
terms = ["coast", "losses"]
eastern_front = true
"""

WORDS = """
[terms.coast]
long = "a coast that is manned"
family = "time and freedom"

[decisions.coast]
unknown = "when the British will land."
main = true
recorded = "guard on the western coast"
options.bare = "bare"
options.guard = "guard"
"""

NUMBERS = {
    "odds.germany.coast.guard": (1, "log odds"),
    "interest.germany.coast.coast": (3, "stakes"),
    "interest.germany.coast.losses": (1, "stakes"),
    "interest.germany.coast.temperature": (1, "stakes"),
    "staff.coast.horizon_weeks": (4, "weeks"),
    "staff.coast.paper_weeks": (1, "weeks"),
    "staff.coast.later_paper_weeks": (4, "weeks"),
    "staff.coast.soviet_strength_step": (1_500_000, "men"),
}

IMAGINED = '''
class Coast(Subject):
    """The guard on the western coast."""

    point = "germany.coast"
    plans = ("bare", "guard")
    measures = ("west", "lost")

    def needed(self, view: View, legal: Array) -> Flags:
        """Return both plans."""
        return legal > 0

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war with the coast manned or not."""
        state = believed.with_soviet_field_army(believed.supposed(lanes, reference), lanes.beliefs["soviet_strength"])
        orders = believed.standing_orders(lanes, p)
        orders.germany_mans_coast = lanes.plan.copy()
        return Start(state, orders, p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return the men in the west, and those lost in the east."""
        west = end.germany.west / start.state.germany.west
        return {"west": west, "lost": way.flows["german_losses_east"] / start.p["staff.losses_stake"]}

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return the stakes of both."""
        return {
            option: {"coast": measures["west"][:, index], "losses": -measures["lost"][:, index]}
            for index, option in enumerate(self.plans)
        }

'''

ADDED = {
    f"{HOME}/decisions.toml": DECISION,
    f"{HOME}/words.toml": WORDS,
    f"{HOME}/records/coast.toml": changed_copy.records(NUMBERS),
}
"""What is put at the end of the nation's data."""

CHANGED = {
    f"{HOME}/decisions.py": (
        (
            '        if point.name == "main_effort":\n            return {"german_effort"',
            '        if point.name == "coast":\n            return {"germany_mans_coast": float(option == "guard")}\n'
            '        if point.name == "main_effort":\n            return {"german_effort"',
        ),
    ),
    f"{HOME}/imagined.py": (("\nSUBJECTS: tuple[Subject, ...] = (", f"{IMAGINED}\nSUBJECTS = (Coast(), "),),
    "world/state.py": (
        ("    germany_declares: Array\n", "    germany_declares: Array\n    germany_mans_coast: Array\n"),
    ),
    "war/theatres/eastern_front.py": (
        (
            "    east, germany = german_army.german_flows(",
            '    wanted = np.maximum(wanted, here * step.orders.germany_mans_coast * p["west.share_after_east"])\n'
            "    east, germany = german_army.german_flows(",
        ),
    ),
}
"""A line of the code, and what stands in its place: the nation's code, the field of its orders, the law that obeys."""

SCENARIO = """
title = "The coast"
question = "Is the coast manned?"
extends = "historical"
why = "A made-up decision."
horizon = 1941-12-28

[deciders]
japan = "stated_odds"
ussr = "stated_odds"
united_states = "stated_odds"
"""

FORCED = """
[[force]]
nation = "germany"
decision = "coast"
on = 1941-07-06
option = "OPTION"
"""

ASKED = """
from crossroads.engine import simulate
from crossroads.minds.decision import points_by_id
from crossroads.nations import SUBJECTS
from crossroads.scenario.scenario import load_scenario
from crossroads.telling.reference_pages import pages
from crossroads.telling.vocabulary import decision
from crossroads.world.observables import OBSERVABLE_NAMES
import numpy as np

assert "germany.coast" in points_by_id() and "germany.coast" in SUBJECTS
assert "### germany.coast" in pages()["decisions.md"] and "staff.coast.horizon_weeks" in pages()["parameters.md"]
assert decision("germany.coast").options["guard"] == "guard"

setups = [load_scenario(f"{name}.toml").setup for name in ("bare", "guard")]
blocks = [simulate(setup, 1941, np.arange(3)) for setup in setups]
west = OBSERVABLE_NAMES.index("german_share_west")
assert np.array_equal(blocks[0].series[west, :3], blocks[1].series[west, :3])
assert (blocks[1].series[west, -1] > 1.1 * blocks[0].series[west, -1]).all()
print("obeyed")
"""


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    folder, differ = changed_copy.copy(tmp_path_factory.mktemp("coast"), ADDED, CHANGED)
    (folder / "free.toml").write_text(SCENARIO, "utf-8")
    for option in ("bare", "guard"):
        (folder / f"{option}.toml").write_text(SCENARIO + FORCED.replace("OPTION", option), "utf-8")
    return folder, differ


def test_a_new_decision_changes_four_places_alone(coast: tuple[Path, set[str]]) -> None:
    _, differ = coast
    assert differ == {
        "nations/germany/decisions.toml",
        "nations/germany/words.toml",
        "nations/germany/records/coast.toml",
        "nations/germany/decisions.py",
        "nations/germany/imagined.py",
        "world/state.py",
        "war/theatres/eastern_front.py",
    }


def test_a_new_decision_is_known_and_obeyed(coast: tuple[Path, set[str]]) -> None:
    assert changed_copy.run(coast[0], "-c", ASKED) == "obeyed\n"


def test_a_new_decision_is_put_on_record_and_explained(coast: tuple[Path, set[str]]) -> None:
    folder, _ = coast
    command = ("-m", "crossroads")
    changed_copy.run(folder, *command, "run", "free.toml", "--worlds", "4", "--workers", "1", "--out", "run", "--quiet")
    told = changed_copy.run(folder, *command, "explain", "run", "--decision", "germany.coast", "--flip")
    assert "sends divisions from the east to its western coast" in told and "a coast that is manned" in told
    again = changed_copy.run(folder, *command, "explain", "run", "--decision", "germany.coast", "--recompute")
    assert "4 of 4 decisions in 4 worlds come out of the record as they stand in it" in again
