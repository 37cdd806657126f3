"""What a calibration leaves: the ensemble, the record of the fit, and the report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from crossroads.evidence.fitted import ensemble_bytes
from crossroads.evidence.load import ENSEMBLE
from crossroads.runs.storage.files import write_bytes, write_text
from crossroads.validation.fit.distance import CAP
from crossroads.validation.fit.judgement import judged
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.page import report
from crossroads.validation.fit.result import Calibration
from crossroads.validation.fit.rounds import EARLY_LUCK, KEPT, LUCK
from crossroads.validation.fit.sampler import KERNEL, STEP
from crossroads.validation.fit.worlds import DATA_END, SCENARIO

RECORD, REPORT = "fit_record.toml", "report.md"

METHOD = (
    "population Monte Carlo on the records' ranges, distance 0 inside a target's range, parents moved along a linear "
    "regression and spread by a normal kernel that keeps their covariance, weights prior over proposal, tempered"
)


def write_into(folder: Path, made: Calibration) -> None:
    """Write the ensemble, its record and the report into a folder that exists."""
    ensemble = ensemble_bytes(made.members.ensemble)
    write_bytes(folder / ENSEMBLE, ensemble)
    write_text(folder / RECORD, record(made, hashlib.sha256(ensemble).hexdigest()))
    write_text(folder / REPORT, report(made))


def record(made: Calibration, ensemble_hash: str) -> str:
    """Return the record of a fit as TOML: what was asked, how, and what came of it."""
    order, last = made.order, made.course.last
    ways: dict[str, object] = {
        "method": METHOD,
        "scenario": SCENARIO,
        "horizon": DATA_END.isoformat(),
        "worlds_a_set": LUCK,
        "worlds_a_set_early": EARLY_LUCK,
        "fresh_worlds_a_candidate": FRESH_LUCK,
        "kept_a_round": KEPT,
        "kernel": KERNEL,
        "first_step": STEP,
        "cap": CAP,
        "records_open": len(made.course.pull),
        "records_fitted": len(last.prior.records),
        "basins": int(made.members.basins.max()) + 1,
        "silhouette": made.members.silhouette,
        "member_distance_least": float(made.members.distance.min()),
        "member_distance_most": float(made.members.distance.max()),
    }
    hashes = {key: made.digest[key] for key in ("records_hash", "targets_hash", "code_hash")}
    parts = [
        "# How this ensemble was fitted. Written by `crossroads calibrate`.",
        _toml("order", asdict(order)),
        _toml("fit", ways),
        _toml("hashes", hashes | {"ensemble_hash": ensemble_hash}),
        _toml("versions", made.digest["versions"]),
        *(_toml("round", facts, many=True) for facts in made.course.rounds),
        *(_toml("target", facts, many=True) for facts in _targets(made)),
        *(_toml("record", {"name": name, "targets": list(ids)}, many=True) for name, ids in made.course.moves.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _targets(made: Calibration) -> Iterable[dict[str, object]]:
    for before, after in judged(made):
        target = after.target
        yield {
            "id": target.id,
            "formula": target.formula.text,
            **{key: getattr(target, key) for key in ("date", "unit", "value", "low", "high", "weight", "source")},
            "before": before.points.tolist(),
            "after": after.points.tolist(),
            "met": after.met,
        }


def _toml(name: str, cells: Mapping[str, object], many: bool = False) -> str:
    head = f"[[{name}]]" if many else f"[{name}]"
    # JSON's numbers, strings, lists and truth values are TOML's, save numbers that are none.
    lines = [f"{key} = {json.dumps(value)}".replace("NaN", "nan") for key, value in cells.items()]
    return "\n".join([head, *lines])
