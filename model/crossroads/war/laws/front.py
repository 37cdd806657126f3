"""One law of the land front: what two armies on one line do to each other in a step.

A theatre says what each army is (`FrontSide`), what fighting costs it (`Exposure`), how it is fed (`Road`), and where
the line may not go. All else is the same everywhere, in this order:

1. power over power, as a logarithm, is the *drive* (`drive`); what massing adds and the other's dead zone takes leaves
   what lies *beyond* it (`beyond`);
2. who has a store, a promise and leave to do so attacks, and pushes the line by speed against speed (`clash`);
3. the theatre halts the line at its rivers and cities; how far it moved says what the step was to each side (`fought`);
4. both sides lose men by what stands against them, by posture, and in pockets (`losses`);
5. stores fill by road and rail, and burn (`next_stock`).

*Forward* is the way in which the line's number grows, *back* the other. Arrays are (sector, world), or what broadcasts
against it; constants come from the theatre, for armies differ in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crossroads.war.laws import combat, supply
from crossroads.war.laws.small import safe_log_ratio, saturating, softened
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp


@dataclass(frozen=True, slots=True)
class FrontSide:
    """One army on one front, as a step begins.

    Attributes
    ----------
    beyond
        Its drive beyond the other's dead zone.
    stock, rates
        Weeks of offensive in store, and its constants of supply.
    top
        Speed of an unopposed spearhead, km per week.
    gate
        1 where wish, war and season let it attack, 0 where they do not.
    starts, promising
        An attack begins above this store, where what is promised, in drive, is above 0.
    attacked
        1 where it attacked in the step before: that attack goes on down to a lower store. 0: each step begins anew.
    gnawing
        Width of the dead zone's edge, in drive: an attack that is just too weak still gnaws. None: a hard edge.
    """

    beyond: Array
    stock: Array
    rates: supply.SupplyRates
    top: Array | float
    gate: Array
    starts: Array | float
    promising: Array
    attacked: Array | float = 0.0
    gnawing: Array | float | None = None


class Clash(NamedTuple):
    """Who attacks, forward and back (1, 0, or a share where the gate is one), and the push, km per week forward."""

    forward: Array
    back: Array
    push: Array


class Engagement(NamedTuple):
    """What a step was to one side: where it attacks and is attacked, km per week gained and lost (both at least 0)."""

    attacks: Array
    attacked: Array
    gained: Array
    lost: Array


@dataclass(frozen=True, slots=True)
class Fought:
    """How a step was fought.

    Attributes
    ----------
    drive
        Logarithm of the forward side's power over the other's.
    moved
        Km per week that the line moved, forward positive.
    static
        Weeks for which the line has stood by now.
    forward, back
        What it was to each side.
    """

    drive: Array
    moved: Array
    static: Array
    forward: Engagement
    back: Engagement


@dataclass(frozen=True, slots=True)
class Exposure:
    """What fighting costs one army.

    Attributes
    ----------
    lethality
        Share lost a week at even odds and activity 1.
    quiet, attack, attacked
        Activity where nobody attacks, and what an own attack and the enemy's add.
    pocket, half
        Share cut off a week, and the speed of the enemy's spearhead, km per week, that sets how it grows.
    heat
        Factor on all activity.
    """

    lethality: Array | float
    quiet: Array | float
    attack: Array | float
    attacked: Array | float
    pocket: Array | float
    half: Array | float
    heat: Array | float = 1.0


class Losses(NamedTuple):
    """Shares of an army lost a week: in the fighting, and cut off."""

    fighting: Array
    cut_off: Array


@dataclass(frozen=True, slots=True)
class Road:
    """How one army is fed.

    Attributes
    ----------
    gap, line
        Km from the railhead to the spearhead, and of railway behind it.
    weather, priority
        Factors on what is delivered.
    burnt
        Weeks of offensive a week that are lost beside what fighting burns.
    debt
        How far the store may fall below nothing, weeks of offensive.
    """

    gap: Array
    line: Array | float = 0.0
    weather: Array | float = 1.0
    priority: Array | float = 1.0
    burnt: Array | float = 0.0
    debt: Array | float = 0.0


def fed(stock: Array, part: Array | float) -> Array:
    """Return the share of its power that an army's store leaves it; `part` of it hangs on supply."""
    return 1.0 - part + part * saturating(stock, 1.0)


