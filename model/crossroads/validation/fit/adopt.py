"""Adopt a calibration: its ensemble among the evidence's data, and the records it fitted marked with their targets.

Run from a checkout of the project: `python -m crossroads.validation.fit.adopt results/calibration`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.evidence.fitted import read_ensemble
from crossroads.evidence.load import ENSEMBLE
from crossroads.validation.fit.files import RECORD

_TABLE = re.compile(r'^\["(?P<name>[^"]+)"\]\n(?P<cells>(?:(?!\["|\[[a-z]).*\n?)*)', re.MULTILINE)
_TIER = re.compile(r'^tier = "[^"]*"\n(?:targets = "[^"]*"\n)?', re.MULTILINE)


def adopt(folder: Path, data: Path) -> list[str]:
    """Install a calibration's ensemble; give the records it fitted the tier 'fitted' and the targets they move most.

    Parameters
    ----------
    folder
        What `crossroads calibrate` wrote.
    data
        The folder of the evidence's data.

    Returns
    -------
    names : list of str
        The records that were fitted.

    Raises
    ------
    InputError
        Where the folder holds no calibration, or its ensemble does not belong to the records.
    """
    try:
        told = tomllib.loads((folder / RECORD).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{folder}: holds no calibration ({error.strerror}: {RECORD}).") from error
    ensemble = read_ensemble(folder / ENSEMBLE)
    targets = {item["name"]: ", ".join(item["targets"]) for item in told["record"]}
    for path in sorted(data.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        marked = _TABLE.sub(lambda table: _marked(table, targets), text)
        if marked != text:
            path.write_text(marked, encoding="utf-8")
    (data / ENSEMBLE).write_bytes((folder / ENSEMBLE).read_bytes())
    return list(ensemble.names)


def _marked(table: re.Match[str], targets: Mapping[str, Any]) -> str:
    """Return a record's table with its tier; one that is no longer fitted is an assumption again."""
    name, text = table["name"], table[0]
    if name in targets:
        return _TIER.sub(f'tier = "fitted"\ntargets = "{targets[name]}"\n', text, count=1)
    return _TIER.sub('tier = "assumption"\n', text, count=1) if 'tier = "fitted"' in text else text


def main() -> None:
    """Adopt the calibration in the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m crossroads.validation.fit.adopt FOLDER")
    try:
        names = adopt(Path(sys.argv[1]), Path(str(resources.files("crossroads.evidence").joinpath("data"))))
    except InputError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{len(names)} fitted records; write the reference pages and the golden results anew.\n")


if __name__ == "__main__":
    main()
