"""What a scenario orders itself is no finding: which outcomes are settled by orders, so that figures leave them out."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.runs.run import Run
from crossroads.world.measure import HAPPENS, Measure


def orders(run: Run, item: Measure) -> bool:
    """Say whether a run's scenario gives an order on the decision that a measure tells of."""
    point = item.outcome.decision or item.outcome.taken_by
    forced = run.manifest.get("forced_decisions", ())
    return bool(point) and any(f"{order['nation']}.{order['decision']}" == point for order in forced)


def settled(run: Run, item: Measure) -> bool:
    """Say whether orders settle a measure: the decision is ordered, and every world is alike."""
    if not orders(run, item):
        return False
    values = run.values(whether(item))
    return bool((values == values[0]).all())


def whether(item: Measure) -> Measure:
    """Return, of a date, whether it comes; any other measure itself."""
    if item.outcome.kind != "date":
        return item
    return Measure(f"{item.outcome.name}:{HAPPENS}", item.outcome, HAPPENS, item.title)


def by_order(run: Run, base: Run, item: Measure) -> bool:
    """Say whether a difference to the base is the order itself: the run's own, or the base's that it does not share."""
    return settled(run, item) or (settled(base, item) and not orders(run, item))


def left_to_tell(runs: Sequence[Run], item: Measure) -> bool:
    """Say whether anything of a measure is left to tell: in some run it is more than an order carried out."""
    if len(runs) == 1:
        return not settled(runs[0], item)
    return not all(by_order(run, runs[0], item) for run in runs[1:])
