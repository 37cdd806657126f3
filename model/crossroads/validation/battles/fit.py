"""The fit: a penalised logit for who wins, a penalised regression for both sides' losses, and their uncertainty.

Both are posteriors under normal priors of fixed spread (`features.SPREADS`): the logit by Laplace's
approximation at its mode, the losses in closed form given the covariance of their noise, which is found by
expectation and maximisation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from crossroads.errors import InputError
from crossroads.validation.battles import features
from crossroads.validation.battles.features import SPREADS, Array, Columns

FILE = "fit.json"
"""Where the fit is kept, in the folder `data` beside this module."""

_ROUNDS = 200
_CLOSE = 1e-9
_FEWEST = 0.5
"""Stands for no losses at all, whose logarithm would be without bound."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Coefficients and what is not known about them.

    Attributes
    ----------
    names, kinds
        Of the coefficients; see `features.Columns`.
    mean
        Shape (coefficient,).
    covariance
        Shape (coefficient, coefficient).
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    mean: Array
    covariance: Array

    def spread(self, name: str) -> tuple[float, float]:
        """Return the mean and standard deviation of a coefficient."""
        place = self.names.index(name)
        return float(self.mean[place]), float(np.sqrt(self.covariance[place, place]))


@dataclass(frozen=True, slots=True)
class Fit:
    """All that a prediction needs.

    Attributes
    ----------
    usual
        What stands in for missing values.
    win
        Log-odds that the attacker wins.
    loss
        Logarithm of the share of men lost, by side.
    noise
        Covariance of the two sides' log losses about the regression, shape (2, 2): attacker, defender.
    nations
        Whether nations may differ.
    record
        What was fitted to what: numbers of battles, hash of the tables, spreads of the priors.
    """

    usual: dict[str, float]
    win: Posterior
    loss: Posterior
    noise: Array
    nations: bool
    record: dict[str, Any]


def fit_battles(battles: pd.DataFrame, *, nations: bool = True, tightness: float = 1.0) -> Fit:
    """Fit the law to battles whose outcome is known.

    Parameters
    ----------
    battles
        A table with outcomes, as `table.reference_battles` gives it. Undecided battles count for losses only,
        battles without losses for who won only.
    nations
        Let nations differ.
    tightness
        Multiplies every prior's spread except that of a base; 1 leaves them as they are.

    Returns
    -------
    Fit
        The same for the same table.
    """
    usual = features.usual_values(battles)
    decided = battles.loc[battles["wina"].isin([-1.0, 1.0])]
    won = np.asarray(decided["wina"] == 1.0, dtype=np.float64)
    win = logit(features.win_design(decided, usual, nations=nations), won, tightness)
    loss, noise, sides = _losses(battles, usual, nations, tightness)
    record = {
        "battles": len(battles),
        "decided": len(decided),
        "won_by_attacker": int(won.sum()),
        "sides_with_losses": sides,
        "tables_sha256": _hash(battles),
        "prior_spreads": dict(SPREADS),
        "made_by": "crossroads battle --refit",
    }
    return Fit(usual, win, loss, noise, nations, record)


def observed_log_losses(battles: pd.DataFrame) -> Array:
    """Return the logarithm of both sides' losses, shape (battle, 2), attacker first; NaN where not known."""
    losses: Array = battles[["casa", "casd"]].to_numpy(dtype=np.float64)
    return np.asarray(np.log(np.maximum(losses, _FEWEST)), dtype=np.float64)


def _precision(design: Columns, tightness: float) -> Array:
    spreads = [SPREADS[kind] * (1.0 if kind == "base" else tightness) for kind in design.kinds]
    return np.diag(1.0 / np.square(spreads))


def logit(design: Columns, won: Array, tightness: float = 1.0) -> Posterior:
    """Fit log-odds by Laplace's approximation.

    Parameters
    ----------
    design
        Numbers of each battle.
    won
        1 where the attacker won, else 0; shape (battle,).
    tightness
        As in `fit_battles`.
    """
    x, precision = design.values, _precision(design, tightness)

    def cost(b: Array) -> float:
        score = x @ b
        return float(np.sum(np.logaddexp(0.0, score) - won * score) + 0.5 * b @ precision @ b)

    def slope(b: Array) -> Array:
        return np.asarray(x.T @ (expit(x @ b) - won) + precision @ b)

    def curvature(b: Array) -> Array:
        chance = expit(x @ b)
        return np.asarray(x.T @ (x * (chance * (1.0 - chance))[:, None]) + precision)

    start = np.zeros(x.shape[1])
    found = minimize(cost, start, jac=slope, hess=curvature, method="trust-exact", options={"gtol": _CLOSE})
    mode = np.asarray(found.x, dtype=np.float64)
    return Posterior(design.names, design.kinds, mode, _inverse(curvature(mode)))


