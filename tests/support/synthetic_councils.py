"""Made-up councils, ledgers and tables of deliberation, for the figures' tests only."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from crossroads.engine import SUBJECTS
from crossroads.minds import choice
from crossroads.minds.council import Council, apart, utilities
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.runs.tables.ledger_table import LEDGER_COLUMNS

COURSE = next(point for point in decision_points() if point.id == "japan.course")
JAPAN_TERMS = SUBJECTS["japan.course"].terms
JAPAN_FACTIONS = ("general_staff", "kwantung_army", "navy", "court")
COSTLY = ("north", "limited", "south_without_us", "south", "terms")
REASONS: dict[str, tuple[str, ...]] = {
    "oil": ("embargo_oil", "sakhalin_oil"),
    "southern_prize": ("southern_riches", "naval_confidence", "southern_sphere", "american_industry"),
    "soviet_strength": ("past_defeats", "soviet_garrison", "attrition"),
    "cost_of_north": ("vladivostok_bombers", "barren_north", "slender_means"),
    "china_and_two_fronts": ("china_war", "one_front"),
    "pact": ("neutrality_pact",),
    "germany": ("german_betrayal", "german_victory", "german_request"),
    "northern_motives": ("revenge", "army_programme", "limited_seizure", "anti_communism"),
    "waiting": ("wait_and_see",),
}


def in_lists(held: Council, world: int) -> dict[str, Any]:
    """Return one world's council as lists and numbers under the names of its parts."""
    whole = ("assent", "costly", "nest", "options", "factions", "terms", "futures", "later")
    parts = {item.name: getattr(held, item.name) for item in fields(held)}
    return {name: np.array(part if name in whole else part[..., world]).tolist() for name, part in parts.items()}


def council(
    point: DecisionPoint = COURSE,
    *,
    worlds: int = 8,
    seed: int = 1941,
    terms: tuple[str, ...] = JAPAN_TERMS,
    factions: tuple[str, ...] = JAPAN_FACTIONS,
    loss_aversion: float = 1.0,
) -> Council:
    """Make a council of any point; the quiet option brings nothing of most terms."""
    rng = np.random.default_rng([seed, len(terms), len(factions)])
    options = tuple(point.options)
    futures = ("good", "expected", "bad")
    brings = rng.normal(0, 1.2, (1, len(terms), len(options), worlds)) * (rng.uniform(size=(len(terms), 1, 1)) ** 2)
    brings[:, :, 0] *= 0.1
    values = brings + np.array([0.6, 0.0, -0.8])[:, None, None, None] * np.abs(brings)
    raw = rng.uniform(0.4, 1.0, (len(factions), worlds))
    assent = np.array([float(name in ("general_staff", "navy")) for name in factions])
    ones = np.ones(worlds)
    return Council(
        options=options,
        factions=factions,
        terms=terms,
        futures=futures,
        values=values,
        weights=rng.uniform(0.1, 1.0, (len(factions), len(terms), worlds)),
        power=raw / raw.sum(axis=0),
        assent=assent,
        costly=np.array([float(name in COSTLY) for name in options]),
        futures_odds=np.array([0.25, 0.5, 0.25])[:, None] * ones,
        veto=0.5 * ones,
        loss_aversion=loss_aversion * ones,
        curvature=(1.0 if loss_aversion == 1.0 else 0.88) * ones,
        temperature=0.8 * ones,
        **apart(len(options), worlds),
    )


def seen_by_japan(rng: np.random.Generator, step: int) -> dict[str, float]:
    return {
        "soviet_far_east_divisions": float(30 - step + rng.normal(0, 2)),
        "german_victory": float(np.clip(0.5 + 0.03 * step + rng.normal(0, 0.1), 0, 1)),
        "oil_months_left": float(28 - step + rng.normal(0, 1)),
        "soviet_quality": float(np.exp(rng.normal(0, 0.1))),
        "embargo": float(step > 0),
        "freeze": 1.0,
        "german_front_moscow_km": 300.0 + 100 * step,
        "trust_in_germany": 0.55,
        "soviet_attack_if_south": 0.12,
        "naval_ratio": 0.71,
        "free_army": 0.41,
        "bombers": 0.97,
        "sakhalin_share": 0.06,
        "window": 1.0,
        "rung": 1.0,
        "germany_asks": 1.0,
        "pact": 1.0,
        "mobilised": 1.0,
    }


