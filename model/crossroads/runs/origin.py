"""Where a run came from: what it was asked by, the command that repeats it, and how a kept manifest repeats it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.evidence.load import records_hash
from crossroads.identity import MANIFEST, command_line
from crossroads.runs.run import log
from crossroads.runs.storage.kinds import RUN, refuse_other
from crossroads.runs.storage.manifests import AskedKeys, checked, written
from crossroads.runs.storage.seal import opened
from crossroads.runs.tables.trajectories import TRAJECTORIES
from crossroads.scenario.files import chain, find, find_question, is_question, read, scenario_beside
from crossroads.scenario.scenario import Given, Scenario, load_scenario

AGAIN = "-again"
"""What a folder that repeats another has behind its name."""


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """What a scenario or question was read from.

    Attributes
    ----------
    given
        Its name or path as it was given, or the folder whose manifest holds it; '' where no file stands behind it.
    sha256
        Digest of the file.
    rests_on
        Digests of the files that it rests on: its bases, one below the other, and for a question those of its
        scenarios; None where an older manifest does not say.
    """

    given: str
    sha256: str
    rests_on: tuple[str, ...] | None = None

    def changed(self) -> str:
        """Return the first file that is gone or has changed, as seen from the current folder; '' where none has."""
        try:
            files = _files_behind(self.given)
            found = [_sha256(file) for file in files]
        except (InputError, OSError):
            return self.given  # itself or a base of it
        wanted = [self.sha256, *(found[1:] if self.rests_on is None else self.rests_on)]
        for place, (now, then) in enumerate(zip_longest(found, wanted)):
            if now != then:
                return self.given if place == 0 or place >= len(files) else str(files[place])
        return ""


def kept_folder(given: object) -> Path | None:
    """Return the folder that a path names itself or by its manifest; None where it names something else."""
    if not isinstance(given, str | Path) or not str(given).strip():
        return None
    path = Path(given)
    folder = path.parent if path.name == MANIFEST else path
    # A scenario's name goes before a folder of the same name, which is called by its path: ./NAME.
    plain = isinstance(given, str) and "/" not in given and not given.endswith(MANIFEST)
    try:
        if not (folder / MANIFEST).is_file() or (plain and _is_known(given)):
            return None
    except (OSError, ValueError):
        return None
    return folder


def _is_known(name: str | Path) -> bool:
    try:
        find(name)
    except InputError:
        return False
    return True


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _files_behind(given: str) -> list[Path]:
    """Return all files that a scenario or question is read from, its own first; each as seen from here."""
    if folder := kept_folder(given):
        return [folder / MANIFEST]
    if not is_question(given):
        return chain(find(given))
    file = find_question(given)
    return [file, *(each for name in read(file)["scenarios"] for each in chain(scenario_beside(name, file)))]


def source_of(given: Given, kept: str = "") -> ReadFrom:
    """Return what stands behind a scenario or question.

    Parameters
    ----------
    given
        What was asked for.
    kept
        The folder whose manifest holds it, where it was taken from one.
    """
    text = kept or (str(given) if isinstance(given, str | Path) else "")
    if isinstance(given, Scenario) and not kept and given.path is not None:
        text = str(given.path)
        try:
            if load_scenario(given.name).path == given.path:
                text = given.name
            if load_scenario(text).digest() != given.digest():
                text = ""  # changed by the script that had read it
        except InputError:
            text = ""
    text = f"./{text}" if text.startswith("-") else text
    try:
        digests = [_sha256(file) for file in _files_behind(text)] if text else [""]
        return ReadFrom(text, digests[0], tuple(digests[1:]))
    except (InputError, OSError):
        return ReadFrom("", "")


def sources_in(manifest: Mapping[str, Any]) -> list[ReadFrom]:
    """Return what a manifest says of the files that stand behind its run or comparison."""
    return [
        ReadFrom(item["given"], item["sha256"], tuple(item["rests_on"]) if "rests_on" in item else None)
        for item in manifest.get("sources", [])
    ]


def origin(verb: str, sources: Sequence[ReadFrom], options: Mapping[str, Any], out: str | Path) -> dict[str, Any]:
    """Return what a manifest says of where its run came from: its sources, and the command that repeats it.

    Parameters
    ----------
    verb
        'run' or 'compare'.
    sources
        What it was asked by; where no file stands behind one of them, the command names the folder that is made.
    options
        Option -> value; True: an option without a value; None or False: left out.
    out
        The folder that it was written to.
    """
    filed = all(source.given for source in sources)
    words = [source.given for source in sources] if filed else [str(out)]
    for name, value in options.items():
        if value is not None and value is not False:
            words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    target = f"{out}" if filed else f"{out}{AGAIN}"
    return {
        "command": command_line(verb, *words, "--out", target),
        "sources": [
            {"given": source.given, "sha256": source.sha256, "rests_on": list(source.rests_on or ())}
            for source in sources
        ],
    }


def repetition(manifest: Mapping[str, Any], folder: Path | None, verb: str, out: str) -> tuple[str, str]:
    """Return the command that repeats a run or comparison, and what a reader must know of it ('': nothing).

    Parameters
    ----------
    manifest
        Its manifest, or of one in the making what `origin` gave.
    folder
        Where it stands; None where it is in memory only.
    verb
        'run' or 'compare'.
    out
        The folder it is told to be in where `folder` is None.
    """
    kept = folder or Path(out)
    exactly = f"{command_line(verb, str(kept))} repeats it exactly from its manifest."
    sources = sources_in(manifest)
    command = str(manifest.get("command") or "")
    if not sources or not command:
        settings = [f"--{name}={manifest[name]}" for name in ("worlds", "seed") if name in manifest]
        command = command_line(verb, str(kept), *settings, "--out", f"{kept}{AGAIN}")
        return command, f"Its manifest does not say from which files it was made. {exactly}"
    if not all(source.given for source in sources):
        return command, f"No file stands behind it: a script made it. {exactly}"
    if gone := list(dict.fromkeys(filter(None, (source.changed() for source in sources)))):
        return command, (
            f"Given from where it was made, this repeats it as long as its files are the same; seen from where this "
            f"page was written {', '.join(gone)} {'is' if len(gone) == 1 else 'are'} gone or "
            f"{'has' if len(gone) == 1 else 'have'} changed since. {exactly}"
        )
    return command, ""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """What a finished run's manifest says of how it was asked for.

    Attributes
    ----------
    scenario
        Its scenario, from the manifest.
    settings
        `worlds`, `seed` and `ledger_worlds`.
    keep_trajectories
        Whether its folder holds them.
    """

    scenario: Scenario
    settings: dict[str, int]
    keep_trajectories: bool


def kept_run(folder: Path) -> AskedBefore:
    """Read how a run was asked for; of its files only the manifest is looked at, of whatever version.

    Raises
    ------
    InputError
        Where the folder is no run's, or its manifest is damaged.
    """
    path = folder / MANIFEST
    manifest = opened(folder, "a run").manifest
    refuse_other(folder, manifest, RUN, "a run")
    keys = checked(AskedKeys, manifest, path)
    if keys.records_hash != records_hash():
        log.warning(
            "%s: was run with other parameter records than those of today%s: made anew it may come out differently.",
            folder,
            written(manifest),
        )
    settings = {"worlds": keys.worlds, "seed": keys.seed, "ledger_worlds": keys.ledger_worlds}
    return AskedBefore(Scenario.from_resolved(keys.scenario.resolved, path), settings, (folder / TRAJECTORIES).is_dir())