def _losses(
    battles: pd.DataFrame, usual: dict[str, float], nations: bool, tightness: float
) -> tuple[Posterior, Array, int]:
    design = features.loss_design(battles, usual, nations=nations)
    response = observed_log_losses(battles) - features.log_men(battles, usual).reshape(-1, 2)
    x = design.values.reshape(len(battles), 2, -1)
    known = ~np.isnan(response)
    y = np.where(known, response, 0.0)
    both, precision = known.all(axis=1), _precision(design, tightness)
    paired = _Sums(x[both], y[both])
    alone = [_Sums(x[rows], y[rows]) for rows in (known[:, side] & ~known[:, 1 - side] for side in (0, 1))]
    noise = np.eye(2)
    mean, covariance = np.zeros(x.shape[2]), _inverse(precision)
    for _ in range(_ROUNDS):
        inverse = _inverse(noise)
        information, pull = paired.weighted(inverse)
        for side in (0, 1):
            more, further = alone[side].weighted(np.diag(np.eye(2)[side]) / noise[side, side])
            information, pull = information + more, pull + further
        covariance = _inverse(precision + information)
        mean = covariance @ pull
        renewed = _noise(x[both], y[both], paired, mean, covariance)
        moved = float(np.abs(renewed - noise).max())
        noise = renewed
        if moved < _CLOSE:
            break
    return Posterior(design.names, design.kinds, mean, covariance), noise, int(known.sum())


def _inverse(matrix: Array) -> Array:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


class _Sums:
    """Sums over battles of products of the two sides' rows, so that a round of the fit need not go through them."""

    def __init__(self, x: Array, y: Array) -> None:
        self.squares = np.einsum("bik,bjl->ijkl", x, x, optimize=True)
        self.pulls = np.einsum("bik,bj->ijk", x, y, optimize=True)

    def weighted(self, weights: Array) -> tuple[Array, Array]:
        """Return the information and the pull on the coefficients, given the inverse of the noise."""
        return np.einsum("ij,ijkl->kl", weights, self.squares), np.einsum("ij,ijk->k", weights, self.pulls)


def _noise(x: Array, y: Array, sums: _Sums, mean: Array, covariance: Array) -> Array:
    """Return the expected covariance of the noise, from the battles in which both losses are known."""
    left = y - x @ mean
    doubt = np.einsum("ijkl,kl->ij", sums.squares, covariance)
    return np.asarray((left.T @ left + doubt) / len(left))


def _hash(battles: pd.DataFrame) -> str:
    return hashlib.sha256(battles.to_csv(index=False).encode()).hexdigest()


def stored_path() -> Path:
    """Return the file that holds the fit of this edition."""
    return Path(str(resources.files("crossroads.validation.battles").joinpath("data", FILE)))


def load_fit(path: Path | None = None) -> Fit:
    """Read a fit; without a path that of this edition.

    Raises
    ------
    InputError
        If the file is missing or holds no fit.
    """
    path = path or stored_path()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Fit(
            usual=held["usual"],
            win=_posterior(held["win"]),
            loss=_posterior(held["loss"]),
            noise=np.array(held["noise"]),
            nations=bool(held["nations"]),
            record=held["record"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path}: no fit can be read there; `crossroads battle --refit` makes one.") from None


def fit_text(fit: Fit) -> str:
    """Return a fit as the text of its file, to nine digits."""
    held = {
        "record": fit.record,
        "nations": fit.nations,
        "usual": {name: _digits(value) for name, value in fit.usual.items()},
        "noise": _digits(fit.noise),
        "win": _held(fit.win),
        "loss": _held(fit.loss),
    }
    return json.dumps(held, indent=1) + "\n"


def _held(posterior: Posterior) -> dict[str, Any]:
    lower = [row[: place + 1] for place, row in enumerate(posterior.covariance)]
    return {
        "coefficients": {
            name: {"kind": kind, "mean": _digits(mean)}
            for name, kind, mean in zip(posterior.names, posterior.kinds, posterior.mean, strict=True)
        },
        # A row a line, below the diagonal only: the rest is its mirror.
        "covariance": [" ".join(f"{value:.9g}" for value in row) for row in lower],
    }


def _posterior(held: dict[str, Any]) -> Posterior:
    cells = held["coefficients"]
    covariance = np.zeros((len(cells), len(cells)))
    for place, line in enumerate(held["covariance"]):
        row = [float(value) for value in line.split()]
        covariance[place, : place + 1] = covariance[: place + 1, place] = row
    names, kinds = tuple(cells), tuple(str(cell["kind"]) for cell in cells.values())
    return Posterior(names, kinds, np.array([float(cell["mean"]) for cell in cells.values()]), covariance)


def _digits(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_digits(inner) for inner in value]
    return float(f"{float(value):.9g}")
