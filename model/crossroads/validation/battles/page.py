"""The page that tells how well the calculator predicts, misses first; every figure of it is computed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from crossroads.statistics.intervals import normal_quantile
from crossroads.telling.numbers import decimals, ends, interval, people, signed
from crossroads.telling.pages import rendered
from crossroads.validation.battles import check
from crossroads.validation.battles.features import ARMS, PRIORS, SPREADS
from crossroads.validation.battles.fit import Fit

NAME = "battles.md"
FIGURE = "battle_check"
NAMED = {"CHANGKUFENG": "Changkufeng", "NOMONHAN": "Khalkhin Gol"}
"""Campaigns that the page tells battle by battle."""

_WORST = 8
_ROMAN = re.compile(r"[(]?[IVX]+[)]?", re.IGNORECASE)

_BENCHMARKS = (
    ("always the attacker", "-", "0.217", "0.68"),
    ("logit on the ratio of men", "0.65", "0.200", "-"),
    ("with posture, ground, surprise, air, tanks, guns", "0.72", "0.186", "-"),
)
"""Figures for all 179 decided battles of the Second World War in CDB90, 152 of which are here: AUC, Brier, accuracy."""


_INTERVALS = (("ratio", "loss ratio"), ("attacker", "attacker's losses"), ("defender", "defender's losses"))
_MEAN = ("mean", "low", "high")


def page(found: check.BattleCheck, fit: Fit) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    found
        The cross-validation.
    fit
        The fit to all battles, for the coefficients.
    """
    rows = _joined(found.battles, found.held)
    surprise = (rows["won"] - rows["p"]).abs().dropna()
    return rendered(
        "validation/battles/templates/battles.md.j2",
        battles=found.battles,
        fit=fit,
        FOLDS=check.FOLDS,
        SEED=check.SEED,
        FIGURE=FIGURE,
        lost=int((surprise > 0.5).sum()),
        decided=len(surprise),
        factor=math.exp,
        campaigns=check.loss_measures(found.campaigns),
        defender=check.coverage(found.campaigns, "defender")[0],
        manchuria=check.loss_measures(found.held.loc[check.groups(found.battles)["Manchuria"]]),
        alike=int((found.battles["actor_a"] == found.battles["actor_d"]).sum()),
        far=_far(rows),
        odd=_odd(rows, surprise),
        named=_named(found),
        figures=_figures(found),
        losses=check.loss_measures(found.held),
        deviation=found.held["log_ratio"].std(),
        inside=[
            (words, *(_share(check.coverage(table, what)) for table in (found.held, found.campaigns)))
            for what, words in _INTERVALS
        ],
        groups=_groups(found),
        slopes=_slopes(found.slopes),
        terms=[_term(fit, name) for name in ("men", *ARMS, "surprise", "air", "defences", "wet")],
        nations=[_nation(fit, item.removeprefix("nation ")) for item in fit.win.names if item.startswith("nation ")],
        noise=[np.sqrt(fit.noise[0, 0]), np.sqrt(fit.noise[1, 1])],
        correlation=float(fit.noise[0, 1] / np.sqrt(fit.noise[0, 0] * fit.noise[1, 1])),
        priors=[f"{SPREADS[kind]:g}: {words}" for kind, words in PRIORS.items()],
        cuts=f"{check.OTHER_SPLITS} other cuts into folds",
        widths=[f"priors {value:g} times as wide" for value in check.TIGHTNESSES],
        choices=_choices(found),
    )


def _range(values: Sequence[float], digits: int = 2) -> str:
    return interval(values, decimals(digits))


def _times(value: float) -> str:
    return f"{value:.2g}" if value < 100 else f"{value:.0f}"


def _title(row: pd.Series) -> str:
    words = str(row["name"]).title().split()
    name = " ".join(word.upper() if _ROMAN.fullmatch(word) else word for word in words)
    return f"{name} ({str(row['start'])[:7]}, {row['actor_a']} against {row['actor_d']})"


def _expected(row: pd.Series, name: str = "", most: float = math.inf) -> tuple[float, ...]:
    """Return what was expected, with its 80 % interval."""
    reach = normal_quantile(0.9) * float(row[f"{name}spread"])
    return tuple(min(math.exp(float(row[f"{name}expected"]) + step), most) for step in (0.0, -reach, reach))


def _joined(battles: pd.DataFrame, predicted: pd.DataFrame) -> pd.DataFrame:
    return battles.join(predicted.drop(columns=[name for name in predicted if name in battles]))


def _worst(rows: pd.DataFrame, error: pd.Series) -> pd.DataFrame:
    return rows.loc[error.sort_values(ascending=False, kind="stable").index[:_WORST]]


