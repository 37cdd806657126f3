"""What a battle is judged by, as numbers: ratios of men and arms, posture, ground, surprise, nations.

Nothing here reads how a battle ended. How long it lasted is known only afterwards; it enters the losses, as
the time that they had to build up, and never who wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from crossroads.evidence.reading import packaged

Array = NDArray[np.float64]

NATIONS: tuple[str, ...] = ("France", "Germany", "Great Britain", "Japan", "USA", "USSR", "other")
"""Nations with an effect of their own; every other one is "other", about which only the prior is known."""

TOLD: dict[str, Any] = packaged("validation/battles/columns.toml")
"""What is said of the columns of a table, of nations and of coefficients."""

_NAMES = {name.casefold(): name for name in NATIONS if name != "other"} | TOLD["names"]

ARMS: dict[str, tuple[str, str, float]] = {
    "tanks": ("tanka", "tankd", 10.0),
    "guns": ("artya", "artyd", 10.0),
    "sorties": ("flya", "flyd", 20.0),
}
"""Arms: the columns of both sides, and what is added to both before dividing, since either may have none."""

PRIORS: dict[str, str] = {kind: prior["words"] for kind, prior in TOLD["priors"].items()}
"""What each kind of coefficient is."""

SPREADS: dict[str, float] = {kind: prior["spread"] for kind, prior in TOLD["priors"].items()}
"""Spread (standard deviation) of the prior of each kind of coefficient, set once and not tuned."""

_DEFENCES = {"HD": 0.0, "PD": 1.0, "FD": 2.0}
_USUAL_LOG_MEN = 9.0
"""Men are counted from about 8,000, so that a level of losses is that of a usual battle."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers that coefficients multiply.

    Attributes
    ----------
    names
        Of the coefficients, as "men" or "nation Japan".
    kinds
        Of each coefficient, a key of `SPREADS`.
    values
        Shape (row, coefficient).
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Array


def named_in(actor: str) -> tuple[str, ...]:
    """Return the nations of an actor, as in 'Germany & Italy'; what is not in `NATIONS` in small letters."""
    names = (part.strip().casefold() for part in actor.split("&"))
    return tuple(_NAMES.get(name, name) for name in names)


def nations_of(actor: str) -> tuple[str, ...]:
    """Return the nations of an actor as `named_in` does; what is not in `NATIONS` is "other"."""
    return tuple(name if name in NATIONS else "other" for name in named_in(actor))


def shares(actors: pd.Series[str]) -> Array:
    """Return each nation's share of each actor, shape (battle, nation)."""
    parts = {actor: nations_of(actor) for actor in dict.fromkeys(actors)}
    found = {actor: [nations.count(name) / len(nations) for name in NATIONS] for actor, nations in parts.items()}
    return np.array([found[actor] for actor in actors])


def log_ratios(battles: pd.DataFrame) -> dict[str, Array]:
    """Return logarithms of attacker over defender by name: men, tanks, guns, sorties; NaN where not known."""
    found = {"men": np.log(_numbers(battles, "stra") / _numbers(battles, "strd"))}
    for name, (attacker, defender, added) in ARMS.items():
        found[name] = np.log((_numbers(battles, attacker) + added) / (_numbers(battles, defender) + added))
    return found


def usual_values(battles: pd.DataFrame) -> dict[str, float]:
    """Return what stands in for a missing value: the mean of those that are known, here of the battles fitted."""
    known = log_ratios(battles) | {"air": _numbers(battles, "aeroa"), "surprise": _numbers(battles, "surpa")}
    known |= {"days": np.log(_numbers(battles, "days")), "size": _log_size(battles, 0.0)}
    return {name: float(np.nanmean(values)) for name, values in known.items()}


def _numbers(battles: pd.DataFrame, name: str) -> Array:
    return battles[name].to_numpy(dtype=np.float64)


def _log_size(battles: pd.DataFrame, usual_ratio: float) -> Array:
    """Return the mean of the two logarithms of men; one side alone stands for both at the usual ratio."""
    attacker, defender = np.log(_numbers(battles, "stra")), np.log(_numbers(battles, "strd"))
    attacker_too = np.where(np.isnan(attacker), defender + usual_ratio, attacker)
    defender_too = np.where(np.isnan(defender), attacker - usual_ratio, defender)
    return 0.5 * (attacker_too + defender_too)


