"""Scenario files: where they lie, and how one is read."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from crossroads.errors import LONGEST_NAME, InputError, listing, name_fault, nearest, path_fault, shown
from crossroads.evidence.reading import refusal
from crossroads.identity import MANIFEST

SUFFIX = ".toml"

QUESTIONS = "questions"
"""The folder beside the scenarios that holds what is asked of them."""

EXPERIMENTS = "experiments"
"""The folder of experiments."""

HYPOTHESES = "hypotheses"
"""The folder beside the experiments that holds the documents' hypotheses."""

EXAMPLES = "examples"
"""The folder of small files to begin with."""

IN_PLACE = "stands here in place of the project's own"
"""What is said of a file that bears the name of one of the project's."""

LARGEST = 2**63 - 1
"""The largest whole number of TOML."""

DEEPEST = 40
"""How deep tables may be nested: no parameter's name has so many parts."""

LARGEST_FILE = 1_000_000
"""Bytes that a scenario's file may have."""

MOST_VALUES = 5_000
"""Keys and entries of lists that a file may hold: more than there are parameters to change."""

LONGEST_CHAIN = 20
"""Files that may extend one another in a chain."""

LONGEST_TEXT = 2_000
"""Characters that a title, a question or a reason may have."""

_TOO_LARGE = "a whole number of too many digits; allowed: numbers of at most 18 digits"

_DIGITS = re.compile(r"[0-9_]{1000}")

_PACKAGE = Path(__file__).resolve().parents[1]


def folders() -> list[Path]:
    """Return the folders in which scenarios are looked for by name, in order.

    They are ./scenarios, the checkout's, and the copy inside an installed package.
    """
    places = [Path("scenarios"), _PACKAGE.parents[1] / "scenarios", _PACKAGE / "_scenarios"]
    return [place for place in places if place.is_dir()]


def known_files() -> dict[str, Path]:
    """Return the scenarios that can be called by name: name -> file, sorted by name."""
    return _files_in(folders())


def known_questions() -> dict[str, Path]:
    """Return the questions that a scenario can be about: name -> file, sorted by name."""
    return _files_in([folder / QUESTIONS for folder in folders()])


def known_experiments() -> dict[str, Path]:
    """Return the experiments that can be called by name: name -> file, sorted by name."""
    return _files_in(_experiment_folders())


def known_hypotheses() -> dict[str, Path]:
    """Return the documents' hypotheses that can be asked by name: name -> file, sorted by name."""
    return _files_in([folder / HYPOTHESES for folder in _experiment_folders()])


def _experiment_folders() -> list[Path]:
    places = [Path(EXPERIMENTS), _PACKAGE.parents[1] / EXPERIMENTS, _PACKAGE / f"_{EXPERIMENTS}"]
    return [place for place in places if place.is_dir()]


def examples_folder() -> Path | None:
    """Return the folder of the examples that come with the project; None where there is none."""
    places = (_PACKAGE.parents[1] / EXAMPLES, _PACKAGE / f"_{EXAMPLES}")
    return next((place for place in places if (place / "battles.csv").is_file()), None)


def find_experiment(name_or_path: str | Path) -> Path:
    """Return the file of an experiment.

    Parameters
    ----------
    name_or_path
        A name such as 'transfers', or a path to a TOML file.

    Raises
    ------
    InputError
        If there is no such experiment, or the path is no TOML file.
    """
    if not is_name(name_or_path):
        return find(name_or_path, what="an experiment's")
    return _of_name(str(name_or_path), "experiment", known_experiments())


def _of_name(name: str, kind: str, known: Mapping[str, Path]) -> Path:
    """Return the file of a name among those that are known; `kind` says of what, for the refusal."""
    if name not in known:
        refused = f"{kind}: found '{name}', which is no {kind}; allowed: {listing(known)}"
        raise InputError(f"{refused}{nearest(name, known)}")
    return known[name]


