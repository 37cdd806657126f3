"""The folder of a study: checked, locked, resumed, and put in place whole or not at all.

Unfinished work stands beside its target, in `TARGET.partial`, with the plan that it belongs to. The same call goes on
with it; a call with another plan is refused, and told what differs.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.evidence.reading import packaged
from crossroads.runs.engines import end_if_started_again
from crossroads.runs.progress import Interrupted
from crossroads.runs.storage import files
from crossroads.runs.storage.locks import held

PLAN = "plan.json"

ASSEMBLED = "assembled"
"""Folder inside a working folder in which the finished result is put together."""

STUDY = "study"
"""Key of a plan: what kind of work it is; a plan without it is a run's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a study works.

    Attributes
    ----------
    work
        Folder of its parts.
    target
        The folder to make; None: nothing is kept.
    """

    work: Path
    target: Path | None

    @contextlib.contextmanager
    def result(self) -> Iterator[Path]:
        """Give a folder to write the result into, which becomes the target at the end, or vanishes on any error."""
        assert self.target is not None, "a study that keeps nothing has nowhere to write"
        with files.whole_folder(self.target, self.work / ASSEMBLED) as folder:
            yield folder

    def link(self, name: str, folder: Path) -> None:
        """Let a folder of the working folder stand in the result too; the files are the same, not copies.

        They stay here until the result is in place, so that a kill before that loses none of them.
        """
        shutil.copytree(self.work / name, folder / name, copy_function=_linked)


def _linked(source: str, copy: str) -> None:
    try:
        os.link(source, copy)
    except OSError:  # a file system without links
        shutil.copy2(source, copy)


def folder_path(out: str | Path) -> Path:
    """Return the absolute path of a folder to be written.

    Raises
    ------
    InputError
        Where the path has no name of its own ('' or '/'), or one under which nothing can be written.
    """
    files.check_name(out)
    path = Path(os.path.abspath(out))  # noqa: PTH100 - `resolve` would follow a link to an existing folder
    if not str(out).strip() or not path.name:
        raise InputError(f"{str(out)!r} is not the name of a folder to write.")
    return path


def working_folder(target: Path) -> Path:
    """Return the folder beside `target` in which unfinished work is kept."""
    return target.with_name(target.name + ".partial")


@contextlib.contextmanager
def study_folder(
    out: str | Path | None, plan: Mapping[str, Any], *, command: str = "", takes_up: bool = False
) -> Iterator[Place]:
    """Give a study its place: a working folder beside its target, gone once the target stands.

    Parameters
    ----------
    out
        The folder to make, which must not exist; None: a temporary working folder, and nothing is kept.
    plan
        What must agree for two computations to be the same work.
    command
        The command that goes on with interrupted work; '' where none is known.
    takes_up
        Whether a target that stands already, with the same plan in it, becomes the working folder, to be made anew.

    Raises
    ------
    InputError
        Where the target exists, another process works at it, its unfinished work is of another plan, or the file
        system refuses.
    Interrupted
        At Ctrl-C; finished parts are kept where there is a target.
    """
    end_if_started_again()
    if out is None:
        try:
            with tempfile.TemporaryDirectory(prefix="crossroads-") as name, files.clear_file_errors(Path(name)):
                yield Place(Path(name), None)
        except KeyboardInterrupt:
            raise Interrupted(None) from None
        return
    target = folder_path(out)
    earlier = takes_up and target.is_dir() and not target.is_symlink()
    work = working_folder(target)
    if not earlier:
        try:
            files.check_target(target)
        except InputError:
            drop_finished(work, plan)
            raise
    with unfinished(work, plan, target=target, command=command, earlier=earlier):
        try:
            yield Place(work, target)
        except InputError:
            if [path.name for path in work.iterdir()] == [PLAN]:  # refused before anything was done
                drop(work)
            raise
        drop(work)


@contextlib.contextmanager
def unfinished(
    work: Path, plan: Mapping[str, Any], *, target: Path | None = None, command: str = "", earlier: bool = False
) -> Iterator[Path]:
    """Give a working folder, locked, for a plan; it stays.

    Parameters
    ----------
    work
        The folder; made where it does not exist.
    plan, command
        As for `study_folder`.
    target
        What a refusal of the file system is told about; None: the working folder.
    earlier
        Whether `target` holds a finished result of the plan to go on from.

    Raises
    ------
    InputError, Interrupted
        As `study_folder`.
    """
    with files.clear_file_errors(target or work), held(work):
        if earlier and target is not None:
            open_plan(target, plan)
            if work.exists():  # a kill came between the result and this
                drop(work)
            target.rename(work)
        open_plan(work, plan)
        try:
            yield work
        except KeyboardInterrupt:
            raise Interrupted(work, command) from None


@contextlib.contextmanager
def parts_folder(work: Path | None) -> Iterator[Path]:
    """Give the folder of a study's parts: one that is given, made where it does not exist; None: a temporary one."""
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="crossroads-") as name:
        yield Path(name)


