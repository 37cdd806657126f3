"""Scripts without a guard: functions work in them as they are; what shares its work out says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = """
from crossroads.runs import blocks
blocks.BLOCK_WORLDS = 8
brief = {"extends": "south_december", "horizon": "1941-12-28", "deciders": dict.fromkeys(
    ("japan", "ussr", "germany", "united_states"), "stated_odds")}
"""
RUN = "from crossroads import run\n{guard}print(run(brief, worlds=16, seed=8, ledger_worlds=0{workers}).worlds)\n"

STUDIES = """
from crossroads import compare
from crossroads.studies.tournament.study import tournament
other = {**brief, "extends": "north_august", "name": "other"}
print(compare(brief, other, worlds=16, seed=8, ledger_worlds=0).runs[1].worlds)
print(tournament("japan", ["stated_odds", "random_legal"], scenario=brief, worlds=16, ledger_worlds=0).runs[1].worlds)
"""


def started(form: str, text: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as a file, by its name as a module, as an argument, or from standard input."""
    file = place / "asks.py"
    file.write_text(text, "utf-8")
    words = {"file": [str(file)], "module": ["-m", "asks"], "argument": ["-c", text], "stdin": ["-"]}[form]
    return subprocess.run(
        [sys.executable, *words],
        input=text if form == "stdin" else None,
        cwd=place,
        env={**os.environ, "CROSSROADS_CACHE": "off"},
        capture_output=True,
        text=True,
        timeout=300,
    )


FORMS = ("file", "module", "argument", "stdin") if "CROSSROADS_FUZZ_SEED" in os.environ else ("file", "stdin")
"""Every form is tried by `make fuzz`: each start of Python takes its time."""


@pytest.mark.parametrize("form", FORMS)
def test_a_script_without_a_guard_works_where_it_does_not_ask_for_processes(form: str, tmp_path: Path) -> None:
    done = started(form, SETUP + RUN.format(guard="", workers=""), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "16\n", "")


@pytest.mark.parametrize(("form", "guard"), [*((form, "") for form in FORMS), ("file", "if __name__ == '__main__': ")])
def test_one_that_asks_for_processes_works_or_says_what_it_lacks(form: str, guard: str, tmp_path: Path) -> None:
    done = started(form, SETUP + RUN.format(guard=guard, workers=", workers=2"), tmp_path)
    assert "Traceback" not in done.stderr
    if guard or form in ("argument", "stdin"):  # what is no file is read by no other process
        assert (done.returncode, done.stdout, done.stderr) == (0, "16\n", "")
    else:
        assert done.returncode in (1, 2) and done.stdout == ""
        assert len(done.stderr.strip().splitlines()) <= 2 and "if __name__ == '__main__':" in done.stderr


def test_studies_work_in_a_script_without_a_guard(tmp_path: Path) -> None:
    done = started("file", SETUP + STUDIES, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "16\n16\n", "")