def course_ledger(worlds: int = 12, *, councils: bool = True, seed: int = 1941, loss_aversion: float = 1.0) -> Any:
    """Make a ledger of Japan's course in 1941: a world leaves once it is bound."""
    rng = np.random.default_rng([seed, worlds])
    rows: list[dict[str, Any]] = []
    bound = np.zeros(worlds, dtype=bool)
    for step, day in enumerate(COURSE.dates):
        held = council(worlds=worlds, seed=seed + step, loss_aversion=loss_aversion)
        legal = np.ones((len(held.options), worlds))
        legal[list(held.options).index("indochina")] = float(step == 0)
        value = utilities(held)
        odds = choice.probabilities(value / held.temperature, legal)
        for world in np.flatnonzero(~bound).tolist():
            chosen = str(rng.choice(held.options, p=odds[:, world]))
            bound[world] = chosen in ("north", "limited", "south", "south_without_us", "terms")
            row = dict.fromkeys(LEDGER_COLUMNS, None)
            row |= {
                "scenario": "historical",
                "world": world,
                "date": day,
                "nation": "japan",
                "decision": "course",
                "options": list(held.options),
                "utilities": np.where(legal[:, world] > 0, value[:, world], -np.inf).tolist(),
                "probabilities": odds[:, world].tolist(),
                "choice": chosen,
                "forced": False,
                "seen": seen_by_japan(rng, step),
                "draw": rng.gumbel(size=len(held.options)).tolist(),
                "council": in_lists(held, world) if councils else None,
            }
            rows.append(row)
    return pd.DataFrame(rows).astype({"world": "int64", "forced": "bool", "date": "datetime64[s]"})


def any_record(point: DecisionPoint, terms: tuple[str, ...], factions: tuple[str, ...]) -> dict[str, Any]:
    """Make one row of a ledger of any decision point."""
    held = council(point, worlds=2, terms=terms, factions=factions)
    value = utilities(held)
    odds = choice.probabilities(value / held.temperature, np.ones_like(value))
    return {
        "scenario": "historical",
        "world": 0,
        "date": "1941-10-12",
        "nation": point.nation,
        "decision": point.name,
        "options": list(held.options),
        "utilities": value[:, 0].tolist(),
        "probabilities": odds[:, 0].tolist(),
        "choice": held.options[-1],
        "forced": False,
        "seen": {"german_front_moscow_km": 700.0, "us_war_weeks": None},
        "draw": [0.0] * len(held.options),
        "council": in_lists(held, 0),
    }


def reasons(seed: int = 1941) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the two tables of the documents' reasons: removed alone, and shares by group."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []

    def row(reason: str, ids: str, group: str, title: str, enters: str, change: float) -> dict[str, Any]:
        half = float(rng.uniform(0.002, 0.02))
        north = 0.12 + change
        rest = {"limited": 0.02, "south": 0.5 - change, "south_without_us": 0.03, "wait": 0.3}
        numbers = {"difference_north": change, "low": change - half, "high": change + half}
        return {
            "reason": reason,
            "ids": ids,
            "group": group,
            "title": title,
            "enters": enters,
            "north": north,
            **rest,
            **numbers,
        }

    for group, names in REASONS.items():
        for name in names:
            title = f"what {name.replace('_', ' ')} means for the choice"
            rows.append(row(name, "J01", group, title, "belief", float(rng.normal(0, 0.04))))
        if len(names) > 1:
            rows.append(row("", "J01 J02", group, f"Group {group}", "together", float(rng.normal(0, 0.06))))
    shapley = [
        {"group": group, "title": group.replace("_", " ").capitalize(), "share": share, "low": share - 0.012,
         "high": share + 0.012}
        for group, share in zip(REASONS, rng.normal(-0.02, 0.05, len(REASONS)), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame(shapley)


def regret(seed: int = 1941) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the two tables of what courses were imagined to bring, and what they brought."""
    rng = np.random.default_rng(seed)
    rows = []
    for place, course in enumerate(COURSE.options):
        imagined, realised = rng.normal(-1.0, 1.0), rng.normal(-2.5, 1.0)
        rows.append(
            {
                "course": course,
                "imagined": imagined,
                "imagined_low": imagined - 0.3,
                "imagined_high": imagined + 0.3,
                "realised": realised,
                "realised_low": realised - 0.5,
                "realised_high": realised + 0.5,
                "worlds": 200 - 10 * place,
            }
        )
    values = [
        {"knowledge": name, "gain": gain, "low": gain - 0.12, "high": gain + 0.12}
        for name, gain in (("Soviet strength", 0.21), ("American reaction", 0.64), ("both", 0.8))
    ]
    return pd.DataFrame(rows), pd.DataFrame(values)
