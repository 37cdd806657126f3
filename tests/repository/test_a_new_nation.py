"""A new nation is one folder and one line: everything else finds it there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import PACKAGE, ROOT

DECISIONS = """
[[decision]]
name = "stand"
title = "Whether Ruritania stands"
table = "Privy Council"
dates = [1941-07-06]
source = "ike_1967"
option.sit = "sits"
option.rise = "stands"
"""

NATION = """
order = 5
letter = "R"
outcomes = ["verdict"]
believes = ["calm"]
briefing = ["calm"]

[names]
long = "Ruritania"
short = "Ruritania"
adjective = "Ruritanian"

[colours]
fill = "#123456"
ink = "#123456"
"""

RECORDS = """
["odds.ruritania.stand.rise.calm"]
value = 5
low = 4
high = 6
unit = "log odds"
date = 1941-06-22
tier = "assumption"
source = "crossroads_prior"
"""

REASONS = """
[R01]
name = ""
title = "it is cold"
documents = "002 L1"
direction = "for standing"
enters = "none"
why = "No rule feels the cold."
"""

RECORDED = """
[[choice]]
decision = "stand"
on = 1941-07-06
option = "rise"
source = "ike_1967"
"""

CODE = '''"""Ruritania."""

import numpy as np

from crossroads.minds.nation import Nation


class Ruritania(Nation):
    """Ruritania."""

    name = "ruritania"
    sheet = {"calm": lambda sight: np.ones_like(sight.now("japan_us_war"))}
    thinks = {}

    def opens(self, point, scheduled):
        return np.ones(len(self.fact("japan_us_war"))) * scheduled

    def legal(self, point):
        return dict.fromkeys(point.options, True)

    def ordered(self, point, option, orders, week):
        return {}
'''

FILES = {
    "nation.toml": NATION,
    "decisions.toml": DECISIONS,
    "records/odds.toml": RECORDS,
    "reasons.toml": REASONS,
    "recorded.toml": RECORDED,
    "__init__.py": '"""Ruritania."""\n',
    "decisions.py": CODE,
}

ASKED = """
import datetime as dt, numpy as np
from crossroads.engine import War
from crossroads.evidence.reasons import load_reasons
from crossroads.evidence.load import load_records
from crossroads.minds.condition import condition_names
from crossroads.minds.deciders.scripted import recorded_lines
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import load_scenario
from crossroads.telling.reference_pages import pages
from crossroads.telling.style import NATIONS

told = pages()
assert "### ruritania.stand" in told["decisions.md"] and "| R01 |" in told["reasons.md"]
assert "odds.ruritania.stand.rise.calm" in told["parameters.md"]
assert "ruritania.believes.calm" in condition_names() and NATIONS["ruritania"] == "#123456"
assert recorded_lines()[-1].decision == "ruritania.stand"

chosen = load_scenario("SCENARIO")
setup = chosen.setup
assert ("ruritania", "recorded_history") in setup.deciders
war = War(Setup(deciders=setup.deciders, horizon=dt.date(1941, 7, 13)), 1941, np.arange(4), 4)
while war.week < war.weeks:
    war.step()
[entry] = [entry for entry in war.block().ledger if entry.nation == "ruritania"]
assert (entry.choice == 1).all() and entry.seen["calm"].all()
print("seen")
"""

SCENARIO = """
title = "Ruritania stands"
question = "Does it?"
extends = "historical"
why = "A made-up nation."

[deciders]
ruritania = "recorded_history"
"""


@pytest.fixture
def fifth(tmp_path: Path) -> Path:
    package = tmp_path / "crossroads"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", package / "_scenarios")
    for name, text in FILES.items():
        path = package / "nations" / "ruritania" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    seats = package / "nations" / "__init__.py"
    line = "    (UnitedStates, united_states.SUBJECTS),\n"
    text = seats.read_text("utf-8").replace(line, f"{line}    (Ruritania, ()),\n")
    seats.write_text(
        text.replace("\n\nNATIONS", "\nfrom crossroads.nations.ruritania.decisions import Ruritania\n\nNATIONS")
    )
    (tmp_path / "ruritania.toml").write_text(SCENARIO, "utf-8")
    return tmp_path


def test_a_fifth_nation_is_seen_by_schema_list_pages_and_the_war(fifth: Path) -> None:
    asked = ASKED.replace("SCENARIO", str(fifth / "ruritania.toml"))
    environment = os.environ | {"PYTHONPATH": str(fifth)}
    made = subprocess.run([sys.executable, "-c", asked], env=environment, cwd=fifth, capture_output=True, text=True)
    assert made.returncode == 0 and made.stdout == "seen\n", made.stderr
