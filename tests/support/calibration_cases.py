"""Small targets and series for the tests of calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.history.record_map import Target, read_record_map
from crossroads.validation.fit.targets import Plan, read_plan
from crossroads.world.observables import OBSERVABLE_NAMES

FITS = """
tiers = ["assumption", "fitted"]
records = ["east.axis_speed", "oil.*"]
leave = ["oil.use_*"]
"""

MAP = """
[[layouts]]
rules = "series"
name = "series"
needs = ["series"]
date = "date"
[units]
[other_files]

[[series]]
match = "oil_stock"
group = "oil"
formula = "at(japan_oil_stock_mbbl)"
unit = "million barrels"
[[series.fitted]]
id = "oil"
title = "Oil"
date = "1941-06-29"
value = 50.0
low = 48.0
high = 52.0
source = "a table"
weight = 1.0

[[series]]
match = "losses"
group = "losses"
formula = "total(german_losses_east)"
unit = "men"
[[series.fitted]]
id = "losses"
title = "Losses"
date = "1941-06-22/1941-07-05"
value = 100.0
low = 90.0
high = 130.0
source = "a table"
weight = 3.0
"""


def plan(fits: str = FITS, record_map: str = MAP) -> Plan:
    return read_plan(fits, read_record_map({"small.toml": record_map}).targets())


def targets() -> tuple[Target, ...]:
    return plan().targets


def series(weeks: int, worlds: int, **rows: float) -> NDArray[np.float32]:
    """Return series that are 0 save those named, which are the same number in every week and world."""
    made = np.zeros((len(OBSERVABLE_NAMES), weeks, worlds), dtype=np.float32)
    for name, value in rows.items():
        made[OBSERVABLE_NAMES.index(name)] = value
    return made