def drop(work: Path) -> None:
    """Remove a working folder, its plan last: what a kill leaves of it is still a working folder."""
    for path in work.iterdir():
        if path.is_dir():
            files.remove_folder(path)
        elif path.name != PLAN:
            path.unlink()
    files.remove_folder(work)


def drop_finished(work: Path, plan: Mapping[str, Any]) -> None:
    """Remove the working folder of a plan whose result stands: a kill came between the two."""
    if (work / PLAN).is_file() and files.read_json(work / PLAN) == plan:
        with held(work):
            drop(work)


def open_plan(work: Path, plan: Mapping[str, Any]) -> None:
    """Make the working folder for `plan`, or check that an existing one is for the same plan.

    Raises
    ------
    InputError
        Where the folder holds work of another plan; the message names what differs.
    """
    if work.exists() and not work.is_dir():
        raise InputError(f"{work}: is a file, where the working folder is needed; move it away.")
    if (work / PLAN).is_file():
        try:
            found = files.read_json(work / PLAN)
        except InputError as error:
            raise InputError(f"{error} Remove {work.name} to start anew.") from None
        if found != plan:
            told, repeatable = differences(found, plan)
            again = "Repeat the earlier command, choose" if repeatable else "Choose"
            raise InputError(
                f"{work}: holds unfinished work of another plan ({told}). "
                f"{again} another folder, or remove {work.name} to start anew."
            )
        return
    if work.is_dir() and any(path.name not in ("lock", f".{PLAN}.tmp") for path in work.iterdir()):
        raise InputError(f"{work}: is not a working folder of this program; move it away.")
    work.mkdir(parents=True, exist_ok=True)
    try:
        files.write_json(work / PLAN, dict(plan))
    except InputError:
        with contextlib.suppress(OSError):
            work.rmdir()
        raise


def differences(found: Mapping[str, Any], plan: Mapping[str, Any]) -> tuple[str, bool]:
    """Say in words how two plans differ, and whether the earlier command would still go on with `found`."""
    kinds = [_kind(each) for each in (found, plan)]
    if kinds[0] != kinds[1]:
        return f"{kinds[0]} and {kinds[1]} are two kinds of work", True
    differing = [key for key in {**plan, **found} if found.get(key) != plan.get(key)]
    words = packaged("runs/plan_words.toml")
    known, contents = words["values"], words["contents"]
    values = [key for key in known if key in differing and found.get(key) is not None]
    told = [f"{known[key]}: {_in_words(found[key])} then, {_in_words(plan.get(key))} now" for key in values]
    named = {"scenario", "scenarios"} & set(values)
    # Another scenario changes other things, which need not be said.
    hidden = {"scenario_digest", "scenario_digests"} if named else set()
    rest = [contents.get(key, "the program's code") for key in differing if key not in known and key not in hidden]
    told += [f"{what} changed since" for what in dict.fromkeys(rest)]
    return "; ".join(told), not rest


def _kind(plan: Mapping[str, Any]) -> str:
    return str(plan.get(STUDY, "a comparison" if "scenarios" in plan else "a run"))


def _in_words(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
