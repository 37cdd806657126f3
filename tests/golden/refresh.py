"""Write the golden numbers anew: `python -m tests.golden.refresh` from the top of the repository.

A change of the golden file is a change of the model's answers: say why in the changelog.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np

from crossroads.engine import simulate
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES

FILE = Path(__file__).with_name("summary.json")
SCENARIOS = ("as_it_happened", "north_august", "south_december")
SEED, WORLDS = 1941, 64

MEASURED: dict[str, tuple[str, dt.date]] = {
    "front before Moscow, 7 December 1941, km": ("front_moscow_axis_km", dt.date(1941, 12, 7)),
    "front before Stalingrad, 1 November 1942, km": ("front_stalingrad_axis_km", dt.date(1942, 11, 1)),
    "Soviet field army, 7 December 1941, men": ("soviet_front_strength", dt.date(1941, 12, 7)),
    "German army in the east, 7 December 1941, men": ("german_front_strength", dt.date(1941, 12, 7)),
    "Soviet Far Eastern army, 7 December 1941, men": ("soviet_far_east_strength", dt.date(1941, 12, 7)),
    "Japan's army in Manchuria and Korea, 7 December 1941, men": ("kwantung_strength", dt.date(1941, 12, 7)),
    "Japan's oil, 5 April 1942, million barrels": ("japan_oil_stock_mbbl", dt.date(1942, 4, 5)),
    "Japan's merchant fleet, 2 July 1944, thousand tons": ("japan_merchant_fleet_kgrt", dt.date(1944, 7, 2)),
    "American front's distance from Tokyo, 7 January 1945, km": (
        "us_distance_to_tokyo_km",
        dt.date(1945, 1, 7),
    ),
}
ENDINGS = (
    "military_losses_ussr",
    "military_losses_germany",
    "military_losses_japan",
    "civilian_deaths",
    "ussr_territory_share_held",
)
CHANCES = ("date_moscow_falls", "date_germany_surrenders", "date_japan_surrenders")


def summary() -> dict[str, dict[str, float]]:
    """Return scenario -> measure -> median (or share of worlds) of a small run."""
    worlds = np.arange(WORLDS, dtype=np.int64)
    return {name: _summary(simulate(load_scenario(name).setup, SEED, worlds)) for name in SCENARIOS}


def _summary(block: Block) -> dict[str, float]:
    found = {
        title: float(np.nanmedian(block.series[OBSERVABLE_NAMES.index(name), calendar.week_of(day)]))
        for title, (name, day) in MEASURED.items()
    }
    found |= {name: float(np.median(block.outcomes[name])) for name in ENDINGS}
    return found | {f"share of worlds: {name}": float(np.isfinite(block.outcomes[name]).mean()) for name in CHANCES}


if __name__ == "__main__":
    FILE.write_text(json.dumps(summary(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {FILE.name}")