def _files_in(places: list[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in reversed(places):
        found |= {path.stem: path for path in folder.glob(f"*{SUFFIX}") if path.is_file()}
    return dict(sorted(found.items()))


def find(name_or_path: str | Path, beside: Path | None = None, what: str = "a scenario's") -> Path:
    """Return the file of a scenario.

    Parameters
    ----------
    name_or_path
        A name such as 'north_august', or a path to a TOML file.
    beside
        A file whose own folder is searched first, and from which a path is taken.
    what
        Whose name or path is wanted, for messages.

    Raises
    ------
    InputError
        If there is no such scenario, or the path is no TOML file.
    """
    text = str(name_or_path)
    try:
        if is_name(name_or_path):
            return _by_name(text, beside)
        path = Path(text) if beside is None else beside.parent / text
        fault = _fault(text, path)
    except OSError as error:
        raise _refusal(
            shown(text)[1:-1], beside, (error.strerror or "a path that cannot be read").lower(), "", what
        ) from error
    if fault:
        by_name = text.strip("./") and path.name != MANIFEST
        raise _refusal(text, beside, fault, nearest(path.stem, known_files()) if by_name else "", what)
    return path


def is_name(name_or_path: str | Path) -> bool:
    """Say whether a scenario or question is called by its name, not by a path."""
    return not isinstance(name_or_path, Path) and re.fullmatch(r"[\w-]+", str(name_or_path)) is not None


def chain(path: Path) -> list[Path]:
    """Return a scenario's file and those that it extends, one below the other.

    Raises
    ------
    InputError
        If one of them is not there, or cannot be read.
    """
    found = [path]
    while isinstance(base := read(found[-1]).get("extends"), str):
        below = find(base, beside=found[-1])
        if any(below.samefile(file) for file in found):
            break
        found.append(below)
    return found


def title_of(name: str) -> str:
    """Return what a scenario is called whose file gives it no title."""
    return name.replace("_", " ").capitalize()


def find_question(name_or_path: str | Path) -> Path:
    """Return the file of a question.

    Parameters
    ----------
    name_or_path
        A name such as 'north_or_south', or a path to a TOML file.

    Raises
    ------
    InputError
        If there is no such question, or the path is no TOML file.
    """
    if not is_name(name_or_path):
        return find(name_or_path)
    return _of_name(str(name_or_path), "question", known_questions())


def is_question(name_or_path: str | Path) -> bool:
    """Say whether a name or path that stands alone is a question's: a known one, or a file that names scenarios."""
    if is_name(name_or_path):
        return str(name_or_path) in known_questions() or str(name_or_path) not in known_files()
    return names_scenarios(name_or_path)


def names_scenarios(name_or_path: str | Path) -> bool:
    """Say whether a path is that of a file that names scenarios, as questions do."""
    return _is_table(name_or_path) and "scenarios" in read(Path(name_or_path))


def stands_for_experiment(name_or_path: str | Path) -> bool:
    """Say whether a name is an experiment's alone, or a path that of a file with scenarios and measures."""
    if is_name(name_or_path):
        return str(name_or_path) in known_experiments().keys() - {**known_files(), **known_questions()}.keys()
    return names_scenarios(name_or_path) and "measures" in read(Path(name_or_path))


def stands_for_hypothesis(name_or_path: str | Path) -> bool:
    """Say whether a name is formed as a hypothesis' is, or known as one, or a path is that of a file that finds."""
    if is_name(name_or_path):
        name = str(name_or_path).casefold()
        if str(name_or_path) in {**known_files(), **known_questions(), **known_experiments()}:
            return False
        known = {known.casefold() for known in known_hypotheses()}
        return name in known or re.fullmatch(r"h\d+", name) is not None
    return _is_table(name_or_path) and "finds" in read(Path(name_or_path))


def _is_table(path: str | Path) -> bool:
    """Say whether a path is that of a TOML file; one that no file can have is none."""
    with contextlib.suppress(OSError):  # a name may be longer than any file's
        return Path(path).suffix == SUFFIX and Path(path).is_file()
    return False


def scenario_beside(name: str, question: Path | None) -> Path:
    """Return the file of a scenario that a question names: beside it, in the folder above, or by its name alone."""
    if question is not None and is_name(name):
        for folder in (question.parent, question.parent.parent):
            if (path := folder / f"{name}{SUFFIX}").is_file():
                return path
    return find(name)


def _fault(text: str, path: Path) -> str:
    """Say what is wrong with a scenario's path; '' where nothing is."""
    if not text.strip():
        return "blank text"
    if fault := path_fault(path, LONGEST_NAME) or name_fault(path.stem, LONGEST_NAME):
        return fault
    if path.is_dir():
        return "a folder"
    if path.name == MANIFEST and path.is_file():
        return "the manifest of what has run, which is given alone to be repeated"
    if path.suffix != SUFFIX:
        return f"the suffix '{path.suffix}'" if path.suffix else "no suffix"
    if not path.exists():
        return "no such file"
    return "" if path.is_file() else "what is no regular file"


def _refusal(text: str, beside: Path | None, fault: str, near: str, what: str = "a scenario's") -> InputError:
    text = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}..."
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    where = (
        (text if text.strip() else what.split()[-1].removesuffix("'s"))
        if beside is None
        else f"{beside}: extends: '{text}'"
    )
    return InputError(f"{where}: found {fault}; allowed: {what} name or the path of a {SUFFIX} file{near}")


def _by_name(name: str, beside: Path | None) -> Path:
    """Return the file of a name: beside the file that asks, then in the folders; never the asking file itself."""
    places = folders() if beside is None else [beside.parent, *folders()]
    for folder in places:
        path = folder / f"{name}{SUFFIX}"
        if path.is_file() and not (beside is not None and beside.exists() and path.samefile(beside)):
            return path
    known = known_files()
    near = nearest(name, known if beside is not None else {**known, **known_questions()})
    key = "scenario" if beside is None else f"{beside}: extends"
    fault = "this file itself" if beside is not None and beside.stem == name else "which is no scenario"
    raise InputError(f"{key}: found {shown(name)}, {fault}; allowed: {listing(known)}{near}")


def own_files(name: str, folder: str = "") -> list[Path]:
    """Return the project's own files of a name, whatever lies in ./scenarios.

    Parameters
    ----------
    name
        Name of a scenario, without the suffix.
    folder
        `QUESTIONS` for a question.
    """
    places = (_PACKAGE.parents[1] / "scenarios", _PACKAGE / "_scenarios")
    return [file for place in places if (file := place / folder / f"{name}{SUFFIX}").is_file()]


def stands_in_place(path: Path | None, folder: str = "") -> bool:
    """Say whether a file that is not the project's own bears the name of one that is; `folder` as in `own_files`."""
    if path is None or path.suffix != SUFFIX:
        return False
    own = own_files(path.stem, folder)
    return bool(own) and not any(path.exists() and path.samefile(file) for file in own)


def read(path: Path) -> dict[str, Any]:
    """Read a scenario's file as TOML.

    Raises
    ------
    InputError
        If the file cannot be read, is not text, or is not TOML; the message names the line.
    """
    try:
        if fault := refusal(path, LARGEST_FILE):
            raise InputError(f"{path}: {fault}")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; allowed: a readable {SUFFIX} file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: found bytes that are not text; allowed: TOML in UTF-8") from error
    try:
        content = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise InputError(_toml_message(path, text, str(error))) from error
    except RecursionError as error:
        raise InputError(
            f"{path}: found lists or tables nested too deeply; allowed: the tables of a scenario"
        ) from error
    except ValueError as error:  # Python refuses to read whole numbers of thousands of digits
        line = next((f"line {row}: " for row, line in enumerate(text.splitlines(), 1) if _DIGITS.search(line)), "")
        raise InputError(f"{path}: {line}found {_TOO_LARGE}") from error
    check_reach(str(path), content)
    return content


def check_reach(path: str, content: Mapping[str, Any]) -> None:
    """Refuse what no TOML file has use for: too many values, too large numbers, too deep tables, None within a table.

    Checked without recursion.
    """
    waiting: list[tuple[str, Any, int]] = [(key, value, 1) for key, value in content.items()]
    seen = 0
    while waiting:
        key, value, depth = waiting.pop()
        seen += 1
        if seen > MOST_VALUES:
            raise InputError(f"{path}: {key}: found too many values; allowed: at most {MOST_VALUES:,} in a scenario")
        if depth > DEEPEST:
            raise InputError(f"{path}: {key}: found tables nested too deeply; allowed: the tables of a scenario")
        if isinstance(value, dict):
            waiting += [(key, inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(key, inner, depth + 1) for inner in value]
        elif isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise InputError(f"{path}: {key}: found {_TOO_LARGE}")
        elif value is None and depth > 1:  # a script may leave a table out by None, but not what stands in one
            raise InputError(f"{path}: {key}: found None inside it; allowed: a value, or no such key")


def _toml_message(path: Path, text: str, reason: str) -> str:
    place = re.search(r"\(at line (\d+), column \d+\)", reason)
    lines = text.splitlines()
    number = min(int(place[1]) if place else len(lines), len(lines))
    line = lines[number - 1].strip()
    shown = line if len(line) <= 80 else f"{line[:77]}..."
    if "date" in reason.lower():
        key = line.split("=")[0].strip()
        return (
            f"{path}: line {number}: {key}: found '{shown}', which holds no day of the calendar; "
            "allowed: a date written year-month-day, such as 1941-08-09"
        )
    plain = (reason[: place.start()] if place else reason).strip()
    return f"{path}: line {number}: found '{shown}'; allowed: TOML ({plain})"
