"""Predictions: who wins, what both sides lose, and how far either is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from crossroads.validation.battles.features import NATIONS, Array, log_men, loss_design, nations_of, win_design
from crossroads.validation.battles.fit import Fit, Posterior

ADDED: tuple[str, ...] = (
    "p_attacker_wins",
    *(
        f"{what}_{level}"
        for what in ("loss_ratio", "attacker_losses", "defender_losses")
        for level in ("q10", "median", "q90")
    ),
)
"""Columns that a prediction adds to a table."""

LEVELS: tuple[float, float, float] = (0.1, 0.5, 0.9)

_NODES = 40


@dataclass(frozen=True, slots=True)
class Forecast:
    """Predictions as distributions.

    Attributes
    ----------
    p_attacker_wins
        Shape (battle,), what is not known about the coefficients averaged over.
    log_losses
        Mean of both sides' log losses (people), shape (battle, 2), attacker first.
    covariance
        Of the two, shape (battle, 2, 2): noise, and what is not known about the coefficients.
    """

    p_attacker_wins: Array
    log_losses: Array
    covariance: Array

    def log_ratio(self) -> tuple[Array, Array]:
        """Return the mean and spread of the log loss ratio, attacker over defender, each of shape (battle,)."""
        contrast = np.array([1.0, -1.0])
        variance = np.einsum("i,bij,j->b", contrast, self.covariance, contrast)
        return self.log_losses @ contrast, np.sqrt(variance)


def forecast(battles: pd.DataFrame, fit: Fit) -> Forecast:
    """Return the distributions of what a fit expects of battles; no outcome is read.

    Parameters
    ----------
    battles
        A table as `table.read_table` gives it.
    fit
        A fit.
    """
    design = win_design(battles, fit.usual, nations=fit.nations).values
    losses = loss_design(battles, fit.usual, nations=fit.nations).values
    x = losses.reshape(len(battles), 2, -1)
    mean = x @ fit.loss.mean + log_men(battles, fit.usual).reshape(-1, 2)
    doubt = np.einsum("bik,kl,bjl->bij", x, fit.loss.covariance, x, optimize=True)
    return Forecast(chance(design, fit.win), mean, doubt + fit.noise)


def chance(x: Array, win: Posterior) -> Array:
    """Return the mean of the chance over what is not known about the log-odds, by Gauss and Hermite's rule.

    Parameters
    ----------
    x
        A design's values, shape (battle, coefficient).
    win
        What is known about the coefficients.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    spread = np.sqrt(np.einsum("bk,kl,bl->b", x, win.covariance, x, optimize=True))
    chances = expit((x @ win.mean)[:, None] + spread[:, None] * nodes)
    return np.asarray(chances @ (weights / weights.sum()))


def predict(battles: pd.DataFrame, fit: Fit) -> pd.DataFrame:
    """Return a table with the columns `ADDED` beside its own.

    Parameters
    ----------
    battles
        A table as `table.read_table` gives it.
    fit
        A fit.

    Returns
    -------
    predictions : pandas.DataFrame
        The battles in their order. `loss_ratio_*` is the attacker's losses over the defender's, within what
        the losses allow. Losses are people, at most all of a side; they are NaN for a side whose strength is not
        known. The interval from q10 to q90 should hold four battles in five.
    """
    expected = forecast(battles, fit)
    centre, width = expected.log_ratio()
    added = {"p_attacker_wins": expected.p_attacker_wins}
    losses: dict[str, Array] = {}
    for place, (side, men) in enumerate((("attacker", "stra"), ("defender", "strd"))):
        most = battles[men].to_numpy(dtype=np.float64)
        middle, spread = expected.log_losses[:, place], np.sqrt(expected.covariance[:, place, place])
        for level, name in zip(LEVELS, ("q10", "median", "q90"), strict=True):
            # As many as there are men; of a side whose strength is not known, as many as expected.
            losses[f"{side}_{name}"] = np.fmin(np.exp(middle + norm.ppf(level) * spread), most)
            added[f"{side}_losses_{name}"] = np.where(np.isnan(most), np.nan, losses[f"{side}_{name}"])
    # Both sides can lose no more than they have, and so the ratio no more than these losses allow.
    least, most = losses["attacker_q10"] / losses["defender_q90"], losses["attacker_q90"] / losses["defender_q10"]
    for level, name in zip(LEVELS, ("q10", "median", "q90"), strict=True):
        added[f"loss_ratio_{name}"] = np.clip(np.exp(centre + norm.ppf(level) * width), least, most)
    rest = battles.drop(columns=[name for name in ADDED if name in battles.columns])
    return pd.concat([rest, pd.DataFrame({name: added[name] for name in ADDED}, index=battles.index)], axis=1)


def strangers(battles: pd.DataFrame) -> list[str]:
    """Return the actors, in order of appearance, of whom at least one nation has no effect of its own."""
    actors = [*battles["actor_a"], *battles["actor_d"]]
    return [actor for actor in dict.fromkeys(actors) if not set(nations_of(actor)) <= set(NATIONS) - {"other"}]