class _Columns:
    """Columns of a design, gathered one by one."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.found: list[tuple[str, str, Array]] = []

    def add(self, name: str, kind: str, values: ArrayLike) -> None:
        self.found.append((name, kind, np.broadcast_to(np.asarray(values, dtype=np.float64), (self.rows,))))

    def design(self) -> Columns:
        names, kinds, values = zip(*self.found, strict=True)
        return Columns(tuple(names), tuple(kinds), np.column_stack(values))


def _add_circumstances(columns: _Columns, battles: pd.DataFrame, usual: Mapping[str, float]) -> None:
    """Add what holds for the whole battle: ratios, surprise, air, posture, ground, weather."""
    known = log_ratios(battles) | {"surprise": _numbers(battles, "surpa"), "air": _numbers(battles, "aeroa")}
    for name, values in known.items():
        gone = np.isnan(values)
        columns.add(name, "slope", np.where(gone, usual[name], values))
        columns.add(f"{name} not known", "slope", gone.astype(np.float64))
    posture, ground = battles["post1"], battles["terra1"]
    columns.add("defences", "slope", posture.map(_DEFENCES).fillna(0.0).to_numpy())
    for code in ("HD", "PD", "FD", "DL"):
        columns.add(f"posture {code}", "contrast", (posture == code).to_numpy())
    for letter, word in (("G", "rugged"), ("R", "rolling"), ("F", "flat")):
        columns.add(f"ground {word}", "contrast", (ground.str[:1] == letter).to_numpy())
    for letter, word in (("W", "wooded"), ("M", "mixed"), ("B", "bare"), ("D", "desert")):
        columns.add(f"cover {word}", "contrast", (ground.str[1:2] == letter).to_numpy())
    columns.add("wet", "slope", (battles["wx1"].str[:1] == "W").to_numpy())


def win_design(battles: pd.DataFrame, usual: Mapping[str, float], *, nations: bool = True) -> Columns:
    """Return the design of who wins: the log power ratio, term by term, shape (battle, coefficient).

    Parameters
    ----------
    battles
        A table as `table.read_table` gives it.
    usual
        What stands in for missing values; `usual_values` of the battles fitted.
    nations
        Let nations differ.
    """
    columns = _Columns(len(battles))
    columns.add("base", "base", 1.0)
    _add_circumstances(columns, battles, usual)
    if nations:
        attackers, defenders = shares(battles["actor_a"]), shares(battles["actor_d"])
        for place, name in enumerate(NATIONS):
            columns.add(f"nation {name}", "nation", attackers[:, place] - defenders[:, place])
            columns.add(f"attacking {name}", "contrast", attackers[:, place])
            columns.add(f"defending {name}", "contrast", defenders[:, place])
    return columns.design()


def loss_design(battles: pd.DataFrame, usual: Mapping[str, float], *, nations: bool = True) -> Columns:
    """Return the design of the logarithm of both sides' losses, shape (2 x battle, coefficient).

    Rows go attacker, defender, attacker, ... Each side has coefficients of its own, except that what a nation
    loses and what it inflicts is shared between attack and defence, with a smaller difference between the two.
    The arguments are those of `win_design`.
    """
    one_side = _Columns(len(battles))
    one_side.add("base", "base", 1.0)
    _add_circumstances(one_side, battles, usual)
    days, size = np.log(_numbers(battles, "days")), _log_size(battles, usual["men"])
    one_side.add("days", "time", np.where(np.isnan(days), usual["days"], days))
    one_side.add("days not known", "slope", np.isnan(days).astype(np.float64))
    columns = _Columns(2 * len(battles))
    common = one_side.design()
    for side, place in (("attacker", 0), ("defender", 1)):
        for index, (name, kind) in enumerate(zip(common.names, common.kinds, strict=True)):
            columns.add(f"{side}: {name}", kind, _on_side(common.values[:, index], place))
    # Losses grow with size almost in step; how far they do not is the coefficient.
    centred = np.where(np.isnan(size), usual["size"], size) - _USUAL_LOG_MEN
    for side, place in (("attacker", 0), ("defender", 1)):
        columns.add(f"{side}: size", "slope", _on_side(centred, place))
        columns.add(f"{side}: size not known", "slope", _on_side(np.isnan(size).astype(np.float64), place))
    if nations:
        _add_loss_nations(columns, battles)
    return columns.design()


def _on_side(values: Array, place: int) -> Array:
    rows = np.zeros((len(values), 2))
    rows[:, place] = values
    return rows.ravel()


def _add_loss_nations(columns: _Columns, battles: pd.DataFrame) -> None:
    attackers, defenders = shares(battles["actor_a"]), shares(battles["actor_d"])
    for place, name in enumerate(NATIONS):
        suffered = _on_side(attackers[:, place], 0), _on_side(defenders[:, place], 1)
        inflicted = _on_side(defenders[:, place], 0), _on_side(attackers[:, place], 1)
        columns.add(f"exposure {name}", "nation", suffered[0] + suffered[1])
        columns.add(f"lethality {name}", "nation", inflicted[0] + inflicted[1])
        columns.add(f"exposure attacking {name}", "contrast", suffered[0])
        columns.add(f"exposure defending {name}", "contrast", suffered[1])
        columns.add(f"lethality defending {name}", "contrast", inflicted[0])
        columns.add(f"lethality attacking {name}", "contrast", inflicted[1])


def log_men(battles: pd.DataFrame, usual: Mapping[str, float]) -> Array:
    """Return the logarithm of each side's men, shape (2 x battle,), rows as `loss_design`.

    A side that is not known has the usual ratio to the other; where neither is known, the usual size.
    """
    ratio = log_ratios(battles)["men"]
    half = 0.5 * np.where(np.isnan(ratio), usual["men"], ratio)
    size = _log_size(battles, usual["men"])
    middle = np.where(np.isnan(size), usual["size"], size)
    return np.column_stack([middle + half, middle - half]).ravel()