def through_winter(taken: Array | float, winter: Array, worst: Array | float) -> Array:
    """Return the share of its power that a winter leaves an army; it takes `taken`, and never all but `worst`."""
    return np.maximum(1.0 - taken * winter, worst)


def surprise(size: Array | float, since: Array | float, weeks: Array | float) -> Array:
    """Return the drive of an attack that was not expected, as it passes; `since` its first week."""
    return size * exp(-since / weeks)


def drive(power: Array, against: Array, *more: Array | float) -> Array:
    """Return the logarithm of one side's power over the other's, with what else drives it, in order."""
    total = safe_log_ratio(power, against)
    for item in more:
        total = total + item
    return total


def beyond(driven: Array, massed: Array | float, zone: Array) -> Array:
    """Return the drive beyond the other side's dead zone, with what massing adds."""
    return driven + massed - zone


def attacks(side: FrontSide) -> Array:
    """Return where a side attacks: 1, 0, or as much as its gate lets through."""
    return supply.attacking(side.attacked, side.stock, side.rates, side.starts, side.promising) * side.gate


def _pace(side: FrontSide, attacking: Array, ground: Array | float, p: Laws) -> Array:
    """Return how fast a side pushes, km per week."""
    through = side.beyond if side.gnawing is None else softened(side.beyond, side.gnawing)
    speed = combat.speed(through, side.top, p["combat.drive_scale"], side.stock, p["supply.stock_ease"])
    return speed * ground * attacking


def clash(forward: FrontSide, back: FrontSide, p: Laws, ground: Array | float = 1.0) -> Clash:
    """Return who attacks and where the line is pushed; `ground` a factor on everybody's speed."""
    on, against = attacks(forward), attacks(back)
    return Clash(on, against, _pace(forward, on, ground, p) - _pace(back, against, ground, p))


def fought(
    driven: Array, clashed: Clash, before: Array, after: Array, static: Array, standing: Array | float, weeks: float
) -> Fought:
    """Return how a step was fought.

    Parameters
    ----------
    driven
        Drive of the forward side.
    clashed
        Who attacks.
    before, after
        The line as the step began, and as it ended where the ground halted it, km.
    static, standing
        Weeks for which it had stood, and the km per week up to which it counts as standing.
    weeks
        Length of the step.
    """
    moved = (after - before) / weeks
    gained, lost = np.maximum(moved, 0.0), np.maximum(-moved, 0.0)
    return Fought(
        drive=driven,
        moved=moved,
        static=np.where(np.abs(moved) > standing, 0.0, static + weeks),
        forward=Engagement(clashed.forward, clashed.back, gained, lost),
        back=Engagement(clashed.back, clashed.forward, lost, gained),
    )


def fresh(static: Array, size: Array | float, weeks: Array | float) -> Array:
    """Return the activity of a line that has only just come to stand, as men dig in."""
    return size * exp(-static / weeks)


def losses(exposed: Exposure, met: Engagement, against: Array, p: Laws) -> Losses:
    """Return what a side loses; `against` the logarithm of what stands against one of its men."""
    activity = (exposed.quiet + exposed.attack * met.attacks + exposed.attacked * met.attacked) * exposed.heat
    return Losses(
        fighting=combat.loss_share(exposed.lethality, p["combat.loss_slope"], against, activity, p),
        cut_off=combat.encircled_share(exposed.pocket, met.lost, exposed.half),
    )


def next_stock(side: FrontSide, met: Engagement, road: Road, weeks: float) -> Array:
    """Return a side's store after the step, weeks of offensive."""
    comes = supply.delivered(side.rates, road.gap, road.line, road.weather, road.priority)
    goes = supply.burnt(side.rates, met.attacks, side.beyond, met.gained, met.attacked) + road.burnt
    return supply.next_stock(side.stock, comes, goes, side.rates.stock_most, weeks, road.debt)