def _far(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    error = ((rows["log_ratio"] - rows["expected"]) / rows["spread"]).abs().dropna()
    return [
        (_title(row), _times(math.exp(row["log_ratio"])), interval(_expected(row), _times))
        for _, row in _worst(rows, error).iterrows()
    ]


def _odd(rows: pd.DataFrame, surprise: pd.Series) -> list[tuple[str, ...]]:
    worst = _worst(rows, surprise)
    return [(_title(row), "won" if row["won"] else "lost", f"{row['p']:.2f}") for _, row in worst.iterrows()]


def _named(found: check.BattleCheck) -> list[tuple[str, ...]]:
    battles = found.battles
    wanted = battles.loc[battles["campgn"].isin(list(NAMED))]
    words = {1.0: "attacker", -1.0: "defender", 0.0: "undecided"}

    def side(row: pd.Series, name: str, seen: str) -> str:
        most = float(row["stra" if name == "attacker" else "strd"])
        return f"{float(row[seen]):,.0f}; {interval(_expected(row, f'{name}_', most), _people)}"

    return [
        (
            f"{NAMED[row['campgn']]}: {_title(row)}",
            words[float(row["wina"])],
            f"{row['p']:.2f}",
            side(row, "attacker", "casa"),
            side(row, "defender", "casd"),
            f"{_times(math.exp(row['log_ratio']))}; {interval(_expected(row), _times)}",
        )
        for _, row in _joined(wanted, found.campaigns).iterrows()
    ]


def _people(value: float) -> str:
    return people(value, 2)


def _figures(found: check.BattleCheck) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    cuts = (
        ("the whole law", found.held),
        ("the same, nations alike", found.without),
        ("the whole law, whole campaigns held out", found.campaigns),
    )
    for name, table in cuts:
        win, loss = check.win_measures(table), check.loss_measures(table)
        rows.append(
            (
                name,
                _score(win, "auc"),
                _score(win, "brier", 3),
                f"{win['accuracy']:.2f}",
                f"{loss['rms']:.2f}",
            )
        )
    for name, table in found.simple.items():
        win = check.win_measures(table)
        auc = _score(win, "auc") if table["p"].nunique() > check.FOLDS else "-"
        rows.append((name, auc, _score(win, "brier", 3), f"{win['accuracy']:.2f}", "-"))
    rows += [(f"all 179 battles: {name}", *figures, "-") for name, *figures in _BENCHMARKS]
    return rows


def _score(found: Mapping[str, float], name: str, digits: int = 2) -> str:
    return _range([found[name], found[f"{name}_low"], found[f"{name}_high"]], digits)


def _share(found: tuple[float, float, float, int]) -> str:
    return interval(found[:3], "{:.0%}".format)


def _groups(found: check.BattleCheck) -> list[tuple[str, ...]]:
    rows = []
    for name, inside in check.groups(found.battles).items():
        told = [check.loss_measures(table.loc[inside]) for table in (found.held, found.without)]
        cells = (cell for item in told for cell in (_range([item[key] for key in _MEAN]), f"{item['rms']:.2f}"))
        rows.append((name, f"{told[0]['battles']:.0f}", *cells))
    return rows


def _slopes(slopes: Sequence[check.Slope]) -> list[tuple[str, ...]]:
    return [
        (
            f"{slope.side}, {slope.where}",
            str(slope.battles),
            _range(slope.alone),
            _range(slope.adjusted) if slope.adjusted else "-",
        )
        for slope in slopes
    ]


def _term(fit: Fit, name: str) -> tuple[str, ...]:
    found = [fit.win.spread(name), *(fit.loss.spread(f"{side}: {name}") for side in ("attacker", "defender"))]
    return name, *(_give_or_take(*pair) for pair in found)


def _nation(fit: Fit, name: str) -> tuple[str, ...]:
    found = [
        fit.win.spread(f"nation {name}"),
        *(fit.loss.spread(f"{what} {name}") for what in ("exposure", "lethality")),
    ]
    return name, *(_give_or_take(*pair) for pair in found)


def _give_or_take(mean: float, spread: float) -> str:
    return f"{signed(mean, 2, bare_zero=False)} ± {spread:.2f}"


def _choices(found: check.BattleCheck) -> list[tuple[str, ...]]:
    return [
        (
            name,
            ends(found.splits[column].min(), found.splits[column].max(), decimals(3)),
            *(f"{found.tightness[column][value]:.3f}" for value in check.TIGHTNESSES),
        )
        for name, column in (("AUC", "auc"), ("Brier", "brier"), ("rms error", "rms"), ("coverage", "coverage"))
    ]
