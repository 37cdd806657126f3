"""The battle calculator against battles that it had not seen: chances, and loss ratios."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.statistics.intervals import normal_quantile, wilson
from crossroads.telling.style import INK, NATION_INK, NATIONS, QUIET, headed, save, styled
from crossroads.validation.battles.check import BattleCheck, coverage, groups, loss_measures, win_measures
from crossroads.validation.battles.page import FIGURE

_BINS = 6
_FOOTER = "Data: CDB90, 1938-45, licence ODC-By 1.0. Single battles, most of them in Italy and the West, 1943-44."
_KINDS = (
    ("other battles", "#BBBBBB", QUIET, "o"),
    ("Soviet forces on either side", NATIONS["ussr"], NATION_INK["ussr"], "s"),
    ("Pacific", NATIONS["japan"], NATION_INK["japan"], "^"),
)


def bins(held: pd.DataFrame) -> pd.DataFrame:
    """Return decided battles in groups of like chance: mean `p`, `share` won, its 95 % `low`, `high`, `battles`."""
    rows = held.loc[held["won"].notna(), ["won", "p"]].sort_values("p", kind="stable")
    found = []
    for part in np.array_split(np.arange(len(rows)), _BINS):
        inside = rows.iloc[part]
        low, high = wilson(int(inside["won"].sum()), len(inside))
        cells = (inside["p"].mean(), inside["won"].mean(), low, high, len(inside))
        found.append(dict(zip(("p", "share", "low", "high", "battles"), cells, strict=True)))
    return pd.DataFrame(found)


def _chances(axes: Axes, held: pd.DataFrame) -> None:
    table = bins(held)
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.vlines(table["p"], table["low"], table["high"], color=NATION_INK["united_states"], linewidth=2.0, alpha=0.7)
    axes.plot(table["p"], table["share"], "o", color=NATION_INK["united_states"], markersize=8)
    for won, place in ((1.0, 1.02), (0.0, -0.02)):
        p = held.loc[held["won"] == won, "p"]
        axes.plot(p, np.full(len(p), place), "|", color=INK, markersize=9, alpha=0.45)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.06, 1.06)
    axes.set_xlabel("chance given to the attacker")
    axes.set_ylabel("share of battles that the attacker won")
    axes.set_title(f"Who wins: battles in {_BINS} groups of like chance")
    axes.text(0.02, 0.94, "each battle: attacker won", fontsize=8, color=QUIET)
    axes.text(0.98, 0.045, "each battle: attacker lost", fontsize=8, color=QUIET, ha="right")


def _ratios(axes: Axes, found: BattleCheck) -> None:
    held = found.held
    inside = groups(found.battles)
    pacific, soviet = inside["Pacific"], inside["Soviet forces on either side"]
    parts = (~(pacific | soviet), soviet & ~pacific, pacific)
    ends = (0.01, 100.0)
    axes.plot(ends, ends, color=QUIET, linewidth=1.0, linestyle=(0, (4, 3)))
    reach = float(normal_quantile(0.9) * held["spread"].median())
    line = np.array(ends)
    axes.fill_between(line, line * np.exp(-reach), line * np.exp(reach), color="#eeeeee", zorder=0)
    for (name, face, edge, marker), rows in zip(_KINDS, parts, strict=True):
        part = held.loc[rows].dropna(subset=["log_ratio"])
        x, y, label = np.exp(part["expected"]), np.exp(part["log_ratio"]), f"{name} ({len(part)})"
        axes.scatter(x, y, s=26, marker=marker, color=face, edgecolor=edge, linewidth=0.7, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.04, 18)
    axes.set_ylim(*ends)
    marks = [0.01, 0.1, 1.0, 10.0, 100.0]
    axes.set_yticks(marks, [f"{mark:g}" for mark in marks])
    axes.set_xticks(marks[1:4], [f"{mark:g}" for mark in marks[1:4]])
    axes.set_xlabel("expected loss ratio (attacker's losses over the defender's)")
    axes.set_ylabel("observed loss ratio")
    axes.set_title("Losses: expected and observed")
    axes.legend(loc="upper left", fontsize=8.5, frameon=False)


@styled
def figure(found: BattleCheck) -> Figure:
    """Draw held-out chances and loss ratios against what came.

    Parameters
    ----------
    found
        A cross-validation.

    Returns
    -------
    Figure
        At the left who wins, at the right the loss ratio with the usual 80 % interval in grey.
    """
    win, loss = win_measures(found.held), loss_measures(found.held)
    inside = 100 * coverage(found.held)[0]
    subtitle = (
        f"Every battle predicted from a fit that had not seen it, {len(found.battles)} battles of 1938-45, 10 folds. "
        f"Left: bar = 95 % interval of the share; AUC {win['auc']:.2f}, Brier {win['brier']:.3f}. Right: grey = the "
        f"usual 80 % interval, which holds {inside:.0f} %; rms error {loss['rms']:.2f} in log units."
    )
    drawing = headed("The battle calculator against battles it had not seen", subtitle, _FOOTER)
    _chances(drawing.add_axes((0.075, 0.12, 0.385, 0.69)), found.held)
    _ratios(drawing.add_axes((0.555, 0.12, 0.405, 0.69)), found)
    return drawing


def write(found: BattleCheck, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG.

    Parameters
    ----------
    found
        A cross-validation.
    folder
        Where to.
    """
    win, loss = win_measures(found.held), loss_measures(found.held)
    words = (
        f"Held-out battles: AUC {win['auc']:.2f}, Brier {win['brier']:.3f}; rms error of the log loss ratio "
        f"{loss['rms']:.2f}, {coverage(found.held)[0]:.0%} inside the 80 % interval."
    )
    return save(figure(found), folder / FIGURE, words)
