"""Small targets and series for the tests of calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.validation.fit.targets import Target, read_plan
from crossroads.world.observables import OBSERVABLE_NAMES

PLAN = """
[fits]
tiers = ["assumption", "fitted"]
records = ["east.axis_speed", "oil.*"]
leave = ["oil.use_*"]

[[target]]
id = "oil"
title = "Oil"
formula = "at(japan_oil_stock_mbbl)"
date = "1941-06-29"
unit = "million barrels"
value = 50.0
low = 48.0
high = 52.0
source = "a table"
weight = 1.0

[[target]]
id = "losses"
title = "Losses"
formula = "total(german_losses_east)"
date = "1941-06-22/1941-07-05"
unit = "men"
value = 100.0
low = 90.0
high = 130.0
source = "a table"
weight = 3.0
"""


def targets() -> tuple[Target, ...]:
    return read_plan(PLAN).targets


def series(weeks: int, worlds: int, **rows: float) -> NDArray[np.float32]:
    """Return series that are 0 save those named, which are the same number in every week and world."""
    made = np.zeros((len(OBSERVABLE_NAMES), weeks, worlds), dtype=np.float32)
    for name, value in rows.items():
        made[OBSERVABLE_NAMES.index(name)] = value
    return made
