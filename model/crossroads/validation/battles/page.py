"""The page that tells how well the calculator predicts, misses first; every figure of it is computed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from crossroads.validation.battles.check import (
    FOLDS,
    OTHER_SPLITS,
    SEED,
    TIGHTNESSES,
    BattleCheck,
    Slope,
    coverage,
    groups,
    loss_measures,
    win_measures,
)
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


def page(found: BattleCheck, fit: Fit) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    found
        The cross-validation.
    fit
        The fit to all battles, for the coefficients.
    """
    parts = [
        "# Battles: how well the calculator predicts",
        "This page is made by `crossroads battle --check docs/reference`; how to use the calculator is told in "
        "[judge a battle](../how-to/judge-a-battle.md). The data are CDB90 (Historical Evaluation and Research "
        "Organization for the US Army Concepts Analysis Agency; cleaned by Jeffrey B. Arnold), licence ODC-By 1.0: "
        f"{len(found.battles)} battles of 1938-45, {fit.record['decided']} of them decided, "
        f"{fit.record['won_by_attacker']} for the attacker. Every prediction below is of a battle that the fit "
        f"had not seen ({FOLDS} folds, seed {SEED}). Errors are in log units: 1 is a factor of 2.7.",
        *_misses(found),
        *_named(found),
        *_figures(found),
        *_groups(found),
        *_slopes(found.slopes),
        *_coefficients(fit),
        *_choices(found),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _range(mean: float, low: float, high: float, digits: int = 2) -> str:
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _times(value: float) -> str:
    return f"{value:.2g}" if value < 100 else f"{value:.0f}"


def _title(row: pd.Series) -> str:
    words = str(row["name"]).title().split()
    name = " ".join(word.upper() if _ROMAN.fullmatch(word) else word for word in words)
    return f"{name} ({str(row['start'])[:7]}, {row['actor_a']} against {row['actor_d']})"


def _interval(row: pd.Series) -> str:
    reach = float(stats.norm.ppf(0.9)) * float(row["spread"])
    low, middle, high = (math.exp(float(row["expected"]) + step) for step in (-reach, 0.0, reach))
    return f"{_times(middle)} ({_times(low)} to {_times(high)})"


def _misses(found: BattleCheck) -> list[str]:
    held = found.held
    rows = found.battles.join(held.drop(columns=[name for name in held if name in found.battles]))
    error = ((rows["log_ratio"] - rows["expected"]) / rows["spread"]).abs().dropna()
    far = rows.loc[error.sort_values(ascending=False, kind="stable").index[:_WORST]]
    surprise = (rows["won"] - rows["p"]).abs().dropna()
    odd = rows.loc[surprise.sort_values(ascending=False, kind="stable").index[:_WORST]]
    campaigns, plain = loss_measures(found.campaigns), loss_measures(held)
    inside = coverage(found.campaigns, "defender")
    wrong = int((surprise > 0.5).sum())
    return [
        "## Misses",
        f"- The more likely side lost in {wrong} of {len(surprise)} decided battles.\n"
        f"- A typical loss ratio is missed by a factor of {math.exp(plain['rms']):.1f} (rms {plain['rms']:.2f}); "
        f"where whole campaigns are held out, by {math.exp(campaigns['rms']):.1f} (rms {campaigns['rms']:.2f}), "
        f"and the 80 % interval of the defender's losses then holds {inside[0]:.0%} of battles.\n"
        f"- {_manchuria(found)}\n"
        f"- Battles with one nation on both sides, an error of the source that is left as it stands: "
        f"{int((found.battles['actor_a'] == found.battles['actor_d']).sum())}.",
        "Loss ratios (attacker's losses over the defender's) furthest from what was expected:",
        _table(
            ("battle", "observed", "expected (80 % interval)"),
            ((_title(row), _times(math.exp(row["log_ratio"])), _interval(row)) for _, row in far.iterrows()),
        ),
        "Outcomes that were held least likely:",
        _table(
            ("battle", "attacker", "chance given to the attacker"),
            ((_title(row), "won" if row["won"] else "lost", f"{row['p']:.2f}") for _, row in odd.iterrows()),
        ),
    ]


def _manchuria(found: BattleCheck) -> str:
    of_group = loss_measures(found.held.loc[groups(found.battles)["Manchuria"]])
    return (
        f"The {of_group['battles']:.0f} battles of Manchuria, the ground of a war in the north, are the worst of all "
        f"groups (rms {of_group['rms']:.2f}): the calculator says little about them."
    )


def _named(found: BattleCheck) -> list[str]:
    battles = found.battles
    wanted = battles.loc[battles["campgn"].isin(list(NAMED))]
    rows = wanted.join(found.campaigns.drop(columns=[n for n in found.campaigns if n in wanted]))
    words = {1.0: "attacker", -1.0: "defender", 0.0: "undecided"}

    def side(row: pd.Series, name: str, seen: str) -> str:
        reach = float(stats.norm.ppf(0.9)) * float(row[f"{name}_spread"])
        most = float(row["stra" if name == "attacker" else "strd"])
        low, middle, high = (min(math.exp(float(row[f"{name}_expected"]) + s), most) for s in (-reach, 0.0, reach))
        return f"{float(row[seen]):,.0f}; {_people(middle)} ({_people(low)} to {_people(high)})"

    table = _table(
        ("battle", "won by", "chance of attacker", "attacker's losses", "defender's losses", "ratio"),
        (
            (
                f"{NAMED[row['campgn']]}: {_title(row)}",
                words[float(row["wina"])],
                f"{row['p']:.2f}",
                side(row, "attacker", "casa"),
                side(row, "defender", "casd"),
                f"{_times(math.exp(row['log_ratio']))}; {_interval(row)}",
            )
            for _, row in rows.iterrows()
        ),
    )
    return [
        "## Changkufeng and Khalkhin Gol",
        "Each cell gives what was recorded, then what was expected with its 80 % interval. Both campaigns were held "
        "out whole, so that one of their battles cannot help with another. Losses are people.",
        table,
    ]


def _people(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


def _figures(found: BattleCheck) -> list[str]:
    rows: list[tuple[str, ...]] = []
    cuts = (
        ("the whole law", found.held),
        ("the same, nations alike", found.without),
        ("the whole law, whole campaigns held out", found.campaigns),
    )
    for name, table in cuts:
        win, loss = win_measures(table), loss_measures(table)
        rows.append(
            (
                name,
                _range(win["auc"], win["auc_low"], win["auc_high"]),
                _range(win["brier"], win["brier_low"], win["brier_high"], 3),
                f"{win['accuracy']:.2f}",
                f"{loss['rms']:.2f}",
            )
        )
    for name, table in found.simple.items():
        win = win_measures(table)
        auc = _range(win["auc"], win["auc_low"], win["auc_high"]) if table["p"].nunique() > FOLDS else "-"
        brier = _range(win["brier"], win["brier_low"], win["brier_high"], 3)
        rows.append((name, auc, brier, f"{win['accuracy']:.2f}", "-"))
    rows += [(f"all 179 battles: {name}", *figures, "-") for name, *figures in _BENCHMARKS]
    inside = [
        (words, _share(coverage(found.held, what)), _share(coverage(found.campaigns, what)))
        for what, words in (
            ("ratio", "loss ratio"),
            ("attacker", "attacker's losses"),
            ("defender", "defender's losses"),
        )
    ]
    return [
        "## Figures",
        "AUC: how often, of two battles, the one that the attacker won had the higher chance (0.5 is chance). Brier: "
        "mean squared error of the chance (lower is better). In brackets 95 % intervals (bootstrap over battles).",
        _table(("rule", "AUC", "Brier", "accuracy", "loss ratio, rms error"), rows),
        "The last three rows are benchmarks from ten folds over all 179 decided battles of the Second World War in "
        "CDB90. Attackers won more of those, which lowers every Brier score. For the loss ratio the benchmark is a "
        f"residual of 1.2 to 1.3 in log units. Here {loss_measures(found.held)['battles']:.0f} battles tell "
        f"both sides' losses; their log ratio has a standard deviation of {found.held['log_ratio'].std():.2f}.",
        "Share of battles inside the 80 % interval, with its 95 % bounds:",
        _table(("interval of", "plain folds", "whole campaigns held out"), inside),
        f"![Chances and loss ratios against what came]({FIGURE}.png)",
    ]


def _share(found: tuple[float, float, float, int]) -> str:
    return f"{found[0]:.0%} ({found[1]:.0%} to {found[2]:.0%})"


def _groups(found: BattleCheck) -> list[str]:
    rows = []
    for name, inside in groups(found.battles).items():
        law, alike = loss_measures(found.held.loc[inside]), loss_measures(found.without.loc[inside])
        told = [_range(item["mean"], item["low"], item["high"]) for item in (law, alike)]
        rows.append((name, f"{law['battles']:.0f}", told[0], f"{law['rms']:.2f}", told[1], f"{alike['rms']:.2f}"))
    return [
        "## Mean error of the loss ratio, by group",
        "Observed less expected, in log units, with a 95 % interval (Student's t; battles of one campaign are alike, "
        "so the true interval is wider). Above 0 the attacker lost more than was expected.",
        _table(("battles", "number", "mean", "rms", "mean, nations alike", "rms, nations alike"), rows),
    ]


def _slopes(slopes: Sequence[Slope]) -> list[str]:
    rows = [
        (
            f"{slope.side}, {slope.where}",
            str(slope.battles),
            _range(*slope.alone),
            _range(*slope.adjusted) if slope.adjusted else "-",
        )
        for slope in slopes
    ]
    return [
        "## Slope of fractional losses on the force ratio",
        "By how much the logarithm of the share of men lost grows with the logarithm of the enemy's men over one's "
        "own. The record `combat.loss_slope` of the campaign's combat law is drawn around such slopes. A side's men "
        "stand on both sides of this regression, so error in counting them raises the slope on the ratio alone.",
        _table(("side", "battles", "on the ratio alone (95 %)", "within the whole law (95 %)"), rows),
    ]


def _coefficients(fit: Fit) -> list[str]:
    slopes = ("men", *ARMS, "surprise", "air", "defences", "wet")
    rows = []
    for name in slopes:
        cells = [fit.win.spread(name), *(fit.loss.spread(f"{side}: {name}") for side in ("attacker", "defender"))]
        rows.append((name, *(f"{mean:+.2f} ± {spread:.2f}" for mean, spread in cells)))
    nations = []
    for name in (item.removeprefix("nation ") for item in fit.win.names if item.startswith("nation ")):
        cells = [fit.win.spread(f"nation {name}"), fit.loss.spread(f"exposure {name}")]
        cells.append(fit.loss.spread(f"lethality {name}"))
        nations.append((name, *(f"{mean:+.2f} ± {spread:.2f}" for mean, spread in cells)))
    correlation = float(fit.noise[0, 1] / np.sqrt(fit.noise[0, 0] * fit.noise[1, 1]))
    return [
        "## Coefficients",
        "Fitted to all battles. Ratios are logarithms of attacker over defender; `surprise` runs from -3 to 3 and "
        "`air` from -1 to 1 in the attacker's favour; `defences` is 0 hasty, 1 prepared, 2 fortified. After ± stands "
        "a standard deviation.",
        _table(("term", "log-odds of the attacker", "log share lost, attacker", "log share lost, defender"), rows),
        _table(("nation", "worth in battle (log-odds)", "loses (log)", "inflicts (log)"), nations),
        "A nation's numbers are what the other terms leave over in these battles, in these years, drawn towards the "
        "mean of all; they are no verdict on soldiers. What the law leaves open of log losses has a standard deviation "
        f"of {np.sqrt(fit.noise[0, 0]):.2f} (attacker) and {np.sqrt(fit.noise[1, 1]):.2f} (defender), correlation "
        f"{correlation:.2f}.",
    ]


def _choices(found: BattleCheck) -> list[str]:
    splits, rows = found.splits, []
    for name, column in (("AUC", "auc"), ("Brier", "brier"), ("rms error", "rms"), ("coverage", "coverage")):
        span = f"{splits[column].min():.3f} to {splits[column].max():.3f}"
        rows.append((name, span, *(f"{found.tightness[column][value]:.3f}" for value in TIGHTNESSES)))
    kinds = "\n".join(f"- {SPREADS[kind]:g}: {words}" for kind, words in PRIORS.items())
    return [
        "## What was chosen",
        "Coefficients have normal priors around 0. Their standard deviations were set once, after trials with one "
        "common spread between 0.35 and 1 that hardly differed, and not tuned:",
        kinds,
        "Three more things were chosen after a look at these battles, so the figures above are a little too kind: "
        "ratios of all tanks, guns and sorties (with 10, 10 and 20 added on both sides) rather than ratios per man, "
        "the defences as one degree beside kinds of posture, and wet weather. "
        "CDB90's own judgements of leadership, training, morale, logistics and combat effectiveness are not read: "
        "they were given by people who knew the end. Surprise was judged by the same people, and is read. How long "
        "a battle lasted enters the losses only.",
        _table(
            (
                "figure",
                f"{OTHER_SPLITS} other cuts into folds",
                *(f"priors {value:g} times as wide" for value in TIGHTNESSES),
            ),
            rows,
        ),
    ]
