"""Show that a rebuilding of the program changes nothing: hash all that it gives before, and after, and compare.

    python tools/same_bytes.py write before.json [--quick] [--jobs 2] [--texts FOLDER] [--only CASE ...]
    python tools/same_bytes.py compare before.json after.json [--only CASE ...]

`write` runs the program through its public faces alone (`from crossroads import run, compare, load_scenario`, and the
command `crossroads`), so that it works on any layout of the package. It runs whichever package `PYTHONPATH` names, each
command in a process of its own and in a folder of its own, with nothing kept from earlier runs. What is run stands in
`same_bytes_cases.py`, what is hashed and what is set aside in `same_bytes_digest.py`. With `--texts` the texts behind
the hashes are kept, so that a difference can be read: `diff -r before_texts after_texts`.

What equal files prove: for these commands, scenarios, worlds and seeds every series, outcome and decision is the same
to the last bit; every printed text, error sentence and exit code is the same; names of files, names and types of
columns and keys of manifests are the same; every pixel of every figure is the same.

What they do not prove: anything of other settings (other worlds and seeds, parameters, lengths); of what happens on
Ctrl-C, a kill or a full disk; of several processes beyond one run; of a terminal's bars and colours; of speed and
memory; of what is imported beyond the three public names; of the pages in `docs/reference` and of experiments, which
tests hold. Times, durations, versions, folders of the computer and hashes of the source are set aside. Pictures hang on
fonts and libraries, so that two files are compared on one computer, with the same packages.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from same_bytes_cases import ENTRY, FACE, Case, cases
from same_bytes_digest import contents, normalised, stream

LONGEST = 1800
"""Seconds after which a command counts as stuck."""

Texts = dict[str, str]
"""Name of an entry -> what is hashed."""


def environment() -> dict[str, str]:
    """Return the environment of every process: plain, wide, in English, without papers kept from earlier runs."""
    paths = [os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]  # noqa: PTH100
    plain = {"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8", "TZ": "UTC", "MPLBACKEND": "Agg"}
    return {**os.environ, **plain, "CROSSROADS_CACHE": "off", "PYTHONPATH": os.pathsep.join(paths)}


def start(words: Sequence[str], folder: Path, told: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with `words` in `folder` to its end."""
    line = [sys.executable, *words]
    given = {"input": told or "", "capture_output": True, "text": True, "timeout": LONGEST}
    try:
        return subprocess.run(line, cwd=folder, env=environment(), **given)  # type: ignore[call-overload, no-any-return]
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(line, -1, "", f"It had not ended after {LONGEST} seconds.\n")


def places_of(folder: Path) -> dict[str, str]:
    """Return the paths of this computer that may stand in a text, longest first -> what stands for them."""
    asked = start(["-c", "import crossroads; print(crossroads.__file__)"], folder)
    if asked.returncode:
        raise SystemExit(f"No package crossroads is found; set PYTHONPATH, such as PYTHONPATH=model.\n{asked.stderr}")
    package = Path(asked.stdout.strip()).parent
    house = next((parent for parent in package.parents if (parent / "scenarios").is_dir()), package.parent)
    found = {str(package): "<package>", str(house): "<house>", str(folder): "<temporary>", sys.prefix: "<python>"}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def carried_out(case: Case, root: Path, places: Mapping[str, str]) -> Texts:
    """Run the steps of a case one after another; return what was printed, and what lies in its folder at the end."""
    folder = root / case.name
    folder.mkdir()
    inside = {str(folder): "<folder>", **places}
    for name, text in case.files.items():
        (folder / name).write_text(text, "utf-8")
    given: Texts = {}
    for step in case.steps:
        if step.startswith("!"):  # the shell's, such as to spoil a file
            subprocess.run(step[1:], cwd=folder, shell=True, check=True)
            continue
        words = shlex.split(step)
        words = ["-c", f"NAMES = {words[1:]}\n{FACE}"] if words[:1] == ["(face)"] else ["-c", ENTRY, *words]
        done = start(words, folder, case.answers)
        told = f"exit code {done.returncode}\n--- output\n{stream(done.stdout)}\n--- errors\n{stream(done.stderr)}\n"
        given[f"{case.name}: $ {step}"] = normalised(told, inside)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        for what, text in contents(path, inside).items():
            given[f"{case.name}/{name}: {what}"] = text
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    given[f"{case.name}: names of files"] = "\n".join(names)
    return given


