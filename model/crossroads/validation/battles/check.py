"""Tests on battles that the fit has not seen: ten folds, fixed seed, nothing of a held-out battle's end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from crossroads.statistics.intervals import TAILS, exact, mean_interval, normal_quantile, student_quantile
from crossroads.validation.battles.features import Array, Columns, log_ratios, usual_values, win_design
from crossroads.validation.battles.fit import Fit, fit_battles, logit, observed_log_losses
from crossroads.validation.battles.predict import chance, forecast

FOLDS, SEED = 10, 1941
OTHER_SPLITS = 5
"""Further ways to cut the folds, to see how much the cut matters."""

TIGHTNESSES: tuple[float, ...] = (0.5, 2.0)
"""Priors narrower and wider than chosen, to see how much the choice matters."""

_RESAMPLES = 2000
_WEST = frozenset({"Italy", "North Africa", "Western Front"})


def held_out(
    battles: pd.DataFrame,
    *,
    nations: bool = True,
    by_campaign: bool = False,
    tightness: float = 1.0,
    seed: int = SEED,
) -> pd.DataFrame:
    """Predict every battle from a fit that has not seen it.

    Parameters
    ----------
    battles
        Battles with outcomes.
    nations
        Let nations differ.
    by_campaign
        Hold out whole campaigns, so that a sister battle cannot help.
    tightness
        As in `fit.fit_battles`.
    seed
        Of the cut into folds.

    Returns
    -------
    table : pandas.DataFrame
        A row a battle: `won` (1, 0, or NaN where undecided), `p`, `log_ratio` observed, `expected` and `spread`
        of it, and for each side `SIDE_observed`, `SIDE_expected`, `SIDE_spread` (log losses).
    """
    folds = _folds(battles, by_campaign, seed)
    parts = []
    for fold in range(FOLDS):
        inside = folds == fold
        fit = fit_battles(battles.loc[~inside], nations=nations, tightness=tightness)
        parts.append(told(battles.loc[inside], forecast_columns(battles.loc[inside], fit)))
    return pd.concat(parts).sort_index()


def forecast_columns(battles: pd.DataFrame, fit: Fit) -> dict[str, Array]:
    """Return a fit's expectations by column name; see `held_out`."""
    expected = forecast(battles, fit)
    centre, width = expected.log_ratio()
    columns = {"p": expected.p_attacker_wins, "expected": centre, "spread": width}
    for place, side in enumerate(("attacker", "defender")):
        columns[f"{side}_expected"] = expected.log_losses[:, place]
        columns[f"{side}_spread"] = np.sqrt(expected.covariance[:, place, place])
    return columns


def told(battles: pd.DataFrame, columns: Mapping[str, Array]) -> pd.DataFrame:
    """Put expectations beside what came; the columns of `held_out`."""
    losses = observed_log_losses(battles)
    came = {
        "won": battles["wina"].map({1.0: 1.0, -1.0: 0.0}).to_numpy(dtype=np.float64),
        "log_ratio": losses[:, 0] - losses[:, 1],
        "attacker_observed": losses[:, 0],
        "defender_observed": losses[:, 1],
    }
    return pd.DataFrame({**came, **columns}, index=battles.index)


def _folds(battles: pd.DataFrame, by_campaign: bool, seed: int) -> NDArray[np.int64]:
    drawn = np.random.default_rng(seed)
    if not by_campaign:
        return drawn.permutation(len(battles)) % FOLDS
    groups = battles["campgn"].to_numpy()
    names, sizes = np.unique(groups, return_counts=True)
    order = sorted(drawn.permutation(len(names)), key=lambda place: -sizes[place])
    filled, fold_of = np.zeros(FOLDS, dtype=np.int64), {}
    for place in order:  # largest campaigns first, each to the fold that holds least
        fold_of[names[place]] = int(filled.argmin())
        filled[filled.argmin()] += sizes[place]
    return np.array([fold_of[name] for name in groups])


