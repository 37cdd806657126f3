"""Soviet arms in China: a stock that loans filled and fighting uses up, beside the stock of record. Arrays (world,).

What the loans of record did is contained in the numbers of China's resistance. So the stock is kept as what there is
beyond it, in shares of the stock of June 1941: nothing as long as loans and routes are those of record.
"""

from __future__ import annotations

from crossroads.war.laws.small import toward
from crossroads.world.axes import Array, Laws


def lent_beyond(p: Laws) -> Array | float:
    """Return what was lent to China beyond the loans of record, as a share of those; -1 where nothing was lent."""
    return p["china.soviet_loans"] / p["china.loans_of_record"] - 1.0


def arms_beyond(beyond: Array, aid: Array, p: Laws, weeks: float) -> Array:
    """Return the stock beyond that of record after `weeks`: it wears out, and is filled as aid comes through.

    `beyond` the stock beyond that of record now; `aid` Soviet aid, 0 to 1, as what the USSR sends.
    """
    sent = (1.0 + lent_beyond(p)) * (1.0 - p["china.routes_bombed"]) - 1.0
    life = p["china.arms_life_weeks"]
    return toward(beyond, p["china.arms_flow"] * aid * sent * life, 1.0 / life, weeks)


def sustained(beyond: Array, order: Array, p: Laws) -> Array:
    """Return what China's resistance has beyond that of record (June 1941 = 1): by arms, and by Soviet squadrons.

    `order` 1 while Moscow has its aid go on, 0 where it has been stopped.
    """
    flown = p["china.squadron_worth"] * p["china.soviet_squadrons"] * (order > 0)
    result: Array = p["china.resistance_soviet_aid"] * beyond + flown
    return result
