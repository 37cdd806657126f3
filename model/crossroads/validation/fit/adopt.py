"""Adopt a calibration: its ensemble among the evidence's data, and the records it fitted marked with their targets.

Run from a checkout of the project: `python -m crossroads.validation.fit.adopt results/calibration`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomli

from crossroads.errors import InputError
from crossroads.evidence.fitted import read_ensemble
from crossroads.evidence.load import ENSEMBLE, data_folder, record_folders
from crossroads.evidence.reading import refusal
from crossroads.runs.storage.files import write_bytes, write_text
from crossroads.validation.fit.files import RECORD

MOST_BYTES = 8 << 20
"""Bytes that a file of a calibration may have: some ten times those of the one that is shipped."""

_TABLE = re.compile(r'^\["(?P<name>[^"]+)"\]\n(?P<cells>(?:(?!\["|\[[a-z]).*\n?)*)', re.MULTILINE)
_TIER = re.compile(r'^tier = "[^"]*"\n(?:targets = "[^"]*"\n)?', re.MULTILINE)


def adopt(folder: Path, data: Path, others: Iterable[Path] = ()) -> list[str]:
    """Install a calibration's ensemble; give the records it fitted the tier 'fitted' and the targets they move most.

    Parameters
    ----------
    folder
        What `crossroads calibrate` wrote.
    data
        The folder of the evidence's data.
    others
        Further folders of records: those of the nations.

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
        for name in (RECORD, ENSEMBLE):
            if fault := refusal(folder / name, MOST_BYTES):
                raise InputError(f"{folder / name}: {fault} in a calibration.")
        told = tomli.loads((folder / RECORD).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{folder}: holds no calibration ({error.strerror}: {RECORD}).") from error
    except ValueError as error:
        raise InputError(f"{folder / RECORD}: is no record of a calibration ({error}).") from error
    ensemble = read_ensemble(folder / ENSEMBLE)
    targets = {item["name"]: ", ".join(item["targets"]) for item in told["record"]}
    for path in sorted(path for place in (data, *others) for path in place.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        marked = _TABLE.sub(lambda table: _marked(table, targets), text)
        if marked != text:
            write_text(path, marked)
    write_bytes(data / ENSEMBLE, (folder / ENSEMBLE).read_bytes())
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
        others = [Path(str(folder)) for folder in record_folders() if folder != data_folder()]
        names = adopt(Path(sys.argv[1]), Path(str(data_folder())), others)
    except InputError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{len(names)} fitted records; write the reference pages and the golden results anew.\n")


if __name__ == "__main__":
    main()