def simple_chances(battles: pd.DataFrame, *, force_ratio: bool) -> pd.DataFrame:
    """Return held-out chances of the two plainest rules, columns `won` and `p`.

    Parameters
    ----------
    battles
        Battles with outcomes.
    force_ratio
        Judge by the logarithm of the ratio of men alone; otherwise every battle has the attackers' usual share.
    """
    folds = _folds(battles, False, SEED)
    won = battles["wina"].map({1.0: 1.0, -1.0: 0.0}).to_numpy(dtype=np.float64)
    found = np.full(len(battles), np.nan)
    for fold in range(FOLDS):
        inside, learnt = folds == fold, (folds != fold) & ~np.isnan(won)
        usual = usual_values(battles.loc[learnt])
        whole = win_design(battles, usual, nations=False)
        kept = [0, whole.names.index("men")] if force_ratio else [0]
        names, kinds = tuple(whole.names[item] for item in kept), tuple(whole.kinds[item] for item in kept)
        part = logit(Columns(names, kinds, whole.values[np.ix_(learnt, kept)]), won[learnt])
        found[inside] = chance(whole.values[np.ix_(inside, kept)], part)
    return pd.DataFrame({"won": won, "p": found}, index=battles.index)


def area_under_curve(won: Array, p: Array) -> float:
    """Return how often a battle that the attacker won has the higher chance of two; 0.5 is chance."""
    ranks = stats.rankdata(p)
    wins = float(won.sum())
    return float((ranks[won == 1].sum() - 0.5 * wins * (wins + 1)) / (wins * (len(won) - wins)))


def win_measures(table: pd.DataFrame) -> dict[str, float]:
    """Return `auc`, `brier`, `accuracy` over decided battles, with 95 % bounds `auc_low` ... of a bootstrap."""
    rows = table.loc[table["won"].notna()]
    won, p = rows["won"].to_numpy(dtype=np.float64), rows["p"].to_numpy(dtype=np.float64)
    found = _win_figures(won, p)
    drawn = np.random.default_rng(SEED)
    again: list[dict[str, float]] = []
    while len(again) < _RESAMPLES:
        rows_drawn = drawn.integers(len(won), size=len(won))
        if 0 < won[rows_drawn].sum() < len(won):
            again.append(_win_figures(won[rows_drawn], p[rows_drawn]))
    for name in ("auc", "brier"):
        low, high = np.quantile([figures[name] for figures in again], TAILS)
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return found | {"battles": float(len(rows))}


def _win_figures(won: Array, p: Array) -> dict[str, float]:
    accuracy = float(np.mean((p > 0.5) == (won == 1)))
    return {"auc": area_under_curve(won, p), "brier": float(np.mean(np.square(p - won))), "accuracy": accuracy}


def loss_measures(table: pd.DataFrame) -> dict[str, float]:
    """Return the error of the log loss ratio: `rms`, `mean` with its 95 % bounds `low` and `high`, `battles`."""
    error = (table["log_ratio"] - table["expected"]).dropna().to_numpy(dtype=np.float64)
    mean, low, high = mean_interval(error, student=True)
    rms = float(np.sqrt(np.mean(np.square(error))))
    return {"rms": rms, "mean": mean, "low": low, "high": high, "battles": float(len(error))}


def coverage(table: pd.DataFrame, what: str = "ratio") -> tuple[float, float, float, int]:
    """Return the share of battles inside the 80 % interval, its 95 % bounds, and their number.

    Parameters
    ----------
    table
        As `held_out` gives it.
    what
        "ratio", "attacker" or "defender".
    """
    names = ("log_ratio", "expected", "spread")
    if what != "ratio":
        names = (f"{what}_observed", f"{what}_expected", f"{what}_spread")
    rows = table[list(names)].dropna().to_numpy(dtype=np.float64)
    inside = np.abs(rows[:, 0] - rows[:, 1]) <= normal_quantile(0.9) * rows[:, 2]
    return float(inside.mean()), *exact(int(inside.sum()), len(rows)), len(rows)


