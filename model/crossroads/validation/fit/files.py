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
from crossroads.validation.fit.judgement import judged
from crossroads.validation.fit.members import FRESH_LUCK
from crossroads.validation.fit.page import report
from crossroads.validation.fit.result import Calibration, Fitted, Searched
from crossroads.validation.fit.rounds import EARLY_LUCK, KEPT, LUCK
from crossroads.validation.fit.sampler import KERNEL, STEP
from crossroads.validation.fit.worlds import SCENARIO

RECORD, REPORT = "fit_record.toml", "report.md"

METHOD = (
    "population Monte Carlo on the records' ranges, distance 0 inside a target's range and logarithmic beyond it, "
    "parents moved along a linear regression and spread by a normal kernel that keeps their covariance, weights prior "
    "over proposal, tempered"
)


def write_into(folder: Path, made: Calibration) -> None:
    """Write both fits' ensembles, records and reports into a folder that exists.

    The fit to install bears the plain names; the earlier one, which was judged on the year that it had not seen, bears
    its years as well.
    """
    for fitted in made.fits:
        ensemble = ensemble_bytes(fitted.mixed.ensemble)
        write_bytes(folder / named(ENSEMBLE, made, fitted), ensemble)
        write_text(folder / named(RECORD, made, fitted), record(made, fitted, hashlib.sha256(ensemble).hexdigest()))
        write_text(folder / named(REPORT, made, fitted), report(made, fitted))


def named(file: str, made: Calibration, fitted: Fitted) -> str:
    """Return the name of a file of a fit."""
    name = Path(file)
    return file if fitted is made.last else f"{name.stem}_{fitted.fit.name.replace('-', '_')}{name.suffix}"


def record(made: Calibration, fitted: Fitted, ensemble_hash: str) -> str:
    """Return the record of a fit as TOML: what was asked, how, and what came of it."""
    order = made.order
    ways: dict[str, object] = {
        "name": fitted.fit.name,
        "targets_until": fitted.fit.until.isoformat(),
        "method": METHOD,
        "scenario": SCENARIO,
        "worlds_a_set": LUCK,
        "worlds_a_set_early": EARLY_LUCK,
        "fresh_worlds_a_candidate": FRESH_LUCK,
        "kept_a_round": KEPT,
        "kernel": KERNEL,
        "first_step": STEP,
        "records_open": len(fitted.pull),
        "records_fitted": len(fitted.mixed.fitted),
    }
    hashes = {key: made.digest[key] for key in ("records_hash", "targets_hash", "code_hash")}
    parts = [
        "# How this ensemble was fitted. Written by `crossroads calibrate`.",
        _toml("order", asdict(order)),
        _toml("fit", ways),
        _toml("hashes", hashes | {"ensemble_hash": ensemble_hash}),
        _toml("versions", made.digest["versions"]),
        *(_toml("search", facts, many=True) for facts in map(_search, fitted.searches)),
        *(
            _toml("round", {"search": one.search.name, **facts}, many=True)
            for one in fitted.searches
            for facts in one.course.rounds
        ),
        *(_toml("target", facts, many=True) for facts in _targets(made, fitted)),
        *(_toml("record", {"name": name, "targets": list(ids)}, many=True) for name, ids in fitted.moves.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _search(one: Searched) -> dict[str, object]:
    return {
        "name": one.search.name,
        **one.search.structure,
        "basins": int(one.members.basins.max()) + 1,
        "silhouette": one.members.silhouette,
        "members": len(one.members.distance),
        "member_distance_least": float(one.members.distance.min()),
        "member_distance_most": float(one.members.distance.max()),
    }


def _targets(made: Calibration, fitted: Fitted) -> Iterable[dict[str, object]]:
    for before, after in judged(made, fitted):
        target = after.target
        yield {
            "id": target.id,
            "group": target.group,
            "formula": target.formula.text,
            **{key: getattr(target, key) for key in ("date", "unit", "value", "low", "high", "weight", "source")},
            "seen": target.period.last <= fitted.fit.until,
            "before": before.points.tolist(),
            "after": after.points.tolist(),
            "met": after.met,
        }


def _toml(name: str, cells: Mapping[str, object], many: bool = False) -> str:
    head = f"[[{name}]]" if many else f"[{name}]"
    # JSON's numbers, strings, lists and truth values are TOML's, save numbers that are none.
    lines = [f"{_key(key)} = {json.dumps(value)}".replace("NaN", "nan") for key, value in cells.items()]
    return "\n".join([head, *lines])


def _key(name: str) -> str:
    """Return a key as TOML writes it: one with a dot in quotes, since it is one key and no table."""
    return json.dumps(name) if "." in name else name