def everything(quick: bool, jobs: int, only: Sequence[str] = ()) -> Iterator[Texts]:
    """Carry out all cases, or `only` some, `jobs` at a time; give the texts of each as it is done."""
    with tempfile.TemporaryDirectory(prefix="same_bytes_") as name:
        root = Path(name).resolve()
        places = places_of(root)
        names = re.findall(r"^(\w+)$", start(["-c", ENTRY, "list"], root).stdout, flags=re.MULTILINE)
        chosen = [case for case in cases(quick, names) if not only or case.name in only]
        if unknown := {*only} - {case.name for case in chosen}:
            raise SystemExit(f"No such case: {', '.join(sorted(unknown))}.")
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(lambda case: _timed(case, root, places), chosen)


def _timed(case: Case, root: Path, places: Mapping[str, str]) -> Texts:
    began = time.monotonic()
    given = carried_out(case, root, places)
    print(f"{case.name}: {len(given)} entries, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return given


def write(target: Path, quick: bool, jobs: int, texts: Path | None, only: Sequence[str] = ()) -> None:
    """Write the hash of every entry to `target`, and the texts themselves to the folder `texts`."""
    entries: dict[str, str] = {}
    for given in everything(quick, jobs, only):
        for name, text in given.items():
            entries[name] = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
            if texts is not None:
                _keep(texts, name, text)
    target.write_text(json.dumps(dict(sorted(entries.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")


def case_of(name: str) -> str:
    """Return the case that an entry belongs to."""
    return re.split(r"[:/]", name, maxsplit=1)[0]


def _keep(texts: Path, name: str, text: str) -> None:
    """Write a text under a name that a file may have."""
    case = case_of(name)
    rest = name[len(case) + 1 :]
    plain = re.sub(r"[^\w.=-]+", "_", rest).strip("_")
    if plain != rest.strip():  # two names may become one
        plain = f"{plain[:120]}-{hashlib.sha256(rest.encode()).hexdigest()[:6]}"
    path = texts / case / f"{plain}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", errors="surrogateescape")


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return a line for each entry that differs, is missing or is new."""
    lines = []
    for name in sorted({*before, *after}):
        if name not in after:
            lines.append(f"missing: {name}")
        elif name not in before:
            lines.append(f"new: {name}")
        elif before[name] != after[name]:
            lines.append(f"differs: {name}")
    return lines


def main() -> int:
    """Read the words of the command line and do what they ask."""
    parser = argparse.ArgumentParser(description="Hash all that the program gives, and compare two such files.")
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write", help="run the program and write the hashes")
    writing.add_argument("out", type=Path)
    writing.add_argument("--quick", action="store_true", help="six scenarios in few worlds, and some texts")
    writing.add_argument("--jobs", type=int, default=2, help="cases at a time")
    writing.add_argument("--texts", type=Path, help="folder for the texts behind the hashes")
    comparing = commands.add_parser("compare", help="list what differs between two files; exit code 1 where any does")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    for command in (writing, comparing):
        command.add_argument("--only", nargs="+", default=[], metavar="CASE", help="these cases alone, such as help")
    asked = parser.parse_args()
    if asked.command == "write":
        write(asked.out, asked.quick, asked.jobs, asked.texts, asked.only)
        return 0
    before, after = (json.loads(path.read_text("utf-8")) for path in (asked.before, asked.after))
    if asked.only:
        before, after = ({name: of[name] for name in of if case_of(name) in asked.only} for of in (before, after))
    lines = compare(before, after)
    print("\n".join(lines) if lines else f"All {len(before)} entries are the same.")
    return 1 if lines else 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