def groups(battles: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Return the groups of battles whose mean error is told, by name."""

    def either(name: str) -> NDArray[np.bool_]:
        return np.asarray((battles["actor_a"] == name) | (battles["actor_d"] == name))

    return {
        "Pacific": np.asarray(battles["theater"] == "Pacific"),
        "Soviet forces on either side": either("USSR"),
        "Japanese forces on either side": either("Japan"),
        "Manchuria": np.asarray(battles["theater"] == "Manchuria"),
        "Eastern Front": np.asarray(battles["theater"] == "Eastern Front"),
        "Italy, North Africa, Western Front": np.asarray(battles["theater"].isin(_WEST)),
    }


@dataclass(frozen=True, slots=True)
class Slope:
    """How a side's share of losses grows with the logarithm of the enemy's men over its own."""

    where: str
    side: str
    alone: tuple[float, float, float]
    adjusted: tuple[float, float, float] | None
    battles: int


def loss_slopes(battles: pd.DataFrame) -> list[Slope]:
    """Return the slopes of fractional losses on the force ratio, by side, over all and in the west.

    `alone` is a least-squares slope on the ratio only; `adjusted` that of the whole law; both with 95 % bounds.
    """
    fit = fit_battles(battles)
    west = np.asarray(battles["theater"].isin(_WEST))
    found = []
    for where, rows in (("all battles", np.ones(len(battles), dtype=np.bool_)), ("west", west)):
        for place, (side, men, sign) in enumerate((("attacker", "stra", -1.0), ("defender", "strd", 1.0))):
            share = observed_log_losses(battles)[:, place] - np.log(battles[men].to_numpy(dtype=np.float64))
            against = sign * log_ratios(battles)["men"]
            known = rows & ~np.isnan(share) & ~np.isnan(against)
            line = stats.linregress(against[known], share[known])
            half = float(student_quantile(int(known.sum()) - 2) * line.stderr)
            adjusted = None
            if where == "all battles":
                mean, spread = fit.loss.spread(f"{side}: men")
                reach = normal_quantile(0.975) * spread
                adjusted = (sign * mean, sign * mean - reach, sign * mean + reach)
            bounds = (float(line.slope), float(line.slope) - half, float(line.slope) + half)
            found.append(Slope(where, side, bounds, adjusted, int(known.sum())))
    return found


@dataclass(frozen=True, slots=True)
class BattleCheck:
    """Everything that the page and the figure tell.

    Attributes
    ----------
    battles
        The battles, with outcomes.
    held
        Predicted with nations, plain folds.
    without
        Predicted without nations, the same folds.
    campaigns
        Predicted with nations, whole campaigns held out.
    simple
        Chances of the two plainest rules, by name.
    splits, tightness
        Figures of other cuts, and of narrower and wider priors, a row each.
    slopes
        Of fractional losses on the force ratio.
    """

    battles: pd.DataFrame
    held: pd.DataFrame
    without: pd.DataFrame
    campaigns: pd.DataFrame
    simple: dict[str, pd.DataFrame]
    splits: pd.DataFrame
    tightness: pd.DataFrame
    slopes: list[Slope]


def validate(battles: pd.DataFrame) -> BattleCheck:
    """Test the law on battles with outcomes, by cross-validation; the same for the same table."""
    splits = [_figures(held_out(battles, seed=SEED + place)) for place in range(1, OTHER_SPLITS + 1)]
    tightness = {value: _figures(held_out(battles, tightness=value)) for value in TIGHTNESSES}
    return BattleCheck(
        battles=battles,
        held=held_out(battles),
        without=held_out(battles, nations=False),
        campaigns=held_out(battles, by_campaign=True),
        simple={
            "the attackers' usual share": simple_chances(battles, force_ratio=False),
            "ratio of men alone": simple_chances(battles, force_ratio=True),
        },
        splits=pd.DataFrame(splits),
        tightness=pd.DataFrame(tightness).T,
        slopes=loss_slopes(battles),
    )


def _figures(table: pd.DataFrame) -> dict[str, float]:
    rows = table.loc[table["won"].notna()]
    figures = _win_figures(rows["won"].to_numpy(dtype=np.float64), rows["p"].to_numpy(dtype=np.float64))
    return figures | {"rms": loss_measures(table)["rms"], "coverage": coverage(table)[0]}
